"""Being asked: may we, then one question after the other. Each is a script of its own, and each answer is kept.

Facts of a question hold its words in the person's language, as they were when it was asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from conversations.dialogue import Ask, Facts
from conversations.outcomes import Outcome, Part
from conversations.questions import Option, choice
from conversations.survey_items import files_of, item_question, named
from conversations.texts import Text, Verbatim, _, ngettext

MAY_WE = (
    Option("yes", _("Yes")),
    Option("later", _("Later")),
    Option("never", _("Do not ask me")),
)
TELL = (Option("tell", _("Yes")), Option("no", _("No")))
HOW = _("Write 00 if you do not know, 000 if you do not want to say. You can stop at any time.")
SAFE = _("Some answers are changed by chance before we keep them. So nobody can know what you said.")
LATER = _("All right, another time.")
NEVER = _("We will not ask you again.")
OVER = _("These questions are closed. Thank you.")
ANSWERED = _("You have answered these questions already.")
FULL = _("Thank you. We have enough answers like yours.")
NOT_POSSIBLE = _("That answer is not possible here.")
THANKS = _("Thank you. Your answers are counted, without your name.")


@dataclass(frozen=True, slots=True)
class BeginSurvey(Outcome):
    """Whether somebody lets themselves be asked: yes, later or never."""

    wave_id: str
    said: str
    told: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class AnswerItem(Outcome):
    """What somebody says to one question; `told` is what they wrote beside it."""

    wave_id: str
    item: str
    key: str
    value: str | list[str]
    told: tuple[Part, ...]
    files: tuple[Mapping[str, Any], ...] = ()
    """References to a photo or voice message that is the answer, or part of it."""


@dataclass(frozen=True, slots=True)
class TakeUpComments(Outcome):
    """Whether an advisor is to take up what was written beside the answers."""

    wave_id: str
    tell: bool
    told: tuple[Part, ...]


def survey(ask: Ask, facts: Facts) -> BeginSurvey:
    """May we? Facts: `wave_id`, `count` of questions (left), `begun`."""
    said = ask(choice("begin", opening(facts["count"], facts["begun"]), MAY_WE))
    return BeginSurvey(facts["wave_id"], said, ask.told)


def survey_item(ask: Ask, facts: Facts) -> AnswerItem:
    """One question. Facts: `wave_id`, `item`, `key`, and what `survey_items.item_question` needs."""
    said = ask(item_question(facts))
    value = named(facts, said)
    return AnswerItem(facts["wave_id"], facts["item"], facts["key"], value, ask.told, files_of(said))


def survey_comments(ask: Ask, facts: Facts) -> TakeUpComments:
    """What was written at the questions was kept with the answers; it may be a matter for a case. Facts: `wave_id`."""
    tell = ask(choice("tell", _("You wrote more. Shall an advisor take it up?"), TELL)) == "tell"
    return TakeUpComments(facts["wave_id"], tell, ask.told)


def opening(count: int, begun: bool) -> Text:
    """The question that comes first."""
    if begun:
        return ngettext("{n} question is left. Go on?", "{n} questions are left. Go on?", count)
    return ngettext("May we ask {n} question? No name is kept.", "May we ask {n} questions? No name is kept.", count)


def voucher(code: str) -> Text:
    """Airtime, for somebody who is through."""
    return _("Airtime for you: {code}", code=code)


def result(words: str) -> Text:
    """What came of it, to everybody who was asked, as an advisor approved it."""
    return Verbatim("{words}", {"words": words})
