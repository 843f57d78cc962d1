"""When somebody may be written to: at a decent hour where they live, off their shift if possible; or when they said."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

DECENT = (time(8), time(20))
"""Nobody's phone rings at night: hours where the worker lives."""
STEP = 900.0
DAY = 86_400.0


def is_decent(at: float, timezone: str) -> bool:
    """Whether it is between 08:00 and 20:00 there."""
    clock = _clock(at, timezone)
    return DECENT[0] <= clock < DECENT[1]


def is_off_shift(at: float, timezone: str, shift: str) -> bool:
    """Whether a shift `HH:MM-HH:MM`, which may go over midnight, is not running then."""
    start, end = (time.fromisoformat(part) for part in shift.split("-"))
    clock = _clock(at, timezone)
    if start < end:
        return not start <= clock < end
    return end <= clock < start


def reply_moment(now: float, timezone: str, shift: str, hours: str | None = None) -> float:
    """The first moment from now on, within a day, at hours `HH-HH` that somebody named; without them a decent one."""
    if hours is None:
        return decent_moment(now, now + DAY, timezone, shift)
    start, end = (int(hour) for hour in hours.split("-"))
    moments = (now + STEP * number for number in range(int(DAY / STEP) + 1))
    return next(at for at in moments if start <= _clock(at, timezone).hour < end)


def decent_moment(wanted: float, latest: float, timezone: str, shift: str) -> float:
    """The first moment from `wanted` to `latest` that is decent and off shift; else one that is decent.

    Where neither lies between them: the last decent one before.
    """
    count = max(0, int((latest - wanted) // STEP)) + 1
    moments = [wanted + STEP * number for number in range(count)]
    decent = [at for at in moments if is_decent(at, timezone)]
    off_shift = [at for at in decent if is_off_shift(at, timezone, shift)]
    if off_shift or decent:
        return (off_shift or decent)[0]
    before = wanted
    while not is_decent(before, timezone):
        before -= STEP
    return before


def decent_on(day: date, timezone: str, shift: str) -> float:
    """A decent hour of a certain day, off the shift where it leaves one."""
    morning = datetime.combine(day, DECENT[0], ZoneInfo(timezone)).timestamp()
    return decent_moment(morning, morning + 11 * 3600.0, timezone, shift)


def _clock(at: float, timezone: str) -> time:
    return datetime.fromtimestamp(at, ZoneInfo(timezone)).time()
