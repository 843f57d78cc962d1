"""What advisors read for the words of committees: sides, offices, answers, rules, and why something was refused."""

from advisor.tongue import _ as now
from advisor.tongue import lazy as _
from models.vocabulary import Answer, Gender, MeetingKind, MeetingState, Office, Side

SIDES = {Side.WORKER: _("Workers"), Side.MANAGEMENT: _("Management")}
OFFICES = {Office.CHAIR: _("Chair"), Office.CO_CHAIR: _("Co-chair"), Office.SECRETARY: _("Secretary")}
GENDERS = {Gender.WOMAN: _("Woman"), Gender.MAN: _("Man"), Gender.OTHER: _("Other")}
ANSWERS = {Answer.YES: _("Comes"), Answer.NO: _("Cannot come"), Answer.MAYBE: _("Not sure")}
MEETING_KINDS = {MeetingKind.ORDINARY: _("Ordinary"), MeetingKind.EXTRAORDINARY: _("Extraordinary")}
MEETING_STATES = {
    MeetingState.PLANNED: _("Planned"),
    MeetingState.HELD: _("Held"),
    MeetingState.CANCELLED: _("Called off"),
}
RULES = {
    "parity": _("Equal sides"),
    "size_min": _("Members, at least"),
    "size_max": _("Members, at most"),
    "from_workers": _("From so many workers"),
    "chair_alternates": _("The chair alternates"),
    "alternates": _("Alternates a member"),
    "term_months": _("Term in months"),
    "meets_every_months": _("Meets every so many months"),
    "quorum_percent": _("Quorum of each side, per cent"),
    "agenda_days": _("Agenda, working days before"),
    "minutes_days": _("Minutes, days after"),
    "approval_days": _("Approval, days after that"),
    "filing_days": _("Filing, days after"),
    "filing_to": _("Filed with"),
    "petition_percent": _("Petition for a meeting, per cent of workers"),
}
"""Rules that are shown; each with its source beside it."""


def refused(reason: str) -> str:
    """Why a change was refused, in the language of the page. Operations speak English; the common reasons are known."""
    for beginning, words in REASONS.items():
        if reason.startswith(beginning):
            return str(words)
    return now("That cannot be done as things stand.")


REASONS = {
    "the name should": _("Please write a name of at most 60 letters."),
    "the committee has a": _("Somebody holds this office already. Change it there first."),
    "an alternate stands": _("An alternate stands in for a member of this committee."),
    "an alternate is": _("An alternate is of the same side as the member."),
    "side": _("Please choose a side."),
    "that time is over": _("That time is over. Choose one in the future."),
    "the place can": _("The place can have at most 60 letters."),
    "this meeting is no longer": _("This meeting is no longer planned."),
}
