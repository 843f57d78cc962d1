"""When a committee should meet: its rhythm, the slots that are offered, and asking for a meeting that is overdue."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from models.meeting import Meeting
from models.vocabulary import MeetingState, Office, ReminderKind
from operations import prompts, reminders
from operations.calendar import WEEKDAYS, after_months, holiday_on, propose_slots, resolve
from operations.committees import Chamber, chamber
from operations.hours import decent_moment
from operations.meeting_views import next_meetings
from operations.members import Seated, members_of
from operations.reminders import DAY, HOUR, Planned
from operations.work import Refused, Work

SLOTS = 3
AHEAD = 90
"""Days that are looked through for what is closed: rest days and holidays are said, never forbidden."""
AGAIN_AFTER = 7 * DAY


def next_due(connection: Connection, house: Chamber) -> date | None:
    """The day by which the rules want the next meeting; None where they have no rhythm."""
    every = house.rules.get("meets_every_months")
    if not every:
        return None
    last = connection.execute(
        select(func.max(Meeting.day)).where(Meeting.committee_id == house.id, Meeting.state != MeetingState.CANCELLED)
    ).scalar()
    return after_months(last or house.founded_on, every)


def offered_slots(house: Chamber, today: date) -> list[tuple[date, time]]:
    """Three slots: the committee's own rhythm first (setting `rhythm`, such as [2, "tuesday", "15:00"]).

    All at one hour, which is then said once: three days and their hours are too long for an SMS in many scripts.
    """
    slots = propose_slots(house.rest_days, house.country, house.shift, today, SLOTS)
    rhythm = house.rules.get("rhythm")
    if rhythm:
        slots = [_in_rhythm(today, *rhythm), *slots]
    _day, hour = slots[0]
    return [(day, hour) for day in dict.fromkeys(day for day, _clock in slots)][:SLOTS]


def closed_days(house: Chamber, today: date) -> dict[str, str]:
    """What is closed in the next weeks: "rest", or the holiday's name."""
    found = {}
    for day in (today + timedelta(days=number) for number in range(AHEAD)):
        name = "rest" if WEEKDAYS[day.weekday()] in house.rest_days else holiday_on(house.country, day, "en")
        if name:
            found[day.isoformat()] = name
    return found


def plan_asking(work: Work, house: Chamber) -> None:
    """Ask for a meeting two weeks before the rules want one; one such reminder a committee."""
    due = next_due(work.connection, house)
    reminders.cancel(work, house.id, (ReminderKind.SCHEDULE,))
    if due is not None:
        at = max(work.now + DAY, _noon(house, due - timedelta(days=14)))
        reminders.plan(work, [Planned(ReminderKind.SCHEDULE, house.id, at, at + 365 * DAY)])


def ask_for_meeting(work: Work, rows: Sequence[Any]) -> None:
    """Chair and secretary are asked to plan, every week until a meeting is planned."""
    for row in rows:
        try:
            house = chamber(work.connection, row.about_id)
        except Refused:
            continue
        if not next_meetings(work.connection, [house.id], work.now):
            phones = [one.contact_id for one in officers(work, house.id) if one.contact_id]
            prompts.ask(work, phones, "meeting_plan", about_id=house.id)
        at = decent_moment(work.now + AGAIN_AFTER, work.now + AGAIN_AFTER + 12 * HOUR, house.timezone, house.shift)
        reminders.plan(work, [Planned(ReminderKind.SCHEDULE, house.id, at, at + 365 * DAY)])


def officers(work: Work, committee_id: str) -> list[Seated]:
    """Who plans meetings: chair, co-chair and secretary."""
    members = members_of(work.connection, work.ring, committee_id)
    return [one for one in members if one.office in (Office.CHAIR, Office.CO_CHAIR, Office.SECRETARY)]


def _in_rhythm(today: date, number: int, weekday: str, clock: str) -> tuple[date, time]:
    """The n-th such weekday of this month, or of the next where it is over or too near."""
    for months in range(3):
        first = after_months(today.replace(day=1), months)
        ahead = (WEEKDAYS.index(weekday) - first.weekday()) % 7
        day = first + timedelta(days=ahead + 7 * (number - 1))
        if day >= today + timedelta(days=3):
            return day, time.fromisoformat(clock)
    raise AssertionError("one of three months has such a day ahead")


def _noon(house: Chamber, day: date) -> float:
    return resolve(day, time(12), house.timezone)
