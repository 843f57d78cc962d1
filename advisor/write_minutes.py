"""What an advisor does to minutes. Each is a form of its own; a refused entry comes back with its words."""

from collections.abc import Callable
from datetime import date

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from advisor.blueprint import blueprint
from advisor.guard import house, viewer, work_on
from advisor.minutes import show_minutes
from advisor.tongue import _
from advisor.tongue import lazy as later
from bot.attachments import Unfit, cleaned
from locales.words import known_languages
from models.vocabulary import EntryKind, Presence, Verdict
from operations.approvals import Counted, decide, send_for_approval
from operations.committee_access import find_seen_meeting
from operations.members import members_of
from operations.minute_entries import add_entry, add_item, change_entry, find_entry, open_entry_action, remove_entry
from operations.minutes import Locked, Pen, correct, find_minutes, latest, open_minutes, take_attendance
from operations.minutes_reminders import mark_filed
from operations.papers import keep_content
from operations.work import Refused, Work

Answer = str | Response | tuple[str, int]


@blueprint.post("/meetings/<meeting_id>/minutes/<any(open, attendance, item, entry, change, remove):step>")
def minutes_write(meeting_id: str, step: str) -> Answer:
    """Write: begin, who was there, a point that came up, an entry."""
    return _do(meeting_id, step)


@blueprint.post("/meetings/<meeting_id>/minutes/<any(send, approve, correct, filed):end>")
def minutes_settle(meeting_id: str, end: str) -> Answer:
    """What becomes of them: sent for approval, signed on paper, corrected, filed."""
    return _do(meeting_id, end)


@blueprint.post("/meetings/<meeting_id>/minutes/photo")
def minutes_photo(meeting_id: str) -> Answer:
    """A photo of the paper, drawn anew, so that place and camera are gone."""
    sent = request.files.get("photo")
    try:
        clean = cleaned(sent.read() if sent else b"")
    except Unfit:
        clean = None
    if clean is None or not clean.media_type.startswith("image/"):
        _seen(meeting_id)
        return show_minutes(meeting_id, _("Please choose a photo.")), 422

    def keep(work: Work, minutes_id: str) -> str:
        committee_id = _committee(work, meeting_id)
        keep_content(work, committee_id, minutes_id, clean.content, clean.media_type)
        return "photo"

    return _done(meeting_id, _try(meeting_id, keep))


def _do(meeting_id: str, step: str) -> Answer:
    return _done(meeting_id, _try(meeting_id, STEPS[step]))


def _done(meeting_id: str, outcome: tuple[str, bool]) -> Answer:
    said, kept = outcome
    if not kept:
        return show_minutes(meeting_id, said, request.form.get("text", "")), 422
    flash(said)
    return redirect(url_for("advisor.minutes_page", meeting_id=meeting_id, _anchor=request.form.get("at") or None), 303)


def _try(meeting_id: str, change: Callable[[Work, str], str]) -> tuple[str, bool]:
    """Do something to the newest minutes in one transaction. Returns what to say, and whether it was done."""
    try:
        with house().db.write() as connection:
            if find_seen_meeting(connection, viewer(), meeting_id) is None:
                abort(404)
            newest = latest(connection, meeting_id)
            work = work_on(connection)
            minutes_id = newest.id if newest else open_minutes(work, meeting_id, _pen())
            return str(DONE[change(work, minutes_id)]), True
    except Locked:
        return _("These minutes were sent already. Correct them in a new version."), False
    except Refused as refused:
        return next((str(words) for start, words in REASONS.items() if str(refused).startswith(start)), _(OTHER)), False


def _attendance(work: Work, minutes_id: str) -> str:
    """Every member of whom the form says something."""
    members = members_of(work.connection, work.ring, _committee_of(work, minutes_id))
    said = {one.id: request.form.get(f"presence_{one.id}", "") for one in members}
    take_attendance(work, minutes_id, {one: Presence(how) for one, how in said.items() if how in set(Presence)}, _pen())
    return "attendance"


def _item(work: Work, minutes_id: str) -> str:
    add_item(work, minutes_id, _typed("title"), _pen())
    return "item"


