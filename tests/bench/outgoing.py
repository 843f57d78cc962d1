"""Outgoing: claim, open, render, send, record, each result committed on its own; beside a bare aiohttp client.

Both talk to the same local provider, 16 calls in flight, in turn.
"""

import asyncio
import json
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import aiohttp

from bot.channels.registry import open_channels
from bot.contacts import make_contact
from bot.house import House
from bot.sender import IN_FLIGHT, Sender
from bot.settings import load_settings
from bot.wake import Wake
from conversations.texts import _
from models.database import open_database
from models.encryption import new_ring
from models.vocabulary import Line
from operations.notices import Recipient, tell
from operations.work import Work
from tests.bench.report import Figure, ratio
from tests.bench.servers import free_port, module, running
from tests.bench.settings import environment
from tests.databases import Shelf

PEOPLE, PAIRS, DELAY_MS = 600, 5, 100
MANY = 4800
"""People for the slow provider: the line is full for some seconds, not only while it fills and empties."""
LIMITS = {"SQLite": 0.35, "PostgreSQL": 0.25}
FAST = 1e6
WORDS = _("What happened? Write it in your own words.")


class Post:
    """A house with people to write to, and messages queued for them."""

    def __init__(self, url: str, folder: Path, port: int, line: Line, people: int = PEOPLE) -> None:
        base = f"http://127.0.0.1:{port}"
        settings = load_settings(environment(url, folder / "keys.json", twilio=base, telegram=base))
        self.house, self.line = House(open_database(url), new_ring(), settings), line
        with self.house.db.write() as connection:
            work = Work(connection, self.house.ring, time.time())
            known = {"introduced": True, "language": "en"}
            addresses = [
                f"+88017{number:08}" if line is Line.TWILIO else str(5_000_000 + number) for number in range(people)
            ]
            ids = [make_contact(work, line, address, **known) for address in addresses]
        self.people = [Recipient(contact_id, line, "en") for contact_id in ids]

    def queue(self, times: int = 1) -> int:
        with self.house.db.write() as connection:
            work = Work(connection, self.house.ring, time.time())
            return sum(tell(work, self.people, lambda _language: WORDS) for _ in range(times))

    def send(self, in_flight: int = IN_FLIGHT) -> float:
        """Messages a second until all are sent."""
        return asyncio.run(self._send(in_flight))

    async def _send(self, in_flight: int) -> float:
        channels = {line: channel for line, channel in open_channels(self.house.settings).items() if line == self.line}
        stop, count = asyncio.Event(), self._waiting()
        sender = Sender(self.house, channels, Wake(), {self.line: FAST}, in_flight)
        began = time.perf_counter()
        task = asyncio.create_task(sender.run(stop))
        while not await asyncio.to_thread(self._is_over):
            await asyncio.sleep(0.02)
        took = time.perf_counter() - began
        stop.set()
        await task
        return count / took

    def _waiting(self) -> int:
        return self._ask("select count(*) from outbox where state in ('queued', 'sending')")

    def _is_over(self) -> bool:
        """Asked beside the loop that is measured, and cheaply."""
        return (
            self._ask("select count(*) from (select 1 from outbox where state in ('queued', 'sending') limit 1) as one")
            == 0
        )

    def _ask(self, question: str) -> int:
        with self.house.db.read() as connection:
            return int(connection.exec_driver_sql(question).scalar_one())


def measure(shelf: Shelf, engine: str, folder: Path) -> Iterator[Figure]:
    """The figures of one engine."""
    for line in (Line.TWILIO, Line.TELEGRAM):
        yield from _line(shelf, engine, folder / f"out-{engine}-{line}", line)


def _line(shelf: Shelf, engine: str, folder: Path, line: Line) -> Iterator[Figure]:
    name = "Twilio" if line is Line.TWILIO else "Telegram"
    url = shelf.sqlite_url() if engine == "SQLite" else shelf.postgresql_url()
    port, slow = free_port(), free_port()
    with (
        running(module("tests.bench.provider", str(port), "0"), port),
        running(module("tests.bench.provider", str(slow), str(DELAY_MS)), slow),
    ):
        ours = Post(url, folder, port, line)
        pairs: list[tuple[float, float]] = []
        sent = opened = 0
        for number in range(PAIRS + 1):
            ours.queue(2)
            bare = asyncio.run(_bare(port, line, 2 * PEOPLE))
            before = _connections(port)
            rate = ours.send()
            if number:
                pairs.append((rate, bare))
                sent, opened = sent + 2 * PEOPLE, opened + _connections(port) - before - 1
        yield ratio(f"outgoing, {name}, {engine}", pairs, LIMITS[engine])
        yield Figure(
            f"outgoing, {name}, {engine}, new connections a send",
            max(0, opened - IN_FLIGHT * PAIRS) / sent,
            0.01,
            False,
        )
        ours.house.db.dispose()
        far = Post(shelf.sqlite_url() if engine == "SQLite" else shelf.postgresql_url(), folder, slow, line, MANY)
        far.queue()
        possible = 64 * 1000 / DELAY_MS
        rate = far.send(64)
        far.house.db.dispose()
        yield Figure(
            f"outgoing, {name}, {engine}, 64 in flight at {DELAY_MS} ms",
            rate / possible,
            0.9,
            True,
            "",
            f"{rate:,.0f}/s of {possible:,.0f}/s",
        )


async def _bare(port: int, line: Line, count: int) -> float:
    """A client that does nothing but send."""
    path = "/2010-04-01/Accounts/AC/Messages.json" if line is Line.TWILIO else "/bot1:a/sendMessage"
    form = {"To": "+8801700000001", "From": "+15005550006", "Body": WORDS.message}
    left = iter(range(count))
    async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as session:

        async def go() -> None:
            for _number in left:
                async with session.post(path, data=form) as answer:
                    await answer.read()

        began = time.perf_counter()
        await asyncio.gather(*(go() for _ in range(IN_FLIGHT)))
        return count / (time.perf_counter() - began)


def _connections(port: int) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/connections") as answer:
        return int(json.load(answer)["connections"])
