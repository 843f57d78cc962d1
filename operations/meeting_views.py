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
