"""What is said about a meeting of a committee."""

from conversations.texts import Text, _


def moved(old: str, new: str) -> Text:
    """To everybody, once. Nothing names the factory or the committee."""
    return _("The meeting of {old} is moved to {new}.", old=old, new=new)


def called_off(when: str) -> Text:
    return _("The meeting of {when} does not take place.", when=when)


def remember(when: str, place: str) -> Text:
    """A reminder; with the place where there is one."""
    if place:
        return _("Reminder: meeting {when}, {place}.", when=when, place=place)
    return _("Reminder: meeting {when}.", when=when)
