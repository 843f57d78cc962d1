"""The sender: claims what waits in the outbox, sends it, retries, gives up.

Claim and commit · call the provider with no transaction open · commit the result. One task a line keeps up to
`in_flight` calls going; the pace of the line is kept in front of the claim, never by sleeping on claimed messages.
The database is waited for in the ledger's thread.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from functools import partial
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.attachments import fetch_due
from bot.channels.channel import Channel, Parcel, SendError, Sent, Trouble
from bot.claims import LEASE, Claimed, Result, claim, pause, requeue, shut
from bot.contacts import NO_DATABASE
from bot.delivery import patience
from bot.house import House
from bot.ledger import Entry, Ledger
from bot.next_line import give_up, lines_of
from bot.wake import Wake
from models.faults import reach
from models.vocabulary import OutboxState
from operations.alerts import alert_line
from operations.outbox import make_unsendable
from operations.work import Work

IN_FLIGHT = 16
POLL = 0.25
"""How often an idle sender looks. PostgreSQL's NOTIFY would make every commit wait for the one before."""
AWAY = 1.0
"""How long to leave a database alone that does not answer."""
FIRST_RETRY, LONGEST_RETRY = 5.0, 300.0
LINE_DOWN_REST = 60.0
MISTAKES = 5
"""After so many tries that failed by a mistake of ours, a message is given up."""
log = structlog.get_logger(__name__)


