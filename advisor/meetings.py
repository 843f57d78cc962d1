"""Meetings on the web: planning, moving, calling off; who comes, and whether each side has a quorum."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from advisor import committee_words
from advisor.blueprint import blueprint
from advisor.guard import house, now, viewer, work_on
from advisor.pages import moment, page
from advisor.tongue import _
from models.vocabulary import MeetingKind, MeetingState
from operations import meetings
from operations.calendar import WEEKDAYS
from operations.committee_access import find_chamber, find_seen_meeting
from operations.committee_views import invited_to
from operations.committees import Chamber, chamber
from operations.meeting_views import place_of
from operations.rsvps import turnout
from operations.work import Refused, Work

Answer = str | Response | tuple[str, int]


@blueprint.get("/committees/<committee_id>/meetings/new")
def meeting_new(committee_id: str) -> str:
    """The form for a meeting."""
    return _form(committee_id)


@blueprint.post("/committees/<committee_id>/meetings/new")
def meeting_plan(committee_id: str) -> Answer:
    """Plan a meeting. A rest day or holiday is warned about once, and never blocks."""
    new = _typed()
    with house().db.read() as connection:
        place = find_chamber(connection, viewer(), committee_id) or abort(404)
    warning = _warning(place, new) if new else None
    if new is None or (warning and request.form.get("sure") != new.day.isoformat()):
        return _form(committee_id, warning or _("Please give a day and a time."), sure=new.day if new else None), 422
    planned: list[str] = []
    wrong = _try(lambda work: planned.append(meetings.plan_meeting(work, place.id, new, viewer().id)))
    if wrong:
        return _form(committee_id, wrong), 422
    flash(_("Planned. Everybody with a phone is asked now."))
    return redirect(url_for("advisor.meeting_page", meeting_id=planned[0]), 303)


@blueprint.get("/meetings/<meeting_id>")
def meeting_page(meeting_id: str) -> str:
    """One meeting: when, where, who comes."""
    return _show(meeting_id)


@blueprint.post("/meetings/<meeting_id>/move")
def meeting_move(meeting_id: str) -> Answer:
    """Another time or place."""
    _seen(meeting_id)
    new = _typed()
    if new is None:
        return _show(meeting_id, _("Please give a day and a time.")), 422
    wrong = _try(lambda work: meetings.move_meeting(work, meeting_id, new, viewer().id))
    if wrong:
        return _show(meeting_id, wrong), 422
    flash(_("Moved. Everybody is told once and asked again."))
    return redirect(url_for("advisor.meeting_page", meeting_id=meeting_id), 303)


@blueprint.post("/meetings/<meeting_id>/cancel")
def meeting_cancel(meeting_id: str) -> Answer:
    """Call a meeting off."""
    _seen(meeting_id)
    wrong = _try(lambda work: meetings.cancel_meeting(work, meeting_id, viewer().id))
    if wrong:
        return _show(meeting_id, wrong), 422
    flash(_("Called off. Everybody who was invited is told once."))
    return redirect(url_for("advisor.meeting_page", meeting_id=meeting_id), 303)


def _seen(meeting_id: str) -> Any:
    with house().db.read() as connection:
        return find_seen_meeting(connection, viewer(), meeting_id) or abort(404)


def _try(change: Callable[[Work], object]) -> str | None:
    """Do something in one transaction. Returns why it could not be done, else None."""
    try:
        with house().db.write() as connection:
            change(work_on(connection))
    except Refused as refused:
        return committee_words.refused(str(refused))
    return None


def _form(committee_id: str, wrong: str | None = None, sure: date | None = None) -> str:
    with house().db.read() as connection:
        place = find_chamber(connection, viewer(), committee_id) or abort(404)
    return page("meeting_new.html", chamber=place, wrong=wrong, sure=sure, typed=request.values, cw=committee_words)


def _show(meeting_id: str, wrong: str | None = None) -> str:
    with house().db.read() as connection:
        meeting = find_seen_meeting(connection, viewer(), meeting_id) or abort(404)
        place = chamber(connection, meeting.committee_id)
        sides = turnout(connection, house().ring, meeting_id)
        invited = invited_to(connection, house().ring, meeting)
        where = place_of(connection, house().ring, meeting)
    return page(
        "meeting.html",
        meeting=meeting,
        chamber=place,
        sides=sides,
        invited=invited,
        where=where,
        open=meeting.state == MeetingState.PLANNED and meeting.starts_at > now(),
        wrong=wrong,
        cw=committee_words,
        moment=moment,
    )


def _typed() -> meetings.NewMeeting | None:
    """A meeting as the form has it; None without a day and a time."""
    form = request.form
    try:
        day, clock = date.fromisoformat(form.get("day", "")), time.fromisoformat(form.get("clock", ""))
    except ValueError:
        return None
    kind = form.get("kind", "")
    return meetings.NewMeeting(
        day,
        clock.replace(second=0, microsecond=0),
        form.get("place", "").replace("\0", "").strip(),
        min(max(form.get("minutes", 60, type=int), 10), 600),
        MeetingKind(kind) if kind in set(MeetingKind) else MeetingKind.ORDINARY,
        form.get("facilitated") == "yes",
    )


def _warning(place: Chamber, new: meetings.NewMeeting) -> str | None:
    """A rest day or a holiday: said once, then it is the advisor's decision."""
    if WEEKDAYS[new.day.weekday()] in place.rest_days:
        return _("That day is a rest day of the factory. Plan it all the same?")
    return None
