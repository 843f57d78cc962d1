"""Somebody the line can reach, and the conversation with them. Never a name, never a readable address."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import WITHOUT_ROWID, Base, Day, Id, IndexVersion, Instant, Ref, SealedAddress, SealedState
from models.vocabulary import PromptState

LEAVING = text("erase_at is not null")
CHATTED = text("chat_until is not null")


class Contact(Base):
    """An address on a line, sealed; found again by a keyed hash of it (`index_tag`)."""

    __tablename__ = "contacts"
    __table_args__ = (
        UniqueConstraint("line", "index_tag"),
        CheckConstraint("length(index_tag) = 32", name="index_tag"),
        Index("ix_contacts_leaving", "erase_at", sqlite_where=LEAVING, postgresql_where=LEAVING),
        WITHOUT_ROWID,
    )

    id: Mapped[Id]
    line: Mapped[str] = mapped_column(String(16))
    index_tag: Mapped[bytes] = mapped_column(LargeBinary(32))
    index_version: Mapped[IndexVersion]
    address_sealed: Mapped[SealedAddress]
    factory_id: Mapped[Ref | None] = mapped_column(ForeignKey("factories.id"))
    user_id: Mapped[Ref | None] = mapped_column(ForeignKey("users.id"), index=True)
    """Set where the contact is an advisor's own address for alerts."""
    language: Mapped[str | None] = mapped_column(String(8))
    introduced: Mapped[bool] = mapped_column(default=False)
    """Whether the line has said who it is and what it promises."""
    sendable: Mapped[bool] = mapped_column(default=True)
    unsendable_reason: Mapped[str | None] = mapped_column(String(32))
    survey_consent: Mapped[str | None] = mapped_column(String(8))
    """Yes or no to being asked in surveys; none until they said."""
    muted_on: Mapped[Day | None]
    """Since when an advisor lets this contact's messages wait, unanswered and unread; none when not."""
    safe_hours: Mapped[str | None] = mapped_column(String(5))
    """When she wants to be written to, `HH-HH` where she lives; none for what is decent and off her shift."""
    first_on: Mapped[Day]
    erase_at: Mapped[Instant | None]
    """Set when nothing but the address is left: it goes once the last word is sent, and at this time at the latest."""


class Conversation(Base):
    """What is being talked about with a contact. The state is sealed, and gone when the script ends."""

    __tablename__ = "conversations"
    __table_args__ = (
        Index(
            "ix_conversations_rest_at",
            "rest_at",
            sqlite_where=text("rest_at is not null"),
            postgresql_where=text("rest_at is not null"),
        ),
        Index("ix_conversations_chat_until", "chat_until", sqlite_where=CHATTED, postgresql_where=CHATTED),
        WITHOUT_ROWID,
    )

    contact_id: Mapped[Ref] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True)
    state_sealed: Mapped[SealedState | None]
    version: Mapped[int] = mapped_column(default=0)
    outbox_number: Mapped[int] = mapped_column(default=0)
    """The number of the last message queued to this contact: messages leave in this order."""
    active_at: Mapped[Instant] = mapped_column(default=0.0)
    """When the person last wrote while a script was open; 0 when none is."""
    rest_at: Mapped[Instant | None]
    """When the open script is to be told that the person rests, or is to expire; none when idle."""
    thread_case_id: Mapped[Ref | None] = mapped_column(ForeignKey("cases.id", ondelete="SET NULL"))
    """The case that words without a question belong to: the one the advisor last answered."""
    spent: Mapped[float] = mapped_column(default=0.0)
    """What has been used up of our answers when a message was last heard (operations.allowance), in units."""
    heard_at: Mapped[Instant] = mapped_column(default=0.0)
    """When that was; wiped with `spent` once nothing is used up any more."""
    echo: Mapped[int | None]
    """Eight bits of a hash of the last message, to know a repeat by, and how often: too few to tell anything of it."""
    held: Mapped[int] = mapped_column(default=0)
    """How many messages wait in the inbox: later ones wait behind them."""
    chat_sealed: Mapped[SealedState | None]
    """Ids of her last messages in a chat, for as long as they can be deleted there."""
    chat_until: Mapped[Instant | None]
    """When they go, to the hour."""


WAITING = text(f"state = '{PromptState.WAITING}'")


class Prompt(Base):
    """Something the line wants to ask by itself; it waits while the person is in the middle of something."""

    __tablename__ = "prompts"
    __table_args__ = (
        Index("ix_prompts_waiting", "not_before", sqlite_where=WAITING, postgresql_where=WAITING),
        WITHOUT_ROWID,
    )

    id: Mapped[Id]
    contact_id: Mapped[Ref] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    script: Mapped[str] = mapped_column(String(32))
    case_id: Mapped[Ref | None] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    message_id: Mapped[Ref | None] = mapped_column(ForeignKey("case_messages.id", ondelete="CASCADE"))
    """The advisor's words that open the conversation; kept once, under the key of their case."""
    about_id: Mapped[Ref | None]
    """What a script that is not about a case is about: a meeting, minutes, an action, an election."""
    not_before: Mapped[Instant]
    expires_at: Mapped[Instant]
    state: Mapped[str] = mapped_column(String(16), default=PromptState.WAITING)
