"""Whoever watches over the line learns whether it works, and whether a provider refuses us."""

from typing import Any

import pytest

from bot.claims import pause
from bot.clock import take_lease
from models.outbox import LinePace
from models.tables import Base
from tests.world import World
from webhooks.app import build_app


def asked(world: World) -> tuple[int, dict[str, Any]]:
    answer = build_app(world.house, now=lambda: world.now).test_client().get("/health")
    return answer.status_code, dict(answer.json)


def rests(world: World, reason: str, seconds: float = 60.0) -> None:
    with world.work() as work:
        work.connection.execute(
            Base.metadata.tables[LinePace.__tablename__].insert(),
            {"line": "twilio", "tokens": 1.0, "filled_at": world.now, "paused_until": 0.0},
        )
        pause(work, "twilio", world.now + seconds, reason)


def test_it_is_well_while_the_clock_ticks(world: World) -> None:
    assert asked(world) == (503, {"ok": False, "database": True, "clock": False, "lines": True})
    take_lease(world.house, "clock", world.now)
    assert asked(world) == (200, {"ok": True, "database": True, "clock": True, "lines": True})
    world.now += 121
    assert asked(world)[0] == 503


@pytest.mark.parametrize("reason", ["20003", "401"])
def test_a_provider_that_refuses_us_is_told_of_and_the_web_goes_on(world: World, reason: str) -> None:
    take_lease(world.house, "clock", world.now)
    rests(world, reason)
    assert asked(world) == (200, {"ok": True, "database": True, "clock": True, "lines": False})
    world.now += 61
    assert asked(world)[1]["lines"]


@pytest.mark.parametrize("reason", ["20429", "429"])
def test_a_line_that_sends_as_fast_as_it_may_is_well(world: World, reason: str) -> None:
    rests(world, reason)
    assert asked(world)[1]["lines"]
