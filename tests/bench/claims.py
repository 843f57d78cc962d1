"""Claiming with a million messages waiting, of claiming with twenty thousand: both in turn, each claim committed.

What is claimed opens under no key, which costs the same on both sides; nothing is sent.
"""

import time
from collections.abc import Iterator

from sqlalchemy import Connection, text

from bot.claims import claim
from bot.house import House
from bot.sender import IN_FLIGHT
from bot.settings import load_settings
from models.database import open_database
from models.encryption import new_ring
from models.vocabulary import Line, Priority
from tests.bench.masses import FALSE, RANDOM_BYTES, RANDOM_ID, contacts, factory, housekeep
from tests.bench.report import Figure, ratio
from tests.bench.settings import UNHURRIED
from tests.databases import Shelf

MANY, FEW = 1_000_000, 20_000
PAIRS, CLAIMS = 7, 40
LEAST, FAST = 0.9, 1e9


def measure(shelf: Shelf, engine: str) -> Iterator[Figure]:
    """The figure of one engine."""
    full, light = _house(shelf, engine, MANY), _house(shelf, engine, FEW)
    for house in (full, light):
        _rate(house)
    pairs = [(_rate(full), _rate(light)) for _ in range(PAIRS)]
    yield ratio(f"claims, {engine}: with 1,000,000 pending, of those with 20,000", pairs, LEAST)
    for house in (full, light):
        house.db.dispose()


def _house(shelf: Shelf, engine: str, pending: int) -> House:
    house = House(
        open_database(shelf.sqlite_url() if engine == "SQLite" else shelf.postgresql_url()),
        new_ring(),
        load_settings(UNHURRIED),
    )
    with house.db.write() as connection:
        contacts(connection, factory(connection), pending)
        _queue(connection)
    housekeep(house.db, "vacuum analyze")
    housekeep(house.db, "checkpoint")
    return house


def _queue(connection: Connection) -> None:
    """One message to everybody."""
    dialect, now = connection.dialect.name, time.time()
    connection.execute(
        text(
            "insert into outbox (id, contact_id, line, number, priority, state, rank, body_sealed, segments, attempts,"
            f" not_before, expires_at, resend) select {RANDOM_ID[dialect]}, id, line, 1, :broadcast, 'queued', 0,"
            f" {RANDOM_BYTES[dialect]}, 1, 0, :now, :late, {FALSE[dialect]} from contacts"
        ),
        {"now": now, "late": now + 86_400, "broadcast": Priority.BROADCAST},
    )


def _rate(house: House) -> float:
    """Messages claimed a second."""
    began, taken = time.perf_counter(), 0
    for _ in range(CLAIMS):
        taken += len(claim(house, Line.TWILIO, IN_FLIGHT, FAST, time.time(), busy=True))
    assert taken == CLAIMS * IN_FLIGHT
    return taken / (time.perf_counter() - began)
