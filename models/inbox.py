"""Incoming messages: one row each, so that a repeat has no second effect. The text stays only when it failed."""

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import WITHOUT_ROWID, Base, Instant, Sealed
from models.vocabulary import InboxState

WAITING = text(f"state = '{InboxState.NEW}'")


class InboxMessage(Base):
    """A message of a provider. `payload_sealed` is kept while it could not be processed, else dropped."""

    __tablename__ = "inbox"
    __table_args__ = (
        CheckConstraint("state = 'processed' or payload_sealed is not null", name="unprocessed_is_kept"),
        Index("ix_inbox_waiting", "retry_at", sqlite_where=WAITING, postgresql_where=WAITING),
        WITHOUT_ROWID,
    )

    line: Mapped[str] = mapped_column(String(16), primary_key=True)
    external_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    state: Mapped[str] = mapped_column(String(16), default=InboxState.PROCESSED)
    payload_sealed: Mapped[Sealed | None]
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[Instant | None]
    received_at: Mapped[Instant]
    error: Mapped[str | None] = mapped_column(String(80))
    """The class of the error, never its words: they may quote the message."""
