"""What advisors read for the words of survey results, and why something was refused."""

from advisor.tongue import lazy as _
from models.vocabulary import TextState

TEXTS = {
    TextState.NEW: _("To be read"),
    TextState.RELEASED: _("Released"),
    TextState.WITHHELD: _("Withheld"),
}
DONE = {
    "release": _("Released, in your words."),
    "withhold": _("Withheld. Nobody else sees it."),
    "message": _("Approved. Everybody who was asked is told."),
    "agenda": _("Kept for the committee. It waits to be released together with the others."),
}
REASONS = {
    "everybody was told": _("Everybody was told already."),
    "a message should": _("Please write one or two text messages in every language."),
    "a text should": _("Please write 1 to 500 letters."),
    "a point should": _("Please write 1 to 200 letters."),
}


def refused(reason: str) -> str:
    """Why something was refused, in the language of the page."""
    found = next((words for beginning, words in REASONS.items() if reason.startswith(beginning)), None)
    return str(found or _("That is no longer possible."))
