"""A hostile day, played from outside against `bobbin run`: forgers, a flood, kills, outages, a full disk, a thief.

All the while workers tell what is wrong. In the evening the books are read, and the disk is searched for every one of
them. `python -m tests.hostile_day` plays the long day; the suite a short one.
"""

import argparse
import asyncio
import contextlib
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

import aiohttp

from models.database import open_database
from models.schema import migrate
from tests.kills.books import Books, kept
from tests.kills.crowd import Call, Crowd
from tests.kills.rig import Plan, Rig, rig
from tests.test_residue import spellings

FLOODER = "+8801799999999"
WORKERS = "+8801700000"
"""What the numbers of all workers begin with, so that one search finds any of them."""
ROOM = "48m"
RESERVE = "2"
"""Megabytes that are kept free on a disk as small as that."""
BALLAST = 64 * 1024
"""Bytes that the disk is filled by, at a time."""


@dataclass(frozen=True)
class Day:
    """How long a day it is."""

    messages: int = 200
    flood: int = 300
    forged: int = 200
    kills: int = 5
    people: int = 12


@dataclass
class Report:
    """What came of it."""

    books: Books
    forged: int
    let_in: int
    """Forged calls that were answered 2xx."""
    flood: int
    flood_lost: int
    waited: int
    """Calls that had to be made again: while nothing ran, or the disk was full."""
    full: int
    """Messages that were refused for the full disk; none was acknowledged."""
    searched: int
    """Bytes that the thief has."""
    sought: int
    named: list[str]

    @property
    def good(self) -> bool:
        return self.books.balance and not (self.let_in or self.flood_lost or self.named) and self.full > 0

    def table(self) -> str:
        rows = [
            ("forged calls", self.forged, f"{self.let_in} let in"),
            ("from one number", self.flood, f"{self.flood_lost} lost"),
            ("calls made again", self.waited, f"{self.full} of them for the full disk"),
            ("spellings sought", self.sought, f"{len(self.named)} found in {self.searched / 1e6:.0f} MB"),
        ]
        more = "\n".join(f"{name:<16}{count:>10,}  {words}" for name, count, words in rows)
        return f"{self.books.table()}\n{more}"


