"""A small world to tell stories in: people with phones, a clock that is moved by hand, a line that answers."""

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.channels.registry import open_channels
from bot.channels.simulator import Phones, Shown
from bot.clock import TICKS
from bot.house import House
from bot.inbound import Inbound
from bot.inbox import receive
from bot.sender import Sender
from bot.settings import load_settings
from bot.wake import Wake
from models.case import Case
from models.contact import Contact
from models.database import Database
from models.encryption import KeyRing, new_ring
from models.user import User
from models.vocabulary import CaseAction, Line
from operations import cases
from operations.factories import Added, NewFactory, add_factory
from operations.users import add_user
from operations.work import Work

LONGEST_DAY = date(2026, 9, 30)
"""A Wednesday in September: long words in most languages."""
MORNING = 1_795_500_000.0
"""A Tuesday morning in November 2026, where all stories begin."""

SELDOM = 600.0
"""Seconds between two ticks from which on stories do not tick between any two messages."""
UNHURRIED = {"REPLIES_AN_HOUR": "100000"}
"""In stories no time passes between two messages; floods have tests of their own, with the limits of a real house."""


@dataclass
class World:
    """The house with simulated phones."""

    db: Database
    ring: KeyRing = field(default_factory=new_ring)
    now: float = MORNING
    phones: Phones = field(default_factory=Phones)
    _looked: dict[str, float] = field(default_factory=dict)
    """When each of the ticks that come seldom came last."""

    def __post_init__(self) -> None:
        self.house = House(self.db, self.ring, load_settings(UNHURRIED, demo=True))

    def factory(self, *languages: str, name: str = "Shapla Garments", **values: Any) -> Added:
        place = {"country": "BD", "timezone": "Asia/Dhaka", "rest_days": ("friday",)}
        wanted = NewFactory(name, languages=languages or ("bn", "en"), **place | values)
        with self.db.write() as connection:
            return add_factory(Work(connection, self.ring, self.now), wanted)

    def person(self, address: str, line: Line = Line.SIM_SMS) -> "Person":
        return Person(self, address, line)

    def work(self) -> Any:
        """A writing transaction as operations take it: `with world.work() as work`."""
        return _Work(self)

    def wait(self, seconds: float) -> None:
        """Time passes; whatever falls due is done."""
        self.now += seconds
        self.settle()

    def settle(self) -> None:
        """Ticks and sends until nothing is due. What looks seldom does so as often as the clock lets it."""
        for _round in range(5):
            due = sum(tick(self.house, self.now) for name, tick, seconds in TICKS if self._is_time(name, seconds))
            if not self.sends() and not due:
                return

    def _is_time(self, name: str, seconds: float) -> bool:
        if seconds < SELDOM:
            return True
        if self.now - self._looked.get(name, 0.0) < seconds:
            return False
        self._looked[name] = self.now
        return True

    def sends(self) -> int:
        """Sends what waits and nothing else; returns how many messages."""
        return asyncio.run(self._drain())

    def cases(self) -> list[Case]:
        with self.db.session() as session:
            return list(session.scalars(select(Case)))

    async def _drain(self) -> int:
        channels = open_channels(self.house.settings, self.phones)
        for channel in channels.values():
            await channel.open()
        try:
            return await Sender(self.house, channels, Wake(), {}, now=lambda: self.now).drain()
        finally:
            for channel in channels.values():
                await channel.close()

    def advisor(self, *factories: str, role: str = "advisor", email: str = "farida@advisors.example") -> "Advisor":
        """Somebody who works on cases."""
        with self.work() as work:
            add_user(work, email, role, factories)
            user_id = work.connection.execute(select(User.id).where(User.email == email)).scalar_one()
        return Advisor(self, user_id, email)


class _Work:
    def __init__(self, world: World) -> None:
        self._world = world
        self._context = world.db.write()

    def __enter__(self) -> Work:
        return Work(self._context.__enter__(), self._world.ring, self._world.now)

    def __exit__(self, *error: Any) -> Any:
        return self._context.__exit__(*error)


@dataclass(frozen=True)
class Advisor:
    """Somebody at a desk. `case` is the id of the case meant; the only one there is when it is not said."""

    world: World
    id: str
    email: str

    def replies(self, words: str, case: str | None = None, at_once: bool = True) -> str:
        """Answer the worker, as one does when it is urgent; returns the id of the message."""
        return self._works(case, lambda work, found: cases.reply(work, found, self.id, words, at_once))

    def notes(self, words: str, case: str | None = None) -> None:
        self._works(case, lambda work, found: cases.note(work, found, self.id, words))

    def does(self, action: str, case: str | None = None) -> None:
        """Acknowledge, resolve, close or reopen."""
        self._works(case, lambda work, found: cases.change_status(work, found, self.id, CaseAction(action)))

    def _works(self, case: str | None, deed: Callable[[Work, Case], Any]) -> Any:
        with self.world.work() as work:
            wanted = select(Case) if case is None else select(Case).where(Case.id == case)
            with Session(work.connection, expire_on_commit=False) as session:
                found = session.scalars(wanted).one()
            return deed(work, found)


@dataclass
class Person:
    """Somebody with a phone. What they do returns what comes back."""

    world: World
    address: str
    line: Line
    _seen: int = 0
    _last: Shown | None = None

    @property
    def contact_id(self) -> str:
        """How the house knows this phone."""
        _version, tag = self.world.ring.tag(f"{self.line}|{self.address}")
        with self.world.db.read() as connection:
            return str(connection.execute(select(Contact.id).where(Contact.index_tag == tag)).scalar_one())

    def says(self, text: str) -> list[str]:
        return self.sends(text=text)

    def taps(self, number: int) -> list[str]:
        """Press a button of the last message that had some, counted from 1."""
        assert self._last is not None
        data, label = self._last.options[number - 1]
        tap = {"callback": "1", "message": self._last.number, "label": label}
        return self.sends(choice=data, tap=tap)

    def shows(self, content: bytes, kind: str = "photo", text: str = "") -> list[str]:
        """Send a file."""
        ref = secrets.token_hex(8)
        self.world.phones.put_file(ref, content)
        file = {"kind": kind, "ref": ref, "media_type": "application/octet-stream", "size": len(content)}
        return self.sends(text=text, files=(file,))

    def sends(self, **values: Any) -> list[str]:
        external_id = values.pop("external_id", secrets.token_hex(8))
        receive(self.world.house, Inbound(self.line, self.address, external_id, **values), self.world.now)
        self.world.settle()
        return self.hears()

    def hears(self) -> list[str]:
        """What has come since this person last looked."""
        return [shown.text for shown in self.looks()]

    def looks(self) -> list[Shown]:
        news = self.world.phones.received(self.line, self.address, self._seen)
        self._seen += len(news)
        with_options = [shown for shown in news if shown.options]
        self._last = with_options[-1] if with_options else self._last
        return news
