"""The expressions that say a day or a time, written over the kinds of their words. Pure; see `when` for the rules.

A reading takes the whole text apart into expressions. Each keeps everything it can mean: a weekday, a date in two
calendars, an hour before or after noon. What all of them agree on is settled in `when`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from conversations.ethiopian import from_ethiopian, to_ethiopian
from conversations.when_words import Token
from locales.dates import Dates, Kind

Shift = tuple[time, time]
"""From when to when people work; may go past midnight."""

AHEAD = timedelta(days=2 * 366)
"""Nobody calls a meeting later than that: a year was mistyped, or is of the other calendar."""
HOUR = 60
DAY = 24 * HOUR
LONGEST_EXPRESSION = 7
"""In tokens: “at 9 h 30 min p.m.” has six."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a text is read against."""

    own: Dates
    today: date
    shift: Shift | None
    on: date | None


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes of the day that a time can mean, and those it usually means in writing."""

    possible: frozenset[int]
    usual: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Said:
    """What one reading of a text says. `days` and `hours` hold what each expression can mean."""

    weekday: int | None = None
    days: tuple[frozenset[date], ...] = ()
    dated: int = 0
    hours: tuple[Hours, ...] = ()
    part: tuple[int, ...] | None = None
    bare: bool = False
    """A number is an hour only if a part of the day says so."""


Found = Mapping[str, Token]
Rule = Callable[[Said, Found, Setting], Said | None]


def readings(tokens: tuple[Token, ...], setting: Setting, start: int = 0, said: Said | None = None) -> Iterator[Said]:
    """Every way in which expressions make up the whole of a text."""
    said = said or Said()
    if start == len(tokens):
        if _is_whole(said, setting):
            yield said
        return
    kinds = "".join(token.kind for token in tokens)
    for pattern, rule in _RULES:
        for end in range(start + 1, min(start + LONGEST_EXPRESSION, len(tokens)) + 1):
            match = pattern.fullmatch(kinds, start, end)
            if match:
                found = {name: tokens[match.start(name)] for name, part in match.groupdict().items() if part}
                more = rule(said, found, setting)
                if more is not None:
                    yield from readings(tokens, setting, end, more)


def _is_whole(said: Said, setting: Setting) -> bool:
    """Whether a day is known, and no number is left that nothing makes an hour."""
    if said.weekday is not None or said.days:
        return not said.bare or said.part is not None
    return setting.on is not None


def _weekday(said: Said, found: Found, setting: Setting) -> Said | None:
    if said.weekday is not None:
        return None
    number = found["weekday"].value[0]
    said = replace(said, weekday=number)
    if "which" in found:
        days = _beside(number, found["which"].kind, setting.today)
        return replace(said, days=(*said.days, days))
    return said


def _beside(number: int, which: str, today: date) -> frozenset[date]:
    """The days that "this", "coming", "next" or "of next week" can mean; weeks begin on any day from Saturday on."""
    upcoming = today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    next_weeks = {
        today + timedelta(days=7 - (today.weekday() - first) % 7 + (number - first) % 7) for first in (5, 6, 0)
    }
    if which == Kind.THIS:
        return frozenset({upcoming} if number > today.weekday() else ())
    if which == Kind.COMING:
        return frozenset({upcoming})
    return frozenset(next_weeks if which == Kind.NEXT_WEEK else {upcoming, *next_weeks})


def _weekday_and_day(said: Said, found: Found, setting: Setting) -> Said | None:
    """Tuesday 15: a day of the month when the next Tuesday is the 15th; the hour stands elsewhere."""
    number = found["weekday"].value[0]
    upcoming = setting.today + timedelta(days=(number - setting.today.weekday()) % 7)
    if said.weekday is not None or found["day"].value[0] != upcoming.day:
        return None
    return replace(said, weekday=number, days=(*said.days, frozenset({upcoming})), dated=said.dated + 1)


def _relative(said: Said, found: Found, setting: Setting) -> Said | None:
    return replace(said, days=(*said.days, frozenset({setting.today + timedelta(days=found["away"].value[0])})))


def _date(said: Said, found: Found, setting: Setting) -> Said | None:
    """A day of a month, in figures or by name, in either calendar where a language has both."""
    if said.dated > setting.own.ethiopian:
        return None
    if "figures" in found:
        days = frozenset[date]().union(*(_dates(value, setting) for value in _orders(found["figures"].value, setting)))
    else:
        gregorian, ethiopian = found["month"].value
        year = found["year"].value[0] if "year" in found else 0
        days = _dates((found["day"].value[0], gregorian, ethiopian, year), setting)
    return replace(said, days=(*said.days, days), dated=said.dated + 1) if days else None


def _orders(figures: tuple[int, ...], setting: Setting) -> Iterator[tuple[int, ...]]:
    day, month, year = figures
    yield day, month, month if setting.own.ethiopian else 0, year
    if setting.own.order == "either":
        yield month, day, 0, year


def _dates(value: tuple[int, ...], setting: Setting) -> frozenset[date]:
    day, gregorian, ethiopian, year = value
    days = _next(lambda in_year: date(in_year, gregorian, day), year, setting.today.year, setting.today)
    if not ethiopian:
        return days
    this_year = to_ethiopian(setting.today)[0]
    return days | _next(lambda in_year: from_ethiopian(in_year, ethiopian, day), year, this_year, setting.today)


def _next(make: Callable[[int], date], year: int, this_year: int, today: date) -> frozenset[date]:
    """The day of the year that was said, else the next from today on; none when it does not exist or is far off."""
    for in_year in (year,) if year else range(this_year, this_year + 5):
        try:
            day = make(in_year)
        except (ValueError, OverflowError):
            continue
        if day >= today:
            return frozenset({day} if day - today <= AHEAD else ())
    return frozenset()


def _day_of_month(said: Said, found: Found, setting: Setting) -> Said | None:
    """The 15th: of the first month from today that has one. Which calendar is meant nobody could tell."""
    number = found["day"].value[0]
    if said.dated or setting.own.ethiopian:
        return None
    days = (setting.today + timedelta(days=ahead) for ahead in range(62))
    upcoming = [day for day in days if day.day == number][:1]
    return replace(said, days=(*said.days, frozenset(upcoming)), dated=1) if upcoming else None


def _clock(said: Said, found: Found, setting: Setting) -> Said | None:
    """A time: in figures, or an hour with the words around it. A number alone waits for a part of the day."""
    if len(said.hours) > setting.own.ethiopian:
        return None
    token = found.get("clock") or found["hour"]
    hour, minute = token.value if "clock" in found else (token.value[0], 0)
    minute = found["minute"].value[0] if "minute" in found else minute
    if hour > 23 or minute > 59 or (hour < 13 and "long" in found and "before" not in found):
        return None
    minute += found["offset"].value[0] if "offset" in found else 0
    hours = _hours(hour, minute, token.exact, found, setting)
    return replace(said, hours=(*said.hours, hours), bare=said.bare or set(found) == {"hour"})


def _hours(hour: int, minutes: int, exact: bool, found: Found, setting: Setting) -> Hours:
    """What an hour can mean. Counted from dawn, the first is seven o'clock: so is what a local word marks."""
    west = _hours_west(hour, minutes, exact)
    half = found.get("half") or found.get("half_before")
    if half is not None:
        return between(west, half.value)
    if not setting.own.ethiopian:
        in_figures = setting.own.clock24 and ("clock" in found or "mark" in found)
        return replace(west, usual=_minutes({hour}, minutes) if in_figures and 7 <= hour <= 12 else frozenset())
    if hour == 0 or hour > 12:
        return west
    from_dawn = _minutes({(hour + 6) % 24, (hour + 18) % 24}, minutes)
    if "mark" not in found and "before" not in found:
        return Hours(west.possible | from_dawn)
    return Hours(from_dawn, _minutes({hour + 6}, minutes) if hour < 12 else frozenset())


