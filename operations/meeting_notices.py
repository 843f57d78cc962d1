"""Reminding members of meetings: many at once, each in their language, nobody who has declined."""

from collections.abc import Sequence
from datetime import time
from itertools import groupby
from typing import Any

from sqlalchemy import select

from conversations.meeting import remember
from conversations.when import say_moment
from models.committee import Member
from models.contact import Contact
from models.meeting import Meeting, Rsvp
from models.vocabulary import Answer, MeetingState
from operations.meeting_views import place_of
from operations.notices import Recipient, tell
from operations.work import Work


def remind(work: Work, rows: Sequence[Any]) -> None:
    """Due reminders of meetings, grouped by meeting so that each text is made once a language."""
    ordered = sorted(rows, key=lambda row: row.about_id)
    for meeting_id, due in groupby(ordered, key=lambda row: str(row.about_id)):
        _remind_of(work, meeting_id, [row.member_id for row in due])


def _remind_of(work: Work, meeting_id: str, member_ids: Sequence[str]) -> None:
    meeting = work.connection.execute(
        select(Meeting.__table__).where(Meeting.id == meeting_id, Meeting.state == MeetingState.PLANNED)
    ).one_or_none()
    if meeting is None:
        return
    place, clock = place_of(work.connection, work.ring, meeting), time.fromisoformat(meeting.clock)
    told = _reachable(work, meeting_id, member_ids)
    life = meeting.starts_at - work.now  # never after it has begun
    tell(work, told, lambda language: remember(say_moment(meeting.day, clock, language), place), life)


def _reachable(work: Work, meeting_id: str, member_ids: Sequence[str]) -> list[Recipient]:
    rows = work.connection.execute(
        select(Contact.id, Contact.line, Contact.language)
        .join(Member, Member.contact_id == Contact.id)
        .join(Rsvp, (Rsvp.member_id == Member.id) & (Rsvp.meeting_id == meeting_id))
        .where(
            Member.id.in_(member_ids),
            Member.left_on.is_(None),
            Contact.sendable,
            (Rsvp.answer.is_(None)) | (Rsvp.answer != Answer.NO),
        )
        .distinct()
    )
    return [Recipient(row.id, row.line, row.language or "en") for row in rows]
