"""Finding meetings, and opening what is sealed of them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from models.encryption import bound
from models.meeting import Meeting
from models.vocabulary import MeetingState
from operations.committees import cipher_of
from operations.work import Refused


def find_meeting(connection: Connection, meeting_id: str, lock: bool = False) -> Any:
    """The row of a meeting. Raises Refused when there is none."""
    query = select(Meeting.__table__).where(Meeting.id == meeting_id)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise Refused("there is no such meeting")
    return row


def next_meetings(connection: Connection, committee_ids: Sequence[str], now: float) -> list[Any]:
    """Planned meetings that are not over, the next first."""
    return list(
        connection.execute(
            select(Meeting.__table__)
            .where(
                Meeting.committee_id.in_(committee_ids),
                Meeting.state == MeetingState.PLANNED,
                Meeting.starts_at + 60 * Meeting.minutes > now,
            )
            .order_by(Meeting.starts_at)
        )
    )


def place_of(connection: Connection, ring: Any, meeting: Any) -> str:
    """Where a meeting is; empty where nobody said."""
    if meeting.place_sealed is None:
        return ""
    return cipher_of(connection, ring, meeting.committee_id).open_text(
        meeting.place_sealed, bound("meetings", "place", meeting.id)
    )


def last_place(connection: Connection, ring: Any, committee_id: str, meeting_id: str | None = None) -> str:
    """Where a committee meets: the place of one meeting, or of the last one that has a place."""
    query = select(Meeting.__table__).where(Meeting.committee_id == committee_id, Meeting.place_sealed.is_not(None))
    if meeting_id is not None:
        query = query.where(Meeting.id == meeting_id)
    row = connection.execute(query.order_by(Meeting.number.desc()).limit(1)).one_or_none()
    return place_of(connection, ring, row) if row else ""
