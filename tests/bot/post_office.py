"""Messages on their way, without a real provider: people, what is written to them, and a provider that can be told."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from bot.channels.channel import FetchError, Parcel, SendError, Sent, Trouble
from bot.claims import Claimed, claim
from bot.contacts import make_contact
from bot.sender import Sender
from bot.wake import Wake
from models.contact import Contact
from models.outbox import OutboxMessage
from models.vocabulary import Line, OutboxState
from operations.outbox import Outgoing, queue
from tests.world import World

RAHIMA, SALMA = "+8801700000001", "+8801700000002"


class Provider:
    """Takes every message, unless it was told what to do with the next ones: answer so, fail so, or call something."""

    def __init__(self, line: Line = Line.SIM_SMS) -> None:
        self.line: str = line
        self.took: list[Parcel] = []
        self._next: list[Sent | BaseException | Callable[[Parcel], None]] = []

    def will(self, *what: Sent | BaseException | Callable[[Parcel], None]) -> None:
        self._next += what

    @property
    def words(self) -> list[str]:
        """What has arrived, in order."""
        return [parcel.body["text"] for parcel in self.took]

    async def open(self) -> None:
        """Nothing to connect to."""

    async def close(self) -> None:
        """Nothing was connected."""

    async def send(self, parcel: Parcel) -> Sent:
        planned = self._next.pop(0) if self._next else None
        if isinstance(planned, BaseException):
            raise planned
        if callable(planned):
            planned(parcel)
        self.took.append(parcel)
        return planned if isinstance(planned, Sent) else Sent(parcel.token, OutboxState.SENT)

    async def fetch(self, source: str) -> bytes:
        raise FetchError("no_files", retryable=False)


class PostOffice:
    """A world's outbox and one provider."""

    def __init__(self, world: World) -> None:
        self.world, self.provider = world, Provider()

    def writes(self, text: str, to: str = RAHIMA, **outgoing: Any) -> str:
        """Queue a message; returns its id."""
        with self.world.work() as work:
            contact = make_contact(work, self.provider.line, to)
            body = {"text": text, "language": "en"}
            queue(work, contact, Outgoing(body, **outgoing))
            query = select(OutboxMessage.id).where(OutboxMessage.contact_id == contact)
            return str(work.connection.execute(query.order_by(OutboxMessage.number.desc()).limit(1)).scalar_one())

    def claims(self, most: int = 100, pace: float = 1e9) -> list[str]:
        """The words of what a sender may send now; it is claimed then, and not sent."""
        return [message.body["text"] for message in self.claimed(most, pace) if message.body]

    def claimed(self, most: int = 100, pace: float = 1e9) -> list[Claimed]:
        return claim(self.world.house, self.provider.line, most, pace, self.world.now)

    def sends(self, paces: Mapping[str, float] | None = None) -> int:
        """Send what is due; returns how many messages were taken on."""
        return asyncio.run(self.sender(paces).drain())

    def sender(self, paces: Mapping[str, float] | None = None) -> Sender:
        channels = {self.provider.line: self.provider}
        return Sender(self.world.house, channels, Wake(), paces or {}, now=lambda: self.world.now)

    def row(self, message: str) -> OutboxMessage:
        with self.world.db.session() as session:
            return session.scalars(select(OutboxMessage).where(OutboxMessage.id == message)).one()

    def states(self) -> list[str]:
        """Of every message, in the order of people and numbers."""
        with self.world.db.session() as session:
            return list(session.scalars(select(OutboxMessage.state).order_by(OutboxMessage.number)))

    def contact(self) -> Contact:
        with self.world.db.session() as session:
            return session.scalars(select(Contact)).one()


def failing(trouble: str, code: str = "500", retry_after: float | None = None) -> SendError:
    return SendError(Trouble(trouble), code, retry_after)
