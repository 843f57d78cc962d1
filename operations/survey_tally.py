"""Counting the answers of a wave while they stream by, and turning each question into answers that can be counted.

A question becomes one list of answers that exclude each other, the same for everybody: its choices, or bands of its
numbers or days, then “don't know” and “no answer”. Somebody who stopped before it gave no answer. Only a question that
is not for everybody (a condition, or half of a split ballot) has “not asked”: whom it was not asked can be known from
elsewhere, so it is reckoned as known. Of several choices each is a question of its own: chosen, or not.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Any

from operations.responses import Answered
from operations.survey_form import UNKNOWN, UNSAID, Form, Item, ItemKind
from operations.survey_groups import Pattern
from operations.survey_published import Answer

BREAKDOWNS = ("section", "shift", "gender", "language")
ANSWERED = "answered"
NOT_ASKED = "not_asked"
BANDS = 8
"""Bands of a number, at most; each holds at least `FULL` people."""
FULL = 10
GATHERED = 500
HUGE = Decimal(10) ** 12
"""Beyond it a number is a slip of the finger."""
COUNTED = frozenset({ItemKind.INTEGER, ItemKind.DECIMAL, ItemKind.DATE})
WORDS = frozenset({ItemKind.TEXT, ItemKind.AUDIO, ItemKind.IMAGE})
Counts = dict[Pattern, dict[str, int]]
"""For people with the same traits, how many gave which answer."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Everything that was counted. `answers` is by the name of the item."""

    sizes: Counter[Pattern]
    answers: Mapping[str, Counts]


def tally(form: Form, answered: Iterable[Answered]) -> Tally:
    """Count answers as they come; nobody's own are kept. They are gathered by the hundred, which is faster to count."""
    names = [item.name for item in form.asked]
    kinds = [item.kind for item in form.asked]
    counters: dict[Pattern, list[Counter[str]]] = defaultdict(lambda: [Counter() for _ in names])
    waiting: dict[Pattern, list[tuple[Any, ...]]] = defaultdict(list)
    sizes: Counter[Pattern] = Counter()
    for one in answered:
        told = one.traits
        pattern: Pattern = (told.section, told.shift, told.gender, told.language)
        gathered = waiting[pattern]
        gathered.append(tuple(map(one.answers.get, names)))
        if len(gathered) >= GATHERED:
            sizes[pattern] += _count(gathered, kinds, counters[pattern])
    for pattern, rest in waiting.items():
        sizes[pattern] += _count(rest, kinds, counters[pattern])
    return _tally(names, sizes, counters)


def _tally(names: list[str], sizes: Counter[Pattern], counters: Mapping[Pattern, list[Counter[str]]]) -> Tally:
    """By question; a trait that is empty is not known."""
    found: Counter[Pattern] = Counter()
    counts: dict[str, Counts] = {name: {} for name in names}
    for told, size in sizes.items():
        pattern = tuple(trait or None for trait in told)
        found[pattern] += size
        for name, counter in zip(names, counters[told], strict=True):
            there = counts[name].setdefault(pattern, {})
            for answer, count in counter.items():
                there[answer] = there.get(answer, 0) + count
    return Tally(found, counts)


def _count(gathered: list[tuple[Any, ...]], kinds: list[ItemKind], counters: list[Counter[str]]) -> int:
    """Count what was gathered, and empty it. Returns how many people it was of."""
    people = len(gathered)
    for kind, given, counter in zip(kinds, zip(*gathered, strict=True), counters, strict=False):
        if kind is ItemKind.SELECT_MULTIPLE:
            for one, count in Counter(tuple(one) if isinstance(one, list) else one for one in given).items():
                for choice in _choices(one):
                    counter[choice] += count
            continue
        for value, count in Counter(given).items():
            words = kind in WORDS and value not in (UNKNOWN, UNSAID)
            counter[NOT_ASKED if value in (None, "") else ANSWERED if words else str(value)] += count
    gathered.clear()
    return people


def _choices(given: object) -> Iterable[str]:
    """What somebody chose of several, and that they answered; or why not."""
    if given in (None, ""):
        return [NOT_ASKED]
    if not isinstance(given, tuple):
        return [str(given)]
    unanswered = next((one for one in (UNKNOWN, UNSAID) if one in given), None if given else UNSAID)
    return [unanswered] if unanswered else [*set(given), ANSWERED]


def is_partial(item: Item) -> bool:
    """Whether a question is not for everybody."""
    return bool(item.relevant or item.half)


