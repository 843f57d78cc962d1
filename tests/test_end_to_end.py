"""The whole line over local providers: real processes, signed webhooks, a kill in the middle, and nobody named.

One process serves (`bobbin run`), the providers' servers stand beside it; the test is the world outside.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.claims import LEASE
from bot.delivery import PATIENCE
from models.database import database_url
from tests.databases import Cluster, Shelf, free_port
from tests.servers.telegram_people import Person
from tests.servers.telegram_server import FakeTelegram
from tests.servers.twilio_server import FakeTwilio
from tests.transcripts.player import PICTURE

pytestmark = [pytest.mark.processes, pytest.mark.long]
WORKER, COLLEAGUE = "+8801700000001", "+8801700000002"
SECRET = "a-secret-for-telegram-webhooks"
BOBBIN = str(Path(sys.executable).with_name("bobbin"))


class Line:
    """The program as it is started, and the providers around it."""

    def __init__(self, folder: Path, url: str, twilio: FakeTwilio, telegram: FakeTelegram) -> None:
        self.folder, self.twilio, self.telegram = folder, twilio, telegram
        self.port = free_port()
        self.log = folder / "log"
        self.environment = {
            **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")},
            "DATABASE_URL": url,
            "KEY_FILE": str(folder / "keys" / "keys.json"),
            "PORT": str(self.port),
            "TWILIO_ACCOUNT_SID": twilio.account_sid,
            "TWILIO_AUTH_TOKEN": twilio.auth_token,
            "TWILIO_FROM": "+15005550006",
            "TWILIO_API_URL": twilio.url,
            "TWILIO_PACE": "50",
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_WEBHOOK_SECRET": SECRET,
            "TELEGRAM_API_URL": telegram.url,
        }
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def command(self, *arguments: str) -> str:
        done = subprocess.run(
            [BOBBIN, *arguments], env=self.environment, capture_output=True, text=True, check=True, cwd=self.folder
        )
        return done.stdout

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [BOBBIN, "run"], env=self.environment, stdout=log, stderr=log, cwd=self.folder
            )
        until(self.healthy)

    def kill(self) -> None:
        """As a power cut does: no goodbye."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(20)

    def healthy(self) -> bool:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.base}/health", timeout=2) as answer:
            return bool(answer.status == 200)
        return False

    def texts(self, number: str, words: str, **values: Any) -> None:
        """A worker sends an SMS; Twilio calls us."""
        assert self.twilio.incoming(f"{self.base}/webhooks/twilio/message", number, words, **values).status == 200

    def told(self, number: str) -> list[str]:
        return [message.body for message in self.twilio.sent if message.to == number]

    def update(self, update: dict[str, Any]) -> None:
        assert self.telegram.deliver(update, f"{self.base}/webhooks/telegram", SECRET).status == 200

    def shown(self, person: Person) -> list[Any]:
        return [message for message in self.telegram.sent if message.chat_id == person.id]


def until(true: Callable[[], object], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


@pytest.fixture(params=["sqlite", "postgresql"])
def line(request: pytest.FixtureRequest, shelf: Shelf, tmp_path: Path) -> Iterator[Line]:
    url = f"sqlite:///{tmp_path / 'data' / 'bobbin.db'}"
    if request.param == "postgresql":
        url = shelf.postgresql_url()
    with FakeTwilio() as twilio, FakeTelegram() as telegram:
        line = Line(tmp_path, url, twilio, telegram)
        try:
            line.command("migrate")
            line.start()
            yield line
        finally:
            line.stop()


AFTER_A_DEATH = LEASE + PATIENCE + 30
"""A message that was claimed and perhaps sent when the sender died comes again when both are over."""
CONVERSATION = (
    "The manager locked the fire exit again today", "English", "1", "3", "1", "1", "no", "1", "1", "yes", "1",
)  # fmt: skip


def test_a_worker_is_heard_by_sms_though_the_process_is_killed_between_messages(line: Line) -> None:
    for turn, words in enumerate(CONVERSATION):
        before = len(line.told(WORKER))
        line.texts(WORKER, words, sid=f"SM{turn:032x}")
        if turn in (3, 7):
            line.kill()
            line.start()
            line.texts(WORKER, words, sid=f"SM{turn:032x}")  # Twilio tries again: it never saw our answer
        until(lambda seen=before: len(line.told(WORKER)) > seen, AFTER_A_DEATH if turn in (3, 7) else 60)
    # what was sent when the process died may come again later, so the last word is waited for by what it says
    until(lambda: "Your code" in line.told(WORKER)[-1])
    assert line.command("audit", "verify").startswith("The audit log is whole")


def test_a_worker_is_heard_on_telegram_with_a_photo(line: Line) -> None:
    worker = line.telegram.person("Rahima", username="rahima_k")
    line.update(line.telegram.update_text(worker, "/start"))

    def tap(button: int) -> None:
        before = len(line.shown(worker))
        line.update(line.telegram.update_tap(worker, line.shown(worker)[-1], button))
        until(lambda: len(line.shown(worker)) > before)

    until(lambda: line.shown(worker))
    labels = [label for label, _data in line.shown(worker)[0].buttons]
    tap(labels.index("English"))
    until(lambda: len(line.shown(worker)) >= 3)
    tap(0)  # does not want to say the factory
    for button in (0, 2, 0):
        tap(button)
    line.update(line.telegram.update_photo(worker, PICTURE, caption="the exit is locked"))
    until(lambda: "Anything more" in line.shown(worker)[-1].text)
    for button in (0, 0, 0):
        tap(button)
    assert "Your code" in line.shown(worker)[-1].text
    assert len(line.telegram.answered) == 8
    assert line.telegram.edited


def test_nobody_is_named_in_files_or_logs(line: Line, shelf: Shelf) -> None:
    worker = line.telegram.person("Rahima-Canary", username="rahima_canary")
    line.update(line.telegram.update_text(worker, "They have not paid us canarywords for two months"))
    for words in CONVERSATION:
        line.texts(WORKER, words)
        line.texts("+15005550", words)
    line.twilio.post(f"{line.base}/webhooks/twilio/message", {"Body": "canarywords", "From": WORKER}, token="forged")
    until(lambda: any("Your code" in words for words in line.told(WORKER)))
    line.stop()
    secrets = (
        "8801700000001",
        "1700000001",
        "1000000071",
        str(worker.id),
        "Rahima-Canary",
        "rahima_canary",
        "canarywords",
    )
    secrets += ("fire exit", line.telegram.token, line.twilio.auth_token, SECRET)
    for path in kept(line, shelf):
        content = path.read_bytes()
        for secret in secrets:
            for spelling in (secret.encode(), secret.encode("utf-16-le"), secret[::-1].encode()):
                assert spelling not in content, f"{secret} stands in {path.name}"


def kept(line: Line, shelf: Shelf) -> list[Path]:
    """Every file that the program or its database left."""
    found = [path for path in line.folder.rglob("*") if path.is_file() and path.name != "keys.json"]
    if line.environment["DATABASE_URL"].startswith("postgresql"):
        dump = line.folder / "dump.sql"
        cluster: Cluster = shelf.cluster()
        name = database_url(line.environment["DATABASE_URL"]).database
        cluster.dump(str(name), dump)
        found.append(dump)
    return found
