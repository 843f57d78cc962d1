"""The Ethiopian calendar: twelve months of thirty days, then five or six more. Pure."""

from datetime import date

_EPOCH = date(8, 8, 27).toordinal()
"""The first day of the year 1, in the Gregorian calendar."""

Ethiopian = tuple[int, int, int]
"""Year, month from 1 to 13, day."""


def to_ethiopian(day: date) -> Ethiopian:
    since = day.toordinal() - _EPOCH
    year = (4 * since + 1463) // 1461
    month, in_month = divmod(since - _before(year), 30)
    return year, month + 1, in_month + 1


def from_ethiopian(year: int, month: int, day: int) -> date:
    """Raises ValueError for a day that the calendar does not have."""
    found = date.fromordinal(_EPOCH + _before(year) + 30 * (month - 1) + day - 1)
    if to_ethiopian(found) != (year, month, day):
        raise ValueError(f"the Ethiopian calendar has no {year}-{month}-{day}")
    return found


def _before(year: int) -> int:
    """Days before the year began."""
    return 365 * (year - 1) + year // 4
