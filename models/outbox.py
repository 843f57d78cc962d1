"""Outgoing messages: ordered for each contact, claimed by senders, with a status that only rises."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import WITHOUT_ROWID, Base, Id, Instant, Ref, SealedWords
from models.vocabulary import OutboxState, Priority

QUEUED = text(f"state = '{OutboxState.QUEUED}'")
LEASED = text(f"state in ('{OutboxState.SENDING}', '{OutboxState.UNKNOWN}')")
CASE_WORDS = text("message_id is not null")
COPIED = text("line = 'twilio' and provider_id is not null and rank >= 4")
"""Twilio has sent it, or never will, and still holds a copy."""


class OutboxMessage(Base):
    """One message to one contact: its own words sealed in `body_sealed`, or those of a case message."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("contact_id", "number"),
        CheckConstraint("rank between 0 and 6", name="rank"),
        Index("ix_outbox_due", "line", "priority", "not_before", sqlite_where=QUEUED, postgresql_where=QUEUED),
        Index("ix_outbox_leased", "leased_until", sqlite_where=LEASED, postgresql_where=LEASED),
        Index("ix_outbox_message_id", "message_id", sqlite_where=CASE_WORDS, postgresql_where=CASE_WORDS),
        Index("ix_outbox_copies", "copy_due", sqlite_where=COPIED, postgresql_where=COPIED),
        WITHOUT_ROWID,
    )

    id: Mapped[Id]
    """128 random bits: also the token in the address of the delivery report, which may come before the provider's
    own id is known."""
    contact_id: Mapped[Ref] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"))
    line: Mapped[str] = mapped_column(String(16))
    number: Mapped[int]
    """Counts up for each contact; a message waits until the earlier ones are finished."""
    priority: Mapped[int] = mapped_column(default=Priority.REPLY)
    state: Mapped[str] = mapped_column(String(16), default=OutboxState.QUEUED)
    rank: Mapped[int] = mapped_column(default=0)
    body_sealed: Mapped[SealedWords | None]
    message_id: Mapped[Ref | None] = mapped_column(ForeignKey("case_messages.id", ondelete="CASCADE"))
    segments: Mapped[int] = mapped_column(default=1)
    """What it takes of the line's pace: SMS segments, or 1."""
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[Instant]
    expires_at: Mapped[Instant]
    leased_until: Mapped[Instant | None]
    resend: Mapped[bool] = mapped_column(default=True)
    """Whether to send again when nobody can tell if it left: a doubled reply is harmless, a doubled vote is not."""
    provider_id: Mapped[str | None] = mapped_column(String(80))
    """Until the provider's copy is deleted, where it keeps one that can be."""
    error: Mapped[str | None] = mapped_column(String(32))
    """The provider's code, or the class of the error; never its words."""
    copy_due: Mapped[Instant | None]
    """When the deletion of the provider's copy is to be tried again, where it failed."""


class LinePace(Base):
    """The token bucket of a line: how much it may send now. In the database, so that all senders share it."""

    __tablename__ = "line_paces"

    line: Mapped[str] = mapped_column(String(16), primary_key=True)
    tokens: Mapped[float]
    filled_at: Mapped[Instant]
    paused_until: Mapped[Instant] = mapped_column(default=0.0)
    """Set when the provider says to wait (Retry-After) or refuses our credentials."""
    paused_reason: Mapped[str | None] = mapped_column(String(32))
    counted_day: Mapped[int] = mapped_column(default=0)
    """A day in UTC, counted from 1970."""
    counted: Mapped[int] = mapped_column(default=0)
    """Segments taken on that day."""
    alerted_day: Mapped[int] = mapped_column(default=0)
    """When leads and admins were last told that the day's segments are used up."""


class Bucket(Base):
    """What contacts that are answered more than most have used up together: on a line, of a factory, in all."""

    __tablename__ = "buckets"

    scope: Mapped[str] = mapped_column(String(48), primary_key=True)
    spent: Mapped[float]
    at: Mapped[Instant]
