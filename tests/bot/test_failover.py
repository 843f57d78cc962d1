"""Many processes on one PostgreSQL, and what happens to machines: killed, frozen, and a database that fails over.

Four webs, four senders and clocks, while people write without pause. Nothing acknowledged is lost, nothing is sent
twice, and one clock leads after the other.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from urllib.error import URLError

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from models.database import open_database
from models.encryption import new_ring, save_ring
from models.inbox import InboxMessage
from models.lease import Lease
from operations.receipts import receipt
from tests.databases import Cluster, Standby, free_port, migrated
from tests.promises import figure
from tests.servers.client import Answer
from tests.servers.gateway_server import FakeGateway

pytestmark = [pytest.mark.processes, pytest.mark.long]
BOBBIN = str(Path(sys.executable).with_name("bobbin"))
WRITERS = 4
TAKEOVER = 30.0


def until(true: Callable[[], object], seconds: float) -> float:
    """Wait for something; returns how long that was."""
    begun = time.monotonic()
    while not true():
        assert time.monotonic() - begun < seconds, "it did not happen in time"
        time.sleep(0.05)
    return time.monotonic() - begun


@dataclass
class Fleet:
    """Processes of the roles, started and ended by us alone."""

    folder: Path
    url: str
    gateway: FakeGateway
    port: int = field(default_factory=free_port)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, role: str, count: int = 1) -> None:
        environment = {
            **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")},
            "DATABASE_URL": self.url,
            "KEY_FILE": str(self.folder / "keys.json"),
            "PORT": str(self.port),
            "GATEWAY_SEND_URL": self.gateway.send_url,
            "GATEWAY_TOKEN": self.gateway.token,
            "GATEWAY_PACE": "1000",
        }
        for _time in range(count):
            name = f"{role}-{len(self.running)}"
            with (self.folder / f"{name}.log").open("wb") as log:
                self.running[name] = subprocess.Popen([BOBBIN, role], env=environment, stdout=log, stderr=log)

    def said(self, words: str) -> int:
        """In how many logs some words are."""
        return sum(words in log.read_text() for log in self.folder.glob("*.log"))

    def stop(self) -> None:
        for process in self.running.values():
            process.send_signal(signal.SIGCONT)
            process.terminate()
        for process in self.running.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()


@dataclass
class Crowd:
    """People who write without pause until told to stop; `acknowledged` are the ids that were answered 200."""

    fleet: Fleet
    acknowledged: set[str] = field(default_factory=set)
    refused: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    def begin(self) -> None:
        self._threads = [threading.Thread(target=self._write, args=(number,)) for number in range(WRITERS)]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _write(self, writer: int) -> None:
        number = 0
        while not self._stop.is_set():
            number += 1
            message_id = f"{writer}-{number}"
            while not self._said(message_id, writer * 1000 + number % 500) and not self._stop.is_set():
                self.refused += 1
                time.sleep(0.2)  # as a gateway does: again, with the same id
            time.sleep(0.02)

    def _said(self, message_id: str, phone: int) -> bool:
        try:
            base = f"http://127.0.0.1:{self.fleet.port}"
            sender = f"+8801700{phone:06}"
            answer: Answer = self.fleet.gateway.received(base, sender, "hello", message_id=message_id)
        except (URLError, OSError):
            return False
        if answer.status == 200:
            self.acknowledged.add(message_id)
        return answer.status == 200


class Watch:
    """Looks who leads, all the time; `leaders` are those that did, in order."""

    def __init__(self, url: str) -> None:
        self.db = open_database(url)
        self.leaders: list[str] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._thread.join()
        self.db.dispose()

    def _look(self) -> None:
        while not self._stop.wait(0.1):
            with contextlib.suppress(SQLAlchemyError), self.db.read() as connection:
                held = connection.execute(select(Lease.holder).where(Lease.expires_at > 0)).scalar()
                if held and held not in self.leaders[-1:]:
                    self.leaders.append(held)


@pytest.fixture
def machines() -> Iterator[tuple[Cluster, Standby]]:
    """A database, and one that follows it."""
    primary = Cluster(waits=True)
    standby = Standby(primary)
    try:
        primary.start()
        standby.start()
        yield primary, standby
    finally:
        standby.stop()
        primary.stop()


def test_nothing_is_lost_or_doubled_when_machines_fail(machines: tuple[Cluster, Standby], tmp_path: Path) -> None:
    primary, standby = machines
    primary.execute("CREATE DATABASE line")
    migrated(primary.url("line"))
    hosts = f"host=127.0.0.1:{primary.port}&host=127.0.0.1:{standby.port}"
    url = f"postgresql://bobbin@/line?{hosts}&target_session_attrs=read-write"
    save_ring(new_ring(), tmp_path / "keys.json")
    with FakeGateway() as gateway, Watch(url) as watch:
        fleet = Fleet(tmp_path, url, gateway)
        crowd = Crowd(fleet)
        try:
            fleet.start("clock")
            until(lambda: len(watch.leaders) == 1, 60)
            fleet.start("clock")
            fleet.start("web", 4)
            fleet.start("sender", 4)
            until(lambda: fleet.said("sender.ready") == 4, 120)
            crowd.begin()
            until(lambda: len(crowd.acknowledged) > 40, 60)

            fleet.running["clock-0"].kill()
            takeover = until(lambda: len(watch.leaders) == 2, TAKEOVER + 10)

            fleet.start("clock")
            fleet.running["clock-1"].send_signal(
                signal.SIGSTOP
            )  # frozen past its lease; and a web and a sender a while
            fleet.running["web-2"].send_signal(signal.SIGSTOP)
            fleet.running["sender-7"].send_signal(signal.SIGSTOP)
            primary.kill()
            standby.promote()
            before = len(crowd.acknowledged)
            until(lambda: len(crowd.acknowledged) > before + 40, 120)
            until(lambda: len(watch.leaders) == 3, TAKEOVER + 10)
            for name in ("clock-1", "web-2", "sender-7"):
                fleet.running[name].send_signal(signal.SIGCONT)
            time.sleep(6)  # longer than a clock waits before it looks again
            crowd.end()
            until(lambda: waiting(watch) == 0, 60)
        finally:
            crowd.end()
            fleet.stop()
        assert len(watch.leaders) == len(set(watch.leaders)) == 3  # nobody who lost the lead has it again
        assert all(one != other for one, other in pairwise(watch.leaders))
        with watch.db.read() as connection:
            kept = connection.execute(select(InboxMessage.external_id)).scalars().all()
        lost = {receipt(one) for one in crowd.acknowledged} - set(kept)
        doubled = len(gateway.sent) - len({message.id for message in gateway.sent})
    assert lost == set()
    assert len(kept) == len(set(kept))
    assert doubled == 0
    assert takeover <= TAKEOVER
    assert len(gateway.sent) >= 80
    figure(
        "P3",
        f"0 lost, 0 doubled of {len(crowd.acknowledged)} by 4 webs, 4 senders and 3 clocks: leader killed and frozen, "
        f"database failed over ({crowd.refused} refused and said again); a clock took over in {takeover:.0f} s",
    )


def waiting(watch: Watch) -> int:
    """What could be sent and is not."""
    with watch.db.read() as connection:
        return int(connection.execute(text("select count(*) from outbox where state = 'queued'")).scalar_one())
