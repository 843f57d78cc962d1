"""Meetings of a committee: when and where, who comes, who was there, and the poll that finds a date.

A time is kept as it was agreed: local day, clock and zone. `starts_at` is what follows from them today.
"""

from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import WITHOUT_ROWID, Base, Day, Id, IndexVersion, Instant, Ref, Sealed
from models.vocabulary import MeetingKind, MeetingState


class Meeting(Base):
    """One meeting. `sequence` rises with every change, so that an answer to an older invitation is known as such."""

    __tablename__ = "meetings"
    __table_args__ = (
        UniqueConstraint("committee_id", "number"),
        CheckConstraint("clock like '__:__'", name="clock"),
        CheckConstraint("minutes between 10 and 600", name="minutes"),
        Index("ix_meetings_starts", "state", "starts_at"),
    )

    id: Mapped[Id]
    committee_id: Mapped[Ref] = mapped_column(ForeignKey("committees.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16), default=MeetingKind.ORDINARY)
    state: Mapped[str] = mapped_column(String(16), default=MeetingState.PLANNED)
    day: Mapped[Day]
    clock: Mapped[str] = mapped_column(String(5))
    timezone: Mapped[str] = mapped_column(String(64))
    starts_at: Mapped[Instant]
    minutes: Mapped[int] = mapped_column(default=60)
    place_sealed: Mapped[Sealed | None]
    sequence: Mapped[int] = mapped_column(default=0)
    facilitated: Mapped[bool] = mapped_column(default=False)
    """Whether the advisor leads it; a committee grows up by running its own."""
    agenda_sent: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[Instant]


class Rsvp(Base):
    """What a member, or an alternate asked in their place, says to an invitation."""

    __tablename__ = "rsvps"
    __table_args__ = (WITHOUT_ROWID,)

    meeting_id: Mapped[Ref] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[Ref] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    answer: Mapped[str | None] = mapped_column(String(8))
    """None while the invitation stands unanswered."""
    reason_sealed: Mapped[Sealed | None]
    sequence: Mapped[int]
    """Of the meeting when it was asked; an answer counts for this date and no other."""
    filed: Mapped[int | None]
    """Sequence of the meeting in the calendar file that was sent to the member last; none where none was."""


class Attendance(Base):
    """How a member was at a meeting that was held."""

    __tablename__ = "attendances"
    __table_args__ = (WITHOUT_ROWID,)

    meeting_id: Mapped[Ref] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[Ref] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    presence: Mapped[str] = mapped_column(String(8))


class DatePoll(Base):
    """Slots that members choose from; the best one gives a quorum on both sides."""

    __tablename__ = "date_polls"

    id: Mapped[Id]
    committee_id: Mapped[Ref] = mapped_column(ForeignKey("committees.id", ondelete="CASCADE"), index=True)
    meeting_id: Mapped[Ref | None] = mapped_column(ForeignKey("meetings.id", ondelete="CASCADE"))
    """The meeting that is to be moved; none for a new one."""
    asker_id: Mapped[Ref | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    """Who asked, and hears what came of it."""
    slots: Mapped[list[Any]]
    """[["2026-12-01", "15:00"], …], local."""
    closes_at: Mapped[Instant]
    closed: Mapped[bool] = mapped_column(default=False)


class DatePollAnswer(Base):
    """The slots that suit a member, counted from 0."""

    __tablename__ = "date_poll_answers"
    __table_args__ = (WITHOUT_ROWID,)

    poll_id: Mapped[Ref] = mapped_column(ForeignKey("date_polls.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[Ref] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
    slots: Mapped[list[Any]]


class PetitionMark(Base):
    """A worker asks for an extraordinary meeting; only that somebody did, as a keyed hash, on a day."""

    __tablename__ = "petition_marks"
    __table_args__ = (WITHOUT_ROWID,)

    committee_id: Mapped[Ref] = mapped_column(ForeignKey("committees.id", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(64), primary_key=True)
    tag_version: Mapped[IndexVersion] = mapped_column(default=1)
    on_day: Mapped[Day]
    heard: Mapped[bool] = mapped_column(default=False)
    """Whether it was among those that were enough: it does not count once more."""
