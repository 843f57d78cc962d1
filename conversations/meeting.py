"""What is said about a meeting of a committee."""

from conversations.texts import Text, _

CALENDAR_ENTRY = _("Meeting")
"""How a meeting is called in a calendar that others may look at."""
CALENDAR_NAME = _("Meetings")


def moved(old: str, new: str) -> Text:
    """To everybody, once. Nothing names the factory or the committee."""
    return _("The meeting of {old} is moved to {new}.", old=old, new=new)


def called_off(when: str) -> Text:
    return _("The meeting of {when} does not take place.", when=when)


def for_calendar(when: str) -> Text:
    """Beside a file that a phone's calendar opens."""
    return _("Meeting {when}. Open this file to put it into your calendar.", when=when)


def remember(when: str, place: str) -> Text:
    """A reminder; with the place where there is one."""
    if place:
        return _("Reminder: meeting {when}, {place}.", when=when, place=place)
    return _("Reminder: meeting {when}.", when=when)
