"""What is due happens: reminders are claimed in batches, each kind by its handler; what comes too late does not.

A handler works on all due rows of its kind at once, in the transaction that settles them: each happens once.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog
from sqlalchemy.exc import InterfaceError, OperationalError

from bot.house import House
from models.encryption import SealBroken
from models.faults import reach
from models.vocabulary import ReminderKind, ReminderState
from operations import (
    action_reminders,
    agenda_release,
    alarms,
    check_ins,
    date_polls,
    election_phases,
    fix_polls,
    meeting_notices,
    minutes_reminders,
    quorum,
    rhythm,
    self_checks,
)
from operations.reminders import due, put_off, settle
from operations.work import Refused, Work

BATCH = 1000
AFTER_A_MISTAKE = 3600.0
MISTAKES = (SealBroken, Refused, LookupError, ValueError, TypeError)
log = structlog.get_logger(__name__)

Handler = Callable[[Work, Sequence[Any]], None]
HANDLERS: Mapping[ReminderKind, Handler] = {
    ReminderKind.MEETING: meeting_notices.remind,
    ReminderKind.MINUTES: minutes_reminders.write,
    ReminderKind.APPROVAL: minutes_reminders.approve,
    ReminderKind.FILING: minutes_reminders.file,
    ReminderKind.AGENDA: agenda_release.send_due,
    ReminderKind.ACTION: action_reminders.remind,
    ReminderKind.QUORUM: quorum.look,
    ReminderKind.DATE_POLL: date_polls.close_due,
    ReminderKind.SCHEDULE: rhythm.ask_for_meeting,
    ReminderKind.FIX_POLL: fix_polls.close_due,
    ReminderKind.ELECTION: election_phases.go_on,
    ReminderKind.SELF_CHECK: self_checks.go_on,
    ReminderKind.ALARM: alarms.go_on,
    ReminderKind.CHECK_IN: check_ins.ask_due,
}


def fire_due(house: House, now: float, most: int = BATCH) -> int:
    """Let happen what is due, at most `most` of it. Returns how much was due."""
    try:
        return _fire(house, now, most)
    except (OperationalError, InterfaceError):
        raise
    except MISTAKES as error:
        log.error("reminders.failed", error=type(error).__name__)
        return sum(_fire_one(house, now) for _ in range(min(most, BATCH)))


def _fire(house: House, now: float, most: int) -> int:
    with house.db.write() as connection:
        work = Work(connection, house.ring, now)
        rows = due(connection, now, most)
        _happen(work, rows)
        if rows:
            reach("reminders.before_commit")
    if rows:
        reach("reminders.committed")
    return len(rows)


def _fire_one(house: House, now: float) -> int:
    """One at a time, so that the one that fails holds up no other."""
    with house.db.read() as connection:
        rows = due(connection, now, 1) if house.db.is_sqlite else []
    try:
        return _fire(house, now, 1)
    except MISTAKES as error:
        log.error("reminder.failed", error=type(error).__name__)
        with house.db.write() as connection:
            for row in rows or due(connection, now, 1):
                put_off(Work(connection, house.ring, now), row.id, now + AFTER_A_MISTAKE)
        return 0


def _happen(work: Work, rows: Sequence[Any]) -> None:
    late = [row.id for row in rows if row.expires_at <= work.now]
    for kind, handler in HANDLERS.items():
        ours = [row for row in rows if row.kind == kind and row.expires_at > work.now]
        if ours:
            handler(work, ours)
    settle(work, late, ReminderState.EXPIRED)
    settle(work, [row.id for row in rows if row.expires_at > work.now], ReminderState.DONE)
