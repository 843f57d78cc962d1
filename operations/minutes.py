"""Minutes of a meeting: written entry by entry, each saved at once, by chat or on the web or by both together.

A version goes from draft to approval; approved ones are locked. A correction is a new version, both are kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from models.base import new_id
from models.encryption import CaseCipher
from models.meeting import Meeting
from models.minutes import MinuteEntry, Minutes
from models.vocabulary import MeetingState, MinutesState, Presence
from operations import attendance, audit, reminders
from operations.committees import Chamber, chamber, cipher_of
from operations.entry_words import open_text, open_wordings, seal_words
from operations.meeting_views import find_meeting
from operations.minutes_days import filing_reminders
from operations.work import Refused, Work

OTHER = "other"
"""The step of writing by chat for what was on no agenda."""


class Locked(Refused):
    """These minutes can no longer be changed; a correction is a new version."""


@dataclass(frozen=True, slots=True)
class Pen:
    """Who writes: a member by chat, or a user on the web."""

    member_id: str | None = None
    user_id: str | None = None


def latest(connection: Connection, meeting_id: str) -> Any | None:
    """The newest version of a meeting's minutes; None when nobody has begun them."""
    newest = select(Minutes.__table__).where(Minutes.meeting_id == meeting_id).order_by(Minutes.version.desc())
    return connection.execute(newest.limit(1)).one_or_none()


def find_minutes(connection: Connection, minutes_id: str, lock: bool = False) -> Any:
    """The row of a version. Raises Refused when there is none."""
    query = select(Minutes.__table__).where(Minutes.id == minutes_id)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise Refused("there are no such minutes")
    return row


def open_minutes(work: Work, meeting_id: str, pen: Pen) -> str:
    """Begin the minutes of a meeting, or go on with the newest version. Raises Refused before the meeting begins."""
    meeting = find_meeting(work.connection, meeting_id, lock=True)
    if meeting.state == MeetingState.CANCELLED:
        raise Refused("this meeting did not take place")
    if meeting.starts_at > work.now:
        raise Refused("this meeting has not begun")
    begun = latest(work.connection, meeting_id)
    if begun is not None:
        return str(begun.id)
    work.connection.execute(update(Meeting).where(Meeting.id == meeting_id).values(state=MeetingState.HELD.value))
    house = chamber(work.connection, meeting.committee_id)
    minutes_id = _new_version(work, house, meeting_id, 1, pen)
    reminders.plan(work, filing_reminders(house, meeting))
    _record(work, "minutes.opened", minutes_id, house, pen)
    return minutes_id


def take_attendance(work: Work, minutes_id: str, presences: Mapping[str, Presence], pen: Pen | None = None) -> None:
    """How members were at the meeting, by member id."""
    minutes, _cipher = draft(work, minutes_id)
    attendance.mark(work, minutes.meeting_id, presences)
    note(work, "minutes.attendance", minutes, pen)


def step_done(work: Work, minutes_id: str, step: str) -> None:
    """A step of writing by chat is behind, whoever took it."""
    minutes, _cipher = draft(work, minutes_id)
    _set_done(work, minutes, [*(one for one in minutes.done if one != step), step])


def step_back(work: Work, minutes_id: str, step: str | None = None) -> str | None:
    """Open the last step again, or a certain one. Returns which; None when none is behind."""
    minutes, _cipher = draft(work, minutes_id)
    taken = step or next(reversed(minutes.done), None)
    _set_done(work, minutes, [one for one in minutes.done if one != taken])
    return taken


def correct(work: Work, minutes_id: str, pen: Pen) -> str:
    """A new version to write in, with all that the old one says. Returns its id; a draft is its own correction.

    Approved minutes count until the new ones are approved; what was only sent for approval counts no more.
    """
    meeting = find_meeting(work.connection, find_minutes(work.connection, minutes_id).meeting_id, lock=True)
    old = latest(work.connection, meeting.id)
    assert old is not None
    if old.state == MinutesState.DRAFT:
        return str(old.id)
    house = chamber(work.connection, meeting.committee_id)
    fresh = _new_version(work, house, meeting.id, old.version + 1, pen, old.done)
    _copy_entries(work, house, old.id, fresh)
    if old.state == MinutesState.FOR_APPROVAL:
        over = {"state": MinutesState.SUPERSEDED.value}
        work.connection.execute(update(Minutes).where(Minutes.id == old.id).values(**over))
        reminders.cancel(work, old.id)
    _record(work, "minutes.corrected", fresh, house, pen)
    return fresh


def draft(work: Work, minutes_id: str) -> tuple[Any, CaseCipher]:
    """A version that can still be written in, locked, and the cipher of its committee. Raises Locked."""
    minutes = find_minutes(work.connection, minutes_id, lock=True)
    if minutes.state != MinutesState.DRAFT:
        raise Locked("these minutes were sent already; a correction is a new version")
    committee_id = find_meeting(work.connection, minutes.meeting_id).committee_id
    return minutes, cipher_of(work.connection, work.ring, committee_id)


def note(work: Work, action: str, minutes: Any, pen: Pen | None) -> None:
    """Write into the audit log what was done to minutes."""
    meeting = find_meeting(work.connection, minutes.meeting_id)
    _record(work, action, minutes.id, chamber(work.connection, meeting.committee_id), pen)


def _new_version(work: Work, house: Chamber, meeting_id: str, version: int, pen: Pen, done: Sequence[str] = ()) -> str:
    minutes_id = new_id()
    work.connection.execute(
        insert(Minutes).values(
            id=minutes_id,
            meeting_id=meeting_id,
            version=version,
            member_id=pen.member_id,
            user_id=pen.user_id,
            done=list(done),
            opened_on=work.day(house.timezone),
        )
    )
    return minutes_id


def _copy_entries(work: Work, house: Chamber, old_id: str, fresh_id: str) -> None:
    """The same words, sealed for their new rows."""
    cipher = cipher_of(work.connection, work.ring, house.id)
    for entry in work.connection.execute(select(MinuteEntry.__table__).where(MinuteEntry.minutes_id == old_id)).all():
        entry_id = new_id()
        sealed = seal_words(cipher, entry_id, open_text(cipher, entry), open_wordings(cipher, entry))
        changed = {"id": entry_id, "minutes_id": fresh_id, **sealed}
        work.connection.execute(insert(MinuteEntry).values(**{**entry._mapping, **changed}))


def _set_done(work: Work, minutes: Any, done: Sequence[str]) -> None:
    work.connection.execute(update(Minutes).where(Minutes.id == minutes.id).values(done=list(done)))


def _record(work: Work, action: str, minutes_id: str, house: Chamber, pen: Pen | None) -> None:
    user_id = pen.user_id if pen else None
    audit.record(work, action, user_id=user_id, about=("minutes", minutes_id), factory_id=house.factory_id)
