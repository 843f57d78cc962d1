"""What a committee's members say of it, quarter by quarter: a score for each side, never of too few.

The score is the mean of all answers, where yes is 100, partly 50 and no 0 per cent, rounded to 5. What may be shown
is decided when a round closes (operations.self_checks): a side that is too small has no counts any more.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from models.self_check import SelfCheck, SelfCheckCount
from models.vocabulary import Side
from operations.self_checks import MONTHS

SHOWN = 4
"""Quarters looked back at: a year."""


@dataclass(frozen=True, slots=True)
class Effectiveness:
    """One quarter. `sides` has a score for each side that enough have answered for; `together` where both have."""

    quarter: str
    sides: Mapping[Side, int]
    together: int | None
    weakest: str | None
    """The question with the lowest score of both sides together."""

    @property
    def first_day(self) -> date:
        year, number = self.quarter.split("-Q")
        return date(int(year), MONTHS * int(number) - MONTHS + 1, 1)


def effectiveness(connection: Connection, committee_id: str, most: int = SHOWN) -> list[Effectiveness]:
    """The last rounds that are closed, oldest first."""
    rounds = connection.execute(
        select(SelfCheck.id, SelfCheck.quarter)
        .where(SelfCheck.committee_id == committee_id, SelfCheck.closed)
        .order_by(SelfCheck.quarter.desc())
        .limit(most)
    ).all()
    return [_quarter(connection, row) for row in reversed(rounds)]


def _quarter(connection: Connection, row: Any) -> Effectiveness:
    counts = connection.execute(select(SelfCheckCount.__table__).where(SelfCheckCount.check_id == row.id)).all()
    by_side = {side: [one for one in counts if one.side == side] for side in Side}
    sides = {side: _score(rows) for side, rows in by_side.items() if rows}
    both = len(sides) == len(Side)
    return Effectiveness(row.quarter, sides, _score(counts) if both else None, _weakest(counts) if both else None)


def _score(counts: Iterable[Any]) -> int:
    rows = list(counts)
    points: int = sum(2 * one.yes + one.partly for one in rows)
    answers: int = sum(one.yes + one.partly + one.no for one in rows)
    return 5 * round(10 * points / answers)


def _weakest(counts: Sequence[Any]) -> str:
    questions: list[str] = sorted({one.question for one in counts})
    return min(questions, key=lambda key: _score(one for one in counts if one.question == key))
