"""Claiming what waits in the outbox and recording what became of it: the sender's statements, built once.

1. A claim takes due messages whose line has pace left and whose contact has no earlier one unfinished, and commits
   `sending` before anything is sent: a restart tells “never sent” from “perhaps sent”.
2. Each result is committed on its own. Its rank only rises: what a provider confirmed is never taken back.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, case, func, select, text, update

from bot.contacts import open_address
from bot.countries import allowed_prefixes, is_foreign, looking_up, members_and_users
from bot.house import House
from bot.spending import day_of, lowest_priority
from models.base import table
from models.case import CaseKey, CaseMessage
from models.contact import Contact
from models.encryption import KeyRing, SealBroken, bound
from models.faults import reach
from models.outbox import LinePace, OutboxMessage
from models.prepared import Prepared, among, listed, together
from models.upsert import insert_or_ignore
from models.vocabulary import OUTBOX_RANK, OutboxState
from operations.case_keys import unwrap
from operations.outbox import open_body, show_delivery
from operations.work import Work

NEWS = 3600.0
"""Seconds after which a line that is refused again is news again."""
LEASE = 60.0
"""Seconds a sender may take over a claimed message."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message claimed and opened. `body` is None where it cannot be opened any more."""

    id: str
    contact_id: str
    address: str
    body: dict[str, Any] | None
    segments: int
    attempts: int
    expires_at: float
    message_id: str | None
    resend: bool


# State names stand in the statements as they are: SQLite uses a partial index only where its condition is literal.
_outbox, _contact, _message, _key = table(OutboxMessage), table(Contact), table(CaseMessage), table(CaseKey)
_pace = table(LinePace)
_waiting = _outbox.alias("waiting")
_earlier = _outbox.alias("earlier")
_unfinished_before = (
    select(_earlier.c.id)
    .where(
        _earlier.c.contact_id == _waiting.c.contact_id,
        _earlier.c.number < _waiting.c.number,
        text("earlier.state in ('queued', 'sending', 'unknown')"),
    )
    .correlate(_waiting)
    .exists()
)
_due = (
    select(_waiting.c.id)
    .where(
        text("waiting.state = 'queued'"),
        _waiting.c.line == bindparam("on_line"),
        _waiting.c.not_before <= bindparam("now"),
        _waiting.c.expires_at > bindparam("now"),
        _waiting.c.priority <= bindparam("lowest"),
        ~_unfinished_before,
    )
    .order_by(_waiting.c.priority, _waiting.c.not_before)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=_waiting)
)
_CLAIM = Prepared(
    update(_outbox)
    .where(_outbox.c.id.in_(_due.scalar_subquery()))
    .values(
        state=OutboxState.SENDING,
        rank=OUTBOX_RANK[OutboxState.SENDING],
        leased_until=bindparam("lease"),
        attempts=_outbox.c.attempts + 1,
    )
    .returning(_outbox.c.id, _outbox.c.segments)
)
_WAITING = Prepared(
    select(_outbox.c.id)
    .where(
        text("outbox.state = 'queued'"),
        _outbox.c.line == bindparam("line"),
        _outbox.c.not_before <= bindparam("now"),
    )
    .limit(1)
)
_opening = (
    select(
        _outbox.c.id,
        _outbox.c.contact_id,
        _outbox.c.body_sealed,
        _outbox.c.message_id,
        _outbox.c.segments,
        _outbox.c.attempts,
        _outbox.c.expires_at,
        _outbox.c.resend,
        _contact.c.address_sealed,
        _contact.c.language,
        _message.c.case_id,
        _message.c.body_sealed.label("words_sealed"),
        _key.c.wrapped,
    )
    .select_from(
        _outbox.join(_contact, _contact.c.id == _outbox.c.contact_id)
        .outerjoin(_message, _message.c.id == _outbox.c.message_id)
        .outerjoin(_key, (_key.c.case_id == _message.c.case_id) & (_key.c.recipient == "server"))
    )
    .order_by(_outbox.c.priority, _outbox.c.not_before)
)
_OPEN = Prepared({dialect: _opening.where(these) for dialect, these in among(_outbox.c.id, "ids").items()})


def claim(house: House, line: str, most: int, pace: float, now: float, busy: bool = False) -> list[Claimed]:
    """Claim up to `most` due messages of a line, as far as its pace allows; commits before it returns.

    An idle line is first looked at without writing; one that is `busy` surely has more.
    """
    if not busy:
        with house.db.read() as connection:
            if not _WAITING.run(connection, {"line": line, "now": now}).all():
                return []
    with house.db.write() as connection:
        tokens, lowest = _tokens(connection, line, pace, now), lowest_priority(connection, house, line, now)
        if tokens < 1 or lowest is None:
            return []
        values = {"on_line": line, "now": now, "most": min(most, int(tokens)), "lease": now + LEASE, "lowest": lowest}
        rows = _CLAIM.run(connection, values).all()
        if not rows:
            return []
        taken = sum(row.segments for row in rows)
        spent = {"name": line, "left": tokens - taken, "at": now, "today": day_of(now), "taken": taken}
        opening = {"ids": listed(connection, [row.id for row in rows])}
        _, opened, *countries = together(connection, (_SPEND, spent), (_OPEN, opening), *looking_up(house, line))
        found, prefixes = opened.all(), allowed_prefixes(house, line, countries)
        reach("outbox.claiming")
    return _allowed(house, [_opened(house.ring, row) for row in found], prefixes, now)


