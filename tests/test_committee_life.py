"""Two committees through months: founded, elected, meeting, deciding, and hearing whether it was done.

All that happens comes from outside: phones by signed webhooks, an advisor in a browser, and time. With BOBBIN_PICTURES
set to a folder, what was seen and printed is kept there, by the place in whose story it was.
"""

from pathlib import Path

import pytest

from models.database import open_database
from tests.committee_life import secrecy
from tests.committee_life.desk import chromium
from tests.committee_life.follow_up import FollowUp
from tests.committee_life.gallery import looked_at, pages_of
from tests.committee_life.life import Life
from tests.committee_life.places import AMMAN, DHAKA, Place
from tests.committee_life.records import Records
from tests.committee_life.sitting import Sitting
from tests.committee_life.town import Town
from tests.databases import Shelf

pytestmark = [pytest.mark.browser, pytest.mark.long]


LIVES = [(AMMAN, "sqlite"), (DHAKA, "postgresql")]


@pytest.mark.parametrize(("place", "engine"), LIVES, ids=["amman", "dhaka-postgresql"])
def test_a_committee_is_elected_meets_and_hears_what_came_of_it(
    place: Place, engine: str, shelf: Shelf, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    url = shelf.sqlite_url() if engine == "sqlite" else shelf.postgresql_url()
    db = open_database(url)
    with Town(db, place.begins).open() as town, chromium() as browser:
        life = Life(town, place, browser)
        records = lives(life)
        looked_at(records)
        secrecy.nothing_is_long(life)
        secrecy.everybody_reads_their_language(life)
        secrecy.pages_name_nobody_else(life)
        secrecy.others_see_nothing(life, pages_of(records).values())
        logged = capfd.readouterr()
        secrecy.nobody_is_named(life, kept(shelf, url, tmp_path), logged.out + logged.err)
    db.dispose()
    shelf.drop(url)


def kept(shelf: Shelf, url: str, folder: Path) -> Path:
    """Everything that the database holds, as a file."""
    if url.startswith("sqlite"):
        return Path(url.removeprefix("sqlite:///"))
    dump = folder / "everything.sql"
    shelf.cluster().dump(url.rsplit("/", 1)[1], dump)
    return dump


def lives(life: Life) -> Records:
    """From its founding to an action that nobody did."""
    life.founded()
    life.elected()
    sitting = Sitting(life)
    sitting.planned()
    sitting.moved()
    sitting.pointed_out()
    sitting.held()
    records = Records(sitting)
    records.written()
    records.approved()
    records.printed()
    follow_up = FollowUp(records)
    follow_up.done()
    follow_up.confirmed()
    follow_up.overdue()
    return records