def _entry(work: Work, minutes_id: str) -> str:
    """An entry; an action with who does it and by when."""
    kind = request.form.get("kind", "")
    if kind not in set(EntryKind):
        raise Refused("no kind")
    due = _day("due") if kind == EntryKind.ACTION else None
    entry_id = add_entry(
        work, minutes_id, EntryKind(kind), _typed("text"), request.form.get("item") or None, _pen(), _wordings()
    )
    if due:
        members = {one.id for one in members_of(work.connection, work.ring, _committee_of(work, minutes_id))}
        owner = request.form.get("owner", "")
        open_entry_action(work, entry_id, owner if owner in members else None, due, _pen())
    return "entry"


def _change(work: Work, minutes_id: str) -> str:
    change_entry(work, _own_entry(work, minutes_id), _typed("text"), _pen(), _wordings())
    return "change"


def _remove(work: Work, minutes_id: str) -> str:
    remove_entry(work, _own_entry(work, minutes_id), _pen())
    return "remove"


def _send(work: Work, minutes_id: str) -> str:
    send_for_approval(work, minutes_id, _pen())
    return "send"


def _approve(work: Work, minutes_id: str) -> str:
    """The advisor saw a member's signature."""
    counted = decide(work, minutes_id, request.form.get("member", ""), Verdict.APPROVE, on_paper_by=viewer().id)
    if counted is not Counted.COUNTED:
        raise Refused("not counted")
    return "approve"


def _correct(work: Work, minutes_id: str) -> str:
    correct(work, minutes_id, _pen())
    return "correct"


def _filed(work: Work, minutes_id: str) -> str:
    mark_filed(work, minutes_id, viewer().id)
    return "filed"


def _open(_work: Work, _minutes_id: str) -> str:
    """They are open by now."""
    return "open"


STEPS: dict[str, Callable[[Work, str], str]] = {
    "open": _open,
    "attendance": _attendance,
    "item": _item,
    "entry": _entry,
    "change": _change,
    "remove": _remove,
    "send": _send,
    "approve": _approve,
    "correct": _correct,
    "filed": _filed,
}
DONE = {
    "open": later("Begun. First say who was there."),
    "attendance": later("Noted who was there."),
    "item": later("The point is added."),
    "entry": later("Noted."),
    "change": later("Changed."),
    "remove": later("Taken out."),
    "photo": later("The photo is kept with the minutes."),
    "send": later("Sent. Everybody who was there is asked."),
    "approve": later("Noted: signed on paper."),
    "correct": later("A new version is open. The old one is kept."),
    "filed": later("Noted as filed today."),
}
OTHER = "That cannot be done as things stand."
REASONS = {
    "an entry should": later("Please write a few words."),
    "a point should": later("Please write a few words, at most 200 letters."),
    "an action should": later("Please write a few words."),
    "no kind": later("Please choose what it is."),
    "no day": later("An action needs a day."),
    "first say": later("First say who was there."),
    "this meeting has not": later("This meeting has not begun."),
    "this meeting did not": later("This meeting did not take place."),
    "only approved": later("Only approved minutes are filed."),
}


def _own_entry(work: Work, minutes_id: str) -> str:
    """The entry that the form names, where it is one of these minutes."""
    entry = find_entry(work.connection, request.form.get("entry", ""))
    if entry.minutes_id != minutes_id:
        raise Refused("there is no such entry")
    return str(entry.id)


def _committee_of(work: Work, minutes_id: str) -> str:
    return _committee(work, find_minutes(work.connection, minutes_id).meeting_id)


def _committee(work: Work, meeting_id: str) -> str:
    meeting = find_seen_meeting(work.connection, viewer(), meeting_id) or abort(404)
    return str(meeting.committee_id)


def _seen(meeting_id: str) -> None:
    with house().db.read() as connection:
        if find_seen_meeting(connection, viewer(), meeting_id) is None:
            abort(404)


def _day(field: str) -> date:
    try:
        return date.fromisoformat(request.form.get(field, ""))
    except ValueError:
        raise Refused("no day") from None


def _typed(field: str) -> str:
    return request.form.get(field, "").replace("\r\n", "\n").replace("\0", "").strip()


def _wordings() -> dict[str, str]:
    """The same in other languages, from fields named by them."""
    named = {name.removeprefix("text_"): _typed(name) for name in request.form if name.startswith("text_")}
    return {language: words for language, words in named.items() if language in known_languages()}


def _pen() -> Pen:
    return Pen(user_id=viewer().id)
