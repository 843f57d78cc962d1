"""How a member sees the committee: five questions of one digit each, and nobody learns who said what."""

from collections.abc import Mapping
from dataclasses import dataclass

from conversations.committee_names import called
from conversations.dialogue import Ask, Facts
from conversations.outcomes import Outcome
from conversations.questions import Option, choice
from conversations.texts import Text, _

COUNTED = _("Thank you. Your answers are counted. Nobody sees who said what.")
COUNTED_ALREADY = _("You have answered these questions already.")
LATER = _("All right, another time.")
OVER = _("These questions are closed. Thank you.")

BEGIN = (Option("begin", _("Begin")), Option("later", _("Later")))
ANSWERS = (
    Option("yes", _("Yes")),
    Option("partly", _("Partly")),
    Option("no", _("No")),
)
QUESTIONS: Mapping[str, Text] = {
    "heard": _("Are all sides heard in the committee?"),
    "done": _("Are its decisions carried out?"),
    "prepared": _("Do members come prepared?"),
    "trusted": _("Would you bring a problem here?"),
    "told": _("Do workers hear what was decided?"),
}


@dataclass(frozen=True, slots=True)
class AnswerSelfCheck(Outcome):
    """What a member says to each of the questions: yes, partly or no."""

    check_id: str
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LeaveForLater(Outcome):
    """Not now."""

    check_id: str


def self_check(ask: Ask, facts: Facts) -> AnswerSelfCheck | LeaveForLater:
    """All five or none are counted. Facts: `check_id`, `committee`."""
    opening = _("{committee}: 5 questions. Your answers are secret.", committee=called(facts["committee"]))
    if ask(choice("begin", opening, BEGIN)) == "later":
        return LeaveForLater(facts["check_id"])
    return AnswerSelfCheck(facts["check_id"], {key: ask(choice(key, text, ANSWERS)) for key, text in QUESTIONS.items()})
