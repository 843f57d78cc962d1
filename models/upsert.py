"""“Insert unless it is there”, which each database says in its own way."""

from collections.abc import Mapping, Sequence

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


def insert_or_update(model: type[Base], key: Sequence[str], changed: Sequence[str]) -> Mapping[str, Insert]:
    """The statement by dialect name: a row that is there under this `key` takes over the columns that are `changed`."""
    return {
        name: statement.on_conflict_do_update(
            index_elements=list(key), set_={column: statement.excluded[column] for column in changed}
        )
        for name, statement in (
            ("sqlite", sqlite.insert(table(model))),
            ("postgresql", postgresql.insert(table(model))),
        )
    }
