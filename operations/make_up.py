"""What a committee lacks of what its rules want: equal sides, smallest numbers, a size. It warns and never blocks."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from models.vocabulary import Side
from operations.committees import Chamber
from operations.members import Balance


class Lack(StrEnum):
    """What is not as the rules want it."""

    UNEQUAL = "unequal"
    SIDE = "side"
    FEW = "few"
    MANY = "many"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing: `have` of at least `wanted` members, of at most for MANY; of a side for SIDE."""

    lack: Lack
    have: int = 0
    wanted: int = 0
    side: Side | None = None


def gaps_of(house: Chamber, balance: Balance) -> tuple[Gap, ...]:
    """All that is missing, the sides first."""
    return tuple(_gaps(house, balance))


def smallest_side(house: Chamber, side: Side) -> int:
    """The smallest number of a side that the rules name: for workers it can depend on how many are employed.

    Where that is not known, the lowest step; 0 where the rules name none.
    """
    if side is Side.MANAGEMENT:
        return int(house.rules.get("management_min") or 0)
    steps = house.rules.get("worker_min_by_workers") or ()
    return max((least for workers, least in steps if workers <= (house.workers or 0)), default=0)


def _gaps(house: Chamber, balance: Balance) -> Iterator[Gap]:
    if house.rules.get("parity") and not balance.equal:
        yield Gap(Lack.UNEQUAL)
    for side, have in ((Side.WORKER, balance.workers), (Side.MANAGEMENT, balance.managers)):
        if have < smallest_side(house, side):
            yield Gap(Lack.SIDE, have, smallest_side(house, side), side)
    members, least, most = balance.workers + balance.managers, house.rules.get("size_min"), house.rules.get("size_max")
    if least and members < least:
        yield Gap(Lack.FEW, members, least)
    if most and members > most:
        yield Gap(Lack.MANY, members, most)
