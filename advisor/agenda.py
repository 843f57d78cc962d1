"""The agenda of a meeting on the web: order, wording, time boxes, equal say; wording workers' points; sending it."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from advisor import agenda_words, committee_words
from advisor.blueprint import blueprint
from advisor.guard import house, now, viewer, work_on
from advisor.pages import language_name, moment, page
from advisor.tongue import _
from models.vocabulary import MeetingState, Side
from operations import agenda
from operations.agenda_items import TITLE_LIMIT, Item, find_item
from operations.agenda_order import shares
from operations.agenda_release import release
from operations.committee_access import find_seen_meeting
from operations.committees import chamber
from operations.meeting_reminders import agenda_moment
from operations.points import accepted_points, waiting_points
from operations.work import Refused, Work

Answer = str | Response | tuple[str, int]


@blueprint.get("/meetings/<meeting_id>/agenda")
def agenda_page(meeting_id: str) -> str:
    """The agenda as it stands, brought up to date; what waits; what it adds up to."""
    return _show(meeting_id)


@blueprint.post("/meetings/<meeting_id>/agenda")
def agenda_add(meeting_id: str) -> Answer:
    """A point of the advisor's own."""
    side = request.form.get("side", "")
    return _change(
        meeting_id,
        lambda work: agenda.add_item(
            work,
            meeting_id,
            typed("wording"),
            minutes_typed(),
            viewer().id,
            Side(side) if side in set(Side) else None,
        ),
        _("Added."),
    )


@blueprint.post("/meetings/<meeting_id>/agenda/send")
def agenda_send(meeting_id: str) -> Answer:
    """Release what was accepted, in one batch, and send the agenda now."""
    said = _("Sent. Members hear it now, each in their language.")
    return _change(meeting_id, lambda work: release(work, meeting_id, viewer().id), said)


@blueprint.post("/meetings/<meeting_id>/agenda/<item_id>/<any(up, down, edit, remove):place>")
def agenda_change(meeting_id: str, item_id: str, place: str) -> Answer:
    """One point: its place, its words and time, or off."""
    return _change(meeting_id, lambda work: CHANGES[place](work, item_id), str(agenda_words.DONE[place]), item_id)


def _edit(work: Work, item_id: str) -> None:
    agenda.edit_item(work, item_id, typed("wording"), wordings_typed(), minutes_typed(), viewer().id)


CHANGES: Mapping[str, Callable[[Work, str], None]] = {
    "up": lambda work, item_id: agenda.move_item(work, item_id, -1, viewer().id),
    "down": lambda work, item_id: agenda.move_item(work, item_id, 1, viewer().id),
    "edit": _edit,
    "remove": lambda work, item_id: agenda.remove_item(work, item_id, viewer().id),
}


def typed(field: str) -> str:
    return request.form.get(field, "").replace("\0", "").strip()


def wordings_typed() -> dict[str, str]:
    """The wording in other languages, from fields named by them."""
    named = {name.removeprefix("wording_"): typed(name) for name in request.form if name.startswith("wording_")}
    return {language: words[:TITLE_LIMIT] for language, words in named.items() if words}


def minutes_typed() -> int:
    return request.form.get("minutes", 0, type=int)


def _change(meeting_id: str, change: Callable[[Work], object], done: str, item_id: str | None = None) -> Answer:
    """Do something to an agenda that the viewer may see, in one transaction."""
    try:
        with house().db.write() as connection:
            meeting = find_seen_meeting(connection, viewer(), meeting_id) or abort(404)
            if item_id is not None:
                _own_item(work_on(connection), meeting, item_id)
            change(work_on(connection))
    except Refused as refused:
        return _show(meeting_id, agenda_words.refused(str(refused)), item_id), 422
    flash(done)
    return redirect(url_for("advisor.agenda_page", meeting_id=meeting_id), 303)


def _own_item(work: Work, meeting: Any, item_id: str) -> None:
    """An item of another meeting is the same as none."""
    try:
        item = find_item(work.connection, work.ring, item_id)
    except Refused:
        abort(404)
    if item.meeting_id != meeting.id:
        abort(404)


def _show(meeting_id: str, wrong: str | None = None, tried: str | None = None) -> str:
    with house().db.write() as connection:
        work = work_on(connection)
        meeting = find_seen_meeting(connection, viewer(), meeting_id) or abort(404)
        agenda.carry_over(work, meeting)
        items = agenda.agenda_of(connection, house().ring, meeting_id)
        place = chamber(connection, meeting.committee_id)
        waiting = waiting_points(work, viewer(), place.id)
        accepted = accepted_points(connection, house().ring, place.id)
    return page(
        "agenda.html",
        meeting=meeting,
        chamber=place,
        items=items,
        waiting=waiting,
        accepted=accepted,
        shares=shares(items),
        planned=sum(item.minutes for item in items),
        open=meeting.state == MeetingState.PLANNED and meeting.starts_at > now(),
        sent_on=_day_of_sending(place, meeting),
        tried=tried,
        typed=request.form,
        wrong=wrong,
        said=said_in_language_of_page,
        aw=agenda_words,
        cw=committee_words,
        language_name=language_name,
        moment=moment,
    )


def said_in_language_of_page(item: Item) -> str:
    """The wording in the language of who looks."""
    return item.words(viewer().language)


def _day_of_sending(place: Any, meeting: Any) -> date:
    """The day on which the agenda goes out by itself."""
    at = datetime.fromtimestamp(max(agenda_moment(place, meeting), now()), UTC)
    return at.astimezone(ZoneInfo(place.timezone)).date()
