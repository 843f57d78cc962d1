"""The owner of an action says how it stands; a worker says whether it is fixed."""

from dataclasses import dataclass

from conversations.date_time import date_time
from conversations.dialogue import Ask, Facts, Message
from conversations.outcomes import Outcome, Part, Say
from conversations.questions import SKIP, Option, Question, choice, story_part
from conversations.texts import Text, Verbatim, _

NO_ACTIONS = _("You have no open action.")
DONE = _("Good, noted as done. Workers may be asked whether it is fixed.")
HELP_CALLED = _("The secretary and the advisor are told that you need help.")
GONE = _("This action is no longer open.")
COUNTED = _("Counted. Nobody is told who said what.")
COUNTED_ALREADY = _("You have answered this already.")
POLL_OVER = _("This question is closed. Thank you.")

STANDS = (
    Option("done", _("Done")),
    Option("help", _("I need help")),
    Option("later", _("Later")),
)
FIXED = (
    Option("yes", _("Yes")),
    Option("no", _("No")),
    Option("unknown", _("I don't know")),
)
TELL = (Option("tell", _("Tell what is wrong")), Option(SKIP, _("No")))
SHORT = 22
"""Letters of an action that a question has room for in every script."""


@dataclass(frozen=True, slots=True)
class SayHowItStands(Outcome):
    """What the owner says of an action: done with a proof or without, help, or another day (ISO)."""

    action_id: str
    stands: str
    proof: tuple[Part, ...]
    until: str


@dataclass(frozen=True, slots=True)
class AnswerFixPoll(Outcome):
    """What a worker says: yes, no or unknown. `tell` opens the way to tell what is wrong."""

    poll_id: str
    answer: str
    tell: bool
    told: tuple[Part, ...]


def action_due(ask: Ask, facts: Facts) -> SayHowItStands:
    """Facts: `action_id`, `text`, `due` (words), `today` (ISO)."""
    question = _("Your action: {text} Due {due}.", text=shortened(facts["text"]), due=facts["due"])
    return _how(ask, facts["action_id"], question, facts["today"])


def fix_poll_message(question: str) -> Message:
    """What a worker gets: the question with its answers."""
    return Message((Verbatim(question),), FIXED)


def still_there(text: str) -> Text:
    """The question that is asked where nobody wrote one."""
    return _("{text}: is this fixed now?", text=text)


def action_mine(ask: Ask, facts: Facts) -> SayHowItStands | Say:
    """Facts: `actions` as [{id, text, due}, …], `today`."""
    actions = {one["id"]: one for one in facts["actions"]}
    if not actions:
        return Say(NO_ACTIONS)
    picked = next(iter(actions)) if len(actions) == 1 else ask(_which(facts))
    question = _("{text} Due {due}.", text=shortened(actions[picked]["text"]), due=actions[picked]["due"])
    return _how(ask, picked, question, facts["today"])


def _which(facts: Facts) -> Question[str]:
    short = [Option(one["id"], Verbatim(shortened(one["text"], SHORT // 2))) for one in facts["actions"]]
    return choice("action", _("Which action?"), short)


def _how(ask: Ask, action_id: str, question: Text, today: str) -> SayHowItStands:
    stands = ask(choice("stands", question, STANDS))
    proof: tuple[Part, ...] = ask.told
    until = ""
    if stands == "done" and not proof:
        said = ask(story_part("proof", _("How can one see it? A word or a photo."), first=True))
        proof = (said,)
    if stands == "later":
        until = ask(date_time("until", _("Until which day?"), today=today))
    return SayHowItStands(action_id, stands, proof, until)


def fix_poll(ask: Ask, facts: Facts) -> AnswerFixPoll:
    """One question, three answers. Facts: `poll_id`, `question` in the language of the person."""
    said = ask(choice("fixed", Verbatim(facts["question"]), FIXED))
    tell = said == "no" and not ask.told and ask(choice("tell", _("Thank you. More to say?"), TELL)) == "tell"
    return AnswerFixPoll(facts["poll_id"], said, tell, ask.told)


def put_off(day: str) -> Text:
    return _("Noted: until {day}.", day=day)


def needs_help(name: str, text: str) -> Text:
    """To the secretary."""
    return _("{name} needs help with an action: {text}", name=name, text=shortened(text, 60))


def overdue_for_chair(text: str, due: str) -> Text:
    """To the chair or co-chair of the other side."""
    return _("An action is overdue since {due}: {text}", text=shortened(text, 60), due=due)


def fixed(yes: bool | None) -> Text:
    """The result, to everybody who was asked."""
    if yes is None:
        return _("Thank you for your answer. It is not clear yet whether it is fixed.")
    if yes:
        return _("Most who answered say: it is fixed. Thank you.")
    return _("Most who answered say: it is not fixed. It is taken up again.")


def shortened(text: str, room: int = SHORT) -> str:
    """So many letters of a text, cut between words where that is possible."""
    if len(text) <= room:
        return text
    cut = text[: room - 2]
    return (cut.rsplit(" ", 1)[0] if " " in cut[room // 2 :] else cut).rstrip(" ,.;:") + ".."
