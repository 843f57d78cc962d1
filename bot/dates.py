"""Days in the words of a language, as short as they can be said."""

from datetime import date

from conversations.when import say_day


def day_words(day: date, language: str) -> str:
    """Weekday, day and month, such as “Thu, Nov 26”; a language without names of its own is said in English."""
    return say_day(day, language)
