"""A member is asked whether they come to a meeting: one digit, and a reason only where it is no."""

from dataclasses import dataclass

from conversations.committee_names import called
from conversations.dialogue import Ask, Facts
from conversations.outcomes import Outcome
from conversations.questions import SKIP, Option, choice, free_text
from conversations.texts import Text, Verbatim, _
from models.vocabulary import Answer

ANSWERS = (
    Option(Answer.YES, _("Yes")),
    Option(Answer.NO, _("No")),
    Option(Answer.MAYBE, _("Not sure")),
)
REPLIES = {
    Answer.YES: _("Good. See you {when}."),
    Answer.NO: _("Noted: you cannot come {when}."),
    Answer.MAYBE: _("Noted. Send COMMITTEE when you know."),
}
OTHER_DATE = _("That date no longer holds. You will be asked about the new one.")
NOT_NEEDED = _("That date no longer holds. If you are needed, we ask you.")
"""To an alternate: of the new date the member is asked first."""
MEETING_OVER = _("That meeting is over. For the next one send COMMITTEE.")


@dataclass(frozen=True, slots=True)
class GiveAnswer(Outcome):
    """What a member says to an invitation for the date that was asked about (`sequence` of the meeting)."""

    meeting_id: str
    member_id: str
    sequence: int
    answer: Answer
    reason: str
    when: str


def rsvp(ask: Ask, facts: Facts) -> GiveAnswer:
    """Facts: `meeting_id`, `member_id`, `sequence`, `committee`, `when` (words)."""
    question = _("{committee}, {when}. Do you come?", committee=called(facts["committee"]), when=facts["when"])
    said = Answer(ask(choice("answer", question, ANSWERS)))
    return GiveAnswer(
        facts["meeting_id"], facts["member_id"], facts["sequence"], said, _reason(ask, said), facts["when"]
    )


def _reason(ask: Ask, said: Answer) -> str:
    """What was told at the question is the reason; else it is asked for, once, where the answer is no."""
    if ask.told:
        return "\n".join(part["text"] for part in ask.told if part["text"])
    if said is not Answer.NO:
        return ""
    return ask(free_text("reason", _("Why not? The secretary is told."), Option(SKIP, _("I don't want to say"))))


def noted(said: Answer, when: str) -> Text:
    """The answer, said back with the date, so that a wrong digit is noticed."""
    return Text(REPLIES[said].message, {"when": when})


def declined(name: str, when: str, reason: str) -> Text:
    """To the secretary, as whoever cannot come was promised."""
    return Verbatim("{name}, {when}: {no} - {reason}", {"name": name, "when": when, "no": _("No"), "reason": reason})
