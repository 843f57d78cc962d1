"""Whatever a machine can send to every webhook, signed as it should be and not."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any
from urllib.parse import urlencode

from flask import Flask, got_request_exception
from sqlalchemy import text
from werkzeug.test import TestResponse

from bot.clock import TICKS
from bot.house import House
from bot.settings import load_settings
from tests.fuzz.naughty import naughty
from tests.servers.telegram_examples import all_update_kinds
from tests.webhooks.conftest import BEARER, ENVIRONMENT, MESSAGE, PUBLIC, SECRET, TOKEN, Machines, signature
from tests.world import World
from webhooks.app import build_app

FORM = "application/x-www-form-urlencoded"
HALF = "\ud83d"
"""Half of a pair: JSON can carry it, a text cannot."""
STATUSES = ("queued", "sent", "delivered", "undelivered", "failed", "read", "canceled", "", "DELIVERED", "\0")
PHONES = 40


@dataclass
class Fuzz:
    """One caller after the other, from a seed: the same seed sends the same."""

    machines: Machines
    seed: int
    factory_code: str
    answers: Counter[int] = field(default_factory=Counter)
    mistakes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        self.texts, self.updates = naughty(), [*all_update_kinds().values()]
        self.doors: tuple[Callable[[], TestResponse], ...] = (
            self.twilio, self.twilio, self.telegram, self.telegram, self.received, self.status, self.reported,
            self.calendar, self.garbage,
        )  # fmt: skip

    def sends(self, count: int) -> None:
        """So many requests; in between the clock ticks, so that what was taken in is worked on."""
        for number in range(count):
            self.machines.world.now += self.random.expovariate(1 / 20)
            answer = self.random.choice(self.doors)()
            self.answers[answer.status_code] += 1
            if answer.status_code >= 500 and answer.request.path != "/health":  # no clock ticks here
                self.mistakes.append(f"{number}: {answer.status_code} {answer.request.path}")
            if number % 250 == 249:
                self._ticks()

    def _ticks(self) -> None:
        world = self.machines.world
        for name, tick, _seconds in TICKS:
            try:
                tick(world.house, world.now)
            except Exception as error:  # all of them are mistakes here
                self.mistakes.append(f"{name}: {type(error).__name__}")

    # ------------------------------------------------------------------------------------------------ what is said

    def words(self) -> str:
        """What somebody writes: often something that leads on, so that every question is reached."""
        lead = (str(self.random.randrange(10)), self.factory_code, "menu", "0", "They have not paid us", "status")
        return self.random.choice(lead) if self.random.random() < 0.5 else self.random.choice(self.texts)

    def phone(self) -> str:
        odd = ("+880170000", "whatsapp:+88017000001", "", "Ministry", "384387", self.random.choice(self.texts)[:200])
        usual = f"+88017000001{self.random.randrange(PHONES):02}"
        return usual if self.random.random() < 0.9 else self.random.choice(odd)

    def any_value(self, depth: int = 0) -> Any:
        """Something that JSON can be."""
        kinds = (None, True, -1, 2**70, 1.5e308, "", HALF, self.random.choice(self.texts), self.words(), [], {})
        if depth < 3 and self.random.random() < 0.2:
            return [self.any_value(depth + 1)] * self.random.randrange(3)
        return self.random.choice(kinds)

    def bent(self, document: Any) -> Any:
        """The same with one value somewhere in it changed, gone or added."""
        if isinstance(document, dict) and document and self.random.random() < 0.85:
            name = self.random.choice(list(document))
            return {**document, name: self.bent(document[name])}
        if isinstance(document, dict) and self.random.random() < 0.5:
            return {name: value for name, value in document.items() if self.random.random() < 0.8}
        if isinstance(document, list) and document and self.random.random() < 0.8:
            return [*document[:-1], self.bent(document[-1])]
        return self.any_value()

    # --------------------------------------------------------------------------------------------------- the doors

    def _signed(self, path: str, form: dict[str, str]) -> TestResponse:
        """A form as Twilio signs it; some with a signature of something else."""
        pairs = [(name.replace("\0", ""), value) for name, value in form.items()]
        given = signature(PUBLIC + path, pairs, TOKEN if self.random.random() < 0.97 else "other")
        headers = {"X-Twilio-Signature": given if self.random.random() < 0.97 else self.words()[:60].encode().hex()}
        return self.machines.client.post(path, data=urlencode(pairs), content_type=FORM, headers=headers)

    def twilio(self) -> TestResponse:
        form = MESSAGE | {
            "From": self.phone(),
            "Body": self.words(),
            "MessageSid": f"SM{self.random.getrandbits(96):032x}",
        }
        for name in ("MessageSid", "NumMedia", "MediaUrl0", "MediaContentType0", "OptOutType", "To", *form):
            if self.random.random() < 0.04:
                form[name] = self.random.choice((self.random.choice(self.texts), "1", "STOP", "https://m.example/1"))
        return self._signed("/webhooks/twilio/message", form)

    def token(self) -> str:
        """Of a message of ours, or of none."""
        with self.machines.world.db.read() as connection:
            rows = connection.execute(text("select id from outbox limit 50")).scalars().all()
        return self.random.choice([*rows, f"{self.random.getrandbits(128):032x}", "x", "0" * 31])

    def status(self) -> TestResponse:
        form = {"MessageSid": f"SM{self.random.getrandbits(128):032x}", "AccountSid": MESSAGE["AccountSid"]}
        form |= {"MessageStatus": self.random.choice(STATUSES), "ErrorCode": self.random.choice(self.texts)[:300]}
        return self._signed(f"/webhooks/twilio/status/{self.token()}", form)

    def update(self) -> Any:
        update = json.loads(json.dumps(self.random.choice(self.updates)))
        if isinstance(update.get("message"), dict) and self.random.random() < 0.8:
            chat = {"id": 5_000_000_000 + self.random.randrange(PHONES), "type": "private"}
            update["message"] = update["message"] | {"chat": chat, "text": self.words()}
        if isinstance(update.get("callback_query"), dict):
            update["callback_query"]["data"] = (
                f"{self.random.getrandbits(32):08x}:{self.words()[:20]}:{self.words()[:20]}"
            )
        update["update_id"] = self.random.getrandbits(48)
        return self.bent(update) if self.random.random() < 0.6 else update

    def telegram(self) -> TestResponse:
        raw = json.dumps(self.update(), ensure_ascii=True)
        if self.random.random() < 0.05:
            raw = raw[: self.random.randrange(len(raw) + 1)]
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET if self.random.random() < 0.97 else "ünïcode"}
        return self.machines.client.post(
            "/webhooks/telegram", data=raw.encode(), content_type="application/json", headers=headers
        )

    def _from_gateway(self, what: str, fields: Any) -> TestResponse:
        headers = {
            "Authorization": f"Bearer {BEARER}"
            if self.random.random() < 0.97
            else self.random.choice(("", "Bearer", "ü"))
        }
        path = f"/webhooks/gateway/{what}"
        if isinstance(fields, dict) and self.random.random() < 0.5:
            flat = {str(name): str(value).replace(HALF, "") for name, value in fields.items()}
            return self.machines.client.post(path, data=urlencode(flat), content_type=FORM, headers=headers)
        raw = json.dumps(fields).encode()
        return self.machines.client.post(path, data=raw, content_type="application/json", headers=headers)

    def received(self) -> TestResponse:
        fields = {"from": self.phone(), "text": self.words(), "id": f"{self.random.getrandbits(64):x}"}
        event = {
            "event": "sms:received",
            "id": fields["id"],
            "payload": {"phoneNumber": fields["from"], "message": fields["text"]},
        }
        said = self.random.choice((fields, event))
        return self._from_gateway("received", self.bent(said) if self.random.random() < 0.4 else said)

    def reported(self) -> TestResponse:
        fields = {"id": self.token()}
        what = self.random.choice(("sent", "delivered", "failed", "received"))
        return self._from_gateway(what, self.bent(fields) if self.random.random() < 0.4 else fields)

    def calendar(self) -> TestResponse:
        """What is fetched and not sent: calendars, the page for everybody, whether we are well."""
        odd = self.random.choice(self.texts).encode().hex()[:80]
        paths = (
            f"/calendar/{odd}.ics",
            f"/?language={odd}",
            "/?language=%ff%00",
            "/health",
            f"/webhooks/{odd}",
            "/%ff%fe",
        )
        return self.machines.client.get(self.random.choice(paths), headers={"Accept-Language": odd})

    def garbage(self) -> TestResponse:
        """Bytes without any form, with any method and type, to any door."""
        paths = ("twilio/message", f"twilio/status/{self.token()}", "telegram", "gateway/received", "gateway/failed")
        raw = self.random.randbytes(self.random.choice((0, 1, 30, 3000, 70_000)))
        kinds = (FORM, "application/json", "multipart/form-data; boundary=x", 'text/plain; charset="utf-77"', "")
        headers = {
            "Authorization": f"Bearer {BEARER}",
            "X-Telegram-Bot-Api-Secret-Token": SECRET,
            "X-Twilio-Signature": "AA=",
        }
        method = self.random.choice(("POST", "POST", "POST", "GET", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"))
        path = "/webhooks/" + self.random.choice(paths)
        return self.machines.client.open(
            path, method=method, data=raw, content_type=self.random.choice(kinds), headers=headers
        )


def fuzz(world: World, count: int, seed: int) -> Fuzz:
    """Send so many to a line with every provider switched on. Mistakes are answers of 5xx, and what failed inside."""
    world.house = House(world.db, world.ring, replace(load_settings(ENVIRONMENT), demo=True))
    code = world.factory("en", "bn").code
    app = build_app(world.house, now=lambda: world.now)
    caller = Fuzz(Machines(world, app.test_client()), seed, code)
    with raised(app) as errors:
        caller.sends(count)
    caller.mistakes += errors
    with world.db.read() as connection:
        failed = connection.execute(text("select error, count(*) from inbox where error is not null group by error"))
        caller.mistakes += [f"inbox: {row[1]} x {row[0]}" for row in failed if row[0] != "unreadable"]
    return caller


@contextmanager
def raised(app: Flask) -> Iterator[list[str]]:
    """The exceptions that a request ended with."""
    errors: list[str] = []

    def keep(_sender: Flask, exception: Exception, **_more: Any) -> None:
        errors.append(f"{type(exception).__name__}: {exception}")

    with got_request_exception.connected_to(keep, app):
        yield errors
