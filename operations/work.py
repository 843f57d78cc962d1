"""What an operation works with: the caller's transaction, the keys, the time."""

from dataclasses import dataclass
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

    def day(self, timezone: str | None = None) -> date:
        """Today where the factory is."""
        return datetime.fromtimestamp(self.now, ZoneInfo(timezone) if timezone else UTC).date()


class Refused(Exception):
    """An operation that cannot be done as things stand. The message says why, for people to read."""
