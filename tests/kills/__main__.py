"""The nightly form: `python -m tests.kills --kills 200 --messages 100000`, on each engine.

Prints lost, doubled and unknown, keeps the figures of the promises, and exits 1 when something is lost.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.databases import Shelf
from tests.kills.rig import Plan, rig
from tests.kills.written import written


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="beside those at the named points")
    parser.add_argument("--messages", type=int, default=100_000, help="to be acknowledged")
    parser.add_argument("--people", type=int, default=200, help="who write at the same time")
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), action="append")
    given = parser.parse_args()
    plan = Plan(given.messages, given.kills, given.people, follow_ups=9, waits=3600.0)
    good = True
    for engine in given.engine or ("sqlite", "postgresql"):
        folder = Path(tempfile.mkdtemp(prefix="bobbin-kills-"))
        shelf = Shelf(folder)
        try:
            url = shelf.sqlite_url() if engine == "sqlite" else shelf.postgresql_url()
            with rig(url, folder, plan) as played:
                books = played.play()
        finally:
            shelf.close()
        print(f"{engine}\n{books.table()}\n", flush=True)
        written(books, engine)
        good &= books.balance
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
