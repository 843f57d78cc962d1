"""Writing minutes by chat. Only an officer of the committee writes; the seat is looked at with every answer."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from bot.fitting import first_page, is_one
from bot.minutes_desk import Desk, as_entry, at_desk, desk_of, echo, keep_told, names, officer, say_quorum
from bot.minutes_steps import (
    PUNCTUAL,
    correction,
    entries_under,
    go_on,
    open_step,
    other_points,
    people_again,
    people_page,
    people_there,
    sent_step,
    short_name,
)
from bot.scripts.cases import same
from bot.talk import Entry, Moot, Talk
from conversations import minutes as says
from conversations.dialogue import Facts, State
from conversations.when import say_day
from models.meeting import Meeting
from models.vocabulary import EntryKind, MeetingState, MinutesState, Presence, Side
from operations import attendance
from operations.approvals import send_for_approval
from operations.meeting_views import find_meeting
from operations.members import find_member
from operations.minute_entries import add_entry, change_entry, open_entry_action, remove_entry
from operations.minutes import (
    OTHER,
    Pen,
    correct,
    find_minutes,
    latest,
    open_minutes,
    step_back,
    step_done,
    take_attendance,
)
from operations.reminders import DAY

AGE = 60 * DAY
"""Meetings that are offered are no older: minutes of older ones are written on the web."""


# ------------------------------------------------------------------------------------------------ facts


def _meetings(talk: Talk, facts: Facts) -> Facts:
    """Meetings that wait for minutes; else the newest one, whose minutes may be corrected."""
    begun = talk.work.connection.execute(
        select(Meeting.__table__)
        .where(
            Meeting.committee_id == facts["committee_id"],
            Meeting.state != MeetingState.CANCELLED,
            Meeting.starts_at <= talk.work.now,
            Meeting.starts_at > talk.work.now - AGE,
        )
        .order_by(Meeting.starts_at.desc())
    ).all()
    waiting = [one for one in begun if _waits(talk, one.id)] or begun[:1]
    meetings = [{"id": one.id, "when": say_day(one.day, talk.language)} for one in waiting]
    return {"meetings": first_page(meetings, lambda some: is_one(talk, says.minutes, {"meetings": some}))}


def _waits(talk: Talk, meeting_id: str) -> bool:
    newest = latest(talk.work.connection, meeting_id)
    return newest is None or newest.state == MinutesState.DRAFT


def _over(talk: Talk, facts: Facts) -> Facts:
    """A meeting that is over and has no minutes yet."""
    meeting = find_meeting(talk.work.connection, facts["about_id"])
    if not _waits(talk, meeting.id) or officer(talk, meeting.committee_id) is None:
        raise Moot
    return {"about_id": meeting.id, "meeting_id": meeting.id, "when": say_day(meeting.day, talk.language)}


# ------------------------------------------------------------------------------------------------ BACK


def _back(talk: Talk) -> bool:
    """BACK at the first question of a step: the last entry of this point, else the step before."""
    state = talk.stack[-1]
    desk = desk_of(talk, state.facts["minutes_id"])
    if desk is None or desk.minutes.state != MinutesState.DRAFT:
        return False
    entry_id = _last_entry(talk, state)
    if entry_id is not None:
        open_step(talk, desk.id, correction(talk, desk.id, entry_id, state.facts.get("item_id")))
    elif state.script in ("minutes_correct", "minutes_photo") or state.facts.get("what") in set(Presence):
        go_on(talk, desk.id)
    else:
        return _step_before(talk, desk)
    return True


def _last_entry(talk: Talk, state: State) -> str | None:
    """The entry that BACK corrects: of the point that is asked about, or the action without an owner."""
    facts = state.facts
    if state.script == "minutes_point":
        return next(reversed(entries_under(talk, facts["minutes_id"], facts["item_id"])), None)
    return facts["entry_id"] if state.script == "minutes_action" else None


def _step_before(talk: Talk, desk: Desk) -> bool:
    """The point or the question before; before those, the people who were asked about last."""
    if step_back(talk.work, desk.id) is None:
        people = people_again(talk, desk.meeting)
        if not people:
            return False
        attendance.forget(talk.work, desk.meeting.id, people)
    go_on(talk, desk.id)
    return True


# ------------------------------------------------------------------------------------------- performing


def _write(talk: Talk, outcome: says.WriteMinutes) -> None:
    """Begin, or go on where the rows say."""
    meeting = find_meeting(talk.work.connection, outcome.meeting_id)
    seat = officer(talk, meeting.committee_id)
    if seat is None:
        talk.say(says.NOT_YOURS)
        return
    if meeting.starts_at > talk.work.now:
        talk.say(says.NOT_BEGUN)
        return
    minutes_id = open_minutes(talk.work, meeting.id, Pen(member_id=seat.id))
    minutes = find_minutes(talk.work.connection, minutes_id)
    if minutes.member_id and minutes.member_id != seat.id and minutes.state == MinutesState.DRAFT:
        other = find_member(talk.work.connection, talk.work.ring, minutes.member_id)
        talk.say(says.still_written(short_name(other.name)))
    desk = Desk(minutes_id, minutes, meeting, Pen(member_id=seat.id))
    if minutes.state == MinutesState.DRAFT:
        keep_told(talk, desk, outcome.told)
        go_on(talk, minutes_id)
    else:
        open_step(talk, minutes_id, sent_step(talk, meeting, as_entry(outcome.told)))


def _mark(talk: Talk, desk: Desk, outcome: says.MarkPeople) -> None:
    """What was said of some people; a list that is not through goes on."""
    named, what = set(outcome.named), outcome.what
    if what in (Presence.LATE, Presence.LEFT):
        take_attendance(talk.work, desk.id, dict.fromkeys(named, Presence(what)), desk.pen)
    else:
        yes, no = (Presence.PRESENT, Presence.ABSENT) if what == says.INSTEAD else (Presence.ABSENT, Presence.PRESENT)
        marks = {one: yes if one in named else no for one in outcome.shown}
        take_attendance(talk.work, desk.id, marks, desk.pen)
    said = names(talk, desk, [one for one in outcome.shown if one in named])
    if said or what in set(Side):
        talk.say(says.marked(what, said))
    rest = people_there(talk, desk.meeting)[outcome.offset + len(outcome.shown) :]
    if what in (Presence.LATE, Presence.LEFT) and rest:
        open_step(talk, desk.id, people_page(talk, what, rest, outcome.offset + len(outcome.shown)))
    else:
        go_on(talk, desk.id)


def _ask_punctual(talk: Talk, desk: Desk, outcome: says.AskPunctual) -> None:
    if outcome.what == says.NEXT:
        step_done(talk.work, desk.id, PUNCTUAL)
        say_quorum(talk, desk)
        go_on(talk, desk.id)
    else:
        open_step(talk, desk.id, people_page(talk, outcome.what, people_there(talk, desk.meeting), 0))


def _note_entry(talk: Talk, desk: Desk, outcome: says.NoteEntry) -> None:
    add_entry(talk.work, desk.id, outcome.kind, outcome.text, outcome.item_id, desk.pen)
    talk.say(echo(talk, outcome.text))
    if outcome.item_id is None and outcome.kind is not EntryKind.ACTION:
        open_step(talk, desk.id, other_points(talk, desk.id))
    else:
        go_on(talk, desk.id)


def _next_point(talk: Talk, desk: Desk, outcome: says.NextPoint) -> None:
    step_done(talk.work, desk.id, outcome.item_id or OTHER)
    go_on(talk, desk.id)


def _open_action(talk: Talk, desk: Desk, outcome: says.OpenAction) -> None:
    due = date.fromisoformat(outcome.due)
    open_entry_action(talk.work, outcome.entry_id, outcome.owner_id, due, desk.pen)
    owner = names(talk, desk, [outcome.owner_id] if outcome.owner_id else [])
    talk.say(says.to_do(owner, say_day(due, talk.language)))
    go_on(talk, desk.id)


def _correct_entry(talk: Talk, desk: Desk, outcome: says.CorrectEntry) -> None:
    if outcome.text is None:
        remove_entry(talk.work, outcome.entry_id, desk.pen)
        talk.say(says.REMOVED)
    elif outcome.text:
        change_entry(talk.work, outcome.entry_id, outcome.text, desk.pen)
        talk.say(echo(talk, outcome.text))
    go_on(talk, desk.id)


def _end(talk: Talk, desk: Desk, outcome: says.EndMinutes) -> None:
    if outcome.what == says.SEND:
        send_for_approval(talk.work, desk.id, desk.pen)
        talk.say(says.SENT)
    elif outcome.what == says.POINT:
        open_step(talk, desk.id, other_points(talk, desk.id))
    elif outcome.what == says.PHOTO:
        open_step(talk, desk.id, ("minutes_photo", {}))
    else:
        talk.say(says.LATER_THEN)


def _keep_papers(talk: Talk, desk: Desk, outcome: says.KeepPapers) -> None:
    keep_told(talk, desk, outcome.parts)
    talk.say(says.PHOTO_KEPT)
    go_on(talk, desk.id)


def _correct_minutes(talk: Talk, desk: Desk, outcome: says.CorrectMinutes) -> None:
    """A new version, with what could not be written into the old one."""
    fresh = correct(talk.work, desk.id, desk.pen)
    entry = outcome.entry
    if entry:
        add_entry(talk.work, fresh, EntryKind(entry["kind"]), entry["text"], entry["item_id"], desk.pen)
        talk.say(echo(talk, entry["text"]))
    keep_told(talk, replace(desk, id=fresh), outcome.told)
    go_on(talk, fresh)


SCRIPTS: Mapping[str, Entry] = {
    "minutes": Entry(says.minutes, _meetings),
    "minutes_due": Entry(says.due, _over),
    "minutes_people": Entry(says.people, same, _back),
    "minutes_punctual": Entry(says.punctual, same, _back),
    "minutes_point": Entry(says.point, same, _back),
    "minutes_action": Entry(says.action, same, _back),
    "minutes_correct": Entry(says.correct, same, _back),
    "minutes_end": Entry(says.end, same, _back),
    "minutes_photo": Entry(says.photo, same, _back),
    "minutes_sent": Entry(says.sent, same),
}
PERFORMERS: Mapping[type, Callable[[Talk, Any], None]] = {
    says.WriteMinutes: _write,
    says.MarkPeople: at_desk(_mark),
    says.AskPunctual: at_desk(_ask_punctual),
    says.NoteEntry: at_desk(_note_entry),
    says.NextPoint: at_desk(_next_point),
    says.OpenAction: at_desk(_open_action),
    says.CorrectEntry: at_desk(_correct_entry),
    says.EndMinutes: at_desk(_end),
    says.KeepPapers: at_desk(_keep_papers),
    says.CorrectMinutes: at_desk(_correct_minutes),
}
