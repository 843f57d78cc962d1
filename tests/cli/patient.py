"""The patient and who examines it: a furnished house, `bobbin doctor` in it, and providers switched on.

No answer of the doctor may hold a secret or a number, and each examination looks for them.
"""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from werkzeug.serving import make_server

from bot.house import House
from bot.settings import load_settings
from tests.cli.conftest import RAHIMA
from tests.cli.terminal import Said, Terminal
from tests.servers.telegram_server import FakeTelegram
from tests.servers.twilio_server import FakeTwilio
from tests.world import World
from webhooks.app import build_app

SECRET = "sixteen-letters-and-more"
NOWHERE = "http://127.0.0.1:1"
NUMBER = re.compile(r"\d{7,}")
ALWAYS = ("settings", "public address", "keys", "keys apart", "database", "webhooks", "translations", "papers")
OF_DATA = (
    "disk",
    "room",
    "keys fit",
    "clock",
    "dead letters",
    "audit log",
    "spending",
    "copies at providers",
    "public holidays",
)


@dataclass
class Doctor:
    """Somebody who runs `bobbin doctor` in a house."""

    terminal: Terminal
    secrets: list[str] = field(default_factory=list)

    def examines(self) -> dict[str, dict[str, Any]]:
        """The checks by name; the words for people say the same, and neither tells a secret."""
        said = self.terminal.types("doctor", "--json")
        checks: dict[str, dict[str, Any]] = {check["name"]: check for check in said.document["checks"]}
        assert said.document.keys() == {"ok", "checks"}
        assert all(check.keys() == {"name", "ok", "detail"} for check in checks.values())
        assert said.document["ok"] == all(check["ok"] for check in checks.values()) == (said.code == 0)
        self.keeps_quiet(said)
        self.keeps_quiet(words := self.terminal.types("doctor"))
        assert words.code == said.code
        assert all(f"{check['name']}: {check['detail']}" in words.out for check in checks.values())
        assert words.out.count("FAIL") == sum(not check["ok"] for check in checks.values())
        return checks

    def finds(self, *names: str) -> str:
        """These and no other checks fail, and the exit status says so. The detail of the first."""
        checks = self.examines()
        assert [name for name, check in checks.items() if not check["ok"]] == list(names)
        return str(checks[names[0]]["detail"])

    def turns_on(self, provider: str, **settings: str) -> None:
        """Set a provider up; everything that is given is a secret, but addresses and modes."""
        self.secrets += [value for name, value in settings.items() if not name.endswith(("URL", "MODE"))]
        self.terminal.set(**{f"{provider}_{name}": value for name, value in settings.items()})

    def keeps_quiet(self, said: Said) -> None:
        assert said.err == ""
        shown = said.out.replace(str(self.terminal.folder), "")
        assert not NUMBER.search(shown), shown
        assert not [secret for secret in [*self.secrets, *key_texts(self.terminal.keys), RAHIMA[1:]] if secret in shown]


def key_texts(path: Path) -> list[str]:
    return re.findall(r'"key": "([^"]{8,})"', path.read_text()) if path.is_file() else []


@contextmanager
def served(world: World, certificate: tuple[str, str] | None = None) -> Iterator[int]:
    """The web of a house, on the port that is given."""
    house = House(world.db, world.ring, load_settings({}))
    server = make_server("127.0.0.1", 0, build_app(house), ssl_context=certificate)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()


def twilio_on(doctor: Doctor, twilio: FakeTwilio, **other: str) -> None:
    account = {"ACCOUNT_SID": twilio.account_sid, "AUTH_TOKEN": twilio.auth_token, "FROM": twilio.number}
    doctor.turns_on("TWILIO", **(account | {"API_URL": twilio.url} | other))


def telegram_on(doctor: Doctor, tg: FakeTelegram, **other: str) -> None:
    bot = {"BOT_TOKEN": tg.token, "WEBHOOK_SECRET": SECRET, "API_URL": tg.url}
    doctor.turns_on("TELEGRAM", **(bot | other))


def gateway_on(doctor: Doctor) -> None:
    doctor.turns_on("GATEWAY", SEND_URL="http://phone.example:8080/message", TOKEN="amina:her-password")
