"""The days of minutes: written by, approved by, filed by; and what is to happen on them."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from models.vocabulary import ReminderKind
from operations.calendar import after_working_days
from operations.committees import Chamber
from operations.hours import decent_on
from operations.reminders import DAY, Planned

NUDGE, DUE_SOON, OVERDUE = 0, 1, 2
"""Steps of ReminderKind.MINUTES: at the end of the meeting, a day before the last day, the day after it."""
ASK_AGAIN, SILENCE, TELL = 0, 1, 2
"""Steps of ReminderKind.APPROVAL: ask who has said nothing, let silence count, tell everybody of approved minutes."""
FILE_SOON, FILE_TODAY = 0, 1
"""Steps of ReminderKind.FILING."""


@dataclass(frozen=True, slots=True)
class Filing:
    """With whom minutes are to be filed, and by when."""

    to: str
    by: date


def written_by(house: Chamber, meeting: Any) -> date:
    """The day by which minutes are to be sent for approval (`minutes_days` of the rules, working days)."""
    return after_working_days(meeting.day, int(house.rules.get("minutes_days") or 7), house.rest_days)


def approved_by(house: Chamber, sent_on: date) -> date:
    """The day from which silence counts (`approval_days` of the rules, working days)."""
    return after_working_days(sent_on, int(house.rules.get("approval_days") or 7), house.rest_days)


def filing_of(house: Chamber, meeting: Any) -> Filing | None:
    """The duty to file (`filing_to`, `filing_days`, counted from the meeting); None where the rules have none."""
    to, days = house.rules.get("filing_to"), house.rules.get("filing_days")
    return Filing(str(to), after_working_days(meeting.day, int(days or 7), house.rest_days)) if to else None


def writing_reminders(house: Chamber, meeting: Any) -> list[Planned]:
    """After the nudge at the end of the meeting: a day before the minutes are due, and when they are late."""
    due = written_by(house, meeting)
    soon, late = _on(house, due - timedelta(days=1)), _on(house, due + timedelta(days=1))
    return [
        Planned(ReminderKind.MINUTES, meeting.id, soon, late, step=DUE_SOON),
        Planned(ReminderKind.MINUTES, meeting.id, late, late + 30 * DAY, step=OVERDUE),
    ]


def approval_reminders(house: Chamber, minutes_id: str, sent_on: date, until: date) -> list[Planned]:
    """Half-way, who has said nothing is asked again; on the last day silence counts."""
    half, end = _on(house, sent_on + (until - sent_on) / 2), _on(house, until)
    return [
        Planned(ReminderKind.APPROVAL, minutes_id, half, end, step=ASK_AGAIN),
        Planned(ReminderKind.APPROVAL, minutes_id, end, end + 60 * DAY, step=SILENCE),
    ]


def filing_reminders(house: Chamber, meeting: Any) -> list[Planned]:
    """Two days before and on the day."""
    filing = filing_of(house, meeting)
    if filing is None:
        return []
    soon, day = _on(house, filing.by - timedelta(days=2)), _on(house, filing.by)
    return [
        Planned(ReminderKind.FILING, meeting.id, soon, day, step=FILE_SOON),
        Planned(ReminderKind.FILING, meeting.id, day, day + 30 * DAY, step=FILE_TODAY),
    ]


def _on(house: Chamber, day: date) -> float:
    return decent_on(day, house.timezone, house.shift)
