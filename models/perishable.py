"""Which tables a backup keeps apart, for seven days only: what would open or find a person who has been erased since.

Everything else can be kept for long: what it holds of people is sealed under keys that stand here.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Table

from models.tables import Base

SEEDS = ("case_keys", "case_pins", "contacts", "inbox", "wave_keys", "wave_links", "responses")


@dataclass(frozen=True, slots=True)
class Tie:
    """A column elsewhere that points at a row kept apart."""

    table: str
    column: str


def perishable() -> list[Table]:
    """Keys of cases, addresses and all that belongs to one, marks of who has voted or answered; parents first."""
    return [table for table in Base.metadata.sorted_tables if _is_perishable(table)]


def ties() -> Iterator[Tie]:
    """What is left pointing at nothing when the perishable part is gone; all of these may be null."""
    apart = {table.name for table in perishable()}
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if table.name not in apart and key.column.table.name in apart:
                yield Tie(table.name, key.parent.name)


def _is_perishable(table: Table) -> bool:
    belongs = any(key.column.table.name == "contacts" and not key.parent.nullable for key in table.foreign_keys)
    return table.name in SEEDS or table.name.endswith("_marks") or belongs
