"""Owners are asked how their action stands; what stays undone climbs: to the other side's chair, then the advisors."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import update

from conversations.action import overdue_for_chair
from conversations.when import say_day
from models.action import Action
from models.vocabulary import ActionState, Office
from operations import prompts
from operations.actions import TO_ADVISOR, TO_CO_CHAIR, Task, find_task, plan_next
from operations.alerts import alert_committee
from operations.committees import Chamber, chamber
from operations.members import Seated, members_of
from operations.notices import recipients, tell
from operations.work import Refused, Work

CHAIR, ADVISOR = 1, 2
"""How far an action has climbed."""


def remind(work: Work, rows: Sequence[Any]) -> None:
    """Due reminders of actions."""
    for row in rows:
        try:
            task = find_task(work.connection, work.ring, row.about_id)
        except Refused:
            continue
        if task.state is ActionState.OPEN:
            house = chamber(work.connection, task.committee_id)
            _ask_owner(work, task)
            _climb(work, house, task, row.step)
            plan_next(work, house, task.id, task.due_on, after=row.step)


def _ask_owner(work: Work, task: Task) -> None:
    owner = _member(work, task.committee_id, task.owner_id)
    if owner and owner.contact_id:
        prompts.ask(work, [owner.contact_id], "action_due", about_id=task.id)


def _climb(work: Work, house: Chamber, task: Task, days: int) -> None:
    """Each level once, and only upwards."""
    level = ADVISOR if days >= TO_ADVISOR else CHAIR if days >= TO_CO_CHAIR else 0
    if level <= task.escalated:
        return
    work.connection.execute(update(Action).where(Action.id == task.id).values(escalated=level))
    if task.escalated < CHAIR:
        _tell_chair(work, task)
    if level == ADVISOR:
        alert_committee(work, house.factory_id)


def _tell_chair(work: Work, task: Task) -> None:
    """The chair or co-chair of the side that does not own it."""
    members = members_of(work.connection, work.ring, task.committee_id)
    owner = next((one for one in members if one.id == task.owner_id), None)
    chairs = [one for one in members if one.office in (Office.CHAIR, Office.CO_CHAIR)]
    others = [one for one in chairs if owner is None or one.side is not owner.side] or chairs
    told = recipients(work, [one.contact_id for one in others if one.contact_id and one.id != task.owner_id])
    tell(work, told, lambda language: overdue_for_chair(task.in_language(language), say_day(task.due_on, language)))


def _member(work: Work, committee_id: str, member_id: str | None) -> Seated | None:
    members = members_of(work.connection, work.ring, committee_id)
    return next((one for one in members if one.id == member_id), None)
