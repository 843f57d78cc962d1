"""In which order a committee talks: routine around the points, and points of both sides by turns. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from conversations.agenda import ACTIONS, OPENING, OTHER
from models.vocabulary import ItemSource, Side
from operations.agenda_items import Item

POINTS = 4
"""The rank of points; what is routine stands before them or after."""
_STANDING = {OPENING.message: 0, ACTIONS.message: 1, OTHER.message: 5}


@dataclass(frozen=True, slots=True)
class Share:
    """What a side brings to the table: points, and minutes for them."""

    side: Side | None
    points: int
    minutes: int


def with_new(agenda: Sequence[Item], fresh: Sequence[Item]) -> list[Item]:
    """An agenda with new items in their places. What was put in order before stays so within each side."""
    order = list(agenda)
    for item in fresh:
        order.insert(_place(order, _rank(item)), item)
    return _points_by_turns(order) if any(item.is_topic for item in fresh) else order


def by_support(agenda: Sequence[Item]) -> list[Item]:
    """What most members support comes first among the points; the sides still take turns."""
    ranked = iter(by_turns(sorted(_topics(agenda), key=lambda item: -item.supports)))
    return [next(ranked) if item.is_topic else item for item in agenda]


def by_turns(points: Sequence[Item]) -> list[Item]:
    """The next is of the other side while the other side has one; within a side the order stays."""
    left, order = list(points), list[Item]()
    while left:
        other = (item for item in left if not order or item.side is None or item.side is not order[-1].side)
        chosen = next(other, left[0])
        left.remove(chosen)
        order.append(chosen)
    return order


def swapped(agenda: Sequence[Item], item_id: str, by: int) -> list[Item]:
    """One item a place up (-1) or down (1); at the end of the list nothing changes."""
    order = list(agenda)
    place = next(number for number, item in enumerate(order) if item.id == item_id)
    other = place + by
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    return order


def numbered(agenda: Sequence[Item]) -> list[tuple[int | None, Item]]:
    """Points with the numbers they are voted on by; what is routine has none."""
    numbers = count(1)
    return [(next(numbers) if item.is_topic else None, item) for item in agenda]


def shares(agenda: Sequence[Item]) -> list[Share]:
    """Each side's points and minutes: equal say is seen, not promised."""
    points = _topics(agenda)
    return [
        Share(side, len(own), sum(item.minutes for item in own))
        for side in Side
        for own in [[item for item in points if item.side is side]]
    ]


def _topics(agenda: Sequence[Item]) -> list[Item]:
    return [item for item in agenda if item.is_topic]


def _points_by_turns(order: Sequence[Item]) -> list[Item]:
    turns = iter(by_turns(_topics(order)))
    return [next(turns) if item.is_topic else item for item in order]


def _place(order: Sequence[Item], rank: int) -> int:
    """After the last one that comes no later."""
    return max((place for place, item in enumerate(order, 1) if _rank(item) <= rank), default=0)


def _rank(item: Item) -> int:
    if item.is_topic:
        return POINTS
    if item.source is ItemSource.ACTION:
        return 2
    return _STANDING.get(item.title, 3)
