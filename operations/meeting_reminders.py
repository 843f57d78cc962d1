"""What a date brings with it: each member reminded, the quorum looked at, the agenda sent, minutes written."""

from datetime import time
from typing import Any

from models.vocabulary import ReminderKind
from operations.calendar import before_working_days, resolve
from operations.committees import Chamber
from operations.hours import decent_moment
from operations.members import Seated
from operations.reminders import DAY, HOUR, Planned

REMINDERS = (7 * 24 * 60, 24 * 60, 120)
"""Minutes before the beginning, unless the committee has set others."""
SHORTEST_NOTICE = 30 * 60.0
AGENDA_DAYS = 3
"""Working days before, where the rules name none."""


def member_reminders(house: Chamber, meeting: Any, member: Seated, now: float) -> list[Planned]:
    """Each at a decent hour of the member's shift; none once the meeting has begun, none of a time that is over.

    Who is asked has just heard the date: nothing is said within a day of that but the last one.
    """
    shift = member.shift or house.shift
    latest = meeting.starts_at - SHORTEST_NOTICE
    before = sorted(house.rules.get("reminders") or REMINDERS, reverse=True)
    wanted = [meeting.starts_at - 60.0 * minutes for minutes in before]
    due = [decent_moment(at, min(latest, at + 12 * HOUR), meeting.timezone, shift) for at in wanted]
    until = [*due[1:], meeting.starts_at]  # the next one takes its place
    return [
        Planned(ReminderKind.MEETING, meeting.id, at, end, member.id, minutes)
        for at, end, minutes in zip(due, until, before, strict=True)
        if at > now + DAY or (minutes == before[-1] and at > now)
    ]


def meeting_reminders(house: Chamber, meeting: Any) -> list[Planned]:
    """What the committee itself has to do for a date: look at the quorum, send the agenda, write minutes."""
    start, end = meeting.starts_at, meeting.starts_at + 60.0 * meeting.minutes
    return [
        Planned(ReminderKind.QUORUM, meeting.id, max(start - 2 * DAY, _half_way(meeting)), start),
        Planned(ReminderKind.AGENDA, meeting.id, agenda_moment(house, meeting), start),
        Planned(ReminderKind.MINUTES, meeting.id, end, end + 60 * DAY),
    ]


def _half_way(meeting: Any) -> float:
    """Between the invitation and the meeting: at short notice people get time to answer before they are asked again."""
    return (float(meeting.changed_at) + float(meeting.starts_at)) / 2


def agenda_moment(house: Chamber, meeting: Any) -> float:
    """When the agenda goes out: so many working days before, at a decent hour.

    A meeting planned at shorter notice leaves a day for points, or half of what time there is.
    """
    days = house.rules.get("agenda_days")
    day = before_working_days(meeting.day, AGENDA_DAYS if days is None else int(days), house.rest_days)
    morning = resolve(day, time(8), meeting.timezone)
    wanted = decent_moment(morning, morning + 11 * HOUR, meeting.timezone, house.shift)
    soonest = float(meeting.changed_at) + min(DAY, (meeting.starts_at - meeting.changed_at) / 2)
    return wanted if wanted >= soonest else decent_moment(soonest, meeting.starts_at, meeting.timezone, house.shift)
