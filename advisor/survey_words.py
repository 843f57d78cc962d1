"""What advisors read for the words of surveys: kinds of question, columns, what was done, why something was refused."""

from advisor.tongue import lazy as _
from advisor.tongue import ngettext
from models.vocabulary import SurveyState
from operations.survey_checks import Fault
from operations.survey_form import ItemKind

KINDS = {
    ItemKind.SELECT_ONE: _("One of a list"),
    ItemKind.SELECT_MULTIPLE: _("Several of a list"),
    ItemKind.INTEGER: _("A whole number"),
    ItemKind.DECIMAL: _("A number"),
    ItemKind.TEXT: _("Words"),
    ItemKind.DATE: _("A day"),
    ItemKind.NOTE: _("A note, no question"),
    ItemKind.AUDIO: _("A voice message (Telegram)"),
    ItemKind.IMAGE: _("A picture (Telegram)"),
}
STATES = {SurveyState.DRAFT: _("Draft"), SurveyState.PUBLISHED: _("Published")}
COMPARISONS = {
    "=": _("is"),
    "!=": _("is not"),
    "<": _("is less than"),
    ">=": _("is at least"),
}
HALVES = {"": _("Everybody"), "a": _("Half A"), "b": _("Half B")}
DONE = {
    "publish": _("Published. From now on it never changes."),
    "discard": _("Thrown away."),
    "version": _("This is a new version. Change what you like."),
}
REASONS = {
    "a survey has a title": _("Please write a title, in at most 200 letters."),
    "a published survey": _("A published survey never changes. Make a new version."),
    "the survey has faults": _("Please mend what is marked first."),
    "only a published survey": _("This survey is a draft and can be changed."),
    "a survey has at most": _("A survey has at most 40 questions and notes."),
    "a survey is in": _("A survey is in 1 to 12 languages."),
    "a condition has": _("A condition has a question, a comparison and a value."),
    "a rate": _("The noise is a rate such as 0.2, a block a whole number of people."),
}


def refused(reason: str) -> str:
    """Why a change was refused, in the language of the page."""
    found = next((words for beginning, words in REASONS.items() if reason.startswith(beginning)), None)
    return str(found or _("That could not be done. Please load the page again."))


COLUMNS = {
    "name": _("Short name"),
    "label": _("Words"),
    "hint": _("Hint"),
    "message": _("When an answer is not possible"),
    "choices": _("Choices"),
    "choice": _("Choices"),
    "choice_label": _("Choices"),
    "relevant": _("Only if"),
    "constraint": _("Possible answers"),
    "choice_filter": _("Choices"),
    "default": _("Default"),
    "garble": _("Noise"),
    "half": _("Who is asked"),
    "points": _("Compliance points"),
}


def place(fault: Fault) -> str:
    """The field that a fault is in."""
    return str(COLUMNS[fault.column]) if fault.column else ""


def messages(count: int) -> str:
    """How many SMS a question costs."""
    return ngettext("%(num)d SMS", "%(num)d SMS", count)
