"""A meeting as a file for members' own calendars: put there, moved, taken away. Only where the line carries files.

A member is sent each state of a meeting once (`Rsvp.filed`). Who has declined gets no more of them, but the one that
takes the meeting out again.
"""

from collections.abc import Sequence
from datetime import time
from typing import Any

from sqlalchemy import select, update

from conversations.meeting import CALENDAR_ENTRY, for_calendar
from conversations.when import say_moment
from locales.catalogue import catalogue
from models.meeting import Rsvp
from models.vocabulary import CHAT_LINES, Answer, MeetingState
from operations.calendar_events import CalendarEvent
from operations.meeting_views import find_meeting, place_of
from operations.members import Seated
from operations.notices import LIFE, Document, Notice, Say, recipients, tell, tell_each
from operations.work import Work

NAME, MEDIA_TYPE = "meeting.ics", "text/calendar"


def send_files(work: Work, meeting: Any, members: Sequence[Seated]) -> None:
    """The file of a planned meeting, to those of the members who have not got it as it stands now."""
    filed = {row.member_id: row.filed for row in work.connection.execute(_standing(meeting.id))}
    lacking = [one for one in members if one.line in CHAT_LINES and filed[one.id] != meeting.sequence]
    if lacking:
        clock, life = time.fromisoformat(meeting.clock), meeting.starts_at - work.now
        _hand(work, meeting, lacking, lambda code: for_calendar(say_moment(meeting.day, clock, code)), life)


def tell_change(work: Work, meeting_id: str, members: Sequence[Seated], say: Say) -> None:
    """Say that a meeting has moved or is off: everybody once, with the file where the calendar should follow."""
    meeting = find_meeting(work.connection, meeting_id)
    following = _following(work, meeting, members)
    tell(work, recipients(work, _phones(members) - _phones(following)), say)
    if following:
        _hand(work, meeting, following, say)


def event_of(meeting: Any, place: str, language: str) -> CalendarEvent:
    """A meeting as a calendar shows it. Nothing in it names the factory, the committee or anybody."""
    return CalendarEvent(
        uid=meeting.id,
        sequence=meeting.sequence,
        day=meeting.day,
        clock=time.fromisoformat(meeting.clock),
        timezone=meeting.timezone,
        minutes=meeting.minutes,
        summary=CALENDAR_ENTRY.render(catalogue(language)),
        place=place,
        cancelled=meeting.state == MeetingState.CANCELLED,
        changed_at=meeting.changed_at,
    )


def _following(work: Work, meeting: Any, members: Sequence[Seated]) -> list[Seated]:
    """Whose calendar should learn of a change: a new date, unless they declined; that it is off, if they have it."""
    rows = {row.member_id: row for row in work.connection.execute(_standing(meeting.id))}
    off = meeting.state == MeetingState.CANCELLED
    wanted = {key for key, row in rows.items() if (row.filed is not None if off else row.answer != Answer.NO)}
    return [one for one in members if one.line in CHAT_LINES and one.id in wanted]


def _hand(work: Work, meeting: Any, members: Sequence[Seated], say: Say, life: float = LIFE) -> None:
    """The file with words, both made once a language; and remember who has it."""
    from operations.ics import invitation  # a calendar library, only when a meeting changes

    place, told = place_of(work.connection, work.ring, meeting), recipients(work, _phones(members))
    languages = {one.language for one in told}
    made = {code: Document(NAME, MEDIA_TYPE, invitation(event_of(meeting, place, code))) for code in languages}
    tell_each(work, [Notice(one, say(one.language), life, made[one.language]) for one in told])
    reached = {one.contact_id for one in told}
    having = [one.id for one in members if one.contact_id in reached]
    these = (Rsvp.meeting_id == meeting.id, Rsvp.member_id.in_(having))
    work.connection.execute(update(Rsvp).where(*these).values(filed=meeting.sequence))


def _phones(members: Sequence[Seated]) -> set[str]:
    return {one.contact_id for one in members if one.contact_id}


def _standing(meeting_id: str) -> Any:
    return select(Rsvp.member_id, Rsvp.answer, Rsvp.filed).where(Rsvp.meeting_id == meeting_id)
