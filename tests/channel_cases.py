"""One table of cases for every channel: what a provider answers, and what becomes of the message.

A channel is added by adding its rig; the cases stay the same.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bot.settings import load_settings
from models.vocabulary import Line
from tests.servers.gateway_server import FakeGateway
from tests.servers.telegram_server import FakeTelegram
from tests.servers.twilio_server import FakeTwilio

WORKER = "+8801700000001"


@dataclass(frozen=True)
class Case:
    """What the provider does, and the state, error and waiting time that must follow."""

    name: str
    fault: dict[str, Any] | None
    state: str
    error: str | None = None
    waits: float | None = None
    unsendable: bool = False
    line_rests: bool = False


TOO_MANY = b'{"ok": false, "error_code": 429, "description": "Too Many Requests", "code": 20429, "status": 429}'
"""Without a word on how long to wait, in a form that each of them could send."""
CASES = (
    Case("it is taken", None, "sent"),
    Case("our side of it is down", {"status": 500}, "queued", waits=5.0),
    Case("too many, wait this long", {"status": 429, "retry_after": 35}, "queued", waits=35.0, line_rests=True),
    Case("too many, and not a word on how long", {"status": 429, "body": TOO_MANY}, "queued", waits=5.0),
    Case("it will never take this one", {"status": 400}, "failed"),
    Case("our credentials are refused", {"status": 401}, "queued", waits=60.0, line_rests=True),
    Case("it never answers", {"how": "hang"}, "unknown", "timeout"),
    Case("it answers a byte at a time", {"how": "drip", "pause": 0.1}, "unknown", "timeout"),
    Case("it breaks before it was taken", {"how": "reset"}, "unknown"),
    Case("it breaks after it was taken", {"how": "reset", "accepted": True}, "unknown"),
)


@dataclass
class Rig:
    """A provider's local server, the settings that point at it, and somebody to write to."""

    line: Line
    server: Any
    environment: dict[str, str]
    address: str
    block: Callable[[], None]
    words: Callable[[], list[str]]


@contextmanager
def twilio() -> Iterator[Rig]:
    with FakeTwilio() as server:
        environment = {
            "TWILIO_ACCOUNT_SID": server.account_sid,
            "TWILIO_AUTH_TOKEN": server.auth_token,
            "TWILIO_FROM": "+15005550006",
            "TWILIO_API_URL": server.url,
            "PUBLIC_URL": "https://line.example.org",
        }
        opt_out = lambda: server.opted_out.add(WORKER)  # noqa: E731
        yield Rig(Line.TWILIO, server, environment, WORKER, opt_out, lambda: [one.body for one in server.sent])


@contextmanager
def telegram() -> Iterator[Rig]:
    with FakeTelegram() as server:
        worker = server.person("Rahima")
        environment = {
            "TELEGRAM_BOT_TOKEN": server.token,
            "TELEGRAM_WEBHOOK_SECRET": "a-secret-for-telegram-webhooks",
            "TELEGRAM_API_URL": server.url,
        }
        yield Rig(
            Line.TELEGRAM,
            server,
            environment,
            str(worker.id),
            lambda: server.update_blocked(worker) and None,
            lambda: [one.text for one in server.sent],
        )


@contextmanager
def gateway() -> Iterator[Rig]:
    with FakeGateway() as server:
        environment = {"GATEWAY_SEND_URL": server.send_url, "GATEWAY_TOKEN": server.token}
        yield Rig(Line.GATEWAY, server, environment, WORKER, lambda: None, lambda: [one.text for one in server.sent])


RIGS: dict[str, Callable[[], Any]] = {"twilio": twilio, "telegram": telegram, "gateway": gateway}


def settings_of(rig: Rig) -> Any:
    return load_settings(rig.environment)
