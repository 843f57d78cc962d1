"""The ladder: somebody may be in danger, and those on call are told until one of them has taken the case.

1. Told at once, at any hour: who is on call for the factory; when nobody is, its advisors, leads and admins.
2. Again every ten minutes; from the fourth time on leads are told as well, from the seventh on admins too, each hour;
   after a day once a day. It ends when the case is taken, acknowledged or answered, and never by itself.
3. Each round is a reminder: it queues its messages and plans the next in the transaction that settles it, so that a
   process that dies in the middle has told nobody, and the next tick tells everybody once.
4. No round is kept once it is over, and none when the case is taken: their hours would tell when she wrote.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select

from models.case import Case
from models.reminder import Reminder
from models.user import Assignment, User
from models.vocabulary import CaseStatus, ReminderKind, Role
from operations import reminders
from operations.alerts import alert_users
from operations.on_call import on_call_now
from operations.proposals import is_grave
from operations.reminders import DAY, HOUR, Planned
from operations.work import Work

REPEAT = 600.0
LEADS, ADMINS = 3, 6
"""From which round on they are told, counted from 0."""
DAILY = ADMINS + 24
LATE = 30 * DAY
"""A round is never too late while the case waits: it outlives a long outage."""


def sound(work: Work, case_id: str, factory_id: str | None) -> None:
    """A grave case has come in."""
    _tell(work, factory_id, 0)
    _plan(work, case_id, 1)


def sound_again(work: Work, case: Any) -> None:
    """A grave case that was somebody's is nobody's again."""
    if case.status == CaseStatus.NEW and is_grave(case):
        sound(work, case.id, case.factory_id)


def fall_silent(work: Work, case_id: str) -> None:
    """The case is taken, or gone."""
    work.connection.execute(delete(Reminder).where(Reminder.about_id == case_id, Reminder.kind == ReminderKind.ALARM))


def go_on(work: Work, rows: Sequence[Any]) -> None:
    """Due rounds: nothing happens for a case that was taken, or that is gone."""
    for row in rows:
        waits = (Case.id == row.about_id, Case.status == CaseStatus.NEW, Case.assignee_id.is_(None))
        found = work.connection.execute(select(Case.factory_id).where(*waits)).one_or_none()
        if found is None:
            fall_silent(work, row.about_id)
        else:
            _tell(work, found.factory_id, row.step)
            _plan(work, row.about_id, row.step + 1)


def _plan(work: Work, case_id: str, step: int) -> None:
    fall_silent(work, case_id)
    at = work.now + (REPEAT if step <= ADMINS else HOUR if step <= DAILY else DAY)
    reminders.plan(work, [Planned(ReminderKind.ALARM, case_id, at, at + LATE, step=step)])


def _tell(work: Work, factory_id: str | None, step: int) -> None:
    """Those on call; others where none of them can be reached, and later on in any case."""
    on_call = on_call_now(work.connection, factory_id, work.now) if factory_id else []
    reached = alert_users(work, on_call)
    roles = {Role.LEAD} if step >= LEADS else set()
    if step >= ADMINS or not reached:
        roles = {Role.LEAD, Role.ADMIN}
    others = set(work.connection.execute(select(User.id).where(User.active, User.role.in_(roles))).scalars())
    if factory_id and not reached:
        own = select(Assignment.user_id).join(User, User.id == Assignment.user_id)
        others |= set(work.connection.execute(own.where(Assignment.factory_id == factory_id, User.active)).scalars())
    alert_users(work, sorted(others - set(on_call)))
