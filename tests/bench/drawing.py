"""A million invitations drawn from a roster and queued: against one plain INSERT … SELECT of as many rows.

Meanwhile another worker writes to the line again and again; what she waits for an answer is measured in the same run.
"""

import resource
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, insert, text

from bot.house import House
from bot.settings import load_settings
from bot.waves import PAUSE, draw_next
from models.base import new_id, table
from models.database import Database, open_database
from models.encryption import load_ring, new_ring, save_ring
from models.survey import Roster, Survey
from operations.sampling import Sample
from operations.waves import DAY, NewWave, open_wave
from tests.bench.masses import contacts, factory, housekeep
from tests.bench.report import Figure
from tests.bench.settings import UNHURRIED
from tests.bench.talker import Waits, always_the_same, apart, beside
from tests.databases import Shelf
from tests.wave_world import form

PEOPLE = 1_000_000
EVERY, QUIET = 0.05, 10.0
"""Seconds between two messages of the worker, and of a rest before the drawing, which tells what the machine takes."""
LIMITS = {"SQLite": 8, "PostgreSQL": 2}


def measure(shelf: Shelf, engine: str, folder: Path) -> Iterator[Figure]:
    """The figures of one engine."""
    url = shelf.sqlite_url() if engine == "SQLite" else shelf.postgresql_url()
    keys = folder / f"drawing-{engine}" / "keys.json"
    save_ring(new_ring(), keys)
    db = open_database(url)
    house, now = House(db, load_ring(keys), load_settings(UNHURRIED)), time.time()
    with db.write() as connection:
        factory_id, roster_id = _settle(connection)
    housekeep(db, "vacuum analyze")
    bare = _plain(db, roster_id)
    wave_id = _wave(house, now, factory_id, roster_id)
    housekeep(db, "checkpoint")  # what was made so far is on disk, so that only the drawing is in anybody's way

    def worker() -> AbstractContextManager[Waits]:
        return beside(house, always_the_same, EVERY) if db.is_sqlite else apart(url, keys, always_the_same, EVERY)

    with worker() as quiet:
        time.sleep(QUIET)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    with worker() as waits:
        took = _drawn(house, now)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000 - before
    with db.read() as connection:
        queued = connection.execute(text("select count(*) from invitations where wave_id = :wave"), {"wave": wave_id})
        assert queued.scalar_one() == PEOPLE
    name = f"surveys, {engine}: 1,000,000 invitations"
    detail = f"{took:.1f} s to {bare:.1f} s"
    meanwhile = f"{len(waits)} messages; {quiet.p99:.1f} ms while nothing is drawn"
    yield Figure(f"{name} drawn, of one INSERT … SELECT", took / bare, LIMITS[engine], False, "", detail)
    yield Figure(f"{name}, memory grown", grown, 5, False, " MB")
    yield Figure(f"{name}, a message meanwhile, p99", waits.p99, 10, False, " ms", meanwhile)
    db.dispose()


def _drawn(house: House, now: float) -> float:
    """Seconds of drawing, without the pauses."""
    took = 0.0
    while True:
        began = time.perf_counter()
        more = draw_next(house, now)
        took += time.perf_counter() - began
        if not more:
            return took
        time.sleep(PAUSE)


def _plain(db: Database, roster_id: str) -> float:
    """One statement that writes as many rows into a table of the same shape, its index and foreign keys too."""
    with db.write() as connection:
        connection.exec_driver_sql(
            "create table plain (wave_id varchar(32) not null, contact_id varchar(32) not null references contacts,"
            " state varchar(16) not null, asked integer not null, due_at float not null, roster_id varchar(32)"
            " references rosters, primary key (wave_id, contact_id))"
        )
        connection.exec_driver_sql("create index plain_due on plain (wave_id, due_at) where state = 'waiting'")
    began = time.perf_counter()
    with db.write() as connection:
        connection.execute(
            text(
                "insert into plain select :wave, contact_id, 'waiting', 0, 0.0, roster_id from roster_entries"
                " where roster_id = :roster"
            ),
            {"wave": new_id(), "roster": roster_id},
        )
    return time.perf_counter() - began


def _wave(house: House, now: float, factory_id: str, roster_id: str) -> str:
    with house.db.write() as connection:
        work = house.work(connection, now)
        survey = {"id": new_id(), "factory_id": factory_id, "title": "Pay", "form": form().to_json(), "state": "draft"}
        connection.execute(insert(table(Survey)), survey | {"version": 1, "created_on": work.day()})
        return open_wave(work, survey["id"], NewWave(Sample(roster_id), now, now + 7 * DAY), "")  # type: ignore[arg-type]


def _settle(connection: Connection) -> tuple[str, str]:
    """A factory with a roster of a million people."""
    factory_id, roster_id = factory(connection), new_id()
    contacts(connection, factory_id, PEOPLE)
    roster = {"id": roster_id, "factory_id": factory_id, "name": "all", "imported_on": date(2026, 1, 1)}
    connection.execute(insert(table(Roster)), roster | {"entries": PEOPLE})
    entries = (
        "insert into roster_entries (roster_id, contact_id, section, shift, gender)"
        " select :roster, id, 'Line 1', 'day', 'woman' from contacts"
    )
    connection.execute(text(entries), {"roster": roster_id})
    return factory_id, roster_id
