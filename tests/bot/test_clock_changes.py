"""Meetings whose reminders stand around a change of the clock: each comes once, in time, and at a decent hour."""

import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bot.reminders import fire_due
from models.reminder import Reminder
from operations.calendar import resolve
from operations.hours import DECENT
from tests.committee_world import Committee
from tests.operations.test_calendar import transitions
from tests.promises import figure
from tests.world import World

HOUR, DAY = 3600.0, 86400.0
CHANGING = {"Africa/Cairo": "EG", "America/Port-au-Prince": "HT"}
"""The zones of the thirteen countries whose clocks change from 2024 to 2030; tests/operations/test_calendar.py holds
that there is no other."""
WINDOWS = ((-7 * DAY, 12 * HOUR), (-DAY, 12 * HOUR), (-14 * HOUR, 13.5 * HOUR))
"""From when, before the beginning, and for how long each of the three reminders may come."""


@dataclass(frozen=True)
class Date:
    """A meeting at a local time; its place tells it from the others."""

    day: date
    clock: time
    place: str

    def starts_at(self, zone: str) -> float:
        return resolve(self.day, self.clock, zone)


def around(moment: int, before: timedelta) -> Iterator[Date]:
    """At the very minute that is leapt over or comes twice, on that afternoon, and on the next morning."""
    turn = datetime.fromtimestamp(moment, UTC).replace(tzinfo=None) + before
    yield Date(turn.date(), (turn + timedelta(minutes=15)).time(), f"turn {moment}")
    yield Date(turn.date(), time(15), f"noon {moment}")
    yield Date(turn.date() + timedelta(days=1), time(9), f"next {moment}")


def next_due(world: World) -> float:
    """When the next reminder is due; the ticks of the seconds between find nothing."""
    waiting = (Reminder.state == "waiting", Reminder.due_at > world.now)
    with world.db.read() as connection:
        return float(connection.execute(select(func.min(Reminder.due_at)).where(*waiting)).scalar() or math.inf)


def played(committee: Committee, dates: list[Date], until: float) -> dict[tuple[str, str], list[float]]:
    """When each member heard each reminder; two clocks look each time, as when one has just taken over."""
    world, heard = committee.world, {}
    while (at := next_due(world)) < until:
        world.now = at
        fire_due(world.house, world.now)
        fire_due(world.house, world.now)
        world.sends()
        for name, person in committee.people.items():
            for words in person.hears():
                for one in dates:
                    if words.startswith("Reminder: meeting") and one.place in words:
                        heard.setdefault((name, one.place), []).append(world.now)
    return heard


def fits(at: float, number: int, start: float, zone: str) -> bool:
    """Whether a reminder came in its window, by a decent clock on the wall there, and before the meeting."""
    begins, length = WINDOWS[number]
    wall = datetime.fromtimestamp(at, ZoneInfo(zone)).time()
    return DECENT[0] <= wall < DECENT[1] and start + begins <= at <= start + begins + length and at < start


@pytest.mark.parametrize("zone", CHANGING)
def test_every_reminder_around_every_change_of_the_clock_comes_once(world: World, zone: str) -> None:
    every, wrong, count = transitions(zone), Counter[str](), 0
    changes = every if world.db.is_sqlite else every[:2]  # what is decided is the same: there, only both directions
    world.now = changes[0][0] - 30 * DAY
    committee = Committee(world, place={"country": CHANGING[zone], "timezone": zone}, sides=())
    for number, (name, side) in enumerate((("Rahima Khatun", "worker"), ("Mr Hossain", "management"))):
        committee.seat(name, side, number)
    for moment, before, _after in changes:
        dates = list(around(moment, before))
        world.now = moment - 9 * DAY
        for one in dates:
            committee.meets(one.day, one.clock, one.place)
        heard = played(committee, dates, moment + 2 * DAY)
        for name in committee.people:
            for one in dates:
                times, start = heard.get((name, one.place), []), one.starts_at(zone)
                count += len(WINDOWS)
                wrong["missed"] += max(0, len(WINDOWS) - len(times))
                wrong["doubled"] += max(0, len(times) - len(WINDOWS))
                wrong["at a wrong hour"] += sum(
                    not fits(at, number, start, zone) for number, at in enumerate(times[: len(WINDOWS)])
                )
    assert len(every) == 14
    assert +wrong == Counter()
    if changes == every:
        figure("P19", f"0 missed, 0 doubled of {2 * count} reminders around all {2 * len(changes)} changes")
