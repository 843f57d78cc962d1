"""The rig: web, sender and clock as processes, a crowd, and Death; at the end the books are read.

Each named point of traffic is died at once, then processes are killed at random, until there were enough kills.
"""

import asyncio
import random
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

import aiohttp

from bot.channels.registry import open_channels
from bot.copies import Reconciliation
from bot.delivery import release_leases
from bot.house import House
from bot.inbox import retry_waiting
from bot.sender import Sender
from bot.settings import load_settings
from bot.wake import Wake
from models.database import open_database
from models.encryption import load_ring, new_ring, save_ring
from tests.databases import free_port
from tests.kills.books import Books, in_doubt, read
from tests.kills.crowd import SECRET, Crowd
from tests.kills.nest import Nest
from tests.servers.telegram_server import FakeTelegram
from tests.servers.twilio_server import NUMBER, FakeTwilio

ROLES = {
    "web": (
        "inbox.written", "inbox.before_commit", "inbox.committed", "inbox.before_answer", "inbox.keeping",
        "report.before_commit", "report.before_answer",
    ),
    "sender": (
        "outbox.claiming", "outbox.sending", "outbox.accepted", "outbox.recording", "outbox.recorded",
        "files.fetched", "files.before_commit",
    ),
    "clock": ("clock.leading",),
}  # fmt: skip
"""Which points each role reaches while people write."""
LATER = 200.0
"""Seconds that the clock is moved on, at the end, from one look to the next."""


@dataclass(frozen=True)
class Plan:
    """How long it goes on."""

    messages: int = 300
    kills: int = 10
    """Beside those at the named points."""
    people: int = 16
    follow_ups: int = 3
    pause: tuple[float, float] = (0.3, 1.0)
    """Seconds that a process may live."""
    waits: float = 120.0
    """Seconds until a point must have been reached."""
    troubles: bool = True
    """Whether the providers fail now and then, too."""


@dataclass
class Rig:
    """A line on one database, and what happens to it."""

    nest: Nest
    crowd: Crowd
    house: House
    plan: Plan
    dice: random.Random = field(default_factory=lambda: random.Random(11))
    doubted: set[str] = field(default_factory=set)
    random_kills: int = 0
    pending: int = len(ROLES)
    """Roles that have points left to die at."""

    def play(self) -> Books:
        asyncio.run(self._play())
        return self.read()

    def read(self) -> Books:
        """Let all that run end, and everything be sent; then read the books."""
        self.nest.stop()
        self.crowd.twilio.heal()
        self.crowd.telegram.heal()
        Reconciliation()(self.house, time.time())
        asyncio.run(self._settle())
        return read(self.house, self.crowd, self.doubted, self.nest.deaths)

    async def _play(self) -> None:
        over = asyncio.Event()
        timeout = aiohttp.ClientTimeout(total=15)
        calls = aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar())
        async with calls as session, asyncio.TaskGroup() as beside:
            for task in (*map(self._keep, ROLES), self.crowd.reports(session, over), self.doubts(over)):
                beside.create_task(task)
            await self.crowd.writes(session, self.plan.people, self._enough)
            over.set()

    def _enough(self) -> bool:
        return (
            len(self.crowd.acknowledged) >= self.plan.messages
            and self.pending == 0
            and self.random_kills >= self.plan.kills
        )

    async def _keep(self, role: str) -> None:
        """Let a role live, die at its points, be killed at random, and live on."""
        for point in ROLES[role]:
            await self._dies_at(role, point)
        self.pending -= 1
        process = self.nest.start(role)
        while self.pending or self.random_kills < self.plan.kills:
            await asyncio.sleep(self.dice.uniform(*self.plan.pause))
            if self.random_kills < self.plan.kills and self._deserved():
                self.random_kills += 1
                self.nest.kill(process)
                self.doubt(role == "sender")
                process = self.nest.start(role)

    def _deserved(self) -> bool:
        """Kills are spread over the messages."""
        return self.random_kills * self.plan.messages <= len(self.crowd.acknowledged) * self.plan.kills

    async def _dies_at(self, role: str, point: str) -> None:
        process = self.nest.start(role, faults=f"{point}:{self.dice.randint(1, 3)}")
        await self._end_of(process, point)
        assert self.nest.ended(process) == -signal.SIGKILL, self.nest.last_words()
        assert self.nest.died_at(point)
        self.doubt(role == "sender")

    async def _end_of(self, process: BaseProcess, point: str) -> None:
        end = time.monotonic() + self.plan.waits
        while process.exitcode is None:
            assert time.monotonic() < end, f"{point} was not reached: {self.nest.last_words()}"
            await asyncio.sleep(0.02)

    def doubt(self, dead: bool) -> None:
        """Note what is in doubt: what is unknown, and what was being sent by a sender that is dead."""
        with self.house.db.read() as connection:
            self.doubted |= in_doubt(connection, dead)

    async def doubts(self, over: asyncio.Event) -> None:
        """What is unknown stays so for two minutes; it is looked for more often."""
        while not over.is_set():
            self.doubt(dead=False)
            await asyncio.sleep(5)

    async def _settle(self) -> None:
        """Nobody is killed any more. The clock is moved on until everything in doubt was decided and sent."""
        now = time.time()
        channels = open_channels(self.house.settings)
        for channel in channels.values():
            await channel.open()
        sender = Sender(self.house, channels, Wake(), {}, now=lambda: now)
        try:
            for _look in range(8):
                self.doubt(dead=True)
                release_leases(self.house, now, limit=100_000)
                while retry_waiting(self.house, now):
                    continue
                await sender.drain()
                now += LATER
        finally:
            for channel in channels.values():
                await channel.close()


@contextmanager
def rig(url: str, folder: Path, plan: Plan) -> Iterator[Rig]:
    """A rig on a database that has the newest schema."""
    save_ring(new_ring(), folder / "keys" / "keys.json")
    port = free_port()
    with FakeTwilio() as twilio, FakeTelegram() as telegram:
        environment = {
            "DATABASE_URL": url,
            "KEY_FILE": str(folder / "keys" / "keys.json"),
            "PORT": str(port),
            "TWILIO_ACCOUNT_SID": twilio.account_sid,
            "TWILIO_AUTH_TOKEN": twilio.auth_token,
            "TWILIO_FROM": NUMBER,
            "TWILIO_API_URL": twilio.url,
            "TWILIO_PACE": "100000",
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_WEBHOOK_SECRET": SECRET,
            "TELEGRAM_API_URL": telegram.url,
            "TELEGRAM_PACE": "100000",
        }
        if plan.troubles:
            for provider in (twilio, telegram):
                provider.fail_often(0.02, status=500, on="essage")
                provider.fail_often(0.005, how="reset", accepted=True, on="essage")
        nest = Nest(environment, folder)
        db = open_database(url)
        house = House(db, load_ring(folder / "keys" / "keys.json"), load_settings(environment))
        try:
            yield Rig(nest, Crowd(f"http://127.0.0.1:{port}", twilio, telegram, plan.follow_ups), house, plan)
        finally:
            nest.stop()
            db.dispose()
