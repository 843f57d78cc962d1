"""Of several clocks one ticks; when it stops or dies another does, and a mistake stops none."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import clock
from bot.clock import LEASE, RENEW, Clock, take_lease
from bot.house import House
from bot.wake import Wake
from models.database import Database, open_database
from models.encryption import new_ring, save_ring
from models.lease import Lease
from tests.databases import Shelf
from tests.world import World

BOBBIN = str(Path(sys.executable).with_name("bobbin"))


def until(true: Callable[[], object], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


class TestTheLease:
    def test_the_first_leads_and_the_other_stands_by(self, world: World) -> None:
        assert take_lease(world.house, "first", world.now) == world.now + LEASE
        assert take_lease(world.house, "other", world.now) == 0.0

    def test_who_leads_renews_it(self, world: World) -> None:
        take_lease(world.house, "first", world.now)
        for _time in range(10):
            world.now += RENEW
            assert take_lease(world.house, "first", world.now) == world.now + LEASE
            assert take_lease(world.house, "other", world.now) == 0.0

    def test_who_is_silent_loses_it_and_does_not_get_it_back(self, world: World) -> None:
        take_lease(world.house, "first", world.now)
        world.now += LEASE - 0.1
        assert take_lease(world.house, "other", world.now) == 0.0
        world.now += 0.1
        assert take_lease(world.house, "other", world.now) == world.now + LEASE
        assert take_lease(world.house, "first", world.now) == 0.0

    def test_a_lease_from_the_future_is_none(self, world: World) -> None:
        """Of before the machine was started again; or the server's clock was ahead, and has been put right."""
        take_lease(world.house, "first", world.now + 3600)
        assert take_lease(world.house, "other", world.now) == world.now + LEASE
        assert take_lease(world.house, "first", world.now) == 0.0

    def test_of_many_that_come_at_once_one_leads(self, world: World) -> None:
        with ThreadPoolExecutor(8) as pool:
            leads = list(pool.map(lambda name: take_lease(world.house, str(name), world.now), range(16)))
        assert sum(lead > 0 for lead in leads) == 1

    def test_another_has_taken_over_within_thirty_seconds(self) -> None:
        assert LEASE + RENEW <= 30
        assert LEASE >= 3 * RENEW


@dataclass
class Tower:
    """Clocks that run quickly and count their ticks."""

    world: World
    ticks: Counter[int] = field(default_factory=Counter)
    clocks: list[Clock] = field(default_factory=list)

    def start(self) -> Clock:
        """One more clock; each holds a house of its own, so that its ticks can be told apart."""
        house = House(self.world.db, self.world.ring, self.world.house.settings)
        started = Clock(house, Wake())
        self.clocks.append(started)
        self.houses = [one._house for one in self.clocks]
        started.start()
        return started

    def tick(self, house: House, _now: float) -> int:
        self.ticks[next(place for place, one in enumerate(self.houses) if one is house)] += 1
        if sum(self.ticks.values()) == 3:
            raise ZeroDivisionError  # a mistake of one tick
        return 1

    def ticking(self) -> set[int]:
        """Who ticks just now."""
        self.ticks.clear()
        time.sleep(0.3)
        return set(self.ticks)


@pytest.fixture
def tower(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tower]:
    tower = Tower(world)
    monkeypatch.setattr(clock, "TICKS", (("count", tower.tick, 0.05),))
    monkeypatch.setattr(clock, "LEASE", 2.0)
    monkeypatch.setattr(clock, "RENEW", 0.2)
    yield tower
    for one in tower.clocks:
        with contextlib.suppress(Exception):
            one.stop()


def test_two_clocks_tick_as_one_and_a_mistake_stops_neither(tower: Tower) -> None:
    tower.start()
    tower.start()
    until(lambda: sum(tower.ticks.values()) > 5)
    assert set(tower.ticks) == {0}


def test_when_the_leader_stops_the_other_leads_at_once(tower: Tower) -> None:
    leader = tower.start()
    tower.start()
    until(lambda: tower.ticks[0])
    leader.stop()
    until(lambda: tower.ticks[1], 1.5)
    assert tower.ticking() == {1}


def test_when_the_leader_dies_the_other_waits_for_its_lease(tower: Tower) -> None:
    leader = tower.start()
    tower.start()
    until(lambda: tower.ticks[0])
    leader._scheduler.shutdown(wait=True)  # no goodbye: the lease stands
    assert tower.ticking() == set()
    until(lambda: tower.ticks[1], 5)


@pytest.mark.parametrize("jump", [3600.0, -3600.0, 86400.0, -86400.0])
def test_a_clock_that_jumps_goes_on_ticking_alone(tower: Tower, jump: float) -> None:
    """The wall clock of both is set; what tells who leads is not."""
    set_by = [0.0]
    for _time in range(2):
        tower.start()._now = lambda: time.time() + set_by[0]
    until(lambda: tower.ticks[0])
    set_by[0] = jump
    time.sleep(0.5)
    seen = [tower.ticking() for _time in range(3)]
    assert all(len(one) == 1 for one in seen)
    assert seen[0] == seen[1] == seen[2]


def test_of_machines_whose_clocks_differ_one_leads(tower: Tower) -> None:
    if tower.world.db.is_sqlite:
        return  # one file, one machine
    for wrong in (0.0, 3600.0, -3600.0):
        tower.start()._now = lambda wrong=wrong: time.time() + wrong  # type: ignore[misc]
    until(lambda: sum(tower.ticks.values()))
    time.sleep(0.5)
    assert tower.ticking() == tower.ticking() == {0}


def test_who_cannot_renew_stops_ticking_when_the_lease_ends(tower: Tower, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "RENEW", 3600)
    tower.start()
    until(lambda: tower.ticks[0])
    time.sleep(2.0)
    assert tower.ticking() == set()


@pytest.mark.processes
def test_a_clock_that_is_killed_is_replaced_within_thirty_seconds(shelf: Shelf, tmp_path: Path) -> None:
    url = shelf.sqlite_url()
    save_ring(new_ring(), tmp_path / "keys.json")
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    environment = {**kept, "DATABASE_URL": url, "KEY_FILE": str(tmp_path / "keys.json")}
    db = open_database(url)
    clocks = [subprocess.Popen([BOBBIN, "clock"], env=environment)]
    try:
        until(lambda: holder(db), 60)
        first = holder(db)
        clocks.append(subprocess.Popen([BOBBIN, "clock"], env=environment))
        time.sleep(2)
        assert holder(db) == first
        clocks[0].send_signal(signal.SIGKILL)
        until(lambda: holder(db) not in (first, None), 30)
    finally:
        for one in clocks:
            one.terminate()
            one.wait(20)
    assert clocks[1].returncode == 0
    db.dispose()


def holder(db: Database) -> str | None:
    with db.read() as connection:
        return connection.execute(select(Lease.holder).where(Lease.expires_at > 0)).scalar_one_or_none()
