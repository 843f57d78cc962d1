"""How members see their committee: asked once a quarter, counted, and nobody can be joined to an answer."""

from collections.abc import Sequence

import pytest
from sqlalchemy import func, insert, select

from bot.contacts import make_contact
from models.base import new_id, table
from models.committee import Committee as CommitteeRow
from models.contact import Prompt
from models.database import Database
from models.meeting import Meeting
from models.reminder import Reminder
from models.self_check import SelfCheck, SelfCheckCount, SelfCheckMark
from models.vocabulary import Line, ReminderKind, Side
from operations import members, self_checks
from operations.committees import chamber
from operations.effectiveness import Effectiveness, effectiveness
from operations.founding import found
from tests.committee_world import Committee
from tests.world import MORNING, Person, World

DAY = 86400
FIRST = "PICC: 5 questions. Your answers are secret."
WORKERS, MANAGERS = ("Rahima", "Salma", "Abdul", "Shirin"), ("Hossain", "Rahman", "Alam", "Chowdhury")


@pytest.fixture
def committee(world: World) -> Committee:
    """A committee that has met, and is asked in December."""
    here = Committee(world)
    met_before(here)
    with world.work() as work:
        self_checks.plan_self_check(work, chamber(work.connection, here.id))
    return here


def met_before(committee: Committee) -> None:
    """A meeting two weeks ago, of which nobody is reminded."""
    starts_at = committee.world.now - 14 * DAY
    place = {"day": func.current_date(), "clock": "15:00", "timezone": "Asia/Dhaka"}
    with committee.world.work() as work:
        row = {"id": new_id(), "committee_id": committee.id, "number": 1, "starts_at": starts_at, "changed_at": 0.0}
        work.connection.execute(insert(Meeting).values(**row, **place))


def asked(committee: Committee) -> None:
    """The first evening of December."""
    committee.world.wait(7.5 * DAY)


def answers(person: Person, digits: str) -> list[str]:
    """Begin, then one digit a question; what comes back at the end."""
    heard = person.says("1")
    for digit in digits:
        heard = person.says(digit)
    return heard


def all_answer(committee: Committee, names: Sequence[str], digits: str) -> None:
    for name in names:
        assert "are counted" in answers(committee.people[name], digits)[0]


def closed(committee: Committee) -> list[Effectiveness]:
    committee.world.wait(15 * DAY)
    return shown(committee)


def shown(committee: Committee) -> list[Effectiveness]:
    with committee.world.db.read() as connection:
        return effectiveness(connection, committee.id)


def rows(db: Database, model: type) -> list[object]:
    with db.read() as connection:
        return list(connection.execute(select(model.__table__)))  # type: ignore[attr-defined]


def test_a_quarter_has_a_score_for_each_side(committee: Committee) -> None:
    asked(committee)
    assert FIRST in committee.people["Rahima"].hears()[-1]
    assert "Are all sides heard" in committee.people["Rahima"].says("1")[0]
    for digit in "1123":
        committee.people["Rahima"].says(digit)
    assert "Nobody sees who said what" in committee.people["Rahima"].says("3")[0]
    all_answer(committee, ("Salma", "Abdul"), "11233")
    all_answer(committee, ("Hossain", "Rahman", "Alam"), "11112")
    assert shown(committee) == []
    (quarter,) = closed(committee)
    assert quarter.quarter == "2026-Q4"
    assert quarter.sides == {Side.WORKER: 50, Side.MANAGEMENT: 90}
    assert (quarter.together, quarter.weakest) == (70, "told")


def test_a_side_that_is_too_small_is_not_shown_nor_kept_nor_told_by_a_difference(committee: Committee) -> None:
    asked(committee)
    all_answer(committee, WORKERS, "11111")
    all_answer(committee, ("Hossain", "Rahman"), "33333")
    (quarter,) = closed(committee)
    assert quarter.sides == {Side.WORKER: 100}
    assert (quarter.together, quarter.weakest) == (None, None)
    assert {row.side for row in rows(committee.world.db, SelfCheckCount)} == {"worker"}  # type: ignore[attr-defined]


def test_nobody_answers_twice_and_nobody_but_members(committee: Committee) -> None:
    world = committee.world
    asked(committee)
    all_answer(committee, ("Rahima",), "11111")
    (row,) = rows(world.db, SelfCheck)
    with world.work() as work:
        given = dict.fromkeys(self_checks.QUESTIONS, "no")
        rahima = next(
            one.contact_id
            for one in members.members_of(work.connection, world.ring, committee.id)
            if "Rahima" in one.name
        )
        assert not self_checks.answer_round(work, row.id, str(rahima), given)  # type: ignore[attr-defined]
        stranger = make_contact(work, Line.SIM_SMS, "+8801700000299", factory_id=committee.factory.id)
        with pytest.raises(self_checks.Refused):
            self_checks.answer_round(work, row.id, stranger, given)  # type: ignore[attr-defined]
        with pytest.raises(self_checks.Refused):
            self_checks.answer_round(work, row.id, str(rahima), {"heard": "yes"})  # type: ignore[attr-defined]
    assert sum(one.yes + one.no for one in rows(world.db, SelfCheckCount)) == 5  # type: ignore[attr-defined]


