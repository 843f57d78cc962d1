"""The demo's committee lives when somebody first looks at it, and a second start changes nothing."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from cli.demo import demo_data
from models.action import Action
from models.committee import Committee, Member
from models.meeting import Meeting
from operations.actions import finish
from operations.committee_views import Standing, standing_of
from operations.committees import chamber
from tests.world import World

TABLES = (Committee, Member, Meeting, Action)


def counted(world: World) -> list[int]:
    with world.db.read() as connection:
        return [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in TABLES]


def start(world: World, folder: Path) -> None:
    with world.work() as work:
        demo_data(work, folder / "demo.json")
    world.settle()


def seen(world: World) -> Standing:
    with world.work() as work:
        return standing_of(work, chamber(work.connection, work.connection.execute(select(Committee.id)).scalar_one()))


@pytest.fixture
def demo(world: World, tmp_path: Path) -> World:
    start(world, tmp_path)
    return world


def test_a_picc_of_eight_with_a_meeting_ahead_and_an_action_overdue(demo: World) -> None:
    standing = seen(demo)
    assert (standing.balance.workers, standing.balance.managers, standing.gaps) == (4, 4, ())
    assert standing.balance.women_percent == 50
    assert standing.next is not None
    assert (standing.open_actions, standing.overdue_actions) == (2, 1)


def test_its_members_are_asked_on_simulated_phones_in_their_languages(demo: World) -> None:
    chair, secretary = demo.person("+8801700000085"), demo.person("+8801700000082")
    assert "Do you come?" in "".join(chair.hears())
    assert "Do you come?" not in "".join(secretary.hears())
    assert "Kamal" not in chair.says("1")[-1]
    assert {side.coming for side in seen(demo).turnouts} == {0, 1}


def test_a_second_start_doubles_nothing_and_keeps_what_was_done(demo: World, tmp_path: Path) -> None:
    before = counted(demo)
    with demo.work() as work:
        finish(work, work.connection.execute(select(Action.id).limit(1)).scalar_one())
    start(demo, tmp_path)
    assert counted(demo) == before == [1, 8, 1, 2]
    assert seen(demo).open_actions == 1


def test_a_demo_of_before_gets_its_committee_too(world: World, tmp_path: Path) -> None:
    start(world, tmp_path)
    with world.work() as work:
        for table in (Action, Meeting, Member, Committee):
            work.connection.execute(table.__table__.delete())  # type: ignore[attr-defined]
    start(world, tmp_path)
    assert counted(world) == [1, 8, 1, 2]
