"""What every table shares: naming of constraints, random ids, column types."""

import secrets
from datetime import date
from typing import Annotated, Any

from sqlalchemy import JSON, Date, Double, Integer, LargeBinary, MetaData, String, Table
from sqlalchemy.orm import DeclarativeBase, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def new_id() -> str:
    """128 random bits as 32 hexadecimal digits: an id tells nothing about when or in which order."""
    return secrets.token_hex(16)


Id = Annotated[str, mapped_column(String(32), primary_key=True, default=new_id)]
Ref = Annotated[str, mapped_column(String(32))]
Sealed = Annotated[bytes, mapped_column(LargeBinary)]
"""AES-256-GCM ciphertext, bound to its table, column and row (models.encryption), under the data key of its owner."""
SealedAddress = Annotated[bytes, mapped_column(LargeBinary, info={"ring": ("address",)})]
SealedState = Annotated[bytes, mapped_column(LargeBinary, info={"ring": ("state",)})]
SealedWords = Annotated[bytes, mapped_column(LargeBinary, info={"ring": ("state", "case")})]
SealedKey = Annotated[bytes, mapped_column(LargeBinary, info={"ring": ("case",)})]
SealedPin = Annotated[bytes, mapped_column(LargeBinary, info={"ring": ("pin",)})]
SealedSeed = Annotated[bytes, mapped_column(LargeBinary, info={"ring": ("session",)})]
"""Under a key of the ring itself (the purposes that may have sealed it): `bobbin keys rotate` seals these again."""
IndexVersion = Annotated[int, mapped_column(Integer, info={"version_of": "index"})]
CaseVersion = Annotated[int, mapped_column(Integer, info={"version_of": "case"})]
"""Under which version of a key the keyed hash beside it was made: no version that stands here may be retired."""
Day = Annotated[date, mapped_column(Date)]
"""A calendar day where the factory is. Actions of workers are never kept finer than this."""
Instant = Annotated[float, mapped_column(Double)]
"""Seconds since 1970 UTC. Only where the machinery needs it: queues, leases, sessions."""


class Base(DeclarativeBase):
    """The declarative base. Tables of cases have no rowid on SQLite: it would show the global order."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {list[str]: JSON, list[Any]: JSON, dict[str, Any]: JSON}  # noqa: RUF012  SQLAlchemy's protocol


def table(model: type[Base]) -> Table:
    """The bare table of a model: statements over it skip the ORM, which would cost the hot path half its speed."""
    found = model.__table__
    assert isinstance(found, Table)
    return found


WITHOUT_ROWID = {"sqlite_with_rowid": False}
