"""Elections on the web: announcing one, who stands, how it goes, the result, and the certificate."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from advisor import election_words
from advisor.blueprint import blueprint
from advisor.guard import house, now, viewer, work_on
from advisor.pages import page
from advisor.tongue import _
from models.codes import spoken
from models.vocabulary import ElectionState, Side
from operations import candidates, elections
from operations.access import find_case
from operations.certificates import certificate_of
from operations.committee_access import find_chamber
from operations.committees import Chamber
from operations.election_views import elections_of, find_seen_election, view_election
from operations.elections import NewElection
from operations.members import members_of
from operations.work import Refused, Work

Answer = str | Response | tuple[str, int]
RULES = {"nomination_days": 7, "voting_days": 3, "dispute_days": 5, "votes_each": 1}
"""What a committee's rules may set, and what holds where they do not."""


@blueprint.get("/committees/<committee_id>/elections")
def election_list(committee_id: str) -> str:
    """The elections of a committee, and the form for another."""
    return _list(committee_id)


@blueprint.post("/committees/<committee_id>/elections")
def election_announce(committee_id: str) -> Answer:
    """Announce an election; workers are told at a decent hour."""
    with house().db.read() as connection:
        place = find_chamber(connection, viewer(), committee_id) or abort(404)
    new = _typed()
    if new is None:
        return _list(committee_id, str(election_words.NUMBERS)), 422
    announced: list[str] = []
    wrong = _try(lambda work: announced.append(elections.announce(work, place.id, new, viewer().id)))
    if wrong:
        return _list(committee_id, wrong), 422
    return _back(announced[0], _("Announced. Workers are told when they are off shift."))


@blueprint.get("/elections/<election_id>")
def election_page(election_id: str) -> str:
    """One election as it stands."""
    return _show(election_id)


@blueprint.post("/elections/<election_id>/candidates")
def candidate_enter(election_id: str) -> Answer:
    """Enter a name; who has not agreed in writing gets a code, which is shown once."""
    _seen(election_id)
    form = request.form
    name, department = (form.get(field, "").replace("\0", "") for field in ("name", "department"))
    codes: list[str | None] = []
    wrong = _try(
        lambda work: codes.append(candidates.enter(work, election_id, name, department, "agreed" in form, viewer().id))
    )
    if wrong:
        return _show(election_id, wrong), 422
    if codes[0]:
        return _show(election_id, code=(name, spoken(codes[0])))
    return _back(election_id, _("Entered."))


@blueprint.post("/elections/<election_id>/candidates/<candidate_id>/strike")
def candidate_strike(election_id: str, candidate_id: str) -> Answer:
    """Take a name off the list while names are taken."""
    _seen(election_id)
    wrong = _try(lambda work: _strike(work, election_id, candidate_id))
    return (_show(election_id, wrong), 422) if wrong else _back(election_id, _("Taken off the list."))


@blueprint.post("/elections/<election_id>/<any(certify, annul, again):decision>")
def election_decide(election_id: str, decision: str) -> Answer:
    """Certify, annul, or annul and announce again."""
    _seen(election_id)
    following = [election_id]
    wrong = _try(lambda work: following.append(_decide(work, election_id, decision) or election_id))
    if wrong:
        return _show(election_id, wrong), 422
    return _back(following[-1], str(election_words.DONE[decision]))


@blueprint.get("/elections/<election_id>/certificate.pdf")
def election_certificate(election_id: str) -> Response:
    """The certificate, to be printed and signed; there is none before the result holds."""
    with house().db.read() as connection:
        election = find_seen_election(connection, viewer(), election_id) or abort(404)
        if election.state != ElectionState.CERTIFIED:
            return _back(election_id, _("There is no certificate yet."))
        pdf = certificate_of(connection, house().ring, election)
    response = Response(pdf, mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="certificate.pdf"'
    return response


def _decide(work: Work, election_id: str, decision: str) -> str | None:
    if decision == "certify":
        elections.certify(work, election_id, viewer().id)
        return None
    return elections.annul(work, election_id, viewer().id, again=decision == "again")


def _strike(work: Work, election_id: str, candidate_id: str) -> None:
    if candidates.find_candidate(work.connection, work.ring, candidate_id).election_id != election_id:
        raise Refused("the candidate stands in another election")
    candidates.strike(work, candidate_id, viewer().id)


def _seen(election_id: str) -> Any:
    with house().db.read() as connection:
        return find_seen_election(connection, viewer(), election_id) or abort(404)


def _try(change: Callable[[Work], object]) -> str | None:
    """Do something in one transaction. Returns why it could not be done, else None."""
    try:
        with house().db.write() as connection:
            change(work_on(connection))
    except Refused as refused:
        return election_words.refused(str(refused))
    except candidates.UnfitName as unfit:
        return str(election_words.TAKEN if unfit.taken else election_words.UNFIT)
    except candidates.NominationsOver:
        return str(election_words.OVER)
    return None


def _list(committee_id: str, wrong: str | None = None) -> str:
    with house().db.read() as connection:
        place = find_chamber(connection, viewer(), committee_id) or abort(404)
        members = members_of(connection, house().ring, committee_id)
        found = elections_of(connection, committee_id)
        going_on = elections.running(connection, committee_id)
    seated = sum(one.side is Side.WORKER and not one.is_alternate for one in members)
    return page(
        "elections.html",
        chamber=place,
        elections=found,
        running=going_on,
        typed=request.form or _defaults(place, seated),
        wrong=wrong,
        ew=election_words,
    )


def _show(election_id: str, wrong: str | None = None, code: tuple[str, str] | None = None) -> str:
    with house().db.read() as connection:
        election = find_seen_election(connection, viewer(), election_id) or abort(404)
        seen = view_election(connection, house().ring, election, now())
        disputes = [find_case(connection, viewer(), case_id) for case_id in election.result.get("disputes", ())]
    return page(
        "election.html",
        seen=seen,
        election=election,
        chamber=seen.house,
        disputes=disputes,
        certified_on=date.fromisoformat(election.result["certified_on"]) if seen.certified else None,
        wrong=wrong,
        code=code,
        spoken=spoken,
        ew=election_words,
    )


def _typed() -> NewElection | None:
    """An election as the form has it; None where a number is missing."""
    numbers = {name: request.form.get(name, type=int) for name in ("seats", *RULES)}
    if None in numbers.values():
        return None
    known: dict[str, Any] = dict(numbers)
    return NewElection(**known, whole_side="whole_side" in request.form)


def _defaults(place: Chamber, seated: int) -> dict[str, Any]:
    rules = {name: place.rules.get(name) or otherwise for name, otherwise in RULES.items()}
    seats = seated or (place.rules.get("size_min") or 2) // 2
    return {"seats": seats, **rules, "whole_side": "yes"}


def _back(election_id: str, said: str) -> Response:
    flash(said)
    return redirect(url_for("advisor.election_page", election_id=election_id), 303)
