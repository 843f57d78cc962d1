"""Times by which somebody should have answered: each that passes raises the case and tells those who can act."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.contacts import make_contact
from bot.deadlines import warn_late
from models.case import Case
from models.vocabulary import Line
from operations.case_views import Filters, list_cases
from operations.deadlines import FEEDBACK, LAW, PERSON, passed_by
from operations.sessions import Viewer
from tests.world import Advisor, Person, World

DAY = 86_400.0
OVERDUE = "Bobbin: somebody waits too long for an answer. Please sign in."


class Desk:
    """An advisor and a lead with phones, and a case of one worker."""

    def __init__(self, world: World) -> None:
        self.world = world
        factory = world.factory("en")
        self.farida = world.advisor(factory.code)
        self.mina = world.advisor(role="lead", email="mina@advisors.example")
        self.phones = {who.email: self.phone(who) for who in (self.farida, self.mina)}
        self.rahima = world.person("+8801700000001")
        for words in (
            "They locked the exit of hall two",
            factory.code,
            "English",
            "4",
            "1",
            "1",
            "no",
            "1",
            "1",
            "yes",
            "1",
        ):
            self.rahima.says(words)
        (self.case,) = world.cases()

    def phone(self, who: Advisor) -> Person:
        person = self.world.person(who.email, Line.SIM_TELEGRAM)
        with self.world.work() as work:
            make_contact(work, person.line, person.address, user_id=who.id, introduced=True)
        return person

    def until(self, day: date) -> list[str]:
        """The days pass up to the end of one everywhere; who was told."""
        end = datetime(day.year, day.month, day.day, 13, tzinfo=UTC) + timedelta(days=1)
        while self.world.now < end.timestamp():
            self.world.now = min(self.world.now + DAY, end.timestamp())
            warn_late(self.world.house, self.world.now)
        self.world.settle()
        return sorted(email for email, phone in self.phones.items() for words in phone.hears() if words == OVERDUE)

    def first(self) -> str:
        """What stands first in the list."""
        viewer = Viewer(self.farida.id, self.farida.email, "advisor", "en")
        with self.world.db.read() as connection:
            return str(list_cases(connection, viewer, Filters()).rows[0].id)


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def test_each_time_that_passes_is_told_to_those_who_can_act(desk: Desk) -> None:
    opened, farida, mina = desk.case.opened_on, "farida@advisors.example", "mina@advisors.example"
    desk.phones[farida].hears()
    assert desk.until(desk.case.answer_by - timedelta(days=1)) == []
    assert desk.until(desk.case.answer_by) == [farida]
    assert desk.until(opened + timedelta(days=6)) == []
    assert desk.until(opened + timedelta(days=7)) == [farida, mina]
    assert desk.until(date(2027, 2, 24)) == []
    assert desk.until(date(2027, 2, 25)) == [farida, mina]
    assert desk.until(date(2027, 3, 10)) == []


def test_an_answer_ends_the_first_two_and_not_the_third(desk: Desk) -> None:
    desk.farida.replies("We are coming")
    for phone in desk.phones.values():
        phone.hears()
    assert desk.until(desk.case.opened_on + timedelta(days=80)) == []
    assert desk.until(date(2027, 2, 25)) == ["farida@advisors.example", "mina@advisors.example"]


def test_what_is_resolved_is_not_late(desk: Desk) -> None:
    desk.farida.does("resolve")
    assert desk.until(date(2027, 3, 10)) == []


def test_a_late_case_rises_above_newer_ones(desk: Desk) -> None:
    desk.until(desk.case.answer_by)
    salma = desk.world.person("+8801700000002")
    for words in ("They do not pay us for overtime", "English", "1", "1", "1", "1", "no", "1", "1", "yes", "1"):
        salma.says(words)
    assert desk.first() == desk.case.id


def missed_times() -> tuple[int, int]:
    """Of every day of a year on which a case is opened and never answered: times without an alarm, and times in all."""
    alarms: Counter[int] = Counter()
    for start in range(365):
        opened = date(2026, 1, 1) + timedelta(days=start)
        case = Case(opened_on=opened, answer_by=opened + timedelta(days=3), status="new")
        seen = [passed_by(case, opened + timedelta(days=number)) for number in range(100)]
        assert seen == sorted(seen)
        due = {PERSON: range(3, 4), LAW: range(7, 8), FEEDBACK: range(89, 94)}
        alarms.update(one for one, days in due.items() if one in seen and seen.index(one) in days)
    return 3 * 365 - alarms.total(), 3 * 365


def test_no_time_passes_without_an_alarm() -> None:
    missed, times = missed_times()
    assert (missed, times) == (0, 1095)
