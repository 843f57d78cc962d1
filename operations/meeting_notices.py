"""Reminding members of meetings: many at once, each in their language, nobody who has declined.

However many meetings are due, there is one statement to find them, one for whoever is told, one for the keys.
"""

from collections.abc import Mapping, Sequence
from datetime import time
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from conversations.meeting import remember
from conversations.when import say_moment
from models.committee import CommitteeKey, Member
from models.contact import Contact
from models.encryption import CaseCipher, SealBroken, bound
from models.meeting import Meeting, Rsvp
from models.reminder import Reminder
from models.vocabulary import Answer, MeetingState
from operations.data_keys import COMMITTEES, SERVER
from operations.notices import Notice, Recipient, tell_each
from operations.work import Work


def remind(work: Work, rows: Sequence[Any]) -> None:
    """Due reminders of meetings."""
    meetings = _meetings(work, {row.about_id for row in rows})
    places = _places(work, list(meetings.values()))
    notices = []
    for told in _told(work, [row.id for row in rows]):
        meeting = meetings.get(told.meeting_id)
        if meeting is not None:
            to = Recipient(told.contact_id, told.line, told.language or "en")
            text = remember(_when(meeting.day, meeting.clock, to.language), places[meeting.id])
            notices.append(Notice(to, text, meeting.starts_at - work.now))  # never once it has begun
    tell_each(work, notices)


@lru_cache(maxsize=1024)
def _when(day: Any, clock: str, language: str) -> str:
    return say_moment(day, time.fromisoformat(clock), language)


def _meetings(work: Work, ids: set[str]) -> dict[str, Any]:
    rows = work.connection.execute(
        select(Meeting.__table__).where(Meeting.id.in_(ids), Meeting.state == MeetingState.PLANNED)
    )
    return {row.id: row for row in rows}


def _places(work: Work, meetings: Sequence[Any]) -> Mapping[str, str]:
    """Where each meeting is; nothing where nobody said, or the key was erased."""
    wrapped = work.connection.execute(
        select(CommitteeKey.committee_id, CommitteeKey.wrapped).where(
            CommitteeKey.committee_id.in_({meeting.committee_id for meeting in meetings}),
            CommitteeKey.recipient == SERVER,
        )
    )
    keys = {row.committee_id: row.wrapped for row in wrapped}
    return {meeting.id: _place(work, meeting, keys.get(meeting.committee_id)) for meeting in meetings}


def _place(work: Work, meeting: Any, wrapped: bytes | None) -> str:
    if meeting.place_sealed is None or wrapped is None:
        return ""
    try:
        cipher: CaseCipher = COMMITTEES.unwrap(work.ring, meeting.committee_id, wrapped)
        return cipher.open_text(meeting.place_sealed, bound("meetings", "place", meeting.id))
    except SealBroken:
        return ""


def _told(work: Work, reminder_ids: Sequence[str]) -> Sequence[Any]:
    """Members with a phone who have not declined; each once a reminder."""
    return work.connection.execute(
        select(Rsvp.meeting_id, Contact.id.label("contact_id"), Contact.line, Contact.language)
        .select_from(Reminder)
        .join(Rsvp, (Rsvp.meeting_id == Reminder.about_id) & (Rsvp.member_id == Reminder.member_id))
        .join(Member, Member.id == Rsvp.member_id)
        .join(Contact, Contact.id == Member.contact_id)
        .where(
            Reminder.id.in_(reminder_ids),
            Member.left_on.is_(None),
            Contact.sendable,
            (Rsvp.answer.is_(None)) | (Rsvp.answer != Answer.NO),
        )
    ).all()
