"""What advisors read for the words of waves, and why one cannot be opened."""

from advisor.tongue import _ as now
from advisor.tongue import lazy as _
from models.vocabulary import WaveState

STATES = {WaveState.OPEN: _("Open"), WaveState.CLOSED: _("Closed")}
STRATA = {"section": _("Line or department"), "shift": _("Shift"), "gender": _("Gender")}
REASONS = {
    "there is nobody": _("There is nobody to ask yet: import a list of workers, or let them write to the line first."),
    "the survey has no question": _("The survey has no question yet."),
    "a wave of this survey": _("A wave of this survey is open. Close it first."),
    "a wave closes": _("The wave must close after it has opened."),
    "a wave is open": _("A wave is open for 60 days at most."),
    "the pace": _("The pace is a number from 1 to 100,000."),
    "there are two": _("Two reminders at most."),
    "a keyword": _("The word has 3 to 12 Latin letters and digits, and is none that the line knows already."),
    "another survey": _("Another survey that is open has this word. Choose another."),
    "people can be drawn": _("Only a list of workers tells lines, shifts and gender. Choose a list."),
}
NUMBERS = _("Please fill in every number. A quota is a question, a choice and a number in one line.")


def refused(reason: str) -> str:
    """Why a wave was refused, in the language of the page."""
    for beginning, words in REASONS.items():
        if reason.startswith(beginning):
            return str(words)
    return now("That cannot be done: %(reason)s", reason=reason)
