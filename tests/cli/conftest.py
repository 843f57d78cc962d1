"""What tests of the command line may ask for: a terminal in an empty folder, and one in a furnished house."""

import shutil
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.backup import back_up
from models.database import open_database
from models.encryption import new_ring, save_ring
from operations.committees import found_committee
from tests.cli.table import SURVEY, WAVE
from tests.cli.terminal import Terminal
from tests.databases import Shelf
from tests.survey_world import closed_wave
from tests.wave_world import form, survey, worker
from tests.world import World

RAHIMA = "+8801700000001"


@pytest.fixture(scope="session")
def furnished(shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house to copy: Rahima's story, her factory's committee and survey, and the advisor Farida."""
    folder, ring = tmp_path_factory.mktemp("furnished"), new_ring()
    save_ring(ring, folder / "keys" / "keys.json")
    db = open_database(shelf.sqlite_url())
    world = World(db, ring, time.time())
    factory = world.factory("en")
    with world.work() as work:
        found_committee(work, factory.id, "picc")
        closed_wave(work, factory.id, wave_id=WAVE)
    world.advisor(factory.code)
    rahima = world.person(RAHIMA)
    rahima.says("Our wages have not been paid")
    rahima.says("English")
    world.wait(2 * 86_400)  # a story that nobody sends off goes to a person after a day
    assert world.cases()
    worker(world, factory.code, "+8801700000012", "1")
    survey(world, factory.id, form(), SURVEY)
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    back_up(db, folder / "house.backup", folder / "keys" / "keys.json", time.time())
    db.dispose()
    (folder / "data").mkdir()
    (folder / "workers.csv").write_text("phone,line,shift,gender\n+8801700000011,Line 1,day,f\n")
    (folder / "wrong.csv").write_text("phone,line\n+8801700000011,Line 1\nher own,Line 2\n")
    shutil.move(str(db.engine.url.database), folder / "data" / "bobbin.db")
    return folder


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Settings that name a database and keys, and neither is there."""
    return Terminal(tmp_path, monkeypatch)


@pytest.fixture
def terminal(empty: Terminal, furnished: Path) -> Terminal:
    """A furnished house of this story alone."""
    shutil.copytree(furnished, empty.folder, dirs_exist_ok=True)
    return empty


@pytest.fixture
def code(terminal: Terminal) -> str:
    """The join code of the factory in it."""
    db = terminal.open()
    with db.read() as connection:
        found = connection.execute(text("select code from factories")).scalar_one()
    db.dispose()
    return str(found)
