"""Asking again after a case was closed, where the worker allowed it: planning, asking, letting go.

1. Nothing is planned without her yes, and nothing follows STOP, not wanting to say, or a case that is open again.
2. A question comes at a decent hour, off the shift; one at a time, whatever she has told us of.
3. Hours follow from the day of closing, never from when she wrote.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, insert, select, update

from models.base import new_id, table
from models.case import Case
from models.check_in import CheckIn
from models.contact import Contact, Prompt
from models.factory import Factory
from models.reminder import Reminder
from models.vocabulary import CaseStatus, ReminderKind
from operations import prompts, reminders
from operations.hours import decent_moment, decent_on
from operations.reminders import DAY, Planned
from operations.work import Work

PLAN = (7, 30, 90)
"""Days after a case was closed."""
STILL = 30
"""The one at which it is also asked whether it is still solved."""
LIFE = timedelta(days=14)
"""How long a question is waited for: a week until she is free, a week for the answer."""
ANYWHERE = clock(13)
"""UTC, for a case without a factory: between 07:00 and 20:00 in all countries of the programme."""
_check_ins = table(CheckIn)


def plan_check_ins(work: Work, case_id: str) -> int:
    """She may be asked: 7, 30 and 90 days after the closing. Returns how many are planned; none of an open case."""
    place = work.connection.execute(_PLACE.where(Case.id == case_id)).one_or_none()
    drop_check_ins(work, CheckIn.case_id == case_id)
    if place is None or place.closed_on is None:
        return 0
    today = work.day(place.timezone)
    dues = {days: place.closed_on + timedelta(days=days) for days in PLAN}
    rows = [
        {"id": new_id(), "case_id": case_id, "days": days, "due_on": due, "ends_on": due + LIFE}
        for days, due in dues.items()
        if due > today
    ]
    if rows:
        work.connection.execute(insert(_check_ins), rows)
        reminders.plan(work, [_planned(row["id"], row["due_on"], row["ends_on"], place) for row in rows])
    return len(rows)


def drop_check_ins(work: Work, which: ColumnElement[bool]) -> None:
    """Ask no more: what was not answered goes, with all that was planned for it."""
    open_ones = select(CheckIn.id).where(which, CheckIn.answered_on.is_(None))
    ids = work.connection.execute(open_ones).scalars().all()
    if ids:
        forget_plans(work, ids)
        work.connection.execute(delete(CheckIn).where(CheckIn.id.in_(ids)))


def drop_of_contact(work: Work, contact_id: str) -> None:
    """She wants no more messages: nor is she asked when she comes back."""
    drop_check_ins(work, CheckIn.case_id.in_(select(Case.id).where(Case.contact_id == contact_id)))


def forget_plans(work: Work, ids: Any) -> None:
    """Reminders and waiting questions of check-ins: a list of ids, or a statement that selects them."""
    work.connection.execute(delete(Reminder).where(Reminder.about_id.in_(ids)))
    work.connection.execute(delete(Prompt).where(Prompt.about_id.in_(ids)))


def ask_due(work: Work, rows: Sequence[Any]) -> None:
    """Due reminders: the line asks, as soon as she is free. Where she is being asked something such, a day later."""
    for row in rows:
        found = work.connection.execute(_TO_ASK.where(CheckIn.id == row.about_id)).one_or_none()
        if found is None:
            continue
        today = work.day(found.timezone)
        if work.connection.execute(select(_another(found, today))).scalar():
            reminders.plan(work, [_planned(found.id, today + timedelta(days=1), found.ends_on, found)])
            continue
        at = decent_hour(work.now, found)
        script = "still_solved" if found.days == STILL else "check_in"
        prompts.ask(work, [found.contact_id], script, about_id=found.id, case_id=found.case_id, not_before=at)
        work.connection.execute(update(CheckIn).where(CheckIn.id == found.id).values(asked_on=today))


def to_be_asked(work: Work, check_in_id: str) -> Any | None:
    """A check-in that can be asked now, with the hours of its place; None when there is nothing to ask any more."""
    return work.connection.execute(_TO_ASK.where(CheckIn.id == check_in_id)).one_or_none()


def decent_hour(now: float, place: Any) -> float:
    """The first decent moment from now on; where no factory is known, at any hour: it was planned for a good one."""
    if place.timezone is None:
        return now
    return decent_moment(now, now + DAY, place.timezone, f"{place.shift_start}-{place.shift_end}")


def awaited(case_id: Any, today: date) -> ColumnElement[bool]:
    """Whether something is still to be asked or answered about a case: as long as that its words and address stay."""
    return exists().where(CheckIn.case_id == case_id, CheckIn.answered_on.is_(None), CheckIn.ends_on > today)


def _planned(check_in_id: str, due_on: date, ends_on: date, place: Any) -> Planned:
    at = _hour_on(due_on, place)
    return Planned(ReminderKind.CHECK_IN, check_in_id, at, max(at + DAY, _hour_on(ends_on, place)))


def _hour_on(day: date, place: Any) -> float:
    if place.timezone is None:
        return datetime.combine(day, ANYWHERE, UTC).timestamp()
    return decent_on(day, place.timezone, f"{place.shift_start}-{place.shift_end}")


def _another(found: Any, today: date) -> ColumnElement[bool]:
    """Whether another question of this kind is open with her."""
    hers = select(Case.id).where(Case.contact_id == found.contact_id)
    return exists().where(
        CheckIn.id != found.id,
        CheckIn.case_id.in_(hers),
        CheckIn.asked_on.is_not(None),
        CheckIn.answered_on.is_(None),
        CheckIn.ends_on > today,
    )


_HOURS = (Factory.timezone, Factory.shift_start, Factory.shift_end)
_PLACE = select(Case.closed_on, *_HOURS).outerjoin(Factory, Factory.id == Case.factory_id)
_TO_ASK = (
    select(CheckIn.id, CheckIn.days, CheckIn.case_id, CheckIn.ends_on, Case.contact_id, *_HOURS)
    .join(Case, Case.id == CheckIn.case_id)
    .join(Contact, and_(Contact.id == Case.contact_id, Contact.sendable))
    .outerjoin(Factory, Factory.id == Case.factory_id)
    .where(CheckIn.answered_on.is_(None), Case.status == CaseStatus.CLOSED)
)
