"""Which step of writing minutes by chat is next: it follows from the rows, so any phone of the seat goes on."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot.fitting import cut_to, first_page, is_one, longest
from bot.talk import Talk
from conversations import minutes as says
from conversations.when import say_day
from models.encryption import bound
from models.minutes import MinuteEntry
from models.vocabulary import EntryKind, MinutesState, Side
from operations import attendance
from operations.agenda import agenda_of
from operations.agenda_items import Item
from operations.committees import cipher_of
from operations.meeting_views import find_meeting
from operations.members import Seated, members_of
from operations.minute_entries import find_entry
from operations.minutes import OTHER, find_minutes
from operations.minutes_reminders import counts_of

PUNCTUAL = "punctual"
"""The step of who was late or left early."""
NAME = 16
"""Letters of a name in a list that is answered by number."""
AHEAD = (7, 14, 30)
STEPS = frozenset(
    f"minutes_{step}" for step in ("people", "punctual", "point", "action", "correct", "end", "photo", "sent")
)
"""The scripts of writing; one is open at a time."""
Step = tuple[str, dict[str, Any]]


def go_on(talk: Talk, minutes_id: str) -> None:
    """Open the next step."""
    open_step(talk, minutes_id, next_step(talk, minutes_id))


def open_step(talk: Talk, minutes_id: str, step: Step) -> None:
    """Open a step; one that is still open from before would ask twice."""
    stale = [state for state in talk.stack if state.script in STEPS]
    for state in stale:
        talk.stack.remove(state)
    name, facts = step
    talk.go(name, [part for state in stale for part in state.parts], {**facts, "minutes_id": minutes_id})


def next_step(talk: Talk, minutes_id: str) -> Step:
    """The script that is next, with its facts."""
    work = talk.work
    minutes = find_minutes(work.connection, minutes_id)
    meeting = find_meeting(work.connection, minutes.meeting_id)
    if minutes.state != MinutesState.DRAFT:
        return sent_step(talk, meeting, None)
    step = _people_step(talk, minutes, meeting)
    if step is not None:
        return step
    items = agenda_of(work.connection, work.ring, meeting.id)
    waiting = next((item for item in items if item.id not in minutes.done), None)
    if waiting is not None:
        return _point(talk, minutes_id, items, waiting)
    if not items and OTHER not in minutes.done:
        return other_points(talk, minutes_id)
    counts = counts_of(work, minutes_id)
    return "minutes_end", {"decisions": counts[EntryKind.DECISION], "actions": counts[EntryKind.ACTION]}


def _people_step(talk: Talk, minutes: Any, meeting: Any) -> Step | None:
    """Who was there, then who does what is to be done: what the rows do not tell yet."""
    members = members_of(talk.work.connection, talk.work.ring, meeting.committee_id)
    known = attendance.presences(talk.work.connection, meeting.id)
    for side in Side:
        full = [one for one in members if one.side is side and not one.is_alternate]
        missing = attendance.not_marked(members, known, side)
        if missing:
            return people_page(talk, side.value, missing, offset=len(full) - len(missing))
    alternates = attendance.alternates_not_marked(members, known)
    if alternates:
        return people_page(talk, says.INSTEAD, alternates, offset=0)
    if PUNCTUAL not in minutes.done:
        return "minutes_punctual", {}
    undone = _without_owner(talk, minutes.id)
    return action_step(talk, meeting, undone, members) if undone else None


def people_page(talk: Talk, what: str, people: Sequence[Seated], offset: int) -> Step:
    """As many people as fit one segment, numbered on from those before."""

    def facts(page: Sequence[Seated]) -> dict[str, Any]:
        numbered = [
            {"id": one.id, "number": number, "name": short_name(one.name)}
            for number, one in enumerate(page, offset + 1)
        ]
        return {"minutes_id": "", "what": what, "people": numbered, "offset": offset}

    page = first_page(people, lambda some: is_one(talk, says.people, facts(some)))
    return "minutes_people", facts(page)


def _point(talk: Talk, minutes_id: str, items: Sequence[Item], item: Item) -> Step:
    place, title = f"{items.index(item) + 1}/{len(items)}", item.words(talk.language)
    count = len(entries_under(talk, minutes_id, item.id))

    def facts(words: str) -> dict[str, Any]:
        shown = {"item_id": item.id, "title": f"{place} {words}", "entries": count}
        return {"minutes_id": minutes_id, **shown}

    return "minutes_point", facts(longest(title, lambda words: is_one(talk, says.point, facts(words))))


def other_points(talk: Talk, minutes_id: str) -> Step:
    """What was on no agenda."""
    return "minutes_point", {"item_id": None, "title": "", "entries": len(entries_under(talk, minutes_id, None))}


def action_step(talk: Talk, meeting: Any, entry_id: str, members: Sequence[Seated]) -> Step:
    """Who may do it, in pages that fit."""
    today = talk.work.day(meeting.timezone)
    fixed: dict[str, Any] = {"entry_id": entry_id, "today": today.isoformat(), "minutes_id": ""}
    fixed["days"] = [(today + timedelta(days=days)).isoformat() for days in AHEAD]
    left: Sequence[dict[str, str]] = [{"id": one.id, "name": short_name(one.name)} for one in members]
    pages: list[list[dict[str, str]]] = []
    while left:
        page = first_page(left, lambda some: is_one(talk, says.action, {**fixed, "pages": [some, some]}))
        pages.append(list(page))
        left = left[len(page) :]
    return "minutes_action", {**fixed, "pages": pages}


def sent_step(talk: Talk, meeting: Any, entry: Mapping[str, Any] | None) -> Step:
    """These minutes were sent already; `entry` is what was to be written into them."""
    return "minutes_sent", {"day": say_day(meeting.day, talk.language), "entry": entry}


def _without_owner(talk: Talk, minutes_id: str) -> str | None:
    """An entry that is an action, and nobody's yet."""
    query = select(MinuteEntry.id).where(
        MinuteEntry.minutes_id == minutes_id,
        MinuteEntry.kind == EntryKind.ACTION,
        MinuteEntry.action_id.is_(None),
    )
    return talk.work.connection.execute(query.order_by(MinuteEntry.number)).scalar()


