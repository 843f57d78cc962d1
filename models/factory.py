"""A garment factory: where its people are, when they work and how the line reaches them."""

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Day, Id


class Factory(Base):
    """Working days, rest days and shifts are the factory's own, never taken from locale data."""

    __tablename__ = "factories"
    __table_args__ = (
        CheckConstraint("length(country) = 2", name="country"),
        CheckConstraint("shift_start like '__:__' and shift_end like '__:__'", name="shift"),
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(8), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    country: Mapped[str] = mapped_column(String(2))
    timezone: Mapped[str] = mapped_column(String(64))
    languages: Mapped[list[str]]
    shift_start: Mapped[str] = mapped_column(String(5), default="08:00")
    shift_end: Mapped[str] = mapped_column(String(5), default="17:00")
    rest_days: Mapped[list[str]] = mapped_column(default=list)
    channels: Mapped[list[str]] = mapped_column(default=list)
    """Lines in order of preference; empty means every line that is set up."""
    workers: Mapped[int | None]
    """People employed; some rules ask for seats by it."""
    women_percent: Mapped[int | None]
    """The women's share of them, to hold the committee's beside it."""
    created_on: Mapped[Day]
