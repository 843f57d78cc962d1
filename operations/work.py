"""What an operation works with: the caller's transaction, the keys, the time."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from models.encryption import KeyRing


@dataclass(frozen=True)
class Work:
    """One transaction. `now` is in seconds since 1970 UTC."""

    connection: Connection
    ring: KeyRing
    now: float
    numbered: Counter[str] = field(default_factory=Counter)
    """Messages queued to a contact beside the conversation that is open with them: its replies are numbered on."""
    public_url: str = ""
    """Where the line is on the web, for addresses that are said to people."""
    demo: bool = False
    """All phones are simulated: one may ring at any hour."""

    def day(self, timezone: str | None = None) -> date:
        """Today where the factory is."""
        return datetime.fromtimestamp(self.now, ZoneInfo(timezone) if timezone else UTC).date()


class Refused(Exception):
    """An operation that cannot be done as things stand. The message says why, for people to read."""


class Mistyped(Refused):
    """A value that was entered cannot be right as it stands; the message says what it should be."""
