"""Asking again after a case was closed, where she allowed it: is it still well, and is she treated worse since?

The phone may be in another's hand: no text says what it was about. One digit answers, and not saying is an answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from conversations.dialogue import Ask, Facts
from conversations.outcomes import Outcome, Part
from conversations.questions import NO, YES, Answer, Option, Question, Reading, Reply, Shown, yes_no
from conversations.replies import Picked, normalise, read_yes_no
from conversations.texts import Text, _

UNSAID = Option("unsaid", _("I don't want to say"), mark="0")
WILL_ASK = _("Thank you. We ask 3 times in 3 months and keep your number until then. STOP ends it.")
WILL_NOT_ASK = _("All right. Write here any time.")
NO_MORE = _("All right. We will not ask again. Write here any time.")


@dataclass(frozen=True, slots=True)
class AllowCheckIns(Outcome):
    """Whether she may be asked again."""

    case_id: str
    allowed: bool
    told: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class StillSolved(Outcome):
    """Whether it is still solved; if not, the case is open again."""

    check_in_id: str
    case_id: str
    code: str
    solved: bool
    told: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class AnswerCheckIn(Outcome):
    """Whether somebody treats her worse since: yes, no, or unsaid."""

    check_in_id: str
    case_id: str
    said: str
    told: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Reluctant(Question[str]):
    """Yes or no, by number or word, or "0" for not wanting to say: then "0" asks for no help."""

    options: tuple[Option, ...] = (YES, NO, UNSAID)
    takes_zero: ClassVar[bool] = True

    def _read_text(self, reply: Reply, menu: Sequence[Shown]) -> Reading:
        unsaid = [shown for shown in menu if shown.value == UNSAID.value]
        if normalise(reply.text) in {"0", *(normalise(shown.label) for shown in unsaid)}:
            return Answer(UNSAID.value)
        said = read_yes_no(reply.text, reply.language)
        if isinstance(said, Picked) and said.index in (0, 1):
            return Answer((YES, NO)[said.index].value)
        return self._from_menu(said, reply, (Shown("yes", ""), Shown("no", "")))


def ask_again(ask: Ask, facts: Facts) -> AllowCheckIns:
    """She says that it is solved: may she be asked later? Facts: `case_id`."""
    allowed = ask(yes_no("again", _("May we ask you again in a month?")))
    return AllowCheckIns(facts["case_id"], allowed, ask.told)


def still_solved(ask: Ask, facts: Facts) -> StillSolved:
    """A month later. Facts: `about_id` (the check-in), `case_id`, `code`."""
    solved = ask(yes_no("still", _("A month ago {code} was closed. Is it still well?", code=facts["code"])))
    return StillSolved(facts["about_id"], facts["case_id"], facts["code"], solved, ask.told)


def check_in(ask: Ask, facts: Facts) -> AnswerCheckIn:
    """A week, a month and three months later. Facts: `about_id` (the check-in), `case_id`."""
    said = ask(Reluctant("worse", _("Since you wrote to us: does anyone treat you worse?")))
    return AnswerCheckIn(facts["about_id"], facts["case_id"], said, ask.told)


def alarmed(code: str) -> Text:
    """What happens now: somebody is told, and her words are waited for."""
    return _("Thank you. An advisor is being told now. Your code: {code}. You can write here what happened.", code=code)
