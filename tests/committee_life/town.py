"""The program in a town: served over a real port, with local providers around it, and with a clock that is ours.

What happens comes in by signed webhooks and goes out by the real channels; nothing here reaches into the tables.
"""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from waitress.server import create_server

from bot.channels.registry import open_channels
from bot.clock import TICKS
from bot.house import House
from bot.sender import Sender
from bot.settings import load_settings
from bot.wake import Wake
from models.database import Database
from models.encryption import new_ring
from operations.factories import Added, NewFactory, add_factory
from operations.users import NewUser, add_user
from tests.databases import free_port
from tests.servers.ours import run_until_closed
from tests.servers.telegram_server import FakeTelegram
from tests.servers.twilio_server import FakeTwilio
from tests.world import UNHURRIED
from webhooks.app import build_app

SECRET = "a-secret-for-telegram-webhooks"
STEP = 2 * 3600.0
"""How far time goes at once: what falls due in a day falls due in its order."""
AT_ONCE = 200
"""Rounds of ticks and sending after which something is plainly talking to itself."""


class Town:
    """The program, its providers and the time. `now` is seconds since 1970 UTC."""

    def __init__(self, db: Database, now: float) -> None:
        self.now = now
        self.twilio, self.telegram = FakeTwilio(), FakeTelegram()
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self._db = db
        self.arrives = True
        """Whether Twilio reports what arrived; of thousands of messages that takes its time."""
        self._loop = asyncio.new_event_loop()
        self._threads = [threading.Thread(target=self._loop.run_forever, name="sender")]

    def clock(self) -> float:
        return self.now

    def day(self, zone: str) -> datetime:
        """What day and hour it is there."""
        return datetime.fromtimestamp(self.now, ZoneInfo(zone))

    @contextmanager
    def open(self) -> Iterator["Town"]:
        """Providers, program and sender run."""
        with self.twilio, self.telegram:
            self.twilio.clock = self.telegram.clock = self.clock
            self._house = House(self._db, new_ring(), load_settings(self._environment()))
            server = create_server(build_app(self._house, now=self.clock), host="127.0.0.1", port=self.port, threads=2)
            self._threads.append(threading.Thread(target=run_until_closed, args=(server,), name="web"))
            for thread in self._threads:
                thread.start()
            channels = open_channels(self._house.settings)
            self._sender = Sender(self._house, channels, Wake(), {}, now=self.clock)
            for channel in channels.values():
                self._in_loop(channel.open())
            try:
                yield self
            finally:
                for channel in channels.values():
                    self._in_loop(channel.close())
                server.close()
                server.task_dispatcher.shutdown()
                self._loop.call_soon_threadsafe(self._loop.stop)
                for thread in self._threads:
                    thread.join(10)
                self._loop.close()

    @property
    def house(self) -> House:
        """The program, for what is done at its command line or by its clock."""
        return self._house

    def factory(self, **values: Any) -> Added:
        """As `bobbin factory add` does it."""
        with self._db.write() as connection:
            return add_factory(self._house.work(connection, self.now), NewFactory(**values))

    def user(self, email: str, role: str, *factories: str) -> NewUser:
        """As `bobbin user add` does it."""
        with self._db.write() as connection:
            return add_user(self._house.work(connection, self.now), email, role, factories)

    def wait(self, days: float = 0.0, hours: float = 0.0) -> None:
        """Time passes; whatever falls due is done when it does."""
        until = self.now + days * 86400.0 + hours * 3600.0
        while self.now < until:
            self.now = min(until, self.now + STEP)
            self.settle()

    def settle(self) -> None:
        """Ticks and sends until nothing is due; what was sent arrives."""
        for _round in range(AT_ONCE):
            due = sum(tick(self._house, self.now) for _name, tick, _seconds in TICKS)
            sent = self._in_loop(self._sender.drain())
            self._arrives()
            if not due and not sent:
                return
        raise AssertionError("it never comes to rest")

    def _arrives(self) -> None:
        """Twilio tells us that phones have what was sent."""
        if not self.arrives:
            return
        for message in self.twilio.sent:
            if message.status == "queued":
                assert self.twilio.callback(message, "delivered") == 204

    def _in_loop(self, what: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(60)

    def _environment(self) -> dict[str, str]:
        return {
            "PORT": str(self.port),
            "TWILIO_ACCOUNT_SID": self.twilio.account_sid,
            "TWILIO_AUTH_TOKEN": self.twilio.auth_token,
            "TWILIO_FROM": "+15005550006",
            "TWILIO_API_URL": self.twilio.url,
            "TELEGRAM_BOT_TOKEN": self.telegram.token,
            "TELEGRAM_WEBHOOK_SECRET": SECRET,
            "TELEGRAM_API_URL": self.telegram.url,
            "SMS_COUNTRIES": "BD,US",  # some have numbers that are reserved for examples there
            **UNHURRIED,
        }
