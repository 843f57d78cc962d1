"""A committee of a factory: its type, its members, its key. Names stand sealed; a phone is only a contact's id."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import WITHOUT_ROWID, Base, CaseVersion, Day, Id, Ref, Sealed, SealedKey


class Committee(Base):
    """A committee under the rules of its type (`rules` names the rule pack); `settings` override its defaults."""

    __tablename__ = "committees"

    id: Mapped[Id]
    factory_id: Mapped[Ref] = mapped_column(ForeignKey("factories.id"), index=True)
    rules: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(80))
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    proposed_on: Mapped[Day | None]
    """Since when an extraordinary meeting is proposed to the advisor; none once it is called, or not needed."""
    founded_on: Mapped[Day]
    dissolved_on: Mapped[Day | None]


class CommitteeKey(Base):
    """The committee's data key, wrapped for one recipient: what is said in it is sealed under it."""

    __tablename__ = "committee_keys"
    __table_args__ = (WITHOUT_ROWID,)

    committee_id: Mapped[Ref] = mapped_column(ForeignKey("committees.id", ondelete="CASCADE"), primary_key=True)
    recipient: Mapped[str] = mapped_column(String(32), primary_key=True, default="server")
    wrapped: Mapped[SealedKey]


class Member(Base):
    """A seat in a committee and who sits on it. `details_sealed` holds name, union and department as JSON."""

    __tablename__ = "members"
    __table_args__ = (
        UniqueConstraint("code_tag"),
        CheckConstraint("side in ('worker', 'management')", name="side"),
        CheckConstraint("office in ('chair', 'co-chair', 'secretary')", name="office"),
        CheckConstraint("stands_in_for_id is null or stands_in_for_id <> id", name="stands_in_for_another"),
        Index("ix_members_committee", "committee_id", "left_on"),
        Index("ix_members_contact", "contact_id"),
        WITHOUT_ROWID,
    )

    id: Mapped[Id]
    committee_id: Mapped[Ref] = mapped_column(ForeignKey("committees.id", ondelete="CASCADE"))
    contact_id: Mapped[Ref | None] = mapped_column(ForeignKey("contacts.id", ondelete="SET NULL"))
    """None until the member has written to the line with the code of the seat."""
    details_sealed: Mapped[Sealed]
    side: Mapped[str] = mapped_column(String(16))
    office: Mapped[str | None] = mapped_column(String(16))
    gender: Mapped[str | None] = mapped_column(String(8))
    shift: Mapped[str | None] = mapped_column(String(11))
    """`HH:MM-HH:MM` where it is not the factory's."""
    language: Mapped[str | None] = mapped_column(String(8))
    """Until the contact has chosen one."""
    stands_in_for_id: Mapped[Ref | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    """For an alternate: the member whose seat it is."""
    elected: Mapped[bool] = mapped_column(default=False)
    term_from: Mapped[Day]
    term_until: Mapped[Day | None]
    trained_on: Mapped[Day | None]
    left_on: Mapped[Day | None]
    code_tag: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """Keyed hash of the code by which the phone of the member is tied to the seat; gone once it was used."""
    code_version: Mapped[CaseVersion | None]


class CalendarFeed(Base):
    """A private address of a calendar: of one member, or of a user for all committees of their factories."""

    __tablename__ = "calendar_feeds"
    __table_args__ = (CheckConstraint("(user_id is null) <> (member_id is null)", name="one_owner"),)

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[Ref | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    member_id: Mapped[Ref | None] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), unique=True)
