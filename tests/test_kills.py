"""Killed at every named point and at random, on both engines: nothing acknowledged is lost, nothing has two effects.

People write in the first story; in the second something of everything is due; in the third somebody types commands.
"""

import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.house import House
from bot.settings import load_settings
from models.contact import Contact
from models.database import Database, database_url, open_database
from models.encryption import load_ring, new_ring, save_ring
from models.faults import POINTS
from models.vocabulary import Line
from tests.databases import Shelf
from tests.kills.deeds import BY_TICKS, furnish, portrait
from tests.kills.nest import Nest
from tests.kills.rig import ROLES, Plan, rig
from tests.kills.written import written
from tests.servers.twilio_server import NUMBER, FakeTwilio
from tests.world import World

pytestmark = pytest.mark.processes
ENGINES = ("sqlite", "postgresql")
BY_COMMANDS = {
    "migrate": ("migrate.before_commit", "migrate.committed"),
    "keys": ("keys.before_replace", "keys.replaced", "keys.before_commit", "keys.committed"),
    "backup": ("backup.copied", "backup.keys_kept"),
    "restore": ("restore.checked", "restore.before_commit"),
}


def test_every_point_is_died_at_here() -> None:
    by_traffic = [point for points in ROLES.values() for point in points]
    by_commands = [point for points in BY_COMMANDS.values() for point in points]
    assert sorted([*by_traffic, *BY_TICKS, *by_commands]) == sorted(POINTS)


@dataclass
class Place:
    """A house of its own: a database, a key file, a Twilio, and a nest for its processes."""

    folder: Path
    url: str
    twilio: FakeTwilio

    def __post_init__(self) -> None:
        self.folder.mkdir()
        self.keys = self.folder / "keys" / "keys.json"
        save_ring(new_ring(), self.keys)
        self.environment = {
            "DATABASE_URL": self.url,
            "KEY_FILE": str(self.keys),
            "TWILIO_ACCOUNT_SID": self.twilio.account_sid,
            "TWILIO_AUTH_TOKEN": self.twilio.auth_token,
            "TWILIO_FROM": NUMBER,
            "TWILIO_API_URL": self.twilio.url,
            "PATH": "/usr/bin:/bin",
        }
        self.nest = Nest(self.environment, self.folder)
        self.db = open_database(self.url)

    def world(self, now: float) -> World:
        world = World(self.db, load_ring(self.keys), now)
        world.house = House(self.db, world.ring, load_settings(self.environment, demo=True))
        return world

    def portrait(self, db: Database | None = None) -> dict[str, Any]:
        with (db or self.db).read() as connection:
            return portrait(connection)

    def knows(self, address: str) -> bool:
        """Whether a phone is found, under the newest key or an older one."""
        tags = [tag for _version, tag in load_ring(self.keys).tags(f"{Line.SIM_SMS}|{address}")]
        with self.db.read() as connection:
            return connection.execute(select(Contact.id).where(Contact.index_tag.in_(tags))).first() is not None

    def is_whole(self) -> None:
        whole(self.nest, self.db)


def whole(nest: Nest, db: Database) -> None:
    """The file is, and so is the chain of the audit log."""
    nest.runs("audit", "verify")
    if db.is_sqlite:
        with closing(sqlite3.connect(str(db.engine.url.database))) as file:
            assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def places(shelf: Shelf, tmp_path: Path, engine: str) -> Iterator[Any]:
    """Makes houses on an engine."""
    made: list[Place] = []
    twilios: list[FakeTwilio] = []

    def make() -> Place:
        twilios.append(FakeTwilio())
        twilios[-1].start()
        url = shelf.sqlite_url() if engine == "sqlite" else shelf.postgresql_url()
        made.append(Place(tmp_path / f"house{len(made)}", url, twilios[-1]))
        return made[-1]

    yield make
    for place, twilio in zip(made, twilios, strict=True):
        place.nest.stop()
        place.db.dispose()
        shelf.drop(place.url)
        twilio.stop()


