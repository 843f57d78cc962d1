"""A disk that is full, nearly full, or can only be read: nothing is half kept, and all goes on by itself afterwards."""

import os
import resource
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from bot.backup import back_up
from bot.contacts import make_contact
from bot.house import House
from bot.room import AGAIN, Room
from bot.settings import load_settings
from models.database import Database, open_database
from models.user import User
from operations.alerts import DISK
from operations.users import add_user
from operations.work import Refused
from tests.bot.post_office import PostOffice
from tests.databases import Shelf
from tests.webhooks.conftest import BEARER, ENVIRONMENT
from tests.world import World
from webhooks.app import build_app


class Disk:
    """A small disk of our own where we may mount one; else files of this process that may not grow any more."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._mounted = os.geteuid() == 0 and _mounts(folder)

    def fill(self) -> None:
        if not self._mounted:
            resource.setrlimit(resource.RLIMIT_FSIZE, (4096, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
            return
        with (self.folder / "filling").open("ab", buffering=0) as file:
            while free := shutil.disk_usage(self.folder).free:
                file.write(b"x" * free)

    def empty(self) -> None:
        (self.folder / "filling").unlink(missing_ok=True)
        hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))

    def gone(self) -> None:
        self.empty()
        if self._mounted:
            subprocess.run(["umount", "--lazy", str(self.folder)], check=True)


def _mounts(folder: Path) -> bool:
    mount = ["mount", "-t", "tmpfs", "-o", "size=12m,mode=0700", "tmpfs", str(folder)]
    return subprocess.run(mount, check=False, capture_output=True).returncode == 0


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    folder = tmp_path / "disk"
    folder.mkdir()
    small = Disk(folder)
    yield small
    small.gone()


@pytest.fixture
def db(disk: Disk, shelf: Shelf) -> Iterator[Database]:
    """A database on the small disk."""
    file = disk.folder / "bobbin.db"
    shutil.copy(shelf.sqlite_url().removeprefix("sqlite:///"), file)
    db = open_database(f"sqlite:///{file}")
    yield db
    db.dispose()


@pytest.fixture
def line(world: World) -> FlaskClient:
    """The web of a line that takes messages as long as there is any room at all."""
    world.house = House(world.db, world.ring, load_settings(ENVIRONMENT | {"DISK_RESERVE": "0"}))
    return build_app(world.house, now=lambda: world.now).test_client()


def says(line: FlaskClient, words: str, number: str) -> int:
    fields = {"from": "+8801700000001", "text": words, "id": number}
    headers = {"Authorization": f"Bearer {BEARER}"}
    return line.post("/webhooks/gateway/received", data=fields, headers=headers).status_code


def rows(world: World) -> list[int]:
    tables = ("inbox", "contacts", "conversations", "outbox", "cases", "audit")
    with world.db.read() as connection:
        return [int(connection.execute(text(f"select count(*) from {table}")).scalar_one()) for table in tables]


def test_on_a_full_disk_nothing_is_half_kept_and_it_goes_on_by_itself(
    world: World, disk: Disk, line: FlaskClient
) -> None:
    assert says(line, "hello", "1") == 200
    disk.fill()
    before, taken = rows(world), 0
    for number in range(2, 40):  # what the log has room for is taken still
        status = says(line, "They have not paid us. " * 40, str(number))
        assert status in (200, 503)
        taken += status == 200
    last = says(line, "They have not paid us. " * 40, "40")
    assert last == 503
    full = rows(world)
    assert full[0] - before[0] == taken  # each that was acknowledged, and no other
    assert line.get("/health").status_code == 503  # no clock ticks here, and it can still be asked
    disk.empty()
    for number in range(2, 41):  # as the gateway says again what was not taken
        assert says(line, "They have not paid us. " * 40, str(number)) == 200
    assert rows(world)[0] == 40
    with world.db.read() as connection:
        assert connection.exec_driver_sql("pragma integrity_check").scalar_one() == "ok"
        assert not connection.execute(text("select count(*) from inbox where error is not null")).scalar_one()


def test_a_database_that_can_only_be_read_is_one_that_is_away(world: World, line: FlaskClient) -> None:
    assert says(line, "hello", "1") == 200
    before = rows(world)
    with world.db.write() as connection:
        connection.exec_driver_sql("pragma query_only = on")  # on the one connection that writes
    assert says(line, "hello", "2") == 503
    assert rows(world) == before
    writing = world.db._writer._connection
    assert writing is not None
    writing.connection.driver_connection.execute("pragma query_only = off")  # type: ignore[union-attr]
    assert says(line, "hello", "2") == 200


def test_what_was_sent_on_a_full_disk_is_written_down_when_there_is_room(world: World, disk: Disk) -> None:
    """And sent once: it is not put back, and nobody takes it for unknown."""
    post = PostOffice(world)
    for number in range(3):
        post.writes(f"part {number}")
    post.provider.will(lambda _parcel: disk.fill())
    later = threading.Timer(2.5, disk.empty)
    later.start()
    post.sends()
    later.join()
    assert post.provider.words == ["part 0", "part 1", "part 2"]
    with world.db.read() as connection:
        assert connection.execute(text("select distinct state from outbox")).scalars().all() == ["sent"]


def test_below_the_mark_messages_are_refused_while_there_is_room_to_say_so(world: World, line: FlaskClient) -> None:
    assert says(line, "hello", "1") == 200
    free = world.db.free_bytes()
    assert free
    low = House(world.db, world.ring, replace(world.house.settings, disk_reserve=2 * free))
    app = build_app(low, now=lambda: world.now).test_client()
    before = rows(world)
    assert says(app, "hello", "2") == 503
    assert rows(world) == before
    world.settle()  # what was taken in before is answered
    assert app.get("/advisor/login").status_code == 200


def test_who_looks_after_the_machine_is_told_once_a_day(world: World, line: FlaskClient) -> None:
    admin = world.person("+12025550190")
    with world.work() as work:
        add_user(work, "admin@advisors.example", "admin")
        user_id = work.connection.execute(select(User.id)).scalar_one()
        make_contact(work, admin.line, admin.address, user_id=user_id, introduced=True)
    told, enough = Room(), world.house
    low = House(world.db, world.ring, replace(world.house.settings, disk_reserve=1 << 60))

    def hears(house: House, later: float) -> list[str]:
        world.now += later
        told(house, world.now)
        world.settle()
        return admin.hears()

    assert hears(enough, 0) == []
    assert hears(low, 60) == [DISK.message]
    assert hears(low, 3600) == []
    assert hears(low, AGAIN) == [DISK.message]
    assert hears(enough, 60) == []
    assert hears(low, 60) == [DISK.message]  # full anew


def test_a_backup_for_which_there_is_no_room_leaves_nothing_behind(world: World, disk: Disk, tmp_path: Path) -> None:
    folder = disk.folder / "backups"
    folder.mkdir()
    assert sum(rows(world)) == 0
    disk.fill()
    with pytest.raises(Refused, match="no room"):
        back_up(world.db, folder / "monday.bobbin", tmp_path / "keys.json", world.now)
    assert list(folder.iterdir()) == []
    disk.empty()
    assert back_up(world.db, folder / "monday.bobbin", tmp_path / "keys.json", world.now).exists()
