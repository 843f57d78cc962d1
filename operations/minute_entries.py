"""Entries of minutes: information, decisions, actions, disagreements, under the points of the agenda or under none.

Only a draft takes them. Two may write at once: the version is locked for each entry, so that both are kept.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from models.action import Action
from models.agenda import AgendaItem
from models.base import new_id
from models.encryption import bound
from models.minutes import MinuteEntry
from models.vocabulary import ActionState, EntryKind, ItemSource
from operations import reminders
from operations.actions import TEXT_LIMIT as ACTION_LIMIT
from operations.actions import open_action
from operations.agenda_items import NewItem, change_item, checked_title, items_at, keep_item
from operations.entry_words import open_text, open_wordings, seal_words
from operations.meeting_views import find_meeting
from operations.minutes import Pen, draft, note
from operations.work import Refused, Work

ENTRY_LIMIT = 4096


def add_entry(
    work: Work,
    minutes_id: str,
    kind: EntryKind,
    text: str,
    item_id: str | None = None,
    pen: Pen | None = None,
    wordings: Mapping[str, str] | None = None,
) -> str:
    """Write one entry, under an item or under none. Returns its id. Raises Locked, or Refused for no words."""
    words = _words(text)
    minutes, cipher = draft(work, minutes_id)
    last = select(func.coalesce(func.max(MinuteEntry.number), 0)).where(MinuteEntry.minutes_id == minutes_id)
    entry_id = new_id()
    work.connection.execute(
        insert(MinuteEntry).values(
            id=entry_id,
            minutes_id=minutes_id,
            item_id=item_id if _is_item(work, minutes, item_id) else None,
            number=work.connection.execute(last).scalar_one() + 1,
            kind=EntryKind(kind).value,
            **seal_words(cipher, entry_id, words, _checked(wordings)),
        )
    )
    note(work, "minutes.written", minutes, pen)
    return entry_id


def change_entry(
    work: Work, entry_id: str, text: str, pen: Pen | None = None, wordings: Mapping[str, str] | None = None
) -> None:
    """Other words for an entry; an action that follows from it gets them too.

    What it was called in other languages is not kept: it would say what no longer stands there.
    """
    words, entry = _words(text), find_entry(work.connection, entry_id)
    minutes, cipher = draft(work, entry.minutes_id)
    sealed = seal_words(cipher, entry_id, words, _checked(wordings))
    work.connection.execute(update(MinuteEntry).where(MinuteEntry.id == entry_id).values(**sealed))
    if entry.action_id:
        short = cipher.seal_text(words[:ACTION_LIMIT], bound("actions", "text", entry.action_id))
        still_open = (Action.id == entry.action_id, Action.state == ActionState.OPEN)
        work.connection.execute(update(Action).where(*still_open).values(text_sealed=short))
    note(work, "minutes.changed", minutes, pen)


def remove_entry(work: Work, entry_id: str, pen: Pen | None = None) -> None:
    """Take an entry out of a draft; an open action that only this version knows goes with it."""
    entry = find_entry(work.connection, entry_id)
    minutes, _cipher = draft(work, entry.minutes_id)
    work.connection.execute(delete(MinuteEntry).where(MinuteEntry.id == entry_id))
    if entry.action_id and not _known_elsewhere(work, entry.action_id):
        reminders.cancel(work, entry.action_id)
        mine = (Action.id == entry.action_id, Action.state == ActionState.OPEN)
        work.connection.execute(delete(Action).where(*mine))
    note(work, "minutes.removed", minutes, pen)


def open_entry_action(
    work: Work, entry_id: str, owner_id: str | None, due_on: date, pen: Pen | None = None
) -> str | None:
    """Let an action follow from its entry: who does it, by when. None when it has one already."""
    entry = find_entry(work.connection, entry_id)
    minutes, cipher = draft(work, entry.minutes_id)
    if entry.kind != EntryKind.ACTION or entry.action_id:
        return None
    meeting = find_meeting(work.connection, minutes.meeting_id)
    words = open_text(cipher, entry)
    action_id = open_action(
        work,
        meeting.committee_id,
        text=words[:ACTION_LIMIT],
        owner_id=owner_id,
        due_on=due_on,
        meeting_id=meeting.id,
        item_id=entry.item_id,
        wordings=open_wordings(cipher, entry),
        by=(pen.user_id if pen else None) or "",
    )
    work.connection.execute(
        update(MinuteEntry)
        .where(MinuteEntry.id == entry_id)
        .values(action_id=action_id, owner_id=owner_id, due_on=due_on)
    )
    return action_id


def add_item(work: Work, minutes_id: str, title: str, pen: Pen | None = None) -> str:
    """A point that came up in the meeting, after those of the agenda. It carries no author. Returns its id."""
    minutes, cipher = draft(work, minutes_id)
    meeting = find_meeting(work.connection, minutes.meeting_id)
    last = max((item.position for item in items_at(work.connection, work.ring, meeting)), default=0)
    new = NewItem(ItemSource.ADVISOR, checked_title(title), meeting_id=meeting.id)
    item_id = keep_item(work, cipher, meeting.committee_id, new)
    change_item(work, item_id, position=last + 1)
    note(work, "minutes.item_added", minutes, pen)
    return item_id


def find_entry(connection: Connection, entry_id: str) -> Any:
    """The row of an entry. Raises Refused when there is none."""
    row = connection.execute(select(MinuteEntry.__table__).where(MinuteEntry.id == entry_id)).one_or_none()
    if row is None:
        raise Refused("there is no such entry")
    return row


def _words(text: str) -> str:
    words = text.replace("\r\n", "\n").strip()
    if not words or len(words) > ENTRY_LIMIT:
        raise Refused(f"an entry should have 1 to {ENTRY_LIMIT} letters")
    return words


def _checked(wordings: Mapping[str, str] | None) -> dict[str, str]:
    return {language: _words(words) for language, words in (wordings or {}).items() if words.strip()}


def _is_item(work: Work, minutes: Any, item_id: str | None) -> bool:
    """Whether it is a point of this very meeting."""
    this = (AgendaItem.id == item_id, AgendaItem.meeting_id == minutes.meeting_id)
    return item_id is not None and work.connection.execute(select(AgendaItem.id).where(*this)).first() is not None


def _known_elsewhere(work: Work, action_id: str) -> bool:
    """Whether another version of the minutes holds the action."""
    return work.connection.execute(select(MinuteEntry.id).where(MinuteEntry.action_id == action_id)).first() is not None
