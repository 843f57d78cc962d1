"""The store as it is opened: one writer on SQLite, a restarted PostgreSQL noticed, statements written once."""

import threading
import time

import pytest
from sqlalchemy import bindparam, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from models.base import table
from models.database import FRESH, Database
from models.lease import Lease
from models.prepared import Prepared
from tests.databases import Shelf, opened

LEASE = {"name": "clock", "holder": "alice", "expires_at": 1.0, "ticked_at": 0.5}


def holders(db: Database) -> list[str]:
    with db.read() as connection:
        return list(connection.execute(select(Lease.holder).order_by(Lease.name)).scalars())


def test_what_fails_half_way_is_as_if_it_had_never_begun_and_the_next_goes_on(db: Database) -> None:
    with pytest.raises(IntegrityError), db.write() as connection:
        connection.execute(insert(table(Lease)), [LEASE, LEASE])
    assert holders(db) == []
    with db.write() as connection:
        connection.execute(insert(table(Lease)), LEASE)
    assert holders(db) == ["alice"]


def test_writers_wait_their_turn_and_none_overwrites_another(db: Database) -> None:
    with db.write() as connection:
        connection.execute(insert(table(Lease)), LEASE)

    def count() -> None:
        for _time in range(20):
            with db.write() as connection:
                found = connection.execute(select(Lease.expires_at).with_for_update()).scalar_one()
                connection.execute(update(table(Lease)).values(expires_at=found + 1))

    threads = [threading.Thread(target=count) for _one in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with db.read() as connection:
        assert connection.execute(select(Lease.expires_at)).scalar_one() == 81.0


def test_it_can_be_used_again_after_it_was_put_away(db: Database) -> None:
    with db.write() as connection:
        connection.execute(insert(table(Lease)), LEASE)
    db.dispose()
    assert holders(db) == ["alice"]
    with db.write() as connection:
        connection.execute(update(table(Lease)).values(holder="bob"))
    assert holders(db) == ["bob"]


def test_a_server_that_was_restarted_is_noticed_before_a_message_is_lost(shelf: Shelf) -> None:
    with opened(shelf, "postgresql") as db:
        with db.write() as connection:
            connection.execute(insert(table(Lease)), LEASE)
        mine = f"datname = '{db.engine.url.database}'"
        shelf.cluster().execute(f"select pg_terminate_backend(pid) from pg_stat_activity where {mine}")
        time.sleep(FRESH + 0.1)
        assert holders(db) == ["alice"]


_NEW = Prepared(insert(table(Lease)), ("name", "holder", "expires_at", "ticked_at"))
_LATER = Prepared(
    update(table(Lease))
    .where(Lease.holder == bindparam("who"), text("expires_at < 100"))
    .values(expires_at=Lease.expires_at + 10)
)


def test_a_prepared_statement_does_what_the_plain_one_does(db: Database) -> None:
    with db.write() as connection:
        _NEW.run(connection, LEASE)
        _NEW.run_each(connection, [{**LEASE, "name": name} for name in ("one", "two")])
        _NEW.run_each(connection, [{**LEASE, "name": "three", "holder": "bob"}])
        _NEW.run_each(connection, [])
        assert _LATER.run(connection, {"who": "alice"}).rowcount == 3
        assert _LATER.run(connection, {"who": "charlie"}).rowcount == 0
    with db.read() as connection:
        assert connection.execute(select(func.sum(Lease.expires_at))).scalar_one() == 34.0
