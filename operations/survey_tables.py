"""The answers to one question against every breakdown, with what must stay hidden (operations.suppression). Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from operations.suppression import Cell, Rule, hidden_answers, hidden_cells
from operations.survey_groups import Groups, Nest, Pattern, group_of


@dataclass(frozen=True, slots=True)
class Broken:
    """One question by one breakdown: a row a group. `columns` are answers; those hidden overall are one, the last."""

    columns: tuple[tuple[int, ...], ...]
    table: tuple[tuple[int, ...], ...]
    hidden: frozenset[Cell]

    def count(self, row: int, answer: int) -> int | None:
        """How many of a group gave an answer; None where that is not shown."""
        column = next(number for number, answers in enumerate(self.columns) if answer in answers)
        alone = len(self.columns[column]) == 1
        return self.table[row][column] if alone and (row, column) not in self.hidden else None


@dataclass(frozen=True, slots=True)
class Protected:
    """One question: its answers in the whole factory, and by each breakdown; None where that is not shown."""

    counts: tuple[int, ...]
    hidden: frozenset[int]
    broken: tuple[Broken | None, ...]

    def count(self, answer: int) -> int | None:
        return None if answer in self.hidden else self.counts[answer]

    @property
    def withheld(self) -> bool:
        """Whether nothing about it is shown."""
        return len(self.hidden) == len(self.counts)


def protected(
    counts: Mapping[Pattern, Sequence[int]], breakdowns: Sequence[Groups], rule: Rule, within: Sequence[Nest] = ()
) -> Protected:
    """Decide what of a question is shown. `counts` has the number of each answer, for every pattern of traits.

    `within` tells where groups of two breakdowns lie within each other (operations.survey_groups.nests).
    """
    overall = tuple(map(sum, zip(*counts.values(), strict=True)))
    hidden = hidden_answers(overall, rule)
    columns = _columns(len(overall), hidden)
    own = _rule(columns, rule)
    broken = tuple(
        _broken(_table(counts, trait, groups, columns), columns, own) if groups and len(columns) > 1 else None
        for trait, groups in enumerate(breakdowns)
    )
    return Protected(overall, hidden, _without_small_rests(broken, within, rule))


def _without_small_rests(
    broken: tuple[Broken | None, ...], within: Sequence[Nest], rule: Rule
) -> tuple[Broken | None, ...]:
    """Withhold the later of two breakdowns where the rest of a group, less those within it, would tell of a few."""
    left = list(broken)
    for nest in within:
        outer, inner = left[nest.outer[0]], left[nest.inner[0]]
        if rule.complementary and outer and inner and _tells(outer, inner, nest, rule):
            left[max(nest.outer[0], nest.inner[0])] = None
    return tuple(left)


def _tells(outer: Broken, inner: Broken, nest: Nest, rule: Rule) -> bool:
    answers = [answer for column in outer.columns if len(column) == 1 for answer in column]
    for answer in answers:
        whole = outer.count(nest.outer[1], answer)
        parts = [inner.count(number, answer) for number in nest.inner[1]]
        known = [part for part in parts if part is not None]
        if whole is not None and len(known) == len(parts) and rule.small(whole - sum(known), answer):
            return True
    return False


def _columns(answers: int, hidden: frozenset[int]) -> tuple[tuple[int, ...], ...]:
    alone = [(answer,) for answer in range(answers) if answer not in hidden]
    return (*alone, tuple(sorted(hidden))) if hidden else tuple(alone)


def _rule(columns: Sequence[tuple[int, ...]], rule: Rule) -> Rule:
    """The rule, in terms of the columns that are left."""
    guarded = frozenset(number for number, answers in enumerate(columns) if rule.guarded & set(answers))
    known = frozenset(number for number, answers in enumerate(columns) if rule.open & set(answers))
    return Rule(rule.k, guarded, known, rule.complementary)


def _table(
    counts: Mapping[Pattern, Sequence[int]], trait: int, groups: Groups, columns: Sequence[tuple[int, ...]]
) -> tuple[tuple[int, ...], ...]:
    place = group_of(groups)
    table = [[0] * len(columns) for _ in groups]
    for pattern, answers in counts.items():
        row = table[place[pattern[trait]]]
        for number, column in enumerate(columns):
            for answer in column:
                row[number] += answers[answer]
    return tuple(map(tuple, table))


def _broken(table: tuple[tuple[int, ...], ...], columns: tuple[tuple[int, ...], ...], rule: Rule) -> Broken | None:
    """None where the groups cannot be shown beside what is known: few were asked, or few were not."""
    for row in table:
        known = sum(row[column] for column in rule.open)
        if rule.open and (0 < known < rule.k or 0 < sum(row) - known < rule.k):
            return None
    return Broken(columns, table, hidden_cells(table, rule))