class Sender:
    """Sends on every line that has a channel, until it is stopped."""

    def __init__(
        self,
        house: House,
        channels: Mapping[str, Channel],
        wake: Wake,
        paces: Mapping[str, float],
        in_flight: int = IN_FLIGHT,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._house = house
        self._channels = channels
        self._wake = wake
        self._paces = paces
        self._in_flight = in_flight
        self._now = now
        self._quick = True
        self._ledger = Ledger(house, now)

    async def run(self, stop: asyncio.Event) -> None:
        """Serve every line until `stop` is set; what is in flight is finished first."""
        self._wake.attach(asyncio.get_running_loop())
        for channel in self._channels.values():
            await channel.open()
        try:
            serving = [self._serve(channel, stop) for channel in self._channels.values()]
            await asyncio.gather(self._fetch_files(stop), *serving)
        finally:
            for channel in self._channels.values():
                await channel.close()
            self._ledger.close()

    async def drain(self) -> int:
        """Send what is due now and stop; returns how many messages were taken on."""
        taken = 0
        for channel in self._channels.values():
            while batch := await self._claim(channel, self._in_flight):
                taken += len(batch)
                await asyncio.gather(*(self._send(channel, message) for message in batch))
        return taken

    async def _serve(self, channel: Channel, stop: asyncio.Event) -> None:
        """Keep one line busy. Claims again when enough calls have come back to make a claim worth its commit.

        The next call need not wait until the last one is written down, as long as no more than a few wait for that.
        """
        going, busy = _Going(self._in_flight), False
        while not stop.is_set():
            going.changed.clear()
            if going.free >= self._worthwhile() or not going.tasks:
                most = going.free
                claimed = await self._due(channel, most, busy)
                busy = len(claimed) == most
                for message in claimed:
                    going.begin(self._send(channel, message, going.came_back))
                if claimed:
                    continue
            await (going.changed.wait() if going.tasks else self._wake.wait(POLL))
        if going.tasks:
            await asyncio.wait(going.tasks)

    async def _due(self, channel: Channel, most: int, busy: bool) -> list[Claimed]:
        """What can be claimed; nothing while the database is away, for it comes back."""
        try:
            return await self._claim(channel, most, busy)
        except SQLAlchemyError as error:
            log.error("sender.no_database", line=channel.line, error=type(error).__name__)
            await asyncio.sleep(AWAY)
            return []

    def _worthwhile(self) -> int:
        """With a quick provider claim by halves; with a slow one sooner, to keep the line full."""
        return max(1, self._in_flight // (2 if self._quick else 16))

    async def _claim(self, channel: Channel, most: int, busy: bool = False) -> list[Claimed]:
        pace = self._paces.get(channel.line, 1e9)
        return await self._ledger.ask(lambda: claim(self._house, channel.line, most, pace, self._now(), busy))

    async def _send(self, channel: Channel, message: Claimed, came_back: Callable[[], None] = lambda: None) -> None:
        """Call the provider, and write down what came of it. `came_back` hears when the call is over."""
        try:
            write_down = await self._call(channel, message)
        finally:
            came_back()
        await write_down()

    async def _call(self, channel: Channel, message: Claimed) -> Callable[[], Awaitable[None]]:
        """Call the provider. Returns what writes down what came of it."""
        if message.body is None:
            return partial(self._record, message, OutboxState.FAILED, error="erased")
        began = time.monotonic()
        reach("outbox.sending")
        try:
            sent = await channel.send(Parcel(message.address, message.body, message.id))
        except SendError as error:
            return partial(self._failed, channel, message, error)
        except Exception as error:  # a mistake of ours with one message must not stop the line for all
            log.error("sender.mistake", outbox=message.id, error=type(error).__name__)
            trouble = Trouble.RETRY if message.attempts < MISTAKES else Trouble.PERMANENT
            return partial(self._failed, channel, message, SendError(trouble, type(error).__name__))
        reach("outbox.accepted")
        self._quick = time.monotonic() - began < 0.02
        return partial(self._sent, message, sent)

    async def _sent(self, message: Claimed, sent: Sent) -> None:
        await self._record(message, sent.state, provider_id=sent.provider_id)

    async def _failed(self, channel: Channel, message: Claimed, error: SendError) -> None:
        now = self._now()
        log.warning("sender.failed", outbox=message.id, line=channel.line, code=error.code, trouble=error.trouble)
        if error.trouble is Trouble.UNKNOWN:
            await self._record(message, OutboxState.UNKNOWN, error=error.code, lease=now + patience(message.attempts))
        elif error.trouble is Trouble.PERMANENT:
            await self._given_up(message, error.code)
        elif error.trouble is Trouble.UNSENDABLE:
            await self._write(lambda work: make_unsendable(work, message.contact_id, error.code))
        else:
            await self._again(channel, message, error, now)

    async def _given_up(self, message: Claimed, code: str) -> None:
        """This line will never deliver it; the next one may."""
        failed = Result(message.id, message.message_id, OutboxState.FAILED, error=code)
        await self._write(lambda work: give_up(work, failed, lines_of(self._house.settings)))

    async def _again(self, channel: Channel, message: Claimed, error: SendError, now: float) -> None:
        """Not sent: wait as long as the provider says, else longer each time; never beyond the message's own life."""
        wait = error.retry_after if error.retry_after is not None else backoff(message.attempts)
        if error.trouble is Trouble.LINE_DOWN:
            wait = LINE_DOWN_REST
            log.error("sender.line_down", line=channel.line, code=error.code)
            await self._write(lambda work: _shut(work, channel.line, now + wait, error.code))
        elif error.retry_after is not None:
            await self._write(lambda work: pause(work, channel.line, now + wait, error.code))
        if now + wait >= message.expires_at:
            await self._record(message, OutboxState.EXPIRED, error=error.code)
            return
        await self._write(lambda work: requeue(work, message.id, now + wait, error.code))

    async def _record(self, message: Claimed, state: OutboxState, **more: Any) -> None:
        result = Result(message.id, message.message_id, state, **more)
        await self._kept(lambda: self._ledger.record(result))

    async def _write(self, entry: Entry) -> None:
        await self._kept(lambda: self._ledger.write(entry))

    async def _kept(self, writing: Callable[[], Awaitable[None]]) -> None:
        """Write down what became of a message, however often the database is away, as long as the message is ours."""
        end = time.monotonic() + LEASE
        while True:
            try:
                return await writing()
            except NO_DATABASE as error:
                log.error("sender.not_written", error=type(error).__name__)
                if time.monotonic() > end:
                    raise
                await asyncio.sleep(AWAY)

    async def _fetch_files(self, stop: asyncio.Event) -> None:
        """Fetch what people sent beside words."""
        while not stop.is_set():
            try:
                fetched = await fetch_due(self._house, self._channels, self._now())
            except SQLAlchemyError as error:
                log.error("sender.no_database", error=type(error).__name__)
                await asyncio.sleep(AWAY)
                continue
            if not fetched:
                await self._wake.wait(POLL)


class _Going:
    """The messages that one line is at: those at the provider, and a few more that are being written down."""

    def __init__(self, in_flight: int) -> None:
        self.tasks: set[asyncio.Task[None]] = set()
        self.changed = asyncio.Event()
        self._calls, self._in_flight = 0, in_flight
        self._at_most = in_flight + in_flight // 4

    @property
    def free(self) -> int:
        """How many may be begun now."""
        return min(self._in_flight - self._calls, self._at_most - len(self.tasks))

    def begin(self, sending: Coroutine[Any, Any, None]) -> None:
        self._calls += 1
        task = asyncio.create_task(sending)
        self.tasks.add(task)
        task.add_done_callback(self._over)

    def came_back(self) -> None:
        self._calls -= 1
        self.changed.set()

    def _over(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        self.changed.set()


def _shut(work: Work, line: str, until: float, code: str) -> None:
    """The line rests, and who can renew its access hears of it, once."""
    if shut(work, line, until, code):
        alert_line(work)


def backoff(attempts: int) -> float:
    """5 s, 10 s, 20 s … at most 5 minutes, a little apart so that all do not come back at once."""
    longest = min(FIRST_RETRY * 2.0 ** (attempts - 1), LONGEST_RETRY)
    return longest * random.uniform(0.8, 1.0)  # noqa: S311  spread, not a secret
