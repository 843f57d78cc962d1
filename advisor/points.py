"""Points of workers on the web: worded so that nobody can tell who sent them; points made from cases; the petition."""

from collections.abc import Callable, Mapping

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from advisor import agenda_words, committee_words
from advisor.agenda import minutes_typed, said_in_language_of_page, typed, wordings_typed
from advisor.blueprint import blueprint
from advisor.cases import heading
from advisor.guard import house, viewer, work_on
from advisor.pages import language_name, page
from advisor.tongue import _
from models.case import Case
from models.codes import spoken
from models.vocabulary import ItemState
from operations import agenda, petitions, points, proposals
from operations.access import find_case
from operations.agenda_items import find_item
from operations.case_views import view_case
from operations.committee_access import find_chamber, find_seen_meeting
from operations.work import Refused, Work

Answer = str | Response | tuple[str, int]
BEFORE_AGENDA = (ItemState.PENDING, ItemState.ACCEPTED)


@blueprint.get("/committees/<committee_id>/points")
def point_list(committee_id: str) -> str:
    """What workers sent for a committee, and what waits to be released."""
    return _list(committee_id)


@blueprint.post("/committees/<committee_id>/points/<item_id>/<any(accept, decline, reword):verdict>")
def point_decide(committee_id: str, item_id: str, verdict: str) -> Answer:
    """Take a point in the advisor's words, decline it, or word it again. Comes back to where it was done."""
    try:
        with house().db.write() as connection:
            if find_chamber(connection, viewer(), committee_id) is None:
                abort(404)
            work = work_on(connection)
            _of_committee(work, committee_id, item_id)
            VERDICTS[verdict](work, item_id)
    except Refused as refused:
        return _list(committee_id, agenda_words.refused(str(refused)), item_id), 422
    flash(str(agenda_words.DONE[verdict]))
    return redirect(_where_from(committee_id), 303)


VERDICTS: Mapping[str, Callable[[Work, str], None]] = {
    "accept": lambda work, item_id: points.accept(work, item_id, typed("wording"), viewer().id),
    "decline": lambda work, item_id: points.decline(work, item_id, viewer().id),
    "reword": lambda work, item_id: agenda.edit_item(
        work, item_id, typed("wording"), wordings_typed(), minutes_typed(), viewer().id
    ),
}


@blueprint.post("/cases/<case_id>/point")
def point_from_case(case_id: str) -> Answer:
    """Make a point for the committee of a case, where that tells nobody who wrote."""
    try:
        with house().db.write() as connection:
            case = find_case(connection, viewer(), case_id, lock=True) or abort(404)
            _make_point(work_on(connection), case)
    except Refused as refused:
        return _case_form(case_id, agenda_words.refused(str(refused))), 422
    flash(_("Kept for the committee. It waits to be released together with the others."))
    return redirect(url_for("advisor.case_page", case_id=case_id), 303)


@blueprint.post("/committees/<committee_id>/extraordinary")
def extraordinary_call(committee_id: str) -> Answer:
    """Call for a meeting that cannot wait; then on to planning it."""
    with house().db.write() as connection:
        if find_chamber(connection, viewer(), committee_id) is None:
            abort(404)
        petitions.call_extraordinary(work_on(connection), committee_id, viewer().id)
    flash(_("Chair and secretary are told. You can plan the meeting here, or they do."))
    return redirect(url_for("advisor.meeting_new", committee_id=committee_id, kind="extraordinary"), 303)


@blueprint.post("/committees/<committee_id>/extraordinary/dismiss")
def extraordinary_dismiss(committee_id: str) -> Answer:
    """No meeting is needed: it is proposed no longer."""
    with house().db.write() as connection:
        if find_chamber(connection, viewer(), committee_id) is None:
            abort(404)
        proposals.dismiss_proposal(work_on(connection), committee_id, viewer().id)
    flash(_("No extraordinary meeting is proposed any more."))
    return redirect(url_for("advisor.committee_page", committee_id=committee_id), 303)


def _make_point(work: Work, case: Case) -> None:
    people = request.form.get("people", 0, type=int)
    agreed = request.form.get("agreed") == "yes"
    points.point_from_case(work, case, typed("committee"), typed("wording"), people, agreed, viewer().id)


def _of_committee(work: Work, committee_id: str, item_id: str) -> None:
    """An item of another committee, or one that is on an agenda already, is the same as none here."""
    try:
        item = find_item(work.connection, work.ring, item_id)
    except Refused:
        abort(404)
    if item.committee_id != committee_id:
        abort(404)
    if item.state not in BEFORE_AGENDA:
        raise Refused("this point was decided on already")


def _where_from(committee_id: str) -> str:
    """The agenda that the form was on, else the list of points."""
    meeting_id = request.form.get("meeting", "")
    with house().db.read() as connection:
        if meeting_id and find_seen_meeting(connection, viewer(), meeting_id):
            return url_for("advisor.agenda_page", meeting_id=meeting_id)
    return url_for("advisor.point_list", committee_id=committee_id)


def _list(committee_id: str, wrong: str | None = None, tried: str | None = None) -> str:
    with house().db.write() as connection:
        place = find_chamber(connection, viewer(), committee_id) or abort(404)
        waiting = points.waiting_points(work_on(connection), viewer(), committee_id)
        accepted = points.accepted_points(connection, house().ring, committee_id)
    return page(
        "points.html",
        chamber=place,
        waiting=waiting,
        accepted=accepted,
        meeting=None,
        tried=tried,
        typed=request.form,
        wrong=wrong,
        said=said_in_language_of_page,
        aw=agenda_words,
        cw=committee_words,
        language_name=language_name,
    )


def _case_form(case_id: str, wrong: str) -> str:
    """The form once more, with what was typed and the worker's words beside it."""
    with house().db.write() as connection:
        case = find_case(connection, viewer(), case_id) or abort(404)
        opened = view_case(work_on(connection), viewer(), case)
        ways = points.ways_of(work_on(connection), case)
    return page(
        "point_from_case.html",
        case=case,
        opened=opened,
        ways=ways,
        typed=request.form,
        wrong=wrong,
        aw=agenda_words,
        heading=heading,
        spoken=spoken,
    )
