"""When a meeting is to be: read from what somebody types, and said back. Pure: `today` is an argument.

1. A closed grammar: a text is understood when every word of it is, in one way only; else it is asked again.
2. An hour without a part of the day is taken only where the 24-hour clock, the Ethiopian one, the shift or our
   own way to write leaves one meaning: "Friday at 4" is asked again.
3. A day without a year is the next such day from today; what is past, or years ahead, is no meeting.
4. What is understood is always said back, with weekday, date and 24-hour time, before it counts.
"""

from dataclasses import dataclass
from datetime import date, time, timedelta

from conversations.ethiopian import to_ethiopian
from conversations.when_grammar import HOUR, Hours, Said, Setting, Shift, between, readings
from conversations.when_words import ways_to_read
from locales.dates import dates, pieces_of

__all__ = ["Shift", "When", "read_when", "say_day", "say_moment"]


@dataclass(frozen=True, slots=True)
class When:
    """A day, and the time where one was said."""

    day: date
    clock: time | None = None


def read_when(text: str, language: str, today: date, shift: Shift | None = None, on: date | None = None) -> When | None:
    """The day and time that somebody means, or None when that is not certain.

    `shift` settles a bare hour where only one of its two meanings is in it; `on` is the day of a bare time.
    """
    setting = Setting(dates(language), today, shift, on)
    found = {
        _settled(said, setting, text, language)
        for tokens in ways_to_read(text, language)
        for said in readings(tokens, setting)
    }
    return found.pop() if len(found) == 1 else None


# ------------------------------------------------------------------------------------------------ saying


def say_day(day: date, language: str) -> str:
    """Weekday, day and month, as short as they can be said, such as “Thu, Nov 26”."""
    return _day_in(dates(language).day, day, language)


def say_slot(day: date, language: str) -> str:
    """The day as one line of a list; in scripts whose letters are dear the month is a number."""
    return _day_in(dates(language).slot, day, language)


def say_clock(clock: time, language: str) -> str:
    """The time on the 24-hour clock; where people count hours from dawn, that too."""
    own = dates(language)
    from_dawn = (clock.hour - 7) % 12 + 1
    pattern = own.clock if clock.minute else own.whole_hour
    return pattern.format(
        hour=f"{clock.hour:02}",
        minute=f"{clock.minute:02}",
        ethiopian_clock=f"{from_dawn}:{clock.minute:02}" if clock.minute else str(from_dawn),
    )


def _day_in(pattern: str, day: date, language: str) -> str:
    own, english = dates(language), dates("en")
    _year, month, in_month = to_ethiopian(day)
    return pattern.format(
        weekday_slot=own.weekdays_slot[day.weekday()],
        month_number=day.month,
        weekday=own.weekdays[day.weekday()],
        weekday_short=own.weekdays_short[day.weekday()],
        day=day.day,
        month=own.months[day.month - 1],
        month_short=own.months_short[day.month - 1],
        english_month=english.months_short[day.month - 1],
        ethiopian_day=in_month,
        ethiopian_month=own.ethiopian_months[month - 1] if own.ethiopian_months else "",
    )


def say_moment(day: date, clock: time, language: str) -> str:
    """The day and its time on the 24-hour clock; where people count hours from dawn, that too."""
    return dates(language).moment.format(day=say_day(day, language), clock=say_clock(clock, language))


# ---------------------------------------------------------------------------------------------- settling


def _settled(said: Said, setting: Setting, text: str, language: str) -> When | None:
    """What a reading comes to, when it is one thing only. What we write ourselves means what we meant by it."""
    days = _days(said, setting)
    if len(days) != 1:
        return None
    day = days.pop()
    if not said.hours:
        return _without_hour(day, said.part)
    hours = _hours(said)
    own = [minutes for minutes in hours.possible if _is_our_own(text, say_moment(day, _clock(minutes), language))]
    likely = own or list(_likely(hours, setting.shift))
    return When(day, _clock(likely[0])) if len(likely) == 1 else None


def _without_hour(day: date, part: tuple[int, ...] | None) -> When | None:
    """A day alone, or at noon; "in the morning" is no time."""
    if part is None:
        return When(day)
    return When(day, time(part[2])) if part[2] >= 0 else None


def _is_our_own(text: str, said: str) -> bool:
    return [piece.plain for piece in pieces_of(text)] == [piece.plain for piece in pieces_of(said)]


def _days(said: Said, setting: Setting) -> set[date]:
    if not said.days and said.weekday is None:
        return {setting.on} if setting.on else set()
    if not said.days:
        ahead = (setting.today + timedelta(days=ahead) for ahead in range(8))
        return {day for day in ahead if day.weekday() == said.weekday}
    days = frozenset.intersection(*said.days)
    return {day for day in days if said.weekday in (None, day.weekday()) and day >= setting.today}


def _hours(said: Said) -> Hours:
    """What all expressions of a time agree on."""
    possible = frozenset.intersection(*(hours.possible for hours in said.hours))
    usual = possible.intersection(*(hours.usual for hours in said.hours))
    return between(Hours(possible, usual), said.part) if said.part else Hours(possible, usual)


def _clock(minutes: int) -> time:
    return time(*divmod(minutes, HOUR))


def _likely(hours: Hours, shift: Shift | None) -> frozenset[int]:
    """Where an hour has two meanings: the one in the shift; else the usual one, unless the shift speaks against it."""
    if len(hours.possible) < 2:
        return hours.possible
    if shift is None:
        return hours.usual or hours.possible
    inside = frozenset(minutes for minutes in hours.possible if _works(minutes, shift))
    if hours.usual and not hours.usual & inside:
        return hours.possible
    return inside if len(inside) == 1 else hours.usual or hours.possible


def _works(minutes: int, shift: Shift) -> bool:
    start, end = (moment.hour * HOUR + moment.minute for moment in shift)
    return start <= minutes <= end if start < end else minutes >= start or minutes <= end
