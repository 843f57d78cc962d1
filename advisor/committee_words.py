"""What advisors read for the words of committees: sides, offices, answers, rules, and why something was refused."""

from typing import Any

from advisor.tongue import _ as now
from advisor.tongue import lazy as _
from models.vocabulary import Answer, Gender, MeetingKind, MeetingState, MinutesState, Office, Side, Verdict
from operations.make_up import Gap, Lack

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
MINUTES_STATES = {
    MinutesState.DRAFT: _("Being written"),
    MinutesState.FOR_APPROVAL: _("Waiting for approval"),
    MinutesState.APPROVED: _("Approved"),
    MinutesState.SUPERSEDED: _("Replaced by a newer version"),
}
VERDICTS = {Verdict.APPROVE: _("Approves"), Verdict.DISSENT: _("Disagrees")}
RULES = {
    "parity": _("Equal sides"),
    "worker_min_by_workers": _("Workers' side, at least"),
    "management_min": _("Management side, at least"),
    "size_min": _("Members, at least"),
    "size_max": _("Members, at most"),
    "from_workers": _("From so many workers"),
    "chair_alternates": _("The chair alternates"),
    "alternates": _("Alternates a member"),
    "term_months": _("Term in months"),
    "meets_every_months": _("Meets every so many months"),
    "quorum_percent": _("Quorum of each side, per cent"),
    "agenda_days": _("Agenda, working days before"),
    "standing_items": _("On every agenda"),
    "minutes_days": _("Minutes, days after"),
    "approval_days": _("Approval, days after that"),
    "filing_days": _("Filing, days after"),
    "filing_to": _("Filed with"),
    "petition_percent": _("Petition for a meeting, per cent of workers"),
}
"""Rules that are shown; each with its source beside it."""


LACKS = {
    (Lack.UNEQUAL, None): _("Sides are not equal"),
    (Lack.SIDE, Side.WORKER): _("Workers' side: %(have)s of at least %(wanted)s"),
    (Lack.SIDE, Side.MANAGEMENT): _("Management side: %(have)s of at least %(wanted)s"),
    (Lack.FEW, None): _("Members: %(have)s of at least %(wanted)s"),
    (Lack.MANY, None): _("Members: %(have)s of at most %(wanted)s"),
}


def gap(one: Gap) -> str:
    """What a committee lacks, in words and numbers."""
    return str(LACKS[one.lack, one.side]) % {"have": one.have, "wanted": one.wanted}


def rule_value(value: Any) -> str:
    """The value of a rule; one that depends on how many people are employed is a list of [people, value]."""
    if isinstance(value, bool):
        return now("Yes") if value else now("No")
    if isinstance(value, list) and all(isinstance(step, list) for step in value):
        steps = [now("%(value)s from %(people)s people", value=least, people=people) for people, least in value[1:]]
        return ", ".join([str(value[0][1]), *steps])
    if isinstance(value, list):
        return ", ".join(now(item) for item in value)
    return str(value)


def refused(reason: str) -> str:
    """Why a change was refused, in the language of the page. Operations speak English; the common reasons are known."""
    for beginning, words in REASONS.items():
        if reason.startswith(beginning):
            return str(words)
    return now("That cannot be done as things stand.")


REASONS = {
    "workers “": _("Please give the number of people as a whole number, or leave it empty."),
    "women “": _("Please give the women's share as a number from 0 to 100, or leave it empty."),
    "the name should": _("Please write a name of at most 60 letters."),
    "the committee has a": _("Somebody holds this office already. Change it there first."),
    "an alternate stands": _("An alternate stands in for a member of this committee."),
    "an alternate is": _("An alternate is of the same side as the member."),
    "shift “": _("Please give both the beginning and the end of the shift."),
    "union and department": _("Union and department can have at most 60 letters."),
    "the day of the training": _("Please give the training as a day."),
    "side": _("Please choose a side."),
    "that time is over": _("That time is over. Choose one in the future."),
    "the place can": _("The place can have at most 60 letters."),
    "this meeting is no longer": _("This meeting is no longer planned."),
}
