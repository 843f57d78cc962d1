"""Days on which something is promised or people can meet: working days of the factory, never of a locale.

Public holidays warn and are left out of what we propose; they never forbid a day that somebody chose.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from operations.hours import DECENT

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
STANDARD_WORKING_DAYS = 3
"""A person answers within three working days (ISO 37002)."""
URGENT_WORKING_DAYS = 1
LEAD_DAYS = 7
"""Members hear of a meeting a week before it."""


def after_working_days(day: date, count: int, rest_days: Sequence[str]) -> date:
    """The day `count` working days after `day`."""
    return next(islice(working_days(day + timedelta(days=1), rest_days), count - 1, None)) if count > 0 else day


def before_working_days(day: date, count: int, rest_days: Sequence[str]) -> date:
    """The day `count` working days before `day`."""
    earliest = day - timedelta(days=count * len(WEEKDAYS))
    work_days = takewhile(lambda one: one < day, working_days(earliest, rest_days))
    return list(work_days)[-count] if count > 0 else day


def working_days(first: date, rest_days: Sequence[str]) -> Iterator[date]:
    """Working days from `first` on, without end; a factory that names seven rest days works every day."""
    resting = set(rest_days) if len(set(rest_days)) < len(WEEKDAYS) else set()
    while True:
        if WEEKDAYS[first.weekday()] not in resting:
            yield first
        first += timedelta(days=1)


def after_months(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = (date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def resolve(day: date, clock: time, timezone: str) -> float:
    """Seconds since 1970 UTC of a local time.

    One that the clock leaps over in spring is the first moment after the leap; one that comes twice is the first.
    """
    zone = ZoneInfo(timezone)
    wall = datetime.combine(day, clock)
    latest = wall.replace(tzinfo=zone, fold=0).timestamp()
    earliest = wall.replace(tzinfo=zone, fold=1).timestamp()
    if latest <= earliest:
        return latest
    moments = range(int(earliest), int(latest) + 1)
    return float(moments[bisect_left(moments, wall, key=lambda at: _wall(at, zone))])


def _wall(at: float, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(at, zone).replace(tzinfo=None)


# ---------------------------------------------------------------------------------------------- holidays


def holiday_on(country: str, day: date, language: str) -> str | None:
    """The name of the public holiday, in the language where it is known, else in English. Some are estimates."""
    return _holidays(country, day.year, language).get(day)


def holidays_known(country: str, year: int) -> bool:
    """Whether anything is known of a year: for some countries the library's tables end."""
    return bool(_holidays(country, year, "en"))


@lru_cache(maxsize=128)
def _holidays(country: str, year: int, language: str) -> Mapping[date, str]:
    from holidays import country_holidays  # heavy; most processes never propose a day

    try:
        spoken = country_holidays(country).supported_languages
        wanted = (language, language.partition("_")[0], f"{language.partition('_')[0]}_{country}")
        found = next((code for code in wanted if code in spoken), "en_US")
        return dict(country_holidays(country, years=year, language=found))
    except NotImplementedError:
        return {}


# ------------------------------------------------------------------------------------------------- slots


def propose_slots(
    rest_days: Sequence[str], country: str, shift: str, today: date, count: int = 3, lead_days: int = LEAD_DAYS
) -> list[tuple[date, time]]:
    """Days and times to meet: working days that are no holidays, mornings and afternoons by turns.

    `shift` is `HH:MM-HH:MM`. Where it has no decent hour, people meet as near to it as is decent.
    """
    days = working_days(today + timedelta(days=lead_days), rest_days)
    free = (day for day in days if holiday_on(country, day, "en") is None)
    times = (_hour_near(10, shift), _hour_near(15, shift))
    return [(day, times[number % 2]) for number, day in enumerate(islice(free, count))]


_NOON = (12, 13)
"""People eat."""


def _hour_near(wanted: int, shift: str) -> time:
    """The decent hour nearest to the wanted one, of those that the shift leaves whole."""
    start, end = (moment.hour + moment.minute / 60 for moment in map(time.fromisoformat, shift.split("-")))
    length = (end - start) % 24
    decent = range(DECENT[0].hour, DECENT[1].hour)
    inside = [hour for hour in decent if (hour - start) % 24 + 1 <= length]
    if not inside:
        return time(min(decent, key=lambda hour: (min((start - hour - 1) % 24, (hour - end) % 24), -hour)))
    return time(min(inside, key=lambda hour: (hour in _NOON, abs(hour - wanted))))
