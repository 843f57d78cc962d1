"""What advisors read for the words of agendas: where points come from, what was done, why something was refused."""

from advisor.committee_words import refused as refused_by_committee
from advisor.tongue import lazy as _
from models.vocabulary import ItemSource, ItemState

SOURCES = {
    ItemSource.STANDING: _("At every meeting"),
    ItemSource.MEMBER: _("From a member"),
    ItemSource.ADVISOR: _("From the advisor"),
    ItemSource.WORKER: _("From workers"),
    ItemSource.CASE: _("From workers"),
    ItemSource.ACTION: _("Open action"),
    ItemSource.CARRIED: _("Comes back"),
}
STATES = {
    ItemState.PENDING: _("It waits for your words."),
    ItemState.ACCEPTED: _("It waits to be released with the next agenda."),
    ItemState.RELEASED: _("It is on an agenda."),
    ItemState.DISCUSSED: _("It was discussed."),
}
DONE = {
    "up": _("Moved."),
    "down": _("Moved."),
    "edit": _("Saved."),
    "remove": _("Taken off. It does not come back."),
    "accept": _("Accepted. It waits to be released together with the others."),
    "decline": _("Declined. Answer the worker in the case."),
    "reword": _("Saved."),
}
REASONS = {
    "a point should": _("Please write the point, in at most 200 letters."),
    "a time box": _("A time box has 1 to 240 minutes."),
    "this point is over": _("This point can no longer be changed."),
    "this point is on no agenda": _("This point is no longer on the agenda."),
    "this point was decided": _("Somebody has decided on this point already."),
    "this meeting has begun": _("This meeting has begun, or is called off."),
    "the agenda was sent already": _("The agenda was sent already."),
    "the agenda was sent: its order": _("The agenda was sent. Votes of members order it now."),
    "the committee is of": _("Please choose a committee of this factory."),
    "this case has a point": _("This case has a point for the committee already."),
    "the worker lets only": _("The worker lets only Better Work know. This case cannot come before the committee."),
    "the worker has to agree": _("The worker did not choose to tell the committee. Ask first, then confirm it here."),
    "too few people": _("At least 5 people should have been able to raise it, else the point tells who did."),
    "too few workers": _(
        "Fewer than 5 workers of this factory have written to the line. The point could tell who did."
    ),
}


def refused(reason: str) -> str:
    """Why a change was refused, in the language of the page."""
    found = next((words for beginning, words in REASONS.items() if reason.startswith(beginning)), None)
    return str(found) if found else refused_by_committee(reason)
