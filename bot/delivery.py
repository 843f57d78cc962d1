"""What becomes of messages that were claimed: reports of providers, leases that ran out, messages too old to send."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, text

from bot.claims import Result, record, requeue
from bot.house import House
from bot.next_line import give_up
from models.faults import reach
from models.outbox import OutboxMessage
from models.vocabulary import OutboxState
from operations.work import Work

PATIENCE = 120.0
"""Seconds to wait for a report of a message that perhaps was sent, before the class of the message decides."""
LONGEST_PATIENCE = 3600.0
FAILED = (OutboxState.FAILED, OutboxState.UNDELIVERED)

_columns = (
    OutboxMessage.id, OutboxMessage.message_id, OutboxMessage.state, OutboxMessage.resend, OutboxMessage.attempts
)  # fmt: skip
_by_token = select(*_columns)


def patience(attempts: int) -> float:
    """Longer after each try: a provider that takes messages and never says so must not fill a phone with one."""
    return min(PATIENCE * 2.0 ** min(attempts - 1, 30), LONGEST_PATIENCE)


def report(
    work: Work,
    token: str,
    state: OutboxState | None,
    provider_id: str | None,
    error: str | None,
    lines: Sequence[str] = (),
) -> bool:
    """Apply a provider's delivery report. False when no message has this token.

    `lines` are those that may take over where this one could not deliver.

    It may come late, twice, out of order, or before the call that sent the message has returned: the rank only rises.
    """
    row = work.connection.execute(_by_token.where(OutboxMessage.id == token).with_for_update()).one_or_none()
    if row is None:
        return False
    if state is not None:
        result = Result(row.id, row.message_id, state, provider_id, error)
        give_up(work, result, lines) if state in FAILED else record(work, result)
    return True


def release_leases(house: House, now: float, limit: int = 200) -> int:
    """Take up what a sender left behind. Returns how many messages were looked at."""
    with house.db.write() as connection:
        work = Work(connection, house.ring, now)
        rows = connection.execute(
            select(*_columns)
            .where(text("outbox.state in ('sending', 'unknown')"), OutboxMessage.leased_until <= now)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
        for row in rows:
            _take_up(work, row)
        if rows:
            reach("leases.before_commit")
    if rows:
        reach("leases.committed")
    return len(rows)


def _take_up(work: Work, row: Any) -> None:
    """A sender that died leaves “sending”: perhaps it was sent. After patience without a report the class decides."""
    if row.state == OutboxState.SENDING:
        until = work.now + patience(row.attempts)
        record(work, Result(row.id, row.message_id, OutboxState.UNKNOWN, error="sender_gone", lease=until))
    elif row.resend:
        requeue(work, row.id, work.now, "resent")
    else:
        record(work, Result(row.id, row.message_id, OutboxState.FAILED, error="unknown"))


def expire(house: House, now: float, limit: int = 500) -> int:
    """Give up what is too old to be sent: a late reminder is worse than none."""
    with house.db.write() as connection:
        work = Work(connection, house.ring, now)
        rows = connection.execute(
            select(*_columns)
            .where(text("outbox.state = 'queued'"), OutboxMessage.expires_at <= now)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
        record(work, *(Result(row.id, row.message_id, OutboxState.EXPIRED, error="expired") for row in rows))
        if rows:
            reach("expiry.before_commit")
    return len(rows)
