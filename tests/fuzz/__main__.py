"""The long form, for a night: `python -m tests.fuzz [WEBHOOKS [TEXTS]]`, 50,000 and all of them unless said otherwise.

So many requests to webhooks, half to each kind of database; every text to every question; so many TEXTS into every
field of every form. Keeps the figure when nothing went wrong, else says what did.
"""

import sys
import tempfile
from pathlib import Path

from models.encryption import new_ring
from tests.advisor.conftest import Browser, Clock, Office, build
from tests.databases import Shelf, opened
from tests.fuzz.dialogue import answered
from tests.fuzz.forms import Typing, typed
from tests.fuzz.machines import fuzz
from tests.fuzz.naughty import naughty
from tests.fuzz.test_fuzz import keep_figure
from tests.world import World

SEED = 20_261_126


def webhooks(shelf: Shelf, count: int) -> list[str]:
    mistakes: list[str] = []
    for engine in ("sqlite", "postgresql"):
        with opened(shelf, engine) as db:
            caller = fuzz(World(db), count // 2, SEED)
        print(engine, dict(sorted(caller.answers.items())), flush=True)
        mistakes += caller.mistakes
    return mistakes


def forms(shelf: Shelf, each: int | None) -> Typing:
    with opened(shelf, "sqlite") as db:
        office = Office(db, new_ring(), Clock())
        for code, name in (("D4KA", "Padma Knitwear"), ("N4RA", "Meghna Denim")):
            office.factory(code, name)
        app = build(office)
        desk = Browser(app.test_client(), office.clock)
        desk.sign_in(office.user("farida@advisors.example", "advisor", ("D4KA",)))
        return typed(app, office, desk, each)


def main(count: int = 50_000, each: int | None = None) -> int:
    """1 when anything went wrong."""
    shelf = Shelf(Path(tempfile.mkdtemp(prefix="bobbin-fuzz-")))
    try:
        mistakes = webhooks(shelf, count)
        questions, _given, wrong = answered()
        done = forms(shelf, each)
    finally:
        shelf.close()
    mistakes += wrong + done.mistakes
    print("\n".join(mistakes[:40]) or "nothing went wrong")
    if not mistakes:
        keep_figure(count, len(naughty()), questions, done.fields, "all" if each is None else str(each))
    return 1 if mistakes else 0


if __name__ == "__main__":
    sys.exit(main(*(int(word) for word in sys.argv[1:])))