def _hours_west(hour: int, minutes: int, exact: bool) -> Hours:
    """Noon is the only twelve at which people meet; 09:00 is nine in the morning."""
    twice = 1 <= hour <= 11 and not exact
    return Hours(_minutes({hour, hour + 12} if twice else {hour}, minutes))


def _minutes(hours: set[int], minutes: int) -> frozenset[int]:
    return frozenset(hour * HOUR + minutes for hour in hours if 0 <= hour * HOUR + minutes < DAY)


def between(hours: Hours, part: tuple[int, ...]) -> Hours:
    start, end = part[0] * HOUR, part[1] * HOUR
    return Hours(*(frozenset(m for m in some if start <= m < end) for some in (hours.possible, hours.usual)))


def _part(said: Said, found: Found, _setting: Setting) -> Said | None:
    return replace(said, part=found["part"].value) if said.part is None else None


def _patterns(rule: Rule, *patterns: str) -> list[tuple[re.Pattern[str], Rule]]:
    return [(re.compile(pattern), rule) for pattern in patterns]


_HALF = "(?P<half>p)?"
_BEFORE = "(?P<half_before>p)?(?P<before>A)?"
_RULES = (
    *_patterns(_weekday, "b?(?P<which>[TNXK])?(?P<weekday>W)", "b?(?P<weekday>W)(?P<which>[TNXK])"),
    *_patterns(_weekday_and_day, "(?P<weekday>W)b?(?P<day>n)"),
    *_patterns(_relative, "(?P<away>R)"),
    *_patterns(
        _date,
        "b*(?P<figures>D)",
        "b*(?P<day>n)a?(?P<month>M)a?(?P<year>y)?",
        "(?<!n)b?(?P<month>M)b?(?P<day>n)a?(?P<year>y)?",
    ),
    *_patterns(_day_of_month, "b+(?P<day>n)a?", "(?P<day>n)a"),
    *_patterns(
        _clock,
        f"{_BEFORE}(?P<offset>O)?(?P<clock>c)(?P<mark>H)?u?{_HALF}",
        f"{_BEFORE}(?P<offset>O)?(?P<hour>n)(?P<mark>H)?{_HALF}",
        f"{_BEFORE}(?P<hour>n)(?P<mark>H)(?P<minute>n)i?{_HALF}",
        f"{_BEFORE}(?P<hour>n)(?P<mark>H)?(?P<offset>O){_HALF}",
        "(?P<before>A)?(?P<hour>n)(?P<long>u)",
    ),
    *_patterns(_part, "(?P<part>P)"),
)
