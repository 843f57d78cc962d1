"""A Participation Committee in Bangladesh lives by its law: it meets, both sides approve, and the minutes are filed."""

import subprocess
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from models.audit import AuditEntry
from models.user import User
from models.vocabulary import MinutesState
from operations.committee_views import standing_of
from operations.committees import chamber
from operations.minutes_days import Filing
from operations.minutes_pdf import Sheet, drawn
from operations.minutes_reminders import mark_filed
from tests.committee_world import Committee
from tests.minutes_world import A_DAY, DAY, Held
from tests.world import World

OTHERS = ("Hossain", "Rahman", "Alam", "Chowdhury", "Rahima", "Abdul")
LAST_DAY = date(2026, 12, 16)
"""Seven days after the meeting, a Friday among them on which nobody works."""


@pytest.fixture
def held(world: World) -> Held:
    """Founded, seated, and met once."""
    return Held(Committee(world, rules="participation"))


def approved(held: Held) -> None:
    """Salma writes one decision and everybody approves it with a digit."""
    held.written("All exits stay open")
    for name in OTHERS:
        person = held.committee.people[name]
        person.hears()
        person.says("1")
    assert held.minutes().state == MinutesState.APPROVED


def filed(held: Held) -> None:
    with held.committee.world.work() as work:
        mark_filed(work, held.minutes().id, work.connection.execute(select(User.id)).scalar_one())


def reminded(held: Held, days: int) -> int:
    """How often the secretary hears in so many days that minutes are to be filed."""
    heard: list[str] = []
    for _day in range(days):
        held.committee.world.wait(A_DAY)
        heard += held.salma.hears()
    return sum("file them with Director of Labour by Wed, Dec 16." in words for words in heard)


def test_it_is_founded_and_made_up_as_its_law_wants_it(held: Held) -> None:
    with held.committee.world.work() as work:
        house = chamber(work.connection, held.committee.id)
        assert (house.name, house.rules.get("filing_to")) == ("Participation Committee", "Director of Labour")
        assert standing_of(work, house).gaps == ()


def test_its_minutes_have_the_form_of_the_law_and_a_day_to_be_filed_by(held: Held, tmp_path: Path) -> None:
    approved(held)
    view = held.view()
    assert view.filing == Filing("Director of Labour", LAST_DAY)
    assert [side.side for side in view.silent_sides] == []
    path = tmp_path / "form.pdf"
    path.write_bytes(drawn(view, Sheet.FORM, ("en",)))
    text = subprocess.run(["pdftotext", path, "-"], check=True, capture_output=True, text=True).stdout
    for words in ("To: Director of Labour", "To be filed by December 16, 2026", "All exits stay open", "Signature"):
        assert words in " ".join(text.split())


def test_the_secretary_is_reminded_until_they_are_filed(held: Held) -> None:
    approved(held)
    assert reminded(held, 10) == 2


def test_what_is_filed_is_written_down_and_nobody_is_reminded_any_more(held: Held) -> None:
    approved(held)
    held.committee.world.advisor(held.committee.factory.code)
    filed(held)
    assert held.view().filed_on == DAY
    assert reminded(held, 10) == 0
    with held.committee.world.db.read() as connection:
        assert connection.execute(select(AuditEntry.action).where(AuditEntry.action.contains("filed"))).first()


def test_two_months_later_it_should_meet_again(held: Held) -> None:
    approved(held)
    held.committee.world.now += 63 * A_DAY
    with held.committee.world.work() as work:
        assert standing_of(work, chamber(work.connection, held.committee.id)).meeting_overdue == date(2027, 2, 8)
