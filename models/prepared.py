"""Statements of the hot path: their SQL is written once for each database and then handed to the driver as it is.

What SQLAlchemy does anew at each execution costs a message a third of its time. Nothing is converted here: only
numbers, texts, bytes, booleans and None go in and come out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ClauseElement, Connection, CursorResult, Dialect

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Written:
    """SQL as a driver takes it, with its constants; `order` names the values where the driver wants them by place."""

    sql: str
    constants: Values
    order: tuple[str, ...] | None

    def arranged(self, values: Values) -> Any:
        if self.constants:
            values = {**self.constants, **values}
        return values if self.order is None else tuple([values[name] for name in self.order])


class Prepared:
    """A statement, or one by name of dialect. `columns` are those an INSERT fills; it must be given all of them."""

    def __init__(self, statement: ClauseElement | Mapping[str, ClauseElement], columns: Sequence[str] = ()) -> None:
        self._statement = statement
        self._columns = list(columns) or None
        self._written: dict[str, _Written] = {}

    def run(self, connection: Connection, values: Values) -> CursorResult[Any]:
        """Execute it once."""
        written = self._for(connection.dialect)
        return connection.exec_driver_sql(written.sql, written.arranged(values))

    def run_each(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Execute it for every row."""
        written = self._for(connection.dialect)
        arranged = [written.arranged(values) for values in rows]
        if arranged:
            connection.exec_driver_sql(written.sql, arranged if len(arranged) > 1 else arranged[0])

    def _for(self, dialect: Dialect) -> _Written:
        written = self._written.get(dialect.name)
        if written is None:
            written = self._written[dialect.name] = self._write(dialect)
        return written

    def _write(self, dialect: Dialect) -> _Written:
        statement = self._statement[dialect.name] if isinstance(self._statement, Mapping) else self._statement
        compiled: Any = statement.compile(dialect=dialect, column_keys=self._columns)
        constants = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        return _Written(str(compiled), constants, tuple(compiled.positiontup) if compiled.positional else None)
