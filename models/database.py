"""The engine: one way to open SQLite and PostgreSQL, one way to write, one way to read.

A writing transaction on SQLite begins with BEGIN IMMEDIATE and, inside one process, waits its turn on a lock:
several writers polling the file's lock starve each other for hundreds of milliseconds.
"""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from sqlite3 import Connection as SQLiteConnection
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session

SQLITE_PRAGMAS = (
    "PRAGMA busy_timeout = 10000",  # before journal_mode, which itself may have to wait
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # we acknowledge after the commit, so the commit must be on disk
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",
)


@dataclass(frozen=True)
class Database:
    """A handle to the store: `write()` and `read()` give connections, `session()` an ORM session to read with."""

    engine: Engine
    _turn: AbstractContextManager[Any] = field(default_factory=nullcontext)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One writing transaction; committed at the end, rolled back on any exception."""
        with self._turn, self.engine.connect() as connection, connection.begin():
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A reading transaction: sees one moment, blocks nobody."""
        with self.engine.connect() as connection, connection.begin():
            if self.is_sqlite:
                connection.exec_driver_sql("BEGIN")
            yield connection

    @contextmanager
    def session(self) -> Iterator[Session]:
        """An ORM session over a reading transaction."""
        with self.read() as connection, Session(connection, expire_on_commit=False) as session:
            yield session

    def dispose(self) -> None:
        self.engine.dispose()


def database_url(text: str) -> URL:
    """Parse DATABASE_URL; `postgres://` and `postgresql://` both mean psycopg 3."""
    url = make_url(text)
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    return url


def open_database(url: str) -> Database:
    """Open the store. Bound values never reach an error text or a log (`hide_parameters`)."""
    parsed = database_url(url)
    if parsed.get_backend_name() == "sqlite":
        engine = create_engine(parsed, hide_parameters=True, connect_args={"check_same_thread": False, "timeout": 10})
        event.listen(engine, "connect", _prepare_sqlite)
        return Database(engine, threading.Lock())
    engine = create_engine(
        parsed,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_recycle=300,
        pool_size=10,
        connect_args={"connect_timeout": 5, "tcp_user_timeout": 5000},
    )
    return Database(engine)


def _prepare_sqlite(connection: SQLiteConnection, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by us, explicitly
    for pragma in SQLITE_PRAGMAS:
        connection.execute(pragma)