def entries_under(talk: Talk, minutes_id: str, item_id: str | None) -> list[str]:
    """The entries under a point, in their order."""
    query = select(MinuteEntry.id).where(MinuteEntry.minutes_id == minutes_id, MinuteEntry.item_id == item_id)
    return list(talk.work.connection.execute(query.order_by(MinuteEntry.number)).scalars())


def short_name(name: str) -> str:
    """As many whole words of a name as are short enough for a list."""
    words = name.split()
    while len(words) > 1 and len(" ".join(words)) > NAME:
        words.pop()
    return cut_to(" ".join(words), NAME)


def correction(talk: Talk, minutes_id: str, entry_id: str, item_id: str | None) -> Step:
    """An entry once more, with as much of its words as fits."""
    entry = find_entry(talk.work.connection, entry_id)
    cipher = cipher_of(talk.work.connection, talk.work.ring, _committee_of(talk, minutes_id))
    words = cipher.open_text(entry.text_sealed, bound("minute_entries", "text", entry_id))
    fixed = {"minutes_id": minutes_id, "entry_id": entry_id, "again": item_id}
    shown = longest(words, lambda cut: is_one(talk, says.correct, {**fixed, "entry": cut}))
    return "minutes_correct", {**fixed, "entry": shown}


def people_there(talk: Talk, meeting: Any) -> list[Seated]:
    """Who was at the meeting, as far as it is known, in the order of every list."""
    members = members_of(talk.work.connection, talk.work.ring, meeting.committee_id)
    known = attendance.presences(talk.work.connection, meeting.id)
    return [one for one in members if known.get(one.id) in attendance.THERE]


def people_again(talk: Talk, meeting: Any) -> list[str]:
    """Whose presence was asked last, to be asked again: the other side's only once these are known no more."""
    members = members_of(talk.work.connection, talk.work.ring, meeting.committee_id)
    known = attendance.presences(talk.work.connection, meeting.id)
    for side in reversed(Side):
        found = [one.id for one in members if one.side is side and one.id in known]
        if found:
            return found
    return []


def _committee_of(talk: Talk, minutes_id: str) -> str:
    minutes = find_minutes(talk.work.connection, minutes_id)
    return str(find_meeting(talk.work.connection, minutes.meeting_id).committee_id)
