"""Reminding members of meetings: many at once, each in their language, nobody who has declined.

However many meetings are due, one statement finds whoever is told, with the meeting and its key.
"""

from collections.abc import Sequence
from datetime import time
from functools import lru_cache
from typing import Any

from sqlalchemy import select, text

from conversations.meeting import remember
from conversations.texts import Text
from conversations.when import say_moment
from models.committee import CommitteeKey, Member
from models.contact import Contact
from models.encryption import CaseCipher, SealBroken, bound
from models.meeting import Meeting, Rsvp
from models.prepared import among, listed
from models.reminder import Reminder
from operations.data_keys import COMMITTEES, SERVER
from operations.notices import Notice, Recipient, tell_each
from operations.work import Work

_told = (
    select(
        Rsvp.meeting_id,
        Contact.id.label("contact_id"),
        Contact.line,
        Contact.language,
        Meeting.committee_id,
        Meeting.day,
        Meeting.clock,
        Meeting.starts_at,
        Meeting.place_sealed,
        CommitteeKey.wrapped,
    )
    .select_from(Reminder)
    .join(Meeting, Meeting.id == Reminder.about_id)
    .join(Rsvp, (Rsvp.meeting_id == Reminder.about_id) & (Rsvp.member_id == Reminder.member_id))
    .join(Member, Member.id == Rsvp.member_id)
    .join(Contact, Contact.id == Member.contact_id)
    .outerjoin(CommitteeKey, (CommitteeKey.committee_id == Meeting.committee_id) & (CommitteeKey.recipient == SERVER))
    .where(
        text("meetings.state = 'planned'"),
        Member.left_on.is_(None),
        Contact.sendable,
        text("(rsvps.answer is null or rsvps.answer != 'no')"),
    )
)
_TOLD = {dialect: _told.where(these) for dialect, these in among(Reminder.id, "ids").items()}
"""Members with a phone who have not declined a planned meeting; each once a reminder."""


def remind(work: Work, rows: Sequence[Any]) -> None:
    """Due reminders of meetings."""
    connection = work.connection
    ids = listed(connection, [row.id for row in rows])
    told = connection.execute(_TOLD[connection.dialect.name], {"ids": ids}).all()
    places = {row.meeting_id: row for row in told if row.place_sealed is not None}
    where = {meeting_id: _place(work, row) for meeting_id, row in places.items()}
    tell_each(work, [_notice(work, row, where.get(row.meeting_id, "")) for row in told])


def _notice(work: Work, row: Any, place: str) -> Notice:
    to = Recipient(row.contact_id, row.line, row.language or "en")
    text = _text(row.day, row.clock, to.language, place)
    return Notice(to, text, row.starts_at - work.now)  # never once it has begun


@lru_cache(maxsize=1024)
def _text(day: Any, clock: str, language: str, place: str) -> Text:
    """The same object for all who are told the same, so that it is put into words once."""
    return remember(say_moment(day, time.fromisoformat(clock), language), place)


def _place(work: Work, row: Any) -> str:
    """Where the meeting is; nothing where the key was erased."""
    if row.wrapped is None:
        return ""
    try:
        cipher: CaseCipher = COMMITTEES.unwrap(work.ring, row.committee_id, row.wrapped)
        return cipher.open_text(row.place_sealed, bound("meetings", "place", row.meeting_id))
    except SealBroken:
        return ""
