"""Who is on call for a factory, and at which hours: they are told first when somebody is in danger."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Ref


class OnCall(Base):
    """Hours are the factory's own, `HH:MM`; they may go over midnight, and the same hour twice is day and night."""

    __tablename__ = "on_call"
    __table_args__ = (CheckConstraint("starts_at like '__:__' and ends_at like '__:__'", name="hours"),)

    factory_id: Mapped[Ref] = mapped_column(ForeignKey("factories.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[Ref] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    starts_at: Mapped[str] = mapped_column(String(5))
    ends_at: Mapped[str] = mapped_column(String(5))
