"""Which process leads: a row with holder and expiry, so that one clock ticks and any may die."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant

LEASE = 20.0
"""Seconds for which a lease is taken."""


class Lease(Base):
    """Renewed every 5 s, expires after 20 s."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    holder: Mapped[str] = mapped_column(String(32))
    expires_at: Mapped[Instant]
    """By the clock that leases are dated with (bot.clock), which is not that of the wall; 0 when it was given back."""
    ticked_at: Mapped[Instant]
    """By the wall."""
