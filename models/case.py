"""A worker's case: what is said in it, its key, its files. Days, not hours; random ids; no rowid."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import WITHOUT_ROWID, Base, Day, Id, Instant, Ref, Sealed, SealedKey
from models.vocabulary import AttachmentState, CaseStatus


class Case(Base):
    """A problem, question or test that a worker has sent. `code` names it and opens nothing."""

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint("(status = 'closed') = (closed_on is not null)", name="closed_on"),
        CheckConstraint("urgent_at is null or urgent", name="hours_only_when_urgent"),
        CheckConstraint("rating between 1 and 5", name="rating"),
        Index("ix_cases_factory", "factory_id", "status"),
        Index("ix_cases_contact", "contact_id"),
        WITHOUT_ROWID,
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(9))
    factory_id: Mapped[Ref | None] = mapped_column(ForeignKey("factories.id"))
    contact_id: Mapped[Ref | None] = mapped_column(ForeignKey("contacts.id", ondelete="SET NULL"))
    status: Mapped[str] = mapped_column(String(16), default=CaseStatus.NEW)
    urgent: Mapped[bool] = mapped_column(default=False)
    urgent_at: Mapped[Instant | None]
    """The hour, only while an urgent case is open; it collapses to the day when taken care of."""
    awaits_advisor: Mapped[bool] = mapped_column(default=True)
    """Whether the last word is the worker's."""
    topic: Mapped[str] = mapped_column(String(32))
    subtopic: Mapped[str | None] = mapped_column(String(48))
    audience: Mapped[str] = mapped_column(String(16))
    may_ask: Mapped[bool]
    language: Mapped[str] = mapped_column(String(8))
    messages: Mapped[int] = mapped_column(default=0)
    opened_on: Mapped[Day]
    answer_by: Mapped[Day]
    changed_on: Mapped[Day]
    closed_on: Mapped[Day | None]
    assignee_id: Mapped[Ref | None] = mapped_column(ForeignKey("users.id"))
    solved: Mapped[bool | None]
    """What the worker says after closing; none while she has not said."""
    rating: Mapped[int | None]
    alarmed: Mapped[int] = mapped_column(default=0)
    """How many of the days by which somebody should have answered have passed and been told (operations.deadlines)."""


class CaseKey(Base):
    """The case's data key, wrapped for one recipient. Deleting the rows of a case erases its texts."""

    __tablename__ = "case_keys"
    __table_args__ = (WITHOUT_ROWID,)

    case_id: Mapped[Ref] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    recipient: Mapped[str] = mapped_column(String(32), primary_key=True, default="server")
    wrapped: Mapped[SealedKey]


class CaseMessage(Base):
    """One message of a case: by the worker, by an advisor to her, or a note between advisors."""

    __tablename__ = "case_messages"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        CheckConstraint("(author = 'worker') = (user_id is null)", name="worker_has_no_user"),
        WITHOUT_ROWID,
    )

    id: Mapped[Id]
    case_id: Mapped[Ref] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    number: Mapped[int]
    author: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(16))
    user_id: Mapped[Ref | None] = mapped_column(ForeignKey("users.id"))
    body_sealed: Mapped[Sealed]
    on_day: Mapped[Day]
    delivery: Mapped[str | None] = mapped_column(String(16))
    """For a reply: the state of the outgoing message, which outlives its row."""
    delivery_rank: Mapped[int] = mapped_column(default=0)
    delivery_error: Mapped[str | None] = mapped_column(String(32))


class Attachment(Base):
    """A photo, file or voice note of a case. Fetched after the message was taken in; voice never leaves advisors."""

    __tablename__ = "attachments"
    __table_args__ = (
        CheckConstraint("(state = 'pending') = (source_sealed is not null)", name="source_while_pending"),
        Index("ix_attachments_pending", "state", "retry_at"),
        Index("ix_attachments_message", "message_id"),
        WITHOUT_ROWID,
    )

    id: Mapped[Id]
    case_id: Mapped[Ref] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    message_id: Mapped[Ref] = mapped_column(ForeignKey("case_messages.id", ondelete="CASCADE"))
    line: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(16))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int] = mapped_column(Integer, default=0)
    state: Mapped[str] = mapped_column(String(16), default=AttachmentState.PENDING)
    reason: Mapped[str | None] = mapped_column(String(32))
    source_sealed: Mapped[Sealed | None]
    """Where the provider keeps it; forgotten once it was fetched or refused."""
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[Instant] = mapped_column(default=0.0)


class AttachmentContent(Base):
    """The bytes, sealed under the key of the case; apart from the row, so that lists stay light."""

    __tablename__ = "attachment_contents"
    __table_args__ = (WITHOUT_ROWID,)

    attachment_id: Mapped[Ref] = mapped_column(ForeignKey("attachments.id", ondelete="CASCADE"), primary_key=True)
    content_sealed: Mapped[Sealed]
