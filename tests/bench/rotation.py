"""Rotation: rows sealed again a second while the line answers, and how long somebody who writes meanwhile waits."""

import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import insert

from bot import rotation
from bot.house import House
from bot.settings import load_settings
from models.base import new_id, table
from models.contact import Contact
from models.database import open_database
from models.encryption import Purpose, bound, load_ring, new_ring, save_ring
from models.vocabulary import Line
from tests.bench.report import Figure
from tests.bench.settings import UNHURRIED
from tests.bench.talker import a_new_one, apart
from tests.databases import Shelf

PEOPLE, LIMIT = 30_000, 5_000.0
EVERY = 0.02
"""Seconds between two messages of who writes meanwhile."""


def measure(shelf: Shelf, engine: str, folder: Path) -> Iterator[Figure]:
    """The figures of one engine."""
    url = shelf.sqlite_url() if engine == "SQLite" else shelf.postgresql_url()
    path = folder / f"rotation-{engine}" / "keys.json"
    save_ring(new_ring(), path)
    house = House(open_database(url), load_ring(path), load_settings(UNHURRIED))
    _people(house)
    with apart(url, path, a_new_one, EVERY) as waits:
        began = time.monotonic()
        done = rotation.rotate(house, path, [Purpose.ADDRESS, Purpose.INDEX], grace=0)
        took = time.monotonic() - began
    detail = f"{done.rows:,} rows; who wrote meanwhile waited {waits.p99:.0f} ms at p99 of {len(waits)}"
    yield Figure(f"rotation, {engine}", done.rows / took, LIMIT, True, " rows/s", detail)
    house.db.dispose()


def _people(house: House) -> None:
    rows = []
    for number in range(PEOPLE):
        contact_id, address = new_id(), f"+88017{number:08}"
        version, tag = house.ring.tag(f"{Line.SIM_SMS}|{address}")
        sealed = house.ring.seal(Purpose.ADDRESS, address.encode(), bound("contacts", "address", contact_id))
        rows.append({"id": contact_id, "line": Line.SIM_SMS, "index_tag": tag, "index_version": version,
                     "address_sealed": sealed, "first_on": house.work(None, time.time()).day()})  # type: ignore[arg-type]  # fmt: skip
    with house.db.write() as connection:
        connection.execute(insert(table(Contact)), rows)
