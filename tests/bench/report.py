"""One figure a line: what was measured, what it was held against, and whether it holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """`value` and `limit` in the unit that is named; `least` where more is better."""

    name: str
    value: float
    limit: float
    least: bool
    unit: str = ""
    detail: str = ""

    @property
    def holds(self) -> bool:
        return self.value >= self.limit if self.least else self.value <= self.limit

    @property
    def row(self) -> str:
        sign = "≥" if self.least else "≤"
        mark = "" if self.holds else " **missed**"
        return f"| {self.name} | {self.value:.3g}{self.unit} | {sign} {self.limit:g}{self.unit}{mark} | {self.detail} |"


def table(figures: Sequence[Figure]) -> str:
    """The figures as a table for the README."""
    head = "| what | measured | limit | absolute |\n|---|---|---|---|"
    return "\n".join([head, *(figure.row for figure in figures)])


def ratio(
    name: str, pairs: Sequence[tuple[float, float]], limit: float, least: bool = True, unit: str = "/s"
) -> Figure:
    """Ours to the limit's, the median over pairs that were measured in turn."""
    ours, bare = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
    found = median(pair[0] / pair[1] for pair in pairs)
    return Figure(name, found, limit, least, "", f"{ours:,.0f}{unit} to {bare:,.0f}{unit}")
