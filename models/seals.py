"""What a key of the ring has sealed or hashed, read off the models, so that rotation covers all there is.

Texts stand under data keys, which are themselves sealed here; they are never sealed again.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Column, Table

from models.encryption import Purpose, bound
from models.tables import Base

SERVER = "server"
"""The recipient of a wrapped key that the ring opens."""


@dataclass(frozen=True)
class RingSeal:
    """A column that the ring seals, under one of these purposes."""

    table: Table
    column: Column[Any]
    purposes: tuple[Purpose, ...]

    @cached_property
    def key(self) -> list[Column[Any]]:
        return list(self.table.primary_key.columns)

    @cached_property
    def key_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.key)

    @cached_property
    def _name(self) -> str:
        return SERVER if "recipient" in self.table.c else self.column.name.removesuffix("_sealed")

    def place(self, row: Any) -> str:
        """What the value in a row is bound to."""
        owner = "|".join([row[name] for name in self.key_names if name != "recipient"])
        return bound(self.table.name, self._name, owner)


@dataclass(frozen=True, slots=True)
class VersionColumn:
    """A column that says under which version of a key the hash beside it was made."""

    column: Column[Any]
    purpose: Purpose


def ring_seals() -> Iterator[RingSeal]:
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if "ring" in column.info:
                yield RingSeal(table, column, tuple(Purpose(one) for one in column.info["ring"]))


def version_columns() -> Iterator[VersionColumn]:
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if "version_of" in column.info:
                yield VersionColumn(column, Purpose(column.info["version_of"]))


def retirable() -> frozenset[Purpose]:
    """Purposes of which the models say everything that hangs on them."""
    return frozenset(one for seal in ring_seals() for one in seal.purposes) | {one.purpose for one in version_columns()}
