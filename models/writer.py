"""The one writer of a SQLite file: transactions take turns on one connection, and those that wait share a commit.

A commit waits for the disk longer than everything before it took. So a transaction that ends while others wait for
their turn leaves the commit to the last of them, and all return together once it is on disk. Each stands behind a
savepoint of its own: one that fails is undone alone.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from sqlite3 import Error as SQLiteError
from typing import Any

from sqlalchemy import Connection, Engine, Transaction
from sqlalchemy.exc import OperationalError, SQLAlchemyError

MOST = 16
"""How many transactions may share a commit."""


class _Commit:
    """A commit that several transactions wait for."""

    def __init__(self, transaction: Transaction) -> None:
        self.transaction = transaction
        self.size = 0
        self.error: Exception | None = None
        self._over = threading.Event()

    def end(self, error: Exception | None = None) -> None:
        self.error = error
        self._over.set()

    def wait(self) -> None:
        """Until it is on disk. Raises OperationalError when it did not get there."""
        self._over.wait()
        if self.error is not None:
            raise OperationalError("COMMIT", None, self.error) from self.error


class Writer:
    """Gives out the writing connection, one transaction at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turn = threading.Lock()
        self._counting = threading.Lock()
        self._waiting = 0
        self._connection: Connection | None = None
        self._commit: _Commit | None = None

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction: on disk when this returns, undone when it raises."""
        self._come()
        try:
            commit = self._begun()
            try:
                yield from self._member(commit)
            finally:
                self._leave(commit)
        finally:
            self._turn.release()
        commit.wait()

    def close(self) -> None:
        with self._turn:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _come(self) -> None:
        """Wait for the turn. Who gives up waiting must not leave the others to wait for him."""
        self._count(1)
        try:
            self._turn.acquire()
        except BaseException:
            self._count(-1)
            with self._turn:
                if self._commit is not None and not self._waiting:
                    self._end(self._commit)
            raise
        self._count(-1)

    def _count(self, step: int) -> None:
        with self._counting:
            self._waiting += step

    def _begun(self) -> _Commit:
        """The open commit, or a new one."""
        if self._commit is None:
            if self._connection is None:
                self._connection = self._engine.connect()
            transaction = self._connection.begin()
            try:
                self._connection.exec_driver_sql("BEGIN IMMEDIATE")
            except BaseException:
                transaction.rollback()
                raise
            self._commit = _Commit(transaction)
        return self._commit

    def _member(self, commit: _Commit) -> Iterator[Connection]:
        assert self._connection is not None
        driver: Any = self._connection.connection.driver_connection
        driver.execute("SAVEPOINT member")
        try:
            yield self._connection
        except BaseException:
            self._release(commit, driver, "ROLLBACK TO member")
            raise
        self._release(commit, driver)

    def _release(self, commit: _Commit, driver: Any, *before: str) -> None:
        """Give the savepoint up. When it is gone, the file itself failed and took all of them with it."""
        try:
            for statement in (*before, "RELEASE member"):
                driver.execute(statement)
        except SQLiteError as error:
            self._commit = None
            self._undo(commit)
            commit.end(error)

    def _leave(self, commit: _Commit) -> None:
        """The last that waits commits for all."""
        commit.size += 1
        if self._commit is commit and (not self._waiting or commit.size >= MOST):
            self._end(commit)

    def _end(self, commit: _Commit) -> None:
        self._commit = None
        error: Exception | None = RuntimeError("the commit was broken off")
        try:
            commit.transaction.commit()
            error = None
        except Exception as failed:
            error = failed
            self._undo(commit)
        finally:
            commit.end(error)

    def _undo(self, commit: _Commit) -> None:
        with suppress(SQLAlchemyError, SQLiteError):
            commit.transaction.rollback()
            if self._connection is not None:
                self._connection.connection.rollback()
