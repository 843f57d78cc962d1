"""What a date brings with it: each member reminded, the quorum looked at, the agenda sent, minutes written."""

from typing import Any

from models.vocabulary import ReminderKind
from operations.committees import Chamber
from operations.hours import decent_moment
from operations.members import Seated
from operations.reminders import DAY, HOUR, Planned

REMINDERS = (7 * 24 * 60, 24 * 60, 120)
"""Minutes before the beginning, unless the committee has set others."""
SHORTEST_NOTICE = 30 * 60.0


def member_reminders(house: Chamber, meeting: Any, member: Seated) -> list[Planned]:
    """Each at a decent hour of the member's shift; none is sent once the meeting has begun."""
    shift = member.shift or house.shift
    latest = meeting.starts_at - SHORTEST_NOTICE
    before = sorted(house.rules.get("reminders") or REMINDERS, reverse=True)
    wanted = [meeting.starts_at - 60.0 * minutes for minutes in before]
    due = [decent_moment(at, min(latest, at + 12 * HOUR), meeting.timezone, shift) for at in wanted]
    until = [*due[1:], meeting.starts_at]  # the next one takes its place
    return [
        Planned(ReminderKind.MEETING, meeting.id, at, end, member.id, minutes)
        for at, end, minutes in zip(due, until, before, strict=True)
    ]


def meeting_reminders(house: Chamber, meeting: Any) -> list[Planned]:
    """What the committee itself has to do for a date: look at the quorum, send the agenda, write minutes."""
    start, end = meeting.starts_at, meeting.starts_at + 60.0 * meeting.minutes
    agenda = float(house.rules.get("agenda_days") or 0)
    return [
        Planned(ReminderKind.QUORUM, meeting.id, start - 2 * DAY, start),
        Planned(ReminderKind.AGENDA, meeting.id, start - agenda * DAY, start),
        Planned(ReminderKind.MINUTES, meeting.id, end, end + 60 * DAY),
    ]
