"""The copies that Twilio keeps: what we were never told of is taken in, and what is done with is deleted there.

A message is deleted after it was taken in and committed, or after its last delivery report. Only 204 and 404 count as
gone; anything else is tried again. Both run in the clock, which leads: never two at once.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog
from sqlalchemy import Connection, func, or_, select, text, update

from bot.channels.twilio_archive import Archive, ArchiveTrouble, opened
from bot.house import House
from bot.inbox import Received, receive
from bot.settings import Twilio
from models.faults import reach
from models.inbox import InboxMessage
from models.outbox import OutboxMessage
from models.vocabulary import OUTBOX_RANK, Line, OutboxState

EVERY = 300.0
AGAIN = 60.0
"""Seconds after a failure until Twilio is asked for its list again."""
OVERLAP = 3600.0
LONGEST_AWAY = 30 * 86_400.0
LATER = 600.0
"""Seconds until a deletion that failed is tried again."""
SILENT = 86_400.0
"""Seconds after which “sent” counts as the last report there will be."""
BATCH, AT_ONCE = 100, 8
log = structlog.get_logger(__name__)


@dataclass
class Reconciliation:
    """A tick that asks for the list at its first turn and then every EVERY seconds."""

    next_at: float = 0.0
    taken: int = 0

    def __call__(self, house: House, now: float) -> int:
        """How many messages were taken in that nobody had told us of."""
        twilio = house.settings.twilio
        if twilio is None or now < self.next_at:
            return 0
        try:
            taken = asyncio.run(_take_in(house, twilio, now))
        except ArchiveTrouble as trouble:
            self.next_at = now + AGAIN
            log.warning("copies.no_list", line=Line.TWILIO, code=trouble.code)
            return 0
        self.next_at = now + EVERY
        self.taken += taken
        if taken:
            log.warning("copies.taken_in", line=Line.TWILIO, count=taken)
        return taken


async def _take_in(house: House, twilio: Twilio, now: float) -> int:
    """The oldest first, as they were written."""
    async with opened(twilio) as archive:
        listed = [inbound async for inbound in archive.received_since(_watermark(house, now))]
    reach("copies.listed")
    return sum(receive(house, inbound, now) is not Received.REPEATED for inbound in reversed(listed))


def _watermark(house: House, now: float) -> float:
    """From when on messages may be missing: a while before the last one that came."""
    newest = select(func.max(InboxMessage.received_at)).where(
        InboxMessage.line == Line.TWILIO, InboxMessage.received_at > 0
    )
    with house.db.read() as connection:
        last = connection.execute(newest).scalar()
    return max(now - LONGEST_AWAY, (last or 0.0) - OVERLAP)


@dataclass(frozen=True)
class _Round:
    """What a round of deletions came to."""

    gone: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)


def purge(house: House, now: float) -> int:
    """Delete copies that are due at Twilio. Nothing else waits for it: always 0."""
    twilio = house.settings.twilio
    if twilio is None:
        return 0
    with house.db.read() as connection:
        due = _due(connection, now)
    if due:
        done = asyncio.run(_delete(twilio, due))
        reach("copies.deleted")
        with house.db.write() as connection:
            _note(connection, done, now)
            reach("copies.before_commit")
        log.info("copies.deleted", line=Line.TWILIO, count=len(done.gone))
    return 0


def waiting(connection: Connection, before: float) -> int:
    """How many copies were to be deleted before an instant and are still there."""
    incoming = select(func.count()).where(
        InboxMessage.copy_id.is_not(None), InboxMessage.received_at.between(1, before)
    )
    outgoing = select(func.count()).where(_COPIED, OutboxMessage.not_before < before)
    return int(connection.execute(incoming).scalar_one() + connection.execute(outgoing).scalar_one())


_COPIED = text("outbox.line = 'twilio' and outbox.provider_id is not null and outbox.rank >= 4")


def _due(connection: Connection, now: float) -> Sequence[str]:
    incoming = select(InboxMessage.copy_id).where(InboxMessage.copy_id.is_not(None), InboxMessage.copy_due <= now)
    settled = or_(OutboxMessage.rank > OUTBOX_RANK[OutboxState.SENT], OutboxMessage.not_before < now - SILENT)
    ready = or_(OutboxMessage.copy_due.is_(None), OutboxMessage.copy_due <= now)
    outgoing = select(OutboxMessage.provider_id).where(_COPIED, settled, ready)
    return [str(sid) for query in (incoming, outgoing) for sid in connection.execute(query.limit(BATCH)).scalars()]


async def _delete(twilio: Twilio, due: Sequence[str]) -> _Round:
    done, turns, stop = _Round(), asyncio.Semaphore(AT_ONCE), asyncio.Event()

    async def one(archive: Archive, sid: str) -> None:
        async with turns:
            try:
                if stop.is_set():
                    raise ArchiveTrouble("later", wait=True)
                await archive.delete(sid)
            except ArchiveTrouble as trouble:
                done.kept.append(sid)
                if trouble.wait and not stop.is_set():
                    log.warning("copies.kept", line=Line.TWILIO, code=trouble.code)
                    stop.set()
            else:
                done.gone.append(sid)

    async with opened(twilio) as archive:
        await asyncio.gather(*(one(archive, sid) for sid in due))
    return done


def _note(connection: Connection, done: _Round, now: float) -> None:
    for model, column in ((InboxMessage, InboxMessage.copy_id), (OutboxMessage, OutboxMessage.provider_id)):
        gone = {column.key: None, "copy_due": None}
        connection.execute(update(model).where(column.in_(done.gone)).values(**gone))
        connection.execute(update(model).where(column.in_(done.kept)).values(copy_due=now + LATER))
