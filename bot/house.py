"""What a running process holds: the store, its keys, its settings. Built once, handed to every room."""

from dataclasses import dataclass

from sqlalchemy import Connection

from bot.settings import Settings
from models.database import Database
from models.encryption import KeyRing
from operations.work import Work


@dataclass(frozen=True)
class House:
    """The store, the keys this role may use, and the settings."""

    db: Database
    ring: KeyRing
    settings: Settings

    def is_full(self) -> bool:
        """Whether the disk has so little left that nothing more should be taken in: what is there is to go on."""
        free = self.db.free_bytes()
        return free is not None and free < self.settings.disk_reserve

    def work(self, connection: Connection, now: float) -> Work:
        """What an operation works with in this transaction."""
        return Work(connection, self.ring, now, public_url=self.settings.public_url, demo=self.settings.demo)
