"""When an answer reaches a phone: by day, off the shift, or at hours that she named; what is urgent at once (D25)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from models.audit import AuditEntry
from models.contact import Contact
from operations.hours import reply_moment
from operations.reply_times import SPREAD
from tests.world import World

DHAKA = "Asia/Dhaka"
DAY = 86_400.0
ANSWER = "We look at the door on Monday"
STEP = 300.0


class Case:
    """Rahima's case in a factory that works in a certain shift, in Dhaka."""

    def __init__(self, world: World, shift: str, *taps: str) -> None:
        factory = world.factory("en", shift=shift)
        self.world, self.farida = world, world.advisor(factory.code)
        self.rahima = world.person("+8801700000001")
        for words in (factory.code, "English", "The exit on the third floor is locked"):
            self.rahima.says(words)
        world.wait(2 * DAY)
        for words in taps:
            self.rahima.says(words)
        self.rahima.hears()

    def at(self, clock: str) -> float:
        """The next such moment in Dhaka."""
        here = datetime.fromtimestamp(self.world.now, ZoneInfo(DHAKA))
        hour, minute = map(int, clock.split(":"))
        wanted = here.replace(hour=hour, minute=minute, second=0, microsecond=0).timestamp()
        return wanted if wanted > self.world.now else wanted + DAY

    def heard(self, clock: str, at_once: bool = False) -> str:
        """The hour at which an answer that is written at a certain hour is heard, as `HH:MM`."""
        self.world.wait(self.at(clock) - self.world.now)
        self.rahima.hears()
        self.farida.replies(ANSWER, at_once=at_once)
        for _step in range(int(DAY / STEP)):
            self.world.settle()
            if ANSWER in self.rahima.hears():
                return datetime.fromtimestamp(self.world.now, ZoneInfo(DHAKA)).strftime("%H:%M")
            self.world.now += STEP
        raise AssertionError("not within a day")


def test_what_is_written_in_the_shift_leaves_after_it(world: World) -> None:
    assert "17:00" <= Case(world, "08:00-17:00").heard("10:00") <= "17:20"


def test_what_is_written_at_night_waits_for_the_day(world: World) -> None:
    assert "08:00" <= Case(world, "20:00-05:00").heard("23:30") <= "08:20"


def test_off_the_shift_by_day_it_leaves_at_once(world: World) -> None:
    assert Case(world, "08:00-17:00").heard("18:30") == "18:30"


def test_where_the_shift_leaves_no_such_hour_the_day_wins(world: World) -> None:
    assert Case(world, "06:00-22:00").heard("10:00") == "10:00"


def test_what_is_urgent_leaves_at_once_and_the_log_says_so(world: World) -> None:
    assert Case(world, "08:00-17:00").heard("10:00", at_once=True) == "10:00"
    assert replied(world) == [{"at_once": True}]


def test_without_the_word_of_an_advisor_nothing_counts_as_urgent(world: World) -> None:
    Case(world, "08:00-17:00").heard("10:00")
    assert replied(world) == [None]


def replied(world: World) -> list[object]:
    with world.db.read() as connection:
        query = select(AuditEntry.detail).where(AuditEntry.action == "case.replied")
        return [detail or None for detail in connection.execute(query).scalars()]


def test_whether_it_was_solved_is_asked_off_the_shift_too(world: World) -> None:
    case = Case(world, "08:00-17:00")
    world.wait(case.at("10:00") - world.now)
    case.farida.does("close")
    world.wait(6 * 3600)
    assert case.rahima.hears() == []
    world.wait(3600 + SPREAD)
    assert "solved" in case.rahima.hears()[0]


@pytest.mark.parametrize(
    ("taps", "earliest", "latest"),
    [
        (("safe hours", "2"), "10:00", "10:00"),
        (("safe hours", "3"), "06:00", "06:20"),
        (("my hours", "4"), "18:00", "18:20"),
        (("My hours.", "5", "3"), "19:00", "19:20"),
        (("safe hours", "4", "safe hours", "1"), "17:00", "17:20"),
    ],
)
def test_at_hours_that_she_named(world: World, taps: tuple[str, ...], earliest: str, latest: str) -> None:
    assert earliest <= Case(world, "08:00-17:00", *taps).heard("10:00") <= latest


def test_urgent_comes_at_once_whatever_she_named(world: World) -> None:
    assert Case(world, "08:00-17:00", "safe hours", "4").heard("10:00", at_once=True) == "10:00"


def test_the_hours_are_hers_and_go_with_her(world: World) -> None:
    case = Case(world, "08:00-17:00", "safe hours", "4")
    with world.db.read() as connection:
        assert connection.execute(select(Contact.safe_hours)).scalar_one() == "18-21"
    code = case.rahima.says("FORGET")[0].partition(" ")[0]
    case.rahima.says(code)
    with world.db.read() as connection:
        assert set(connection.execute(select(Contact.safe_hours)).scalars()) <= {None}


def test_who_named_no_factory_is_asked_for_it_first(world: World) -> None:
    world.factory("en")
    salma = world.person("+8801700000002")
    for words in ("hello", "English", "1"):
        salma.says(words)
    assert "Which factory?" in salma.says("safe hours")[0]


@pytest.mark.parametrize("shift", ["08:00-17:00", "20:00-05:00", "06:00-14:00"])
@pytest.mark.parametrize("hours", [None, "06-09", "08-20", "18-21", "21-23"])
def test_an_hour_is_found_within_a_day_from_any_moment(shift: str, hours: str | None) -> None:
    start = 1_795_500_000.0
    for number in range(97):
        now = start + number * 900.0
        at = reply_moment(now, DHAKA, shift, hours)
        assert now <= at <= now + DAY
        clock = datetime.fromtimestamp(at, ZoneInfo(DHAKA)).hour
        low, high = (8, 20) if hours is None else map(int, hours.split("-"))
        assert low <= clock < high
