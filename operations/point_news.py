"""How far a point has come, for the worker who sent it and for nobody else: stages and days, no words of anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, or_, select
from sqlalchemy.orm import aliased

from models.action import Action
from models.agenda import AgendaItem
from models.meeting import Meeting
from models.minutes import MinuteEntry, Minutes
from models.vocabulary import ActionState, EntryKind, ItemState, MeetingState, MinutesState


class Stage(StrEnum):
    """What has become of a point."""

    WAITS = "waits"
    """An advisor has not worded it yet."""
    NEXT = "next"
    """It is to be on the next agenda, for the first time or again."""
    AGENDA = "agenda"
    DISCUSSED = "discussed"
    DECIDED = "decided"
    ACTION = "action"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class PointNews:
    """The stage, and its day: of the meeting, or by which the action is to be done."""

    stage: Stage
    day: date | None = None


def news_of_point(connection: Connection, case_id: str, now: float) -> PointNews | None:
    """How the point that a case was sent as, or was made into, stands; None where there is none, or it was declined."""
    items = _items(connection, case_id)
    discussed = [item for item in items if item.state == ItemState.DISCUSSED]
    if discussed:
        return _after(connection, items, discussed[-1])
    if not items or any(item.state == ItemState.DECLINED for item in items):
        return None
    ahead = [item for item in items if item.state == ItemState.RELEASED and _is_ahead(item, now)]
    if ahead:
        return PointNews(Stage.AGENDA, ahead[0].day)
    return PointNews(Stage.WAITS if items[-1].state == ItemState.PENDING else Stage.NEXT)


def _items(connection: Connection, case_id: str) -> Sequence[Any]:
    """The point and what it came back as, in the order of their meetings."""
    first = aliased(AgendaItem)
    points = select(first.id).where(first.case_id == case_id)
    return connection.execute(
        select(AgendaItem.id, AgendaItem.state, Meeting.day, Meeting.starts_at, Meeting.state.label("meeting"))
        .outerjoin(Meeting, Meeting.id == AgendaItem.meeting_id)
        .where(or_(AgendaItem.case_id == case_id, AgendaItem.carried_from_id.in_(points)))
        .order_by(Meeting.starts_at.is_(None), Meeting.starts_at)
    ).all()


def _is_ahead(item: Any, now: float) -> bool:
    return bool(item.meeting == MeetingState.PLANNED and item.starts_at > now)


def _after(connection: Connection, items: Sequence[Any], talked: Any) -> PointNews:
    """What came of it: an action counts until all are done, else a decision that both sides have approved."""
    ids = [item.id for item in items]
    actions = connection.execute(select(Action.state, Action.due_on).where(Action.item_id.in_(ids))).all()
    still = [action.due_on for action in actions if action.state == ActionState.OPEN]
    if still:
        return PointNews(Stage.ACTION, max(still))
    if actions:
        return PointNews(Stage.DONE, talked.day)
    return PointNews(Stage.DECIDED if _is_decided(connection, ids) else Stage.DISCUSSED, talked.day)


def _is_decided(connection: Connection, ids: Sequence[str]) -> bool:
    decisions = (
        select(MinuteEntry.id)
        .join(Minutes, Minutes.id == MinuteEntry.minutes_id)
        .where(
            MinuteEntry.item_id.in_(ids),
            MinuteEntry.kind == EntryKind.DECISION,
            Minutes.state == MinutesState.APPROVED,
        )
    )
    return connection.execute(decisions).first() is not None
