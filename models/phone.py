"""Going on with a case from another phone: its PIN, the phone that follows it, and who has tried."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from models.base import WITHOUT_ROWID, Base, Instant, Ref, SealedPin


class CasePin(Base):
    """The PIN of a case, made on request, as Argon2id under a seal: whoever has the database alone cannot try."""

    __tablename__ = "case_pins"
    __table_args__ = (CheckConstraint("failures >= 0", name="failures"), WITHOUT_ROWID)

    case_id: Mapped[Ref] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    hash_sealed: Mapped[SealedPin]
    failures: Mapped[int] = mapped_column(default=0)
    """Wrong tries in the life of the case; another PIN does not take them back."""


class CaseLink(Base):
    """The other phone that a case is gone on with from: one at most, the last that knew the PIN."""

    __tablename__ = "case_links"
    __table_args__ = (WITHOUT_ROWID,)

    case_id: Mapped[Ref] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    contact_id: Mapped[Ref] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)


class PinSource(Base):
    """How often a phone has tried a PIN within a quarter of an hour; the row goes with the next sweep after it."""

    __tablename__ = "pin_sources"
    __table_args__ = (WITHOUT_ROWID,)

    contact_id: Mapped[Ref] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), primary_key=True)
    tries: Mapped[int] = mapped_column(default=0)
    since: Mapped[Instant]
