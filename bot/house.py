"""What a running process holds: the store, its keys, its settings. Built once, handed to every room."""

from dataclasses import dataclass

from bot.settings import Settings
from models.database import Database
from models.encryption import KeyRing


@dataclass(frozen=True)
class House:
    """The store, the keys this role may use, and the settings."""

    db: Database
    ring: KeyRing
    settings: Settings
