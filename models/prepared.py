"""Statements of the hot path: their SQL is written once for each database and then handed to the driver as it is.

What SQLAlchemy does anew at each execution costs a message a third of its time. Nothing is converted here: only
numbers, texts, bytes, booleans and None go in and come out. Errors are those of SQLAlchemy.
"""

import json
from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ClauseElement, ColumnElement, Connection, Dialect, bindparam, cast, func, insert, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError, MultipleResultsFound, NoResultFound
from sqlalchemy.orm import InstrumentedAttribute

from models.base import Base, table

Values = Mapping[str, Any]


@dataclass(slots=True)
class _Written:
    """SQL as a driver takes it, with its constants; `order` names the values where the driver wants them by place."""

    sql: str
    constants: Values
    order: tuple[str, ...] | None
    row: Any = None
    """The class of its rows, made when the first came."""

    def arranged(self, values: Values) -> Any:
        if self.constants:
            values = {**self.constants, **values}
        return values if self.order is None else tuple([values[name] for name in self.order])


class Done:
    """What a statement came to. Rows have their columns as attributes."""

    __slots__ = ("_cursor", "_written")

    def __init__(self, cursor: Any, written: _Written) -> None:
        self._cursor, self._written = cursor, written

    @property
    def rowcount(self) -> int:
        return int(self._cursor.rowcount)

    def all(self) -> list[Any]:
        found = self._cursor.fetchall()
        if found and self._written.row is None:
            self._written.row = _row_class([column[0] for column in self._cursor.description])
        return [self._written.row._make(row) for row in found]

    def one_or_none(self) -> Any:
        """The only row. Raises MultipleResultsFound."""
        found = self.all()
        if len(found) > 1:
            raise MultipleResultsFound
        return found[0] if found else None

    def one(self) -> Any:
        """The only row. Raises NoResultFound or MultipleResultsFound."""
        found = self.one_or_none()
        if found is None:
            raise NoResultFound
        return found


class Prepared:
    """A statement, or one by name of dialect. `columns` are those an INSERT fills; it must be given all of them."""

    def __init__(self, statement: ClauseElement | Mapping[str, ClauseElement], columns: Sequence[str] = ()) -> None:
        self._statement = statement
        self._columns = list(columns) or None
        self._written: dict[str, _Written] = {}

    def run(self, connection: Connection, values: Values) -> Done:
        """Execute it once."""
        return together(connection, (self, values))[0]

    def run_each(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Execute it for every row."""
        written = self.written_for(connection.dialect)
        arranged = [written.arranged(values) for values in rows]
        if arranged:
            connection.exec_driver_sql(written.sql, arranged if len(arranged) > 1 else arranged[0])

    def written_for(self, dialect: Dialect) -> _Written:
        written = self._written.get(dialect.name)
        if written is None:
            written = self._written[dialect.name] = self._write(dialect)
        return written

    def _write(self, dialect: Dialect) -> _Written:
        statement = self._statement[dialect.name] if isinstance(self._statement, Mapping) else self._statement
        compiled: Any = statement.compile(dialect=dialect, column_keys=self._columns)
        constants = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        return _Written(str(compiled), constants, tuple(compiled.positiontup) if compiled.positional else None)


_LISTS: Mapping[str, Callable[[list[str]], Any]] = {"sqlite": json.dumps, "postgresql": list}


def listed(connection: Connection, texts: Sequence[str]) -> Any:
    """A list of texts as one value, as `among` takes it."""
    return _LISTS[connection.dialect.name](list(texts))


def among(column: ColumnElement[str] | InstrumentedAttribute[str], name: str) -> Mapping[str, ColumnElement[bool]]:
    """Whether a column is in the list bound to `name`, by name of dialect: the SQL is the same however long it is."""
    each = select(func.json_each(bindparam(name)).table_valued("value").c.value)
    return {"sqlite": column.in_(each), "postgresql": column == func.any(bindparam(name))}


def insert_of_lists(model: type[Base], columns: Sequence[str], same: Sequence[str]) -> Prepared:
    """An INSERT of many rows on PostgreSQL, one message to the server however many there are.

    It takes a list for each of the columns, and one value for those that are the `same` in all rows.
    """
    target = table(model)
    lists = [cast(bindparam(name), ARRAY(target.c[name].type)) for name in columns]
    rows = func.unnest(*lists).table_valued(*columns).render_derived()
    values = [rows.c[name] for name in columns] + [cast(bindparam(name), target.c[name].type) for name in same]
    return Prepared(insert(target).from_select([*columns, *same], select(*values)))


def _row_class(columns: Sequence[str]) -> Any:
    return namedtuple("Row", columns)


Step = tuple[Prepared, Values]
"""A statement with its values, to be executed."""


def together(connection: Connection, *steps: Step) -> list[Done]:
    """Execute several, one after the other; on PostgreSQL in one trip to the server."""
    dialect = connection.dialect
    written = [statement.written_for(dialect) for statement, _values in steps]
    with _errors_of_sqlalchemy(connection) as driver:
        if dialect.name == "sqlite" or len(steps) == 1:
            cursors = [_executed(driver, one, values) for one, (_, values) in zip(written, steps, strict=True)]
        else:
            with driver.pipeline():
                cursors = [_executed(driver, one, values) for one, (_, values) in zip(written, steps, strict=True)]
    return [Done(cursor, one) for cursor, one in zip(cursors, written, strict=True)]


def _executed(driver: Any, written: _Written, values: Values) -> Any:
    return driver.execute(written.sql, written.arranged(values))


@contextmanager
def _errors_of_sqlalchemy(connection: Connection) -> Iterator[Any]:
    """The driver's own connection; its errors come out as SQLAlchemy's, and a dead connection is thrown away."""
    dialect: Any = connection.dialect
    driver: Any = connection.connection.driver_connection
    try:
        yield driver
    except dialect.loaded_dbapi.Error as error:
        gone = dialect.is_disconnect(error, driver, None)
        if gone:
            connection.invalidate(error)
        raise DBAPIError.instance(
            None,
            None,
            error,
            dialect.loaded_dbapi.Error,
            hide_parameters=True,
            connection_invalidated=gone,
            dialect=dialect,
        ) from error
