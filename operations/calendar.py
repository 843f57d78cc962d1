"""Days by which something is promised: working days of the factory, never of a locale."""

from collections.abc import Sequence
from datetime import date, timedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
STANDARD_WORKING_DAYS = 3
"""A person answers within three working days (ISO 37002)."""
URGENT_WORKING_DAYS = 1


def after_working_days(day: date, count: int, rest_days: Sequence[str]) -> date:
    """The day `count` working days after `day`; a factory that names seven rest days counts every day."""
    resting = set(rest_days) if len(set(rest_days)) < len(WEEKDAYS) else set()
    while count > 0:
        day += timedelta(days=1)
        if WEEKDAYS[day.weekday()] not in resting:
            count -= 1
    return day


def after_months(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))
