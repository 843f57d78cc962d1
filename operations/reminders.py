"""What is to happen at a time: planning it, cancelling it, finding what is due. What then happens is not known here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, text, update

from models.base import new_id, table
from models.prepared import Prepared, among, listed
from models.reminder import Reminder
from models.vocabulary import ReminderKind, ReminderState
from operations.work import Work

HOUR, DAY = 3600.0, 86400.0


@dataclass(frozen=True, slots=True)
class Planned:
    """Something to happen at `due_at`, and not after `expires_at`. `step` tells which of several it is."""

    kind: ReminderKind
    about_id: str
    due_at: float
    expires_at: float
    member_id: str | None = None
    step: int = 0


_reminders = table(Reminder)
_DUE = Prepared(
    select(
        _reminders.c.id,
        _reminders.c.kind,
        _reminders.c.about_id,
        _reminders.c.member_id,
        _reminders.c.step,
        _reminders.c.due_at,
        _reminders.c.expires_at,
    )
    .where(text("state = 'waiting'"), _reminders.c.due_at <= bindparam("now"))
    .order_by(_reminders.c.due_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)


_SETTLE = Prepared(
    {
        dialect: update(_reminders).where(these).values(state=bindparam("state_now"))
        for dialect, these in among(_reminders.c.id, "ids").items()
    }
)


def plan(work: Work, planned: Iterable[Planned]) -> None:
    """Plan what is to happen; what would be too late already is not planned."""
    rows = [
        {
            "id": new_id(),
            "kind": one.kind.value,
            "about_id": one.about_id,
            "member_id": one.member_id,
            "step": one.step,
            "due_at": one.due_at,
            "expires_at": one.expires_at,
            "state": ReminderState.WAITING.value,
        }
        for one in planned
        if one.expires_at > work.now
    ]
    if rows:
        work.connection.execute(insert(_reminders), rows)


def cancel(
    work: Work, about_id: str, kinds: Sequence[ReminderKind] = tuple(ReminderKind), member_id: str | None = None
) -> None:
    """What was planned about something will not happen; of one member only where one is named."""
    conditions = [
        _reminders.c.about_id == about_id,
        _reminders.c.kind.in_(kinds),
        _reminders.c.state == ReminderState.WAITING,
    ]
    if member_id is not None:
        conditions.append(_reminders.c.member_id == member_id)
    work.connection.execute(update(_reminders).where(*conditions).values(state=ReminderState.CANCELLED.value))


def was_planned(work: Work, about_id: str, kind: ReminderKind, step: int, since: float) -> bool:
    """Whether such a step is planned or has been taken, and was due from then on."""
    conditions = (
        _reminders.c.about_id == about_id,
        _reminders.c.kind == kind,
        _reminders.c.step == step,
        _reminders.c.due_at >= since,
        _reminders.c.state != ReminderState.CANCELLED,
    )
    return work.connection.execute(select(_reminders.c.id).where(*conditions).limit(1)).first() is not None


def due(connection: Connection, now: float, most: int) -> Sequence[Any]:
    """What is due, oldest first, locked for the caller; by one statement over the index of what waits."""
    return _DUE.run(connection, {"now": now, "most": most}).all()


def settle(work: Work, ids: Sequence[str], state: ReminderState) -> None:
    """Write what became of reminders."""
    if ids:
        _SETTLE.run(work.connection, {"ids": listed(work.connection, ids), "state_now": state.value})


def put_off(work: Work, reminder_id: str, due_at: float) -> None:
    """Later: something went wrong that may pass."""
    work.connection.execute(update(_reminders).where(_reminders.c.id == reminder_id).values(due_at=due_at))
