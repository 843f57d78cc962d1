"""Which point matters most to members: one vote each on every agenda, changed as often as they like, only counted."""

from typing import Any

from sqlalchemy import Connection, delete, insert, select

from conversations.agenda import MOST
from models.agenda import AgendaItem, AgendaSupport
from models.vocabulary import ItemState, MeetingState
from operations.agenda_items import TOPICS
from operations.meeting_views import find_meeting
from operations.work import Refused, Work


def points_of(connection: Connection, meeting: Any) -> list[tuple[int, str]]:
    """(number, id) of the points that can be voted on, numbered as in the agenda that was sent.

    A point that was taken off since keeps its number, so that no other point gets its votes.
    """
    sent = (ItemState.RELEASED, ItemState.DISCUSSED, ItemState.DECLINED)
    rows = connection.execute(
        select(AgendaItem.id, AgendaItem.state)
        .where(AgendaItem.meeting_id == meeting.id, AgendaItem.source.in_(TOPICS), AgendaItem.state.in_(sent))
        .order_by(AgendaItem.position)
    )
    listed = list(enumerate(rows, 1))[:MOST]
    return [(number, row.id) for number, row in listed if row.state == ItemState.RELEASED]


def has_voted(connection: Connection, meeting: Any, member_id: str) -> bool:
    """Whether a member has said what matters most on this agenda."""
    query = _votes(meeting.id).where(AgendaSupport.member_id == member_id)
    return connection.execute(query).first() is not None


def support(work: Work, meeting_id: str, member_id: str, item_id: str) -> None:
    """A member's vote; it takes the place of an earlier one. Raises Refused once the meeting has begun."""
    meeting = find_meeting(work.connection, meeting_id, lock=True)
    if meeting.state != MeetingState.PLANNED or meeting.starts_at <= work.now:
        raise Refused("this meeting has begun or is called off")
    if item_id not in {known for _number, known in points_of(work.connection, meeting)}:
        raise Refused("this point is no longer on the agenda")
    own = (AgendaSupport.member_id == member_id, AgendaSupport.item_id.in_(_votes(meeting_id)))
    work.connection.execute(delete(AgendaSupport).where(*own))
    work.connection.execute(insert(AgendaSupport).values(item_id=item_id, member_id=member_id))


def _votes(meeting_id: str) -> Any:
    return (
        select(AgendaSupport.item_id)
        .join(AgendaItem, AgendaItem.id == AgendaSupport.item_id)
        .where(AgendaItem.meeting_id == meeting_id)
    )
