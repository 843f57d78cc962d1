"""Several sender processes on one database: each message once, and in order for each person."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.contacts import make_contact
from models.database import open_database
from models.encryption import save_ring
from models.vocabulary import Line
from operations.outbox import Outgoing, queue
from tests.databases import Shelf
from tests.servers.gateway_server import FakeGateway
from tests.world import World

pytestmark = pytest.mark.processes
BOBBIN = str(Path(sys.executable).with_name("bobbin"))
PEOPLE = [f"+88017000000{number:02}" for number in range(15)]
EACH = 8


def queued(world: World) -> None:
    with world.work() as work:
        for number in range(EACH):
            for person in PEOPLE:
                body = {"text": f"part {number}", "language": "en"}
                queue(work, make_contact(work, Line.GATEWAY, person), Outgoing(body))


def started(environment: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as errors:
        return subprocess.Popen([BOBBIN, "sender"], env=environment, stderr=errors)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_three_processes_send_each_message_once_and_in_order(shelf: Shelf, tmp_path: Path, engine: str) -> None:
    url = shelf.sqlite_url() if engine == "sqlite" else shelf.postgresql_url()
    db = open_database(url)
    world = World(db, now=time.time())
    save_ring(world.ring, tmp_path / "keys.json")
    with FakeGateway() as gateway:
        gateway.latency = 0.005
        environment = {
            **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")},
            "DATABASE_URL": url,
            "KEY_FILE": str(tmp_path / "keys.json"),
            "GATEWAY_SEND_URL": gateway.send_url,
            "GATEWAY_TOKEN": gateway.token,
            "GATEWAY_PACE": "1000",
        }
        logs = [tmp_path / f"sender-{number}.log" for number in range(3)]
        senders = [started(environment, log) for log in logs]
        try:
            gateway.wait_until(lambda: all("sender.ready" in log.read_text() for log in logs), 60)
            queued(world)
            gateway.wait_until(lambda: gateway.accepted >= EACH * len(PEOPLE), 60)
        finally:
            for sender in senders:
                sender.terminate()
            codes = [sender.wait(20) for sender in senders]
            db.dispose()
        assert codes == [0, 0, 0]
        assert len(gateway.sent) == len({message.id for message in gateway.sent}) == EACH * len(PEOPLE)
        for person in PEOPLE:
            got = [message.text for message in gateway.sent if message.to == person]
            assert got == [f"part {number}" for number in range(EACH)]
    shelf.drop(url)
