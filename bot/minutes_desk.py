"""The desk at which minutes are written by chat: whose hand writes, and what was sent without being asked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.fitting import is_said, longest
from bot.minutes_steps import go_on, open_step, sent_step, short_name
from bot.talk import Talk
from conversations import minutes as says
from conversations.outcomes import Part
from conversations.texts import Text
from models.vocabulary import EntryKind, MinutesState
from operations.approvals import sides_of
from operations.committees import chamber, cipher_of
from operations.meeting_views import find_meeting
from operations.members import members_of, seats_of_contact
from operations.minute_entries import add_entry
from operations.minutes import Locked, Pen, find_minutes
from operations.papers import keep_paper
from operations.work import Refused


@dataclass(frozen=True, slots=True)
class Desk:
    """The minutes being written, and by whom."""

    id: str
    minutes: Any
    meeting: Any
    pen: Pen


def officer(talk: Talk, committee_id: str) -> Any | None:
    """The seat of this phone in the committee, where it holds an office."""
    seats = seats_of_contact(talk.work.connection, talk.contact.id)
    return next((seat for seat in seats if seat.committee_id == committee_id and seat.office), None)


def desk_of(talk: Talk, minutes_id: str) -> Desk | None:
    """The minutes, when this phone may write them."""
    minutes = find_minutes(talk.work.connection, minutes_id)
    meeting = find_meeting(talk.work.connection, minutes.meeting_id)
    seat = officer(talk, meeting.committee_id)
    return Desk(minutes_id, minutes, meeting, Pen(member_id=seat.id)) if seat else None


def as_entry(told: Sequence[Part]) -> Mapping[str, Any] | None:
    """What was told along the way, as an entry to write."""
    text = "\n".join(part["text"] for part in told if part["text"].strip())
    return {"item_id": None, "kind": EntryKind.INFORMATION.value, "text": text} if text else None


def keep_told(talk: Talk, desk: Desk, told: Sequence[Part]) -> None:
    """What was sent without being asked: words as an entry, files as papers of the minutes."""
    entry = as_entry(told)
    if entry:
        add_entry(talk.work, desk.id, EntryKind.INFORMATION, entry["text"], None, desk.pen)
    cipher = cipher_of(talk.work.connection, talk.work.ring, desk.meeting.committee_id)
    for file in (file for part in told for file in part["files"]):
        keep_paper(talk.work, cipher, desk.meeting.committee_id, desk.id, talk.contact.line, file)


def names(talk: Talk, desk: Desk, ids: Sequence[str]) -> str:
    found = {one.id: one.name for one in members_of(talk.work.connection, talk.work.ring, desk.meeting.committee_id)}
    return ", ".join(short_name(found[one]) for one in ids if one in found)


def echo(talk: Talk, words: str) -> Text:
    """What was kept, said back as far as it fits."""
    return says.noted(longest(words, lambda cut: is_said(talk, says.noted(cut))))


def say_quorum(talk: Talk, desk: Desk) -> None:
    """Say so when a side had too few there: what was decided may not count."""
    house = chamber(talk.work.connection, desk.meeting.committee_id)
    for side in sides_of(talk.work.connection, talk.work.ring, desk.minutes):
        if side.taken < house.rules.quorum(side.seats):
            talk.say(says.came(side.taken, side.seats, house.rules.quorum(side.seats)))


def at_desk(perform: Callable[[Talk, Desk, Any], None]) -> Callable[[Talk, Any], None]:
    """Perform an outcome of somebody who may write; what comes too late for a version is kept for a new one."""

    def performer(talk: Talk, outcome: Any) -> None:
        desk = desk_of(talk, outcome.minutes_id)
        if desk is None:
            talk.say(says.NOT_YOURS)
            return
        try:
            if desk.minutes.state == MinutesState.DRAFT:
                keep_told(talk, desk, getattr(outcome, "told", ()))
            perform(talk, desk, outcome)
        except Locked:
            told = getattr(outcome, "told", getattr(outcome, "parts", ()))
            open_step(talk, desk.id, sent_step(talk, desk.meeting, _lost_entry(outcome) or as_entry(told)))
        except Refused:
            go_on(talk, desk.id)  # the entry or the member is gone meanwhile: the rows say what is next

    return performer


def _lost_entry(outcome: Any) -> Mapping[str, Any] | None:
    """The words of an outcome that came too late for its version."""
    if isinstance(outcome, says.NoteEntry):
        return {"item_id": outcome.item_id, "kind": outcome.kind.value, "text": outcome.text}
    return None
