"""What a committee is to talk about. No item has an author or a date, here or anywhere: only the side it speaks for."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import WITHOUT_ROWID, Base, Id, Ref, Sealed
from models.vocabulary import ItemState


class AgendaItem(Base):
    """One item: waiting, on the agenda of a meeting, or discussed. `minutes` is its time box."""

    __tablename__ = "agenda_items"
    __table_args__ = (
        Index("ix_agenda_items_committee", "committee_id", "state"),
        Index("ix_agenda_items_meeting", "meeting_id"),
        WITHOUT_ROWID,
    )

    id: Mapped[Id]
    committee_id: Mapped[Ref] = mapped_column(ForeignKey("committees.id", ondelete="CASCADE"))
    meeting_id: Mapped[Ref | None] = mapped_column(ForeignKey("meetings.id", ondelete="SET NULL"))
    case_id: Mapped[Ref | None] = mapped_column(ForeignKey("cases.id", ondelete="SET NULL"))
    """The case it was made from; seen by those who may see the case."""
    action_id: Mapped[Ref | None] = mapped_column(String(32))
    """The open action that brings it back."""
    carried_from_id: Mapped[Ref | None] = mapped_column(String(32))
    """The item that brought the topic up first, where this one is the topic come back."""
    source: Mapped[str] = mapped_column(String(16))
    side: Mapped[str | None] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16), default=ItemState.PENDING)
    title_sealed: Mapped[Sealed]
    """The wording; of a standing item the message that catalogues translate."""
    wordings_sealed: Mapped[Sealed | None]
    """The wording in other languages, as JSON by language, where somebody gave one."""
    position: Mapped[int] = mapped_column(default=0)
    minutes: Mapped[int] = mapped_column(default=10)


class AgendaSupport(Base):
    """A member wants an item talked about."""

    __tablename__ = "agenda_supports"
    __table_args__ = (WITHOUT_ROWID,)

    item_id: Mapped[Ref] = mapped_column(ForeignKey("agenda_items.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[Ref] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), primary_key=True)
