"""“Insert unless it is there”, which each database says in its own way."""

from collections.abc import Mapping

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite

from models.base import Base, table


def insert_or_ignore(model: type[Base]) -> Mapping[str, Insert]:
    """The statement by dialect name. Its `rowcount` is 1 for a new row and 0 for one that was there."""
    return {
        "sqlite": sqlite.insert(table(model)).on_conflict_do_nothing().execution_options(preserve_rowcount=True),
        "postgresql": postgresql.insert(table(model))
        .on_conflict_do_nothing()
        .execution_options(preserve_rowcount=True),
    }
