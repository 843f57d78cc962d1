"""Minutes as members and workers meet them: approve or disagree with one digit, read what was decided."""

from dataclasses import dataclass

from conversations.dialogue import Ask, Facts
from conversations.outcomes import Outcome, Part, Say
from conversations.questions import SKIP, Option, choice, free_text
from conversations.texts import Text, Verbatim, _
from models.vocabulary import Verdict

READ = "read"
ANSWERS = (
    Option(Verdict.APPROVE, _("Yes")),
    Option(Verdict.DISSENT, _("No")),
    Option(READ, _("Read")),
)
APPROVED = _("Noted: you approve the minutes. Thank you.")
DISSENTED = _("Noted: you disagree. It stands in the minutes.")
ATTACHED = _("Noted. Your words are attached to the minutes.")
APPROVED_ALREADY = _("These minutes are approved already. Thank you.")
CORRECTED_SINCE = _("These minutes were corrected since. You will be asked about the new ones.")
NOT_PRESENT = _("Only who was at the meeting approves its minutes.")
NOTHING_MORE = _("Good. Nothing more is needed.")
REPLIES = {
    "approved_already": APPROVED_ALREADY,
    "corrected_since": CORRECTED_SINCE,
    "not_present": NOT_PRESENT,
}
THANKS = {Verdict.APPROVE: APPROVED, Verdict.DISSENT: ATTACHED}
NO_MINUTES = _("There are no minutes to read yet.")
NOTHING_DECIDED = _("nothing was decided")
ON_THE_BOARD = _("More on the notice board.")


@dataclass(frozen=True, slots=True)
class GiveVerdict(Outcome):
    """What a member says to minutes; what was told at the question is kept with it."""

    minutes_id: str
    member_id: str
    verdict: Verdict
    told: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class ReadMinutes(Outcome):
    """Show what was decided, then ask again."""

    minutes_id: str
    told: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class ExplainDissent(Outcome):
    """Why a member disagrees; no words when they do not say. `told` is what came with it unasked."""

    minutes_id: str
    member_id: str
    words: str
    told: tuple[Part, ...]


def approve(ask: Ask, facts: Facts) -> GiveVerdict | ReadMinutes:
    """Facts: `minutes_id`, `member_id`, `day`, `decisions`, `actions` (counts; of actions where it fits)."""
    said = ask(choice("verdict", _sent(facts["day"], facts["decisions"], facts["actions"]), ANSWERS))
    if said == READ:
        return ReadMinutes(facts["minutes_id"], ask.told)
    return GiveVerdict(facts["minutes_id"], facts["member_id"], Verdict(said), ask.told)


def _sent(day: str, decisions: int, actions: int | None) -> Text:
    if actions is None:
        return _("Minutes {day}: decisions {decisions}. Right?", day=day, decisions=decisions)
    return _(
        "Minutes {day}: decisions {decisions}, actions {actions}. Right?",
        day=day,
        decisions=decisions,
        actions=actions,
    )


def dissent(ask: Ask, facts: Facts) -> ExplainDissent:
    """The disagreement counts already; its words are asked for once. Facts: `minutes_id`, `member_id`."""
    why = free_text("why", _("What is not right? It is added to the minutes."), Option(SKIP, _("I say no more")))
    words = [part["text"] for part in ask.told]
    said = ask(why)
    explained = "\n".join(filter(None, [*words, said]))
    return ExplainDissent(facts["minutes_id"], facts["member_id"], explained, ask.told)


def last_minutes(ask: Ask, facts: Facts) -> Say:
    """What the committee decided last. Facts: `digest`, words that fit two messages; empty when there are none."""
    return Say(Verbatim("{digest}", {"digest": facts["digest"]}) if facts["digest"] else NO_MINUTES)


def digest(day: str, words: str, cut: bool) -> Text:
    """Decisions and actions of one meeting in a row."""
    text = _("Committee, {day}: {words}", day=day, words=words or NOTHING_DECIDED)
    return Verbatim("{text} {more}", {"text": text, "more": ON_THE_BOARD}) if cut and words else text


def action_line(text: str, day: str) -> Text:
    """An action in the digest, by when it is to be done."""
    return _("{action} (by {day})", action=text, day=day)


def as_is(words: str) -> Text:
    """A decision in the digest, in the words it was written in."""
    return Verbatim("{words}", {"words": words})


def met(day: str, decisions: int, actions: int) -> Text:
    """To everybody, once minutes are approved. It names no factory and nothing that was said."""
    return _(
        "The committee met {day}. Decisions: {decisions}, actions: {actions}. To read: send COMMITTEE.",
        day=day,
        decisions=decisions,
        actions=actions,
    )


def corrected(day: str) -> Text:
    """To everybody, once corrected minutes are approved."""
    return _("The minutes of the committee of {day} were corrected. To read: send COMMITTEE.", day=day)


def not_approved(day: str) -> Text:
    """To who wrote them, when a side disagrees and the last day is over."""
    return _("Minutes {day}: not approved, somebody disagrees. To correct them: COMMITTEE, Write minutes.", day=day)


def to_be_filed(day: str, to: str, by: str) -> Text:
    return _("Minutes {day}: file them with {to} by {by}.", day=day, to=to, by=by)
