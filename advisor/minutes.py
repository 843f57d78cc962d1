"""Minutes on the web: who was there, what was said under each point, approval by both sides, filing, papers."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, abort, flash, redirect, request, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from advisor import committee_words
from advisor.blueprint import blueprint
from advisor.files import SANDBOX
from advisor.guard import house, now, viewer
from advisor.pages import language_name, moment, page
from advisor.tongue import _
from conversations import minutes_paper
from models.vocabulary import EntryKind, MeetingState, MinutesState, Presence
from operations.approvals import present, verdicts
from operations.attendance import presences
from operations.committee_access import find_seen_meeting
from operations.committees import Chamber, chamber
from operations.members import members_of
from operations.minutes import find_minutes
from operations.minutes_pdf import Sheet, drawn
from operations.minutes_views import minutes_due, versions_of, view_minutes
from operations.work import Refused


@blueprint.get("/meetings/<meeting_id>/minutes")
def minutes_page(meeting_id: str) -> str:
    """The newest minutes of a meeting, or the version that the address names; how to begin where there are none."""
    return show_minutes(meeting_id)


@blueprint.get("/meetings/<meeting_id>/minutes/<any(board, form):sheet>.pdf")
def minutes_sheet(meeting_id: str, sheet: str) -> AnyResponse:
    """The paper: for the notice board, or the full form. A draft says that it is one."""
    with house().db.read() as connection:
        meeting = find_seen_meeting(connection, viewer(), meeting_id) or abort(404)
        version = _version(connection, meeting_id)
        place = chamber(connection, meeting.committee_id)
        opened = view_minutes(connection, house().ring, version.id) if version else None
    if opened is None:
        flash(_("There are no minutes yet."))
        return redirect(url_for("advisor.minutes_page", meeting_id=meeting_id), 303)
    try:
        content = drawn(opened, Sheet(sheet), place.languages)
    except Refused:
        flash(_("This server cannot draw a PDF. Its administrator finds the reason with “bobbin doctor”."))
        return redirect(url_for("advisor.minutes_page", meeting_id=meeting_id), 303)
    response = Response(content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{sheet}-{meeting.day.isoformat()}.pdf"'
    response.headers["Content-Security-Policy"] = SANDBOX
    return response


def show_minutes(meeting_id: str, wrong: str | None = None, draft: str = "") -> str:
    """The page; with words that could not be kept, and why."""
    with house().db.read() as connection:
        meeting = find_seen_meeting(connection, viewer(), meeting_id) or abort(404)
        place = chamber(connection, meeting.committee_id)
        version = _version(connection, meeting_id)
        values: dict[str, Any] = {"opened": None}
        if version:
            values = _of_version(connection, place, meeting, version)
        values["due"] = minutes_due(connection, place, meeting, now())
        values["versions"] = versions_of(connection, meeting_id)
    return page(
        "minutes.html",
        meeting=meeting,
        chamber=place,
        today=datetime.fromtimestamp(now(), ZoneInfo(place.timezone)).date(),
        begun=meeting.starts_at <= now() and meeting.state != MeetingState.CANCELLED,
        wrong=wrong,
        draft=draft,
        kinds=EntryKind,
        presence_words=PRESENCES,
        paper=minutes_paper,
        cw=committee_words,
        moment=moment,
        language_name=language_name,
        **values,
    )


def _of_version(connection: Connection, place: Chamber, meeting: Any, version: Any) -> dict[str, Any]:
    members = members_of(connection, house().ring, place.id)
    return {
        "opened": view_minutes(connection, house().ring, version.id),
        "members": members,
        "known": presences(connection, meeting.id),
        "there": present(connection, house().ring, version),
        "said": verdicts(connection, version),
        "writable": version.state == MinutesState.DRAFT,
        "newest": version.id == versions_of(connection, meeting.id)[0].id,
    }


def _version(connection: Connection, meeting_id: str) -> Any | None:
    """The version that the address names, else the newest; None while there is none."""
    wanted, found = request.args.get("version", type=int), versions_of(connection, meeting_id)
    chosen = next((one for one in found if one.version == wanted), next(iter(found), None))
    return find_minutes(connection, chosen.id) if chosen else None


PRESENCES = {
    Presence.PRESENT: minutes_paper.PRESENT,
    Presence.LATE: minutes_paper.PRESENCES[Presence.LATE],
    Presence.LEFT: minutes_paper.PRESENCES[Presence.LEFT],
    Presence.ABSENT: minutes_paper.ABSENT,
}
