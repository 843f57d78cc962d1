"""The engine: one way to open SQLite and PostgreSQL, one way to write, one way to read.

A writing transaction on SQLite begins with BEGIN IMMEDIATE and, inside one process, waits its turn:
several writers polling the file's lock starve each other for hundreds of milliseconds. So there is one connection
to write with, which stays open and keeps its cache.
"""

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from sqlite3 import Connection as SQLiteConnection
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from models.writer import Writer

SQLITE_PRAGMAS = (
    "PRAGMA busy_timeout = 10000",  # before journal_mode, which itself may have to wait
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # we acknowledge after the commit, so the commit must be on disk
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",
)
FRESH = 1.0
"""Seconds for which a connection counts as alive without being asked: under load, asking is a round trip a message."""


class Database:
    """A handle to the store: `write()` and `read()` give connections, `session()` an ORM session to read with."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writer = Writer(engine)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def write(self) -> AbstractContextManager[Connection]:
        """One writing transaction; committed at the end, rolled back on any exception."""
        return self._writer.transaction() if self.is_sqlite else self.engine.begin()

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

    def scrub(self, *tables: str) -> bool:
        """Leave nothing of what was deleted: overwrite the log on SQLite, vacuum the tables on PostgreSQL.

        Returns False where something else was reading, or these tables are not ours to vacuum: try again later.
        """
        with self.engine.connect() as connection:
            if self.is_sqlite:
                return bool(connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0] == 0)
            connection.execution_options(isolation_level="AUTOCOMMIT")
            try:
                connection.exec_driver_sql(f"VACUUM {', '.join(tables)}")
            except DBAPIError:
                return False
            return True

    def free_bytes(self) -> int | None:
        """What is left on the disk of a SQLite file; None where the database is elsewhere and has its own."""
        file = self.engine.url.database
        return shutil.disk_usage(Path(file).parent).free if self.is_sqlite and file else None

    def dispose(self) -> None:
        self._writer.close()
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
        return Database(engine)
    engine = create_engine(
        parsed,
        hide_parameters=True,
        pool_recycle=300,
        pool_use_lifo=True,
        pool_size=10,
        connect_args={"connect_timeout": 5, "tcp_user_timeout": 5000},
    )
    _ask_after_a_rest(engine)
    return Database(engine)


def _ask_after_a_rest(engine: Engine) -> None:
    """As `pool_pre_ping`, but not for a connection that was just in use."""

    @event.listens_for(engine, "checkin")
    def used(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info["used"] = monotonic()

    @event.listens_for(engine, "checkout")
    def ask(connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
        if monotonic() - record.info.get("used", monotonic()) < FRESH:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error


def _prepare_sqlite(connection: SQLiteConnection, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by us, explicitly
    for pragma in SQLITE_PRAGMAS:
        connection.execute(pragma)
