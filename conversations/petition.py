"""Workers ask for an extraordinary meeting: each counts once, nobody is named, no number is told."""

from dataclasses import dataclass

from conversations.dialogue import Ask, Facts
from conversations.outcomes import Outcome, Say
from conversations.questions import yes_no
from conversations.texts import _

ASK = _("Ask for an extra meeting? No name is told.")
COUNTED = _("Counted. When enough workers ask, the committee is told. Nobody is named.")
NOT_ASKED = _("Nothing was sent.")
WORKERS_ASK = _("Workers ask for an extra meeting. Send COMMITTEE to plan one.")
ADVISOR_ASKS = _("The advisor calls for an extra meeting. Send COMMITTEE to plan one.")


@dataclass(frozen=True, slots=True)
class AskForMeeting(Outcome):
    """A worker asks for an extraordinary meeting."""

    committee_id: str


def petition(ask: Ask, facts: Facts) -> AskForMeeting | Say:
    """Facts: `committee_id`."""
    return AskForMeeting(facts["committee_id"]) if ask(yes_no("ask", ASK)) else Say(NOT_ASKED)
