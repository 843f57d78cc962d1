"""The line with every provider switched on, its web reached without a network."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from werkzeug.test import TestResponse

from bot.house import House
from bot.settings import load_settings
from tests.world import World
from webhooks.app import build_app

PUBLIC = "https://line.example.org"
TOKEN, OLD_TOKEN = "new-token-of-twilio", "old-token-of-twilio"
SECRET = "a-secret-for-telegram-webhooks"
BEARER = "a-token-for-the-gateway"
SID = "AC" + "0" * 32
ENVIRONMENT = {
    "PUBLIC_URL": PUBLIC,
    "TWILIO_ACCOUNT_SID": SID,
    "TWILIO_AUTH_TOKEN": f"{TOKEN},{OLD_TOKEN}",
    "TWILIO_FROM": "+15005550006",
    "TELEGRAM_BOT_TOKEN": "123456:test-token",
    "TELEGRAM_WEBHOOK_SECRET": SECRET,
    "GATEWAY_SEND_URL": "http://127.0.0.1:9/send",
    "GATEWAY_TOKEN": BEARER,
    "DEFAULT_COUNTRY": "BD",
}


def signature(url: str, pairs: list[tuple[str, str]], token: str = TOKEN) -> str:
    """As Twilio signs: the address, then names and values in order of the names."""
    signed = url + "".join(name + value for name, value in sorted(pairs))
    return base64.b64encode(hmac.digest(token.encode(), signed.encode(), hashlib.sha1)).decode()


@dataclass
class Machines:
    """What providers do to us."""

    world: World
    client: FlaskClient

    def twilio(
        self,
        path: str = "/webhooks/twilio/message",
        token: str = TOKEN,
        signed_url: str | None = None,
        signed: str | None = None,
        pairs: list[tuple[str, str]] | None = None,
        **form: str,
    ) -> TestResponse:
        sent = pairs if pairs is not None else list((MESSAGE | form).items())
        header = signed if signed is not None else signature(signed_url or PUBLIC + path, sent, token)
        return self.client.post(
            path,
            data=urlencode(sent),
            content_type="application/x-www-form-urlencoded",
            headers={"X-Twilio-Signature": header},
        )

    def telegram(self, update: Any, secret: str = SECRET) -> TestResponse:
        headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
        return self.client.post("/webhooks/telegram", json=update, headers=headers)

    def gateway(self, what: str, bearer: str = BEARER, **options: Any) -> TestResponse:
        headers = {"Authorization": f"Bearer {bearer}"}
        return self.client.post(f"/webhooks/gateway/{what}", headers=headers, **options)

    def count(self, table: str, where: str = "1 = 1") -> int:
        with self.world.db.read() as connection:
            return int(connection.execute(text(f"select count(*) from {table} where {where}")).scalar_one())

    def rows(self) -> Mapping[str, int]:
        """How many rows there are of everything a message may write."""
        return {table: self.count(table) for table in ("inbox", "contacts", "conversations", "outbox", "cases")}


MESSAGE = {
    "MessageSid": "SM" + "1" * 32,
    "SmsSid": "SM" + "1" * 32,
    "AccountSid": SID,
    "From": "+8801700000001",
    "To": "+15005550006",
    "Body": "hello",
    "NumMedia": "0",
    "NumSegments": "1",
    "SmsStatus": "received",
    "ApiVersion": "2010-04-01",
}


@pytest.fixture
def machines(world: World) -> Machines:
    settings = replace(load_settings(ENVIRONMENT), demo=True)
    world.house = House(world.db, world.ring, settings)
    app = build_app(world.house, now=lambda: world.now)
    return Machines(world, app.test_client())
