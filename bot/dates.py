"""Days in the words of a language, as short as they can be said."""

from datetime import date

from babel.core import UnknownLocaleError
from babel.dates import format_skeleton


def day_words(day: date, language: str) -> str:
    """Weekday, day and month, such as “Thu, Nov 26”; a language without names of its own is said in English."""
    try:
        return str(format_skeleton("MMMEd", day, locale=language))
    except UnknownLocaleError:
        return str(format_skeleton("MMMEd", day, locale="en"))
