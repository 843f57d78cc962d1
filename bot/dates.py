"""Days in the words of a language, as short as they can be said."""

from datetime import date

from conversations.ethiopian import to_ethiopian
from conversations.when import say_day
from locales.dates import dates


def day_words(day: date, language: str) -> str:
    """Weekday, day and month, such as “Thu, Nov 26”; a language without names of its own is said in English."""
    return say_day(day, language)


def month_words(day: date, language: str) -> str:
    """Month and year, such as “Nov 2026”; in the Ethiopian calendar where a language has it."""
    own = dates(language)
    if own.ethiopian_months:
        year, month, _day = to_ethiopian(day)
        return f"{own.ethiopian_months[month - 1]} {year}"
    return f"{own.months_short[day.month - 1]} {day.year}"
