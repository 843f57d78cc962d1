"""What a committee lacks, by the rules of its type: sides, smallest numbers, size."""

import pytest

from models.vocabulary import Side
from operations import factories
from operations.committees import chamber
from operations.factories import NewFactory, add_factory
from operations.founding import found
from operations.make_up import Gap, Lack, gaps_of
from operations.members import Balance
from operations.work import Refused
from tests.world import World

PICC, DIALOGUE = ("BD", "Asia/Dhaka", "picc"), ("VN", "Asia/Ho_Chi_Minh", "dialogue_vn")


def lacks(
    world: World, kind: tuple[str, str, str], workers: int, managers: int, employed: int | None = None
) -> tuple[Gap, ...]:
    country, timezone, rules = kind
    with world.work() as work:
        factory = add_factory(work, NewFactory("Shapla Garments", country, timezone, ("en",), workers=employed))
        house = chamber(work.connection, found(work, factory.id, rules))
    return gaps_of(house, Balance(workers, managers, None))


def test_a_picc_of_eight_in_equal_parts_lacks_nothing(world: World) -> None:
    assert lacks(world, PICC, 4, 4) == ()


def test_a_picc_has_equal_sides_and_eight_to_ten_members(world: World) -> None:
    assert lacks(world, PICC, 2, 1) == (Gap(Lack.UNEQUAL), Gap(Lack.FEW, 3, 8))
    assert lacks(world, PICC, 6, 6) == (Gap(Lack.MANY, 12, 10),)


@pytest.mark.parametrize(
    ("employed", "smallest"), [(None, 3), (49, 3), (50, 4), (149, 4), (150, 9), (999, 19), (1000, 24), (9000, 24)]
)
def test_the_smallest_workers_side_of_a_dialogue_grows_with_the_factory(
    world: World, employed: int | None, smallest: int
) -> None:
    assert lacks(world, DIALOGUE, smallest, 3, employed) == ()
    assert Gap(Lack.SIDE, smallest - 1, smallest, Side.WORKER) in lacks(world, DIALOGUE, smallest - 1, 3, employed)


def test_the_sides_of_a_dialogue_need_not_be_equal_but_each_has_its_number(world: World) -> None:
    assert lacks(world, DIALOGUE, 9, 2, 200) == (Gap(Lack.SIDE, 2, 3, Side.MANAGEMENT),)


@pytest.mark.parametrize(("workers", "women"), [(0, None), (-5, None), (None, 101), (None, -1), (10_000_000, 50)])
def test_numbers_that_cannot_be_are_refused(world: World, workers: int | None, women: int | None) -> None:
    wanted = NewFactory("Shapla Garments", "BD", "Asia/Dhaka", ("en",), workers=workers, women_percent=women)
    with pytest.raises(Refused), world.work() as work:
        add_factory(work, wanted)
    factory = world.factory("en")
    with pytest.raises(Refused), world.work() as work:
        factories.count_workforce(work, factory.id, workers, women, "")
