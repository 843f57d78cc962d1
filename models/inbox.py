"""Incoming messages: one row each, so that a repeat has no second effect. The text stays only when it failed.

What is kept for good is a hash of the provider's id; the id itself only until the provider's copy is gone.
"""

from sqlalchemy import CheckConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import WITHOUT_ROWID, Base, Instant, Ref, SealedState
from models.vocabulary import InboxState

WAITING = text(f"state = '{InboxState.NEW}'")
HELD = text(f"state = '{InboxState.HELD}'")
COPIED = text("copy_id is not null")


class InboxMessage(Base):
    """A message of a provider. `payload_sealed` is kept while it could not be processed or is held, else
    dropped."""

    __tablename__ = "inbox"
    __table_args__ = (
        CheckConstraint("state = 'processed' or payload_sealed is not null", name="unprocessed_is_kept"),
        Index("ix_inbox_waiting", "retry_at", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_inbox_held", "contact_id", "received_at", sqlite_where=HELD, postgresql_where=HELD),
        Index("ix_inbox_copies", "copy_due", sqlite_where=COPIED, postgresql_where=COPIED),
        Index("ix_inbox_received", "received_at"),
        WITHOUT_ROWID,
    )

    line: Mapped[str] = mapped_column(String(16), primary_key=True)
    external_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    """SHA-256 of the provider's id (operations.receipts)."""
    state: Mapped[str] = mapped_column(String(16), default=InboxState.PROCESSED)
    payload_sealed: Mapped[SealedState | None]
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[Instant | None]
    received_at: Mapped[Instant]
    """For seven days; then 0."""
    error: Mapped[str | None] = mapped_column(String(80))
    """The class of the error, never its words: they may quote the message."""
    copy_id: Mapped[str | None] = mapped_column(String(80))
    """What the provider calls the message, until its copy there is deleted."""
    copy_due: Mapped[Instant | None]
    """When its deletion is to be tried; later after each failure."""
    contact_id: Mapped[Ref | None]
    """Whose message it is, only while it is held: erasure finds it by this."""
