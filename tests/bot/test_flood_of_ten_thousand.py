"""Ten thousand messages in ten minutes from one number: the others are answered as on any day.

The ten minutes are of the world's clock. How long an answer takes is measured: from the message to its answer with
the provider, by the process that does all the work. `BOBBIN_FLOOD=10000` plays the whole of it, the suite a part.
"""

import os
import time
from dataclasses import replace

import pytest

from bot.inbound import Inbound
from bot.inbox import receive
from bot.limits import Limits
from models.vocabulary import Line
from operations.allowance import REPLIES_AN_HOUR
from tests.bot.post_office import PostOffice
from tests.bot.test_floods import answers, held, most_in_an_hour
from tests.operations.test_deadlines import missed_times
from tests.promises import figure
from tests.world import World

MESSAGES, MINUTES = int(os.environ.get("BOBBIN_FLOOD", "400")), 10
EACH = MESSAGES // 40
"""After so many of the flood somebody else writes, for the first time or in the middle of a case."""
STORY = ("hello", "1", "1", "4", "1", "They locked the exit of hall two", "1", "no")


@pytest.fixture
def post(world: World) -> PostOffice:
    world.factory("en")
    world.house = replace(world.house, settings=replace(world.house.settings, limits=Limits(simulated=REPLIES_AN_HOUR)))
    return PostOffice(world)


def test_a_flood_from_one_number_holds_up_nobody(post: PostOffice, request: pytest.FixtureRequest) -> None:
    world, took, simulated = post.world, [], []
    for number in range(MESSAGES):
        world.now += MINUTES * 60 / MESSAGES
        flood = f"Cheap watches number {number} for you my friend"
        receive(world.house, Inbound(Line.SIM_SMS, "+8801700000099", f"f{number}", flood), world.now)
        if number % EACH == 0:
            turn, person = number // EACH % len(STORY), number // EACH // len(STORY)
            other, before = f"+88017000002{person:02}", len(post.provider.took)
            came, began = world.now, time.monotonic()
            receive(world.house, Inbound(Line.SIM_SMS, other, f"o{number}", STORY[turn]), world.now)
            while not any(parcel.address == other for parcel in post.provider.took[before:]):
                assert post.sends({Line.SIM_SMS: 1.0}) or world.now < came + 60, "no answer within a minute"
                world.now += 1
            took.append(time.monotonic() - began)
            simulated.append(world.now - came)
    late = sorted(simulated)[int(len(simulated) * 0.95)]
    assert held(world) >= MESSAGES - 10
    assert late < 5.0
    most = most_in_an_hour(answers_of(world))
    assert most <= 10
    engine = "postgresql" if "postgresql" in request.node.name else "sqlite"
    worked = sorted(took)[int(len(took) * 0.95)]
    words = f"{MESSAGES} messages in {MINUTES} simulated minutes: {most} answers to the flooder"
    figure("P15", f"{words}; others' p95 {late:.0f} s on a line of 1 segment a second ({engine})")
    missed, times = missed_times()
    automatic = f"automatic p95 {late:.0f} s in a flood, {worked:.2f} s of it work ({engine})"
    figure("P16", f"{automatic}; {missed} of {times} times that passed without an alarm")


def answers_of(world: World) -> list[float]:
    """When the flooder was answered."""
    return answers(world, world.person("+8801700000099").contact_id)
