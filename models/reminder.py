"""Whatever is to happen at a time: one table and one index, so that a tick finds what is due at once."""

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import WITHOUT_ROWID, Base, Id, Instant, Ref
from models.vocabulary import ReminderState

WAITING = text(f"state = '{ReminderState.WAITING}'")


class Reminder(Base):
    """At `due_at`, or never after `expires_at`: a reminder that comes too late is not sent."""

    __tablename__ = "reminders"
    __table_args__ = (
        Index("ix_reminders_due", "due_at", sqlite_where=WAITING, postgresql_where=WAITING),
        Index("ix_reminders_about", "about_id"),
        WITHOUT_ROWID,
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(16))
    about_id: Mapped[Ref]
    """The meeting, minutes, action, poll or election; nothing hangs on it when that is gone."""
    member_id: Mapped[Ref | None] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"))
    step: Mapped[int] = mapped_column(default=0)
    """Which of several: for meetings the minutes before the beginning, for actions the days after the due day."""
    due_at: Mapped[Instant]
    expires_at: Mapped[Instant]
    state: Mapped[str] = mapped_column(String(16), default=ReminderState.WAITING)