@dataclass
class Hostile:
    """The day as it goes. One process serves; `disk` is where its database lies."""

    rig: Rig
    disk: Path
    day: Day
    dice: random.Random = field(default_factory=lambda: random.Random(3))
    process: BaseProcess | None = None
    let_in: int = 0
    full: int = 0

    @property
    def crowd(self) -> Crowd:
        return self.rig.crowd

    def play(self) -> Report:
        asyncio.run(self._play())
        books = self.rig.read()
        files = self._stolen()
        sought, named = self._search(files)
        missing = self._flood_lost()
        return Report(
            books, self.day.forged, self.let_in, len(self.crowd.beside), missing, self.crowd.refused, self.full,
            sum(map(len, files.values())), sought, named,
        )  # fmt: skip

    async def _play(self) -> None:
        over, timeout = asyncio.Event(), aiohttp.ClientTimeout(total=15)
        self.process = self.rig.nest.start("run")
        calls = aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar())
        async with calls as session, asyncio.TaskGroup() as beside:
            beside.create_task(self.crowd.reports(session, over))
            beside.create_task(self.rig.doubts(over))
            deeds = beside.create_task(self._deeds(session))
            enough = lambda: deeds.done() and len(self.crowd.acknowledged) >= self.day.messages  # noqa: E731
            await self.crowd.writes(session, self.day.people, enough)
            over.set()

    async def _deeds(self, session: aiohttp.ClientSession) -> None:
        await self._flood(session, self.day.flood // 2)
        await asyncio.gather(self._forge(session), self._flood(session, self.day.flood // 2))
        await self._outages()
        await self._fill_the_disk(session)
        for _kill in range(self.day.kills):
            await self._kill()
            await asyncio.sleep(self.dice.uniform(0.3, 2.0))

    async def _kill(self) -> None:
        assert self.process is not None
        self.rig.nest.kill(self.process)
        self.rig.doubt(dead=True)
        self.process = self.rig.nest.start("run")

    async def _flood(self, session: aiohttp.ClientSession, count: int) -> None:
        """From one number, eight at a time; what she says tells nothing."""
        calls = iter([self.crowd.sms(FLOODER, f"ha {number}") for number in range(count)])

        async def hand() -> None:
            for call in calls:
                await self.crowd.call(session, call, told=False)

        await asyncio.gather(*(hand() for _hand in range(8)))

    async def _forge(self, session: aiohttp.ClientSession) -> None:
        """Calls of nobody's: a good one with something changed, or without what shows who calls."""
        for _call in range(self.day.forged):
            call = self.crowd.sms(f"+88017{self.dice.randrange(10**8):08}", "They have forged this message, too")
            call = self.dice.choice((_unsigned, _changed, _elsewhere, _secretless))(call, self.crowd.base)
            with contextlib.suppress(aiohttp.ClientError, TimeoutError, ConnectionError):
                async with session.post(call.url, data=call.body, headers=call.headers) as answer:
                    self.let_in += 200 <= answer.status < 300

    async def _outages(self) -> None:
        """Providers that are not there, refuse everything, refuse us, or say nothing that means anything."""
        for provider in (self.crowd.twilio, self.crowd.telegram):
            await asyncio.to_thread(provider.stop)
            await asyncio.sleep(1)
            await asyncio.to_thread(provider.start)
            for fault in ({"status": 500}, {"how": "garbage"}, {"status": 429, "retry_after": 1}, {"status": 401}):
                provider.fail_next(3, on="essage", **fault)

    async def _fill_the_disk(self, session: aiohttp.ClientSession) -> None:
        """Until a message is refused; what is refused comes again when there is room."""
        assert self.process is not None
        with filled(self.disk, self.process):
            for _try in range(200):
                call = self.crowd.sms(FLOODER, "ha")
                with contextlib.suppress(aiohttp.ClientError, TimeoutError, ConnectionError):
                    async with session.post(call.url, data=call.body, headers=call.headers) as answer:
                        assert answer.status in (200, 503), f"answered {answer.status}"
                        if answer.status == 200:
                            self.crowd.beside.append(call)
                        else:
                            self.full += 1
                if self.full >= 3:
                    break

    def _flood_lost(self) -> int:
        with self.rig.house.db.read() as connection:
            return len({call.external_id for call in self.crowd.beside}) - kept(connection, self.crowd.beside)

    def _stolen(self) -> dict[str, bytes]:
        """The database and its log as they lie there, a dump, and what was logged."""
        path = Path(str(self.rig.house.db.engine.url.database))
        files = {one.name: one.read_bytes() for one in path.parent.glob(path.name + "*")}
        with contextlib.closing(sqlite3.connect(path)) as database:
            files["dump"] = "\n".join(database.iterdump()).encode()
        return files | {"log": self.rig.nest.log.read_bytes()}

    def _search(self, files: dict[str, bytes]) -> tuple[int, list[str]]:
        """How many spellings were looked for, and which were found: numbers, chats, a name, what was told, secrets."""
        numbers = [FLOODER, WORKERS, *(f"+{chat}" for chat in list(self.crowd.telegram.people)[:3])]
        words = ["Rahima", "fire exit again", "once more this morning", *sorted(self.crowd.told)[:3]]
        secrets = [self.crowd.twilio.auth_token, self.crowd.telegram.token]
        found, sought = [], 0
        for wanted in (*numbers, *words, *secrets):
            for spelling in spellings(wanted):
                if len(spelling) < 8:
                    continue  # a few letters come about by chance
                sought += 1
                found += [f"{wanted} in {name}" for name, content in files.items() if spelling in content]
        return sought, found


def _unsigned(call: Call, _base: str) -> Call:
    return Call(call.line, call.external_id, call.url, call.body, {**call.headers, "X-Twilio-Signature": "AAAA"})


def _changed(call: Call, _base: str) -> Call:
    return Call(call.line, call.external_id, call.url, call.body.replace(b"Body=They", b"Body=We"), call.headers)


def _elsewhere(call: Call, base: str) -> Call:
    return Call(call.line, call.external_id, f"{base}/webhooks/twilio/status/{'0' * 32}", call.body, call.headers)


def _secretless(call: Call, base: str) -> Call:
    body = b'{"update_id": 1, "message": {"chat": {"id": 1, "type": "private"}, "text": "forged"}}'
    headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": "guessed"}
    return Call(call.line, "1", f"{base}/webhooks/telegram", body, headers)


@contextlib.contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of its own in memory, where we may make one; else the folder."""
    disk = folder / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(disk)]
    mounted = os.geteuid() == 0 and subprocess.run(mount, check=False, capture_output=True).returncode == 0
    try:
        yield disk
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(disk)], check=True)


@contextlib.contextmanager
def filled(disk: Path, process: BaseProcess) -> Iterator[None]:
    """No room is left: the disk is filled, or where it is everybody's, the process may make no file larger."""
    if not disk.is_mount():
        log = disk.parent / "log"
        limits = resource.prlimit(process.pid or 0, resource.RLIMIT_FSIZE)
        resource.prlimit(process.pid or 0, resource.RLIMIT_FSIZE, (log.stat().st_size + BALLAST, limits[1]))
        try:
            yield
        finally:
            resource.prlimit(process.pid or 0, resource.RLIMIT_FSIZE, limits)
        return
    ballast = disk / "ballast"
    try:
        with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(b"\0" * BALLAST)
        yield
    finally:
        ballast.unlink()


def play(folder: Path, day: Day) -> Report:
    """A day in a folder of its own."""
    with small_disk(folder) as disk:
        url = f"sqlite:///{disk / 'bobbin.db'}"
        db = open_database(url)
        migrate(db)
        db.dispose()
        with rig(url, folder, Plan(troubles=False)) as played:
            played.nest.environment["DISK_RESERVE"] = RESERVE
            return Hostile(played, disk, day).play()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.hostile_day", description=__doc__)
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--flood", type=int, default=10_000)
    parser.add_argument("--forged", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=30)
    given = parser.parse_args()
    day = Day(given.messages, given.flood, given.forged, given.kills, people=40)
    report = play(Path(tempfile.mkdtemp(prefix="bobbin-day-")), day)
    print(report.table())
    return 0 if report.good else 1


if __name__ == "__main__":
    sys.exit(main())
