"""SQLite's one writer: who waits shares a commit, who fails is undone alone, and what is told is on disk."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert, select, text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from models.base import table
from models.database import Database
from models.lease import Lease
from models.writer import MOST
from tests.databases import Shelf, opened


@pytest.fixture
def db(shelf: Shelf) -> Iterator[Database]:
    with opened(shelf, "sqlite") as db:
        yield db


def lease(name: str) -> dict[str, Any]:
    return {"name": name, "holder": "alice", "expires_at": 1.0, "ticked_at": 0.5}


def kept(db: Database) -> list[str]:
    with db.read() as connection:
        return list(connection.execute(select(Lease.name).order_by(Lease.name)).scalars())


def commits(db: Database) -> list[str]:
    """The commits from here on."""
    given: list[str] = []
    event.listen(
        db.engine,
        "connect",
        lambda connection, _record: connection.set_trace_callback(
            lambda sql: given.append(sql) if sql == "COMMIT" else None
        ),
    )
    return given


class Crowd:
    """Writers who all come while the first still writes; `came_of` is what each was told, None when all was well."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._threads: list[threading.Thread] = []
        self.came_of: dict[str, Exception | None] = {}

    def write(self, *jobs: tuple[str, Callable[[Connection], object]]) -> None:
        def first(connection: Connection) -> None:
            connection.execute(insert(table(Lease)), lease("first"))
            for name, job in jobs:
                self._threads.append(threading.Thread(target=self._one, args=(name, job)))
                self._threads[-1].start()
                time.sleep(0.02)  # in this order
            time.sleep(0.1)

        self._one("first", first)
        for thread in self._threads:
            thread.join()

    def told_well(self) -> list[str]:
        return sorted(name for name, error in self.came_of.items() if error is None)

    def _one(self, name: str, job: Callable[[Connection], object]) -> None:
        try:
            with self._db.write() as connection:
                job(connection)
            self.came_of[name] = None
        except SQLAlchemyError as error:
            self.came_of[name] = error


def adding(name: str) -> tuple[str, Callable[[Connection], object]]:
    return name, lambda connection: connection.execute(insert(table(Lease)), lease(name))


def test_who_waits_shares_a_commit(db: Database) -> None:
    given, crowd = commits(db), Crowd(db)
    crowd.write(*(adding(str(number)) for number in range(5)))
    assert len(given) == 1
    assert len(kept(db)) == 6


def test_no_commit_is_shared_by_more_than_a_few(db: Database) -> None:
    given, crowd = commits(db), Crowd(db)
    crowd.write(*(adding(str(number)) for number in range(MOST)))
    assert len(given) == 2
    assert len(kept(db)) == MOST + 1


def test_who_fails_is_undone_alone(db: Database) -> None:
    crowd = Crowd(db)

    def twice(connection: Connection) -> None:
        connection.execute(insert(table(Lease)), lease("half"))
        connection.execute(insert(table(Lease)), lease("first"))

    crowd.write(adding("before"), ("twice", twice), adding("after"))
    assert kept(db) == ["after", "before", "first"]
    assert isinstance(crowd.came_of.pop("twice"), IntegrityError)
    assert crowd.told_well() == kept(db)


def test_nobody_is_told_that_all_is_well_who_is_not_on_disk(db: Database) -> None:
    """The disk is full in the middle: SQLite may undo all that shared the commit."""
    crowd = Crowd(db)

    def fill(connection: Connection) -> None:
        pages = connection.execute(text("pragma page_count")).scalar_one()
        connection.execute(text(f"pragma max_page_count = {pages + 2}"))
        try:
            connection.execute(text("create table hoard (what blob)"))
            connection.execute(text("insert into hoard values (zeroblob(1000000))"))
        finally:
            connection.execute(text("pragma max_page_count = 1000000"))

    crowd.write(adding("before"), ("fill", fill), adding("after"))
    assert crowd.came_of["fill"] is not None
    assert crowd.told_well() == kept(db)
    with db.write() as connection:
        connection.execute(insert(table(Lease)), lease("next"))
    assert "next" in kept(db)


def test_all_who_share_a_commit_that_is_gone_are_told(db: Database) -> None:
    crowd = Crowd(db)

    def undone_by_the_file(connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        driver.execute("ROLLBACK")

    crowd.write(adding("before"), ("gone", undone_by_the_file), adding("after"))
    assert crowd.told_well() == kept(db) == ["after"]
