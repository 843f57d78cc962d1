"""Two committees through months: founded, elected, meeting, deciding, and hearing whether it was done.

All that happens comes from outside: phones by signed webhooks, an advisor in a browser, and time. With BOBBIN_PICTURES
set to a folder, what was seen and printed is kept there.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from models.database import open_database
from tests.committee_life.desk import chromium
from tests.committee_life.follow_up import FollowUp
from tests.committee_life.life import Life
from tests.committee_life.places import DHAKA, Place
from tests.committee_life.records import Records
from tests.committee_life.sitting import Sitting
from tests.committee_life.town import Town
from tests.databases import Shelf

pytestmark = pytest.mark.browser


@contextmanager
def living(place: Place, shelf: Shelf) -> Iterator[Life]:
    """A town with the factory of a place, on a database of its own."""
    url = shelf.sqlite_url()
    db = open_database(url)
    try:
        with Town(db, place.begins).open() as town, chromium() as browser:
            yield Life(town, place, browser)
    finally:
        db.dispose()
        shelf.drop(url)


def test_a_committee_in_dhaka_elects_meets_and_sees_its_decisions_done(shelf: Shelf) -> None:
    with living(DHAKA, shelf) as life:
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
