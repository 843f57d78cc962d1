"""`make bench`: every figure as a ratio to its limit; exits 1 when one is missed. `make bench` takes some minutes.

`python -m tests.bench incoming outgoing …` measures only what is named.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import (
    answers,
    claims,
    drawing,
    footprint,
    forms,
    incoming,
    outgoing,
    paper,
    reminders,
    results,
    rotation,
    steps,
)
from tests.bench.report import Figure, table
from tests.databases import Shelf

ENGINES = ("SQLite", "PostgreSQL")


def main() -> int:
    folder = Path(tempfile.mkdtemp(prefix="bobbin-bench-"))
    shelf = Shelf(folder, durable=True)
    subjects: dict[str, Callable[[], Iterator[Figure]]] = {
        "incoming": lambda: (figure for engine in ENGINES for figure in incoming.measure(shelf, engine, folder)),
        "steps": lambda: iter([steps.measure()]),
        "outgoing": lambda: (figure for engine in ENGINES for figure in outgoing.measure(shelf, engine, folder)),
        "footprint": lambda: footprint.measure(shelf, folder),
        "paper": paper.measure,
        "forms": forms.measure,
        "results": results.measure,
        "drawing": lambda: (figure for engine in ENGINES for figure in drawing.measure(shelf, engine, folder)),
        "claims": lambda: (figure for engine in ENGINES for figure in claims.measure(shelf, engine)),
        "answers": lambda: (figure for engine in ENGINES for figure in answers.measure(shelf, engine)),
        "reminders": lambda: (figure for engine in ENGINES for figure in reminders.measure(shelf, engine)),
        "rotation": lambda: (figure for engine in ENGINES for figure in rotation.measure(shelf, engine, folder)),
    }
    found: list[Figure] = []
    try:
        for name in sys.argv[1:] or subjects:
            for figure in subjects[name]():
                print(figure.row, flush=True)
                found.append(figure)
    finally:
        shelf.close()
    print("\n" + table(found))
    return 0 if all(figure.holds for figure in found) else 1


if __name__ == "__main__":
    sys.exit(main())
