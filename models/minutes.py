"""Minutes of a meeting, version by version: entries, approvals of both sides, photos of paper minutes."""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import WITHOUT_ROWID, Base, Day, Id, Instant, Ref, Sealed
from models.vocabulary import AttachmentState, MinutesState


class Minutes(Base):
    """One version. Approved ones never change (a trigger holds it): a correction is a new version, both are kept."""

    __tablename__ = "minutes"
    __table_args__ = (
        UniqueConstraint("meeting_id", "version"),
        CheckConstraint(
            "(state = 'approved' and approved_on is not null) or state = 'superseded' or approved_on is null",
            name="approved_on",
        ),
    )

    id: Mapped[Id]
    meeting_id: Mapped[Ref] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"))
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[str] = mapped_column(String(16), default=MinutesState.DRAFT)
    member_id: Mapped[Ref | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    """The secretary who writes it by chat."""
    user_id: Mapped[Ref | None] = mapped_column(ForeignKey("users.id"))
    """The advisor who writes it on the web."""
    done: Mapped[list[str]]
    """Steps of writing by chat that are behind: ids of items, and words for what is no item."""
    opened_on: Mapped[Day]
    approve_by: Mapped[Day | None]
    """Set when it is sent for approval: silence counts from this day on."""
    approved_on: Mapped[Day | None]
    attendance: Mapped[dict[str, Any] | None]
    """Presence by member id, as it was approved; until then, that of the meeting."""
    filed_on: Mapped[Day | None]


class MinuteEntry(Base):
    """Information, decision, action or disagreement under an item of the agenda."""

    __tablename__ = "minute_entries"
    __table_args__ = (UniqueConstraint("minutes_id", "number"), WITHOUT_ROWID)

    id: Mapped[Id]
    minutes_id: Mapped[Ref] = mapped_column(ForeignKey("minutes.id", ondelete="CASCADE"))
    item_id: Mapped[Ref | None] = mapped_column(ForeignKey("agenda_items.id", ondelete="SET NULL"))
    action_id: Mapped[Ref | None] = mapped_column(ForeignKey("actions.id", ondelete="SET NULL"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    text_sealed: Mapped[Sealed]
    wordings_sealed: Mapped[Sealed | None]
    """The same in other languages, as JSON by language, where somebody gave it."""
    owner_id: Mapped[Ref | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    due_on: Mapped[Day | None]
    """For an action: who was to do it by when, as agreed in the meeting; what became of it stands with the action."""


class Approval(Base):
    """What a member says to a version of the minutes."""

    __tablename__ = "approvals"
    __table_args__ = (WITHOUT_ROWID,)

    minutes_id: Mapped[Ref] = mapped_column(ForeignKey("minutes.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[Ref] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    verdict: Mapped[str] = mapped_column(String(8))
    words_sealed: Mapped[Sealed | None]
    """Why they disagree, or what they remark; kept when the verdict changes."""
    on_day: Mapped[Day]


class Paper(Base):
    """A photo or file of a committee: paper minutes, evidence of an action. Sealed under the committee's key."""

    __tablename__ = "papers"
    __table_args__ = (
        CheckConstraint("(state = 'pending') = (source_sealed is not null)", name="source_while_pending"),
        Index("ix_papers_pending", "state", "retry_at"),
        Index("ix_papers_about", "about_id"),
        WITHOUT_ROWID,
    )

    id: Mapped[Id]
    committee_id: Mapped[Ref] = mapped_column(ForeignKey("committees.id", ondelete="CASCADE"))
    about_id: Mapped[Ref]
    """The minutes or the action that it shows."""
    line: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(16))
    media_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int] = mapped_column(Integer, default=0)
    state: Mapped[str] = mapped_column(String(16), default=AttachmentState.PENDING)
    reason: Mapped[str | None] = mapped_column(String(32))
    source_sealed: Mapped[Sealed | None]
    attempts: Mapped[int] = mapped_column(default=0)
    retry_at: Mapped[Instant] = mapped_column(default=0.0)


class PaperContent(Base):
    """The bytes of a paper, apart from its row."""

    __tablename__ = "paper_contents"
    __table_args__ = (WITHOUT_ROWID,)

    paper_id: Mapped[Ref] = mapped_column(ForeignKey("papers.id", ondelete="CASCADE"), primary_key=True)
    content_sealed: Mapped[Sealed]
