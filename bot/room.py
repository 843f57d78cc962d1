"""Whether the disk has room: who looks after the machine is told once when it has not, and again after a day of it."""

import structlog

from bot.house import House
from operations.alerts import alert_disk

AGAIN = 86_400.0
log = structlog.get_logger(__name__)


class Room:
    """A tick of the clock. Remembers in memory alone: a clock that has just begun says it anew."""

    def __init__(self) -> None:
        self._told_at: float | None = None

    def __call__(self, house: House, now: float) -> int:
        """How many were told."""
        if not house.is_full():
            self._told_at = None
            return 0
        if self._told_at is not None and now - self._told_at < AGAIN:
            return 0
        log.error("room.disk_low")
        with house.db.write() as connection:
            told = alert_disk(house.work(connection, now))
        self._told_at = now
        return told
