"""What advisors read for the words of elections, and why something was refused."""

from advisor.tongue import _ as now
from advisor.tongue import lazy as _
from models.vocabulary import ElectionState

STATES = {
    ElectionState.NOMINATION: _("Names are taken"),
    ElectionState.VOTING: _("Voting"),
    ElectionState.DISPUTE: _("Result, open to objections"),
    ElectionState.CERTIFIED: _("Certified"),
    ElectionState.CANCELLED: _("Ended without a result"),
}
PHASES = {
    ElectionState.NOMINATION: _("Names are taken until"),
    ElectionState.VOTING: _("Votes are taken until"),
    ElectionState.DISPUTE: _("Objections are taken until"),
}
ENDED = {
    "nobody_stood": _("Nobody stood. Talk with workers about what the committee can do, then announce another."),
    "nobody_voted": _("Nobody voted, in two rounds. Talk with workers about it, then announce another."),
    "annulled": _("Annulled by an advisor."),
}
DONE = {
    "certify": _("Certified. The elected have their seats."),
    "annul": _("Annulled. Workers are told."),
    "again": _("Annulled, and announced again. Workers are told in one message."),
}
REASONS = {
    "an election of this committee": _("An election of this committee is going on already."),
    "seats should": _("Seats should be 1 to 50."),
    "each person": _("Each person has one vote, or at most as many as there are seats."),
    "each phase": _("Each phase should last 1 to 60 days."),
    "workers may still object": _("Workers may still object. Certify when that time is over."),
}
NUMBERS = _("Please fill in every number.")
OVER = _("No more names are taken.")
UNFIT = _("Please write a name of at most 24 letters, so that it fits a phone.")
TAKEN = _("Somebody with that name stands already. Add a letter or the line.")


def refused(reason: str) -> str:
    """Why a change was refused, in the language of the page."""
    for beginning, words in REASONS.items():
        if reason.startswith(beginning):
            return str(words)
    return now("That is no longer possible: the election has gone on.")


def band(turnout: list[int]) -> str:
    """A turnout that is shown."""
    return now("%(low)s to %(high)s per cent", low=turnout[0], high=turnout[1])
