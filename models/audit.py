"""The audit log: append-only, each entry chained to the one before by its hash."""

from typing import Any

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Day, Instant, Ref


class AuditEntry(Base):
    """Who did what to what. Entries caused by workers name no object and no hour: the order would tell who."""

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    on_day: Mapped[Day]
    at: Mapped[Instant | None]
    user_id: Mapped[Ref | None] = mapped_column(ForeignKey("users.id"))
    action: Mapped[str] = mapped_column(String(48))
    object_kind: Mapped[str | None] = mapped_column(String(32))
    object_id: Mapped[Ref | None]
    factory_id: Mapped[Ref | None]
    detail: Mapped[dict[str, Any]]
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)


class AuditHead(Base):
    """The end of the chain, one row: whoever appends locks it."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