def test_while_people_write(shelf: Shelf, tmp_path: Path, engine: str) -> None:
    url = shelf.sqlite_url() if engine == "sqlite" else shelf.postgresql_url()
    with rig(url, tmp_path, Plan()) as played:
        books = played.play()
        whole(played.nest, played.house.db)
    assert books.balance, books.table()
    assert books.kills >= 25
    assert "SQLITE_BUSY_SNAPSHOT" not in (tmp_path / "log").read_text()  # one left a result unread, others wait for it
    written(books, engine)
    shelf.drop(url)


def test_while_something_of_everything_is_due(places: Any) -> None:
    """Dead at each point in turn, the clock leaves what it would have left had nobody touched it."""
    now = time.time()
    killed, spared = places(), places()
    for place in (killed, spared):
        furnish(place.world(now), place.twilio, now)
    before = killed.portrait()
    assert before == spared.portrait()
    for point in BY_TICKS:
        killed.nest.dies_at(point, "ticks")
    for place in (killed, spared):
        for _time in range(3):
            place.nest.runs("ticks")
        place.is_whole()
    after = spared.portrait()
    assert killed.portrait() == after
    assert {name for name in after if after[name] != before[name]} >= {
        "cases", "contacts", "inbox", "outbox", "prompts", "reminders", "waves", "wave_links",
    }  # fmt: skip
    assert sorted(killed.twilio.deleted) == sorted(set(killed.twilio.deleted))
    assert len(killed.twilio.deleted) == len(spared.twilio.deleted) == 2


def test_while_keys_are_made_anew(places: Any) -> None:
    now = time.time()
    place = places()
    furnish(place.world(now), place.twilio, now)
    before = place.portrait()
    for point in BY_COMMANDS["keys"]:
        place.nest.dies_at(point, "keys", "rotate")
        assert place.knows("+8801700000003")
    place.nest.runs("keys", "rotate")
    place.nest.runs("keys", "rotate", "--retire")
    assert all(len(entries) == 1 for name, entries in keys_in(place.keys).items() if name != "pin")
    after = place.portrait()
    assert {name for name in after if after[name] != before[name]} == {"audit", "entries of the audit log"}
    place.is_whole()


def keys_in(path: Path) -> dict[str, list[Any]]:
    return dict(json.loads(path.read_text())["keys"])


def test_while_a_backup_is_made_and_put_back(places: Any) -> None:
    now = time.time()
    place, other = places(), places()
    furnish(place.world(now), place.twilio, now)
    (place.folder / "backups").mkdir()
    backup = place.folder / "backups" / "house.backup"
    for point in BY_COMMANDS["backup"]:
        place.nest.dies_at(point, "backup", str(backup))
        assert not backup.exists()
    place.nest.runs("backup", str(backup))
    other.keys.write_bytes(place.keys.read_bytes())
    for point in BY_COMMANDS["restore"]:
        other.nest.dies_at(point, "restore", str(backup))
        with other.db.read() as connection:
            assert portrait(connection)["people"] == 0
    other.db.dispose()
    other.nest.runs("restore", str(backup))
    assert other.portrait() == place.portrait()
    other.is_whole()


def test_while_the_schema_is_made(shelf: Shelf, tmp_path: Path, engine: str, places: Any) -> None:
    place = places()
    place.db.dispose()
    if engine == "sqlite":
        fresh = f"sqlite:///{tmp_path / 'fresh.db'}"
    else:
        name = str(database_url(place.url).database) + "_fresh"
        shelf.cluster().execute(f"CREATE DATABASE {name}")
        fresh = shelf.cluster().url(name)
    nest = Nest(place.environment | {"DATABASE_URL": fresh}, place.folder)
    for point in BY_COMMANDS["migrate"]:
        nest.dies_at(point, "migrate")
    nest.runs("migrate")
    db = open_database(fresh)
    assert place.portrait(db)["people"] == 0
    db.dispose()
    shelf.drop(fresh)