def _allowed(house: House, claimed: list[Claimed], prefixes: tuple[str, ...], now: float) -> list[Claimed]:
    """Without those to countries that nothing is sent to: they are blocked, and advisors see it."""
    foreign = [message for message in claimed if is_foreign(message.address, prefixes)]
    if not foreign:
        return claimed
    with house.db.write() as connection:
        known = members_and_users(connection, [message.contact_id for message in foreign])
        barred = [message for message in foreign if message.contact_id not in known]
        results = [Result(one.id, one.message_id, OutboxState.BLOCKED, error="country") for one in barred]
        record(house.work(connection, now), *results)
    return [message for message in claimed if message not in barred]


def _opened(ring: KeyRing, row: Any) -> Claimed:
    try:
        address, body = open_address(ring, row.contact_id, row.address_sealed), _body(ring, row)
    except SealBroken:
        address, body = "", None
    return Claimed(
        row.id,
        row.contact_id,
        address,
        body,
        row.segments,
        row.attempts,
        row.expires_at,
        row.message_id,
        row.resend,
    )


def _body(ring: KeyRing, row: Any) -> dict[str, Any] | None:
    """The words to send: the row's own, or the case message's under the key of its case. Raises SealBroken."""
    if row.body_sealed is not None:
        return open_body(ring, row.id, row.body_sealed)
    if row.wrapped is None:
        return None  # the case was erased: there is nothing left to send
    words = unwrap(ring, row.case_id, row.wrapped).open_text(
        row.words_sealed, bound("case_messages", "body", row.message_id)
    )
    return {"text": words, "language": row.language or "en"}


_PACE = Prepared(
    select(_pace.c.tokens, _pace.c.filled_at, _pace.c.paused_until)
    .where(_pace.c.line == bindparam("line"))
    .with_for_update()
)
_NEW_PACE = insert_or_ignore(LinePace)
_SPEND = Prepared(
    update(_pace)
    .where(_pace.c.line == bindparam("name"))
    .values(
        tokens=bindparam("left"),
        filled_at=bindparam("at"),
        counted=case((_pace.c.counted_day == bindparam("today"), _pace.c.counted), else_=0) + bindparam("taken"),
        counted_day=bindparam("today"),
    )
)


def _tokens(connection: Connection, line: str, pace: float, now: float) -> float:
    """What is in the line's bucket now, in segments; 0 while it is paused.

    A message may cost more than is left: the line then waits until the debt is paid, so nothing long ever starves.
    """
    row = _PACE.run(connection, {"line": line}).one_or_none()
    if row is None:  # another sender may begin in the same moment
        fresh = {"line": line, "tokens": max(1.0, pace), "filled_at": now, "paused_until": 0.0}
        connection.execute(_NEW_PACE[connection.dialect.name], fresh)
        row = _PACE.run(connection, {"line": line}).one()
    if row.paused_until > now:
        return 0.0
    elapsed = max(0.0, now - row.filled_at)
    return float(min(max(1.0, pace), row.tokens + elapsed * pace))


def pause(work: Work, line: str, until: float, reason: str) -> None:
    """Let a line rest: the provider said so, or our credentials are refused. Of several rests the longest holds."""
    shorter = (_pace.c.line == line, _pace.c.paused_until < until)
    work.connection.execute(update(_pace).where(*shorter).values(paused_until=until, paused_reason=reason))


def shut(work: Work, line: str, until: float, reason: str) -> bool:
    """Our credentials are refused: the line rests. True when that is news: it was not so an hour ago."""
    rests = select(_pace.c.paused_until, _pace.c.paused_reason).where(_pace.c.line == line)
    before = work.connection.execute(rests).one()
    pause(work, line, until, reason)
    return bool(before.paused_reason != reason or before.paused_until < work.now - NEWS)


_RECORD = Prepared(
    update(_outbox)
    .where(_outbox.c.id == bindparam("row"), _outbox.c.rank <= bindparam("rank_now"))
    .values(
        state=bindparam("state_now"),
        rank=bindparam("rank_now"),
        provider_id=func.coalesce(bindparam("provider"), _outbox.c.provider_id),
        leased_until=bindparam("lease"),
        error=bindparam("error_now"),
        # once a provider has said “sent”, or never will, the words need not stay here
        body_sealed=case((bindparam("rank_now") >= OUTBOX_RANK[OutboxState.SENT], None), else_=_outbox.c.body_sealed),
    )
)


@dataclass(frozen=True, slots=True)
class Result:
    """How far a message has come."""

    row_id: str
    message_id: str | None
    state: OutboxState
    provider_id: str | None = None
    error: str | None = None
    lease: float | None = None

    def values(self) -> dict[str, Any]:
        return {
            "row": self.row_id,
            "state_now": self.state.value,
            "rank_now": OUTBOX_RANK[self.state],
            "provider": self.provider_id,
            "lease": self.lease,
            "error_now": self.error,
        }


def record(work: Work, *results: Result) -> list[bool]:
    """Write how far messages have come, also where advisors see it. False for one that had come further already."""
    written = together(work.connection, *((_RECORD, result.values()) for result in results))
    raised = [done.rowcount == 1 for done in written]
    for result, further in zip(results, raised, strict=True):
        if result.message_id is not None and further:
            show_delivery(work, result.message_id, result.state, result.error)
    return raised


def requeue(work: Work, row_id: str, again: float, error: str) -> None:
    """Put a claimed message back: it was not sent. The only step down a message may take."""
    work.connection.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == row_id, OutboxMessage.state.in_((OutboxState.SENDING, OutboxState.UNKNOWN)))
        .values(state=OutboxState.QUEUED, rank=0, leased_until=None, not_before=again, error=error)
    )