def answers_of(item: Item, counts: Counts, banded: bool) -> list[Answer]:
    """The answers of a question. Of several choices only who answered at all; `banded` lets numbers be shown."""
    if item.kind is ItemKind.SELECT_ONE:
        found = [Answer(choice.name, "choice") for choice in item.choices]
    elif item.kind in COUNTED and banded:
        found = _bands(item.kind, counts)
    else:
        found = [Answer(ANSWERED, "answered")]
    special = [Answer(UNKNOWN, "special"), Answer(UNSAID, "special")]
    return [*found, *special, *([Answer(NOT_ASKED, "special")] if is_partial(item) else [])]


def columns(item: Item, counts: Counts, answers: Sequence[Answer]) -> dict[Pattern, list[int]]:
    """How many gave each answer; whatever is none of them counts as no answer."""
    place: dict[str, int | None] = {answer.name: number for number, answer in enumerate(answers)}
    edges = [_edge(item.kind, answer.high) for answer in answers if answer.high]
    table: dict[Pattern, list[int]] = {}
    for pattern, given in counts.items():
        row = table[pattern] = [0] * len(answers)
        for value, count in given.items():
            if value not in place:
                place[value] = _place(item, place, edges, value)
            number = place[value]
            if number is not None:
                row[number] += count
    return table


def _place(item: Item, place: Mapping[str, int | None], edges: Sequence[Decimal], value: str) -> int | None:
    """The answer that a value counts as; None for one of several choices: who made it is counted as having answered."""
    if item.kind is ItemKind.SELECT_MULTIPLE and value != NOT_ASKED:
        return None
    number = _number(item.kind, value) if item.kind in COUNTED and value != NOT_ASKED else None
    if number is None:
        return place[UNSAID]
    return place[ANSWERED] if ANSWERED in place else sum(1 for edge in edges if number >= edge)


def chosen(counts: Counts, sizes: Mapping[Pattern, int], choice: str) -> dict[Pattern, list[int]]:
    """Of several choices one: how many made it, and how many did not."""
    return {pattern: [given.get(choice, 0), sizes[pattern] - given.get(choice, 0)] for pattern, given in counts.items()}


def _number(kind: ItemKind, value: str) -> Decimal | None:
    """Where a value stands: numbers as they are, days by the months since year 0."""
    try:
        if kind is ItemKind.DATE:
            day = date.fromisoformat(value)
            return Decimal(12 * day.year + day.month - 1)
        found = Decimal(value)
    except (ValueError, InvalidOperation):
        return None
    return found if found.is_finite() and abs(found) < HUGE else None


def _bands(kind: ItemKind, counts: Counts) -> list[Answer]:
    """Bands with round edges that hold enough people each; the outer ones are open, so that no extreme is told."""
    values: Counter[Decimal] = Counter()
    for given in counts.values():
        for value, count in given.items():
            number = _number(kind, value)
            if number is not None:
                values[number] += count
    edges = _edges(values)
    if not edges:
        return [Answer(ANSWERED, "answered")]
    ends = ["", *(_written(kind, edge) for edge in edges), ""]
    return [Answer(_band_name(low, high), "band", low, high) for low, high in pairwise(ends)]


def _edges(values: Counter[Decimal]) -> list[Decimal]:
    people = values.total()
    full = max(FULL, -(-people // BANDS))
    step = _step(values, people)
    steps: Counter[int] = Counter()
    for value, count in values.items():
        steps[int(value // step)] += count
    edges: list[Decimal] = []
    inside, left = 0, people
    for place in sorted(steps):
        if inside >= full and left >= FULL:
            edges.append(place * step)
            inside = 0
        inside += steps[place]
        left -= steps[place]
    return edges


def _step(values: Counter[Decimal], people: int) -> Decimal:
    """A round width: 1, 2 or 5 of a power of ten, about a sixteenth of what the middle nine tenths span."""
    ordered, before, low, high = sorted(values), 0, None, Decimal(0)
    for value in ordered:
        before += values[value]
        low = value if low is None and before >= people / 20 else low
        if before <= people * 19 / 20 or low == value:
            high = value
    span = (high - low) / (2 * BANDS) if low is not None and high > low else Decimal(1)
    power = Decimal(10) ** span.adjusted()
    step = next((factor * power for factor in (1, 2, 5) if factor * power >= span), 10 * power)
    whole = all(value == value.to_integral_value() for value in ordered[:100])
    return max(Decimal(1), step) if whole else step


def _written(kind: ItemKind, edge: Decimal) -> str:
    if kind is ItemKind.DATE:
        return f"{int(edge) // 12:04}-{int(edge) % 12 + 1:02}"
    return format(edge.normalize(), "f")


def _band_name(low: str, high: str) -> str:
    return f"{low}..{high}"


def _edge(kind: ItemKind, edge: str) -> Decimal:
    if kind is ItemKind.DATE:
        year, month = edge.rsplit("-", 1)
        return Decimal(12 * int(year) + int(month) - 1)
    return Decimal(edge)