def test_after_the_round_nobody_can_be_joined_to_an_answer(committee: Committee) -> None:
    asked(committee)
    all_answer(committee, WORKERS, "11111")
    assert len(rows(committee.world.db, SelfCheckMark)) == 4
    closed(committee)
    assert rows(committee.world.db, SelfCheckMark) == []
    assert [row.key_sealed for row in rows(committee.world.db, SelfCheck)] == [None]  # type: ignore[attr-defined]


def test_who_has_no_time_is_asked_again_and_too_late_is_not_counted(committee: Committee) -> None:
    rahima, salma = committee.people["Rahima"], committee.people["Salma"]
    asked(committee)
    rahima.hears(), salma.hears()
    assert "another time" in rahima.says("2")[0]
    salma.says("1")
    committee.world.wait(4 * DAY)
    assert FIRST in rahima.hears()[-1]
    committee.world.wait(2 * DAY)
    for digit in "1111":
        salma.says(digit)
    committee.world.wait(14 * DAY)
    assert rahima.hears() == []
    salma.says("1")
    assert sum(row.yes for row in rows(committee.world.db, SelfCheckCount)) == 0  # type: ignore[attr-defined]


def test_what_is_told_at_a_question_is_not_lost(committee: Committee) -> None:
    rahima = committee.people["Rahima"]
    asked(committee)
    rahima.says("1")
    assert "kept what you wrote" in rahima.says("The manager laughs at us whenever somebody speaks in the meeting")[0]
    for digit in "1111":
        rahima.says(digit)
    assert "What is it about?" in rahima.says("1")[-1]


def test_alternates_and_seats_without_a_phone_are_not_asked(committee: Committee) -> None:
    nasima = committee.seat("Nasima Begum", "worker", 9, stands_in_for_id=committee.members["Abdul"])
    with committee.world.work() as work:
        members.add_member(work, committee.id, members.NewMember("Mr Islam", "management"))
    asked(committee)
    assert nasima.hears() == []
    with committee.world.db.read() as connection:
        assert connection.execute(select(func.count()).select_from(Prompt)).scalar_one() == 8


def test_a_member_of_two_committees_is_asked_for_each(committee: Committee) -> None:
    world, rahima = committee.world, committee.people["Rahima"]
    with world.work() as work:
        other = found(work, committee.factory.id, "safety_bd")
        seats = members.members_of(work.connection, world.ring, committee.id)
        contact_id = next(one.contact_id for one in seats if "Rahima" in one.name)
        members.add_member(work, other, members.NewMember("Rahima Khatun", "worker"), contact_id)
    met_before(Other(world, other))  # type: ignore[arg-type]
    asked(committee)
    opened = {words.partition(":")[0] for words in rahima.hears()}
    assert opened == {"PICC", "Safety Committee"}
    assert "5 questions" in answers(rahima, "11111")[-1]
    answers(rahima, "22222")
    assert len(rows(world.db, SelfCheckMark)) == 2


class Other:
    """A committee by its id alone."""

    def __init__(self, world: World, committee_id: str) -> None:
        self.world, self.id = world, committee_id


def test_the_next_quarter_is_planned_and_each_comes_once(committee: Committee) -> None:
    for _week in range(30):
        committee.world.wait(7 * DAY)
    with committee.world.db.read() as connection:
        found_rounds = connection.execute(select(SelfCheck.quarter).order_by(SelfCheck.quarter)).scalars().all()
    assert found_rounds == ["2026-Q4", "2027-Q1", "2027-Q2"]
    assert [one.quarter for one in shown(committee)] == found_rounds


def test_a_committee_that_never_met_or_is_dissolved_is_not_asked(world: World) -> None:
    factory = world.factory("en")
    with world.work() as work:
        for rules in ("picc", "safety_bd"):
            committee_id = found(work, factory.id, rules)
        work.connection.execute(
            table(CommitteeRow).update().where(table(CommitteeRow).c.id == committee_id).values(dissolved_on=work.day())
        )
    world.wait(10 * DAY)
    assert rows(world.db, SelfCheck) == []
    with world.db.read() as connection:
        waiting = select(Reminder.about_id).where(Reminder.kind == ReminderKind.SELF_CHECK, Reminder.state == "waiting")
        assert len(connection.execute(waiting).all()) == 1


def test_it_is_asked_at_a_decent_hour_of_a_working_day(world: World) -> None:
    factory = world.factory("en")
    with world.work() as work:
        found(work, factory.id, "picc")
    with world.db.read() as connection:
        due_at = connection.execute(
            select(Reminder.due_at).where(Reminder.kind == ReminderKind.SELF_CHECK)
        ).scalar_one()
    local = (due_at + 6 * 3600) % DAY / 3600
    assert 17 <= local < 20
    assert MORNING < due_at < MORNING + 8 * DAY
