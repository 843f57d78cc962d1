"""What a committee has decided to do, and what workers say of it afterwards."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import WITHOUT_ROWID, Base, Day, Id, Instant, Ref, Sealed, SealedKey
from models.vocabulary import ActionState


class Action(Base):
    """Something to do by a day, with an owner. That it is overdue follows from the day."""

    __tablename__ = "actions"
    __table_args__ = (
        CheckConstraint("(done_on is null) = (state = 'open')", name="done_on"),
        Index("ix_actions_committee", "committee_id", "state"),
    )

    id: Mapped[Id]
    committee_id: Mapped[Ref] = mapped_column(ForeignKey("committees.id", ondelete="CASCADE"))
    meeting_id: Mapped[Ref | None] = mapped_column(ForeignKey("meetings.id", ondelete="SET NULL"))
    item_id: Mapped[Ref | None] = mapped_column(ForeignKey("agenda_items.id", ondelete="SET NULL"))
    owner_id: Mapped[Ref | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    state: Mapped[str] = mapped_column(String(16), default=ActionState.OPEN)
    text_sealed: Mapped[Sealed]
    wordings_sealed: Mapped[Sealed | None]
    """The same by language, where somebody gave it: a JSON object."""
    root_cause_sealed: Mapped[Sealed | None]
    proof_sealed: Mapped[Sealed | None]
    """How one can see that it is done, in the owner's words."""
    compliance_point: Mapped[str | None] = mapped_column(String(64))
    opened_on: Mapped[Day]
    due_on: Mapped[Day]
    done_on: Mapped[Day | None]
    escalated: Mapped[int] = mapped_column(default=0)
    """How far up it went: 0 nobody, 1 co-chair, 2 advisor."""


class FixPoll(Base):
    """One question to workers: is it fixed? Only counted; who said what is nowhere."""

    __tablename__ = "fix_polls"
    __table_args__ = (CheckConstraint("yes >= 0 and no >= 0", name="counts"),)

    id: Mapped[Id]
    action_id: Mapped[Ref] = mapped_column(ForeignKey("actions.id", ondelete="CASCADE"), index=True)
    question_sealed: Mapped[Sealed]
    key_sealed: Mapped[SealedKey | None]
    """Of the marks; deleted when the poll closes, so that nobody can tell who has answered."""
    asked: Mapped[int] = mapped_column(default=0)
    yes: Mapped[int] = mapped_column(default=0)
    no: Mapped[int] = mapped_column(default=0)
    closes_at: Mapped[Instant]
    closed: Mapped[bool] = mapped_column(default=False)


class FixPollMark(Base):
    """That somebody has answered: a keyed hash, apart from the answer."""

    __tablename__ = "fix_poll_marks"
    __table_args__ = (WITHOUT_ROWID,)

    poll_id: Mapped[Ref] = mapped_column(ForeignKey("fix_polls.id", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
