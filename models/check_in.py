"""Asking again after a case was closed: what is planned, when it was asked and what she said. Days only."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import WITHOUT_ROWID, Base, Day, Id, Ref


class CheckIn(Base):
    """One question planned with her consent, `days` after the case was closed. It is over with `ends_on`."""

    __tablename__ = "check_ins"
    __table_args__ = (
        UniqueConstraint("case_id", "due_on"),
        CheckConstraint("days in (7, 30, 90)", name="days"),
        CheckConstraint("(answered_on is null) = (worse is null)", name="answered"),
        CheckConstraint("worse in ('yes', 'no', 'unsaid')", name="worse"),
        Index("ix_check_ins_led_to", "led_to_id"),
        WITHOUT_ROWID,
    )

    id: Mapped[Id]
    case_id: Mapped[Ref] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    days: Mapped[int]
    due_on: Mapped[Day]
    ends_on: Mapped[Day]
    asked_on: Mapped[Day | None]
    still: Mapped[bool | None]
    """Whether it is still solved; asked once only, and none while she has not said."""
    worse: Mapped[str | None] = mapped_column(String(8))
    """Whether somebody treats her worse since: yes, no, or that she does not want to say."""
    answered_on: Mapped[Day | None]
    led_to_id: Mapped[Ref | None] = mapped_column(ForeignKey("cases.id", ondelete="SET NULL"))
    """The urgent case that a yes has opened."""
