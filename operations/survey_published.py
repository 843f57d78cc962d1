"""What was published of a wave, as data: the only thing that ever leaves. Pages, exports and messages read this.

Counts are bands, percents are rounded; a cell that is None is hidden. Nothing exact stands in it.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

ROUNDED = 5
"""Percents are multiples of this."""
LEAST, MOST = 10, 90
"""Of sensitive answers nothing is said beyond: that all or none gave one would tell on everybody."""
Band = tuple[int, int]
"""(from, to) people"""


@dataclass(frozen=True, slots=True)
class Cell:
    """How many gave an answer: a band, and the percent of the base. `bound` is “le” or “ge”, or empty for about."""

    low: int
    high: int
    percent: int
    bound: str = ""

    @property
    def middle(self) -> int:
        """One number for the band, where a format takes no band."""
        return (self.low + self.high) // 2


@dataclass(frozen=True, slots=True)
class Estimate:
    """Of a garbled item the true share in percent, with its 95 % interval; bounds as of a cell."""

    percent: int
    low: int
    high: int
    bound: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that is counted: a choice, a band of numbers or months, that somebody answered, or why not."""

    name: str
    kind: str
    low: str = ""
    high: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One group of a breakdown: the values of the trait that are shown together, how many people, and its cells."""

    values: tuple[str | None, ...]
    size: Band
    cells: tuple[Cell | None, ...]
    estimate: Estimate | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `asked` tells that percents are of those it was asked; else of all respondents."""

    name: str
    kind: str
    sensitive: bool
    garbled: bool
    asked: bool
    answers: tuple[Answer, ...]
    cells: tuple[Cell | None, ...]
    by: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)
    estimate: Estimate | None = None

    @property
    def withheld(self) -> bool:
        """Whether nothing is shown of what people answered."""
        told = zip(self.answers, self.cells, strict=True)
        return not any(cell for answer, cell in told if answer.kind != "special")

    def cell(self, answer: str) -> Cell | None:
        found = (cell for own, cell in zip(self.answers, self.cells, strict=True) if own.name == answer)
        return next(found, None)


@dataclass(frozen=True, slots=True)
class Published:
    """The results of a wave. `shown` is False for a factory of so few that only the band of the rate is told.

    `funnel` has invited, reached, started and finished; `rate` is the percent of the invited who answered.
    """

    form: str
    version: str
    closed_on: date
    shown: bool
    respondents: Band | None
    rate: int | None
    rate_band: Band | None
    funnel: Mapping[str, Band | None]
    questions: tuple[Question, ...]

    def question(self, name: str) -> Question | None:
        return next((one for one in self.questions if one.name == name), None)

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "closed_on": self.closed_on.isoformat(), "format": 1}

    @classmethod
    def from_json(cls, saved: Mapping[str, Any]) -> "Published":
        known = {name: value for name, value in saved.items() if name != "format"}
        known["closed_on"] = date.fromisoformat(known["closed_on"])
        known["respondents"], known["rate_band"] = _band(known["respondents"]), _band(known["rate_band"])
        known["funnel"] = {step: _band(band) for step, band in known["funnel"].items()}
        known["questions"] = tuple(_question(one) for one in known["questions"])
        return cls(**known)


def banded(count: int) -> Band:
    """The band that a count is told as: nothing, 5 to 9, then tens."""
    if count == 0:
        return 0, 0
    return (5, 9) if count < 10 else (count // 10 * 10, count // 10 * 10 + 9)


def rounded(count: int, base: int) -> int:
    """The percent that a count is told as."""
    return int(ROUNDED * ((100 * count / base + ROUNDED / 2) // ROUNDED)) if base else 0


def bounded(percent: int, sensitive: bool) -> tuple[int, str]:
    """A percent as it may be said, and its bound."""
    if sensitive and percent <= LEAST:
        return LEAST, "le"
    return (MOST, "ge") if sensitive and percent >= MOST else (percent, "")


def _band(saved: Any) -> Band | None:
    return (saved[0], saved[1]) if saved else None


def _cells(saved: Any) -> tuple[Cell | None, ...]:
    return tuple(Cell(**one) if one else None for one in saved)


def _estimate(saved: Any) -> Estimate | None:
    return Estimate(**saved) if saved else None


def _question(saved: Mapping[str, Any]) -> Question:
    known = dict(saved)
    known["answers"] = tuple(Answer(**one) for one in known["answers"])
    known["cells"], known["estimate"] = _cells(known["cells"]), _estimate(known["estimate"])
    known["by"] = {trait: tuple(_row(one) for one in rows) for trait, rows in known["by"].items()}
    return Question(**known)


def _row(saved: Mapping[str, Any]) -> Row:
    size = _band(saved["size"]) or (0, 0)
    return Row(tuple(saved["values"]), size, _cells(saved["cells"]), _estimate(saved["estimate"]))
