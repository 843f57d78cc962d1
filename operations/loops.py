"""The loop on one page: a grievance, the item, the meeting, the action, the poll, fixed. Days only, nobody named."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from models.action import Action
from models.agenda import AgendaItem
from models.case import Case
from models.committee import Committee
from models.encryption import bound
from models.meeting import Meeting
from models.minutes import MinuteEntry
from operations.access import seen_by
from operations.actions import Task, find_task
from operations.committee_access import seen_committees
from operations.committees import cipher_of
from operations.fix_polls import Published, polls_of, published
from operations.sessions import Viewer


class Stage(StrEnum):
    """The stages of a loop, in their order."""

    CASE = "case"
    ITEM = "item"
    MEETING = "meeting"
    ENTRY = "entry"
    ACTION = "action"
    POLL = "poll"


@dataclass(frozen=True, slots=True)
class Step:
    """One stage that was reached. `text` is sealed words opened; `link_id` names the page behind it."""

    stage: Stage
    day: date | None = None
    text: str = ""
    link_id: str | None = None
    kind: str = ""
    result: Published | None = None


def find_seen_task(connection: Connection, ring: Any, viewer: Viewer, action_id: str) -> Task | None:
    """An action, or None alike when it is somebody else's and when there is none."""
    seen = (
        select(Action.id)
        .join(Committee, Committee.id == Action.committee_id)
        .where(Action.id == action_id, seen_committees(viewer))
    )
    return find_task(connection, ring, action_id) if connection.execute(seen).first() else None


def loop_of(connection: Connection, ring: Any, viewer: Viewer, task: Task) -> list[Step]:
    """How an action came about and what became of it, as far as the viewer may see."""
    cipher = cipher_of(connection, ring, task.committee_id)
    item = connection.execute(select(AgendaItem.__table__).where(AgendaItem.id == task.item_id)).one_or_none()
    steps: list[Step] = []
    if item is not None:
        steps += _case(connection, viewer, item.case_id)
        title = cipher.open_text(item.title_sealed, bound("agenda_items", "title", item.id))
        steps.append(Step(Stage.ITEM, text=title, kind=item.source))
    steps += _meeting(connection, task.meeting_id)
    steps += _entries(connection, cipher, task)
    steps.append(Step(Stage.ACTION, task.done_on or task.due_on, task.text, kind=task.state))
    for poll in reversed(polls_of(connection, task.id)):
        steps.append(Step(Stage.POLL, kind="closed" if poll.closed else "open", result=published(poll)))
    return steps


def _case(connection: Connection, viewer: Viewer, case_id: str | None) -> list[Step]:
    """The case, only for who may see it: for others the loop begins with the item."""
    if case_id is None:
        return []
    with Session(connection) as session:
        case = session.scalars(select(Case).where(Case.id == case_id, seen_by(viewer))).one_or_none()
    return [Step(Stage.CASE, link_id=case.id, text=case.code)] if case else []


def _meeting(connection: Connection, meeting_id: str | None) -> list[Step]:
    row = connection.execute(select(Meeting.id, Meeting.day).where(Meeting.id == meeting_id)).one_or_none()
    return [Step(Stage.MEETING, row.day, link_id=row.id)] if row else []


def _entries(connection: Connection, cipher: Any, task: Task) -> list[Step]:
    """What the minutes hold under the item."""
    if task.item_id is None:
        return []
    rows = connection.execute(
        select(MinuteEntry.id, MinuteEntry.kind, MinuteEntry.text_sealed)
        .where(MinuteEntry.item_id == task.item_id, MinuteEntry.action_id.is_(None))
        .order_by(MinuteEntry.number)
    )
    return [
        Step(
            Stage.ENTRY, text=cipher.open_text(row.text_sealed, bound("minute_entries", "text", row.id)), kind=row.kind
        )
        for row in rows
    ]
