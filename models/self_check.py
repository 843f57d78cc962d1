"""How the members of a committee see it, each quarter: only counted. No row joins a member and an answer."""

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import WITHOUT_ROWID, Base, Id, Instant, Ref, SealedKey


class SelfCheck(Base):
    """One round of questions to the members of a committee. `quarter` is such as 2026-Q4."""

    __tablename__ = "self_checks"
    __table_args__ = (UniqueConstraint("committee_id", "quarter"),)

    id: Mapped[Id]
    committee_id: Mapped[Ref] = mapped_column(ForeignKey("committees.id", ondelete="CASCADE"))
    quarter: Mapped[str] = mapped_column(String(7))
    key_sealed: Mapped[SealedKey | None]
    """Of the marks; deleted when the round closes, so that nobody can tell who has answered."""
    closes_at: Mapped[Instant]
    closed: Mapped[bool] = mapped_column(default=False)


class SelfCheckCount(Base):
    """How often each answer was given to a question by a side; of a side too small to be shown nothing is kept."""

    __tablename__ = "self_check_counts"
    __table_args__ = (CheckConstraint("yes >= 0 and partly >= 0 and no >= 0", name="counts"), WITHOUT_ROWID)

    check_id: Mapped[Ref] = mapped_column(ForeignKey("self_checks.id", ondelete="CASCADE"), primary_key=True)
    side: Mapped[str] = mapped_column(String(16), primary_key=True)
    question: Mapped[str] = mapped_column(String(16), primary_key=True)
    yes: Mapped[int] = mapped_column(default=0)
    partly: Mapped[int] = mapped_column(default=0)
    no: Mapped[int] = mapped_column(default=0)


class SelfCheckMark(Base):
    """That somebody has answered: a keyed hash, apart from the answers."""

    __tablename__ = "self_check_marks"
    __table_args__ = (WITHOUT_ROWID,)

    check_id: Mapped[Ref] = mapped_column(ForeignKey("self_checks.id", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
