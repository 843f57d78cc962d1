"""Nobody finds a small group: a reader with linear algebra and everybody's traits attacks all that was published.

The reader knows who is on which line, in which shift and of which gender, and takes every shown cell for exact. They
learn nothing about fewer than k people. With complementary suppression off they do: the reader is no fool.
"""

import random
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any

import pytest

from operations.responses import Answered, Reached, Traits
from operations.suppression import FEWEST, Rule, hidden_answers, hidden_cells, weak_set
from operations.survey_form import UNSAID, Choice, Form, Item, ItemKind
from operations.survey_groups import Groups, Nest, Pattern, nests, split
from operations.survey_published import Cell, Published, Question
from operations.survey_results import published
from operations.survey_tables import Broken, Protected, protected
from operations.survey_tally import NOT_ASKED
from tests.promises import figure

PRIME = 2**61 - 1
SURVEYS = 20_000
Variable = Any
"""How many people have these traits and gave this answer: what the reader wants."""


@dataclass
class Reader:
    """Somebody who adds and subtracts. Knows sums of variables; everything modulo a large prime."""

    rows: dict[int, dict[int, int]] = field(default_factory=dict)
    names: dict[Variable, int] = field(default_factory=dict)
    blind: list[int] = field(default_factory=list)

    def learns(self, variables: Iterable[Variable]) -> None:
        """The sum of these is known."""
        row = dict.fromkeys((self.names.setdefault(one, len(self.names)) for one in variables), 1)
        while row:
            lead = min(row)
            known = self.rows.get(lead)
            if known is None:
                inverse = pow(row[lead], -1, PRIME)
                self.rows[lead] = {name: value * inverse % PRIME for name, value in row.items()}
                return
            factor = row[lead]
            for name, value in known.items():
                left = (row.get(name, 0) - factor * value) % PRIME
                if left:
                    row[name] = left
                else:
                    row.pop(name, None)

    def wonders(self) -> None:
        """Take at random one of the worlds that all look the same to the reader."""
        self.blind = [secrets.randbelow(PRIME) for _ in self.names]
        for lead in sorted(self.rows, reverse=True):
            rest = sum(value * self.blind[name] for name, value in self.rows[lead].items() if name != lead)
            self.blind[lead] = -rest % PRIME

    def can_tell(self, variables: Iterable[Variable]) -> bool:
        """Whether the sum of these is the same in all worlds."""
        return sum(self.blind[self.names[one]] for one in variables) % PRIME == 0


@dataclass(frozen=True)
class Survey:
    """Answers of a factory: how many people with which traits gave which answer."""

    counts: dict[Pattern, list[int]]
    rule: Rule

    @property
    def sizes(self) -> dict[Pattern, int]:
        return {pattern: sum(answers) for pattern, answers in self.counts.items()}


def surveys(number: int, seed: int, complementary: bool = True) -> Iterator[Survey]:
    """Random factories: lines of 1 to 30 answers, shifts and genders that may hang together with the lines."""
    dice = random.Random(seed)
    made = 0
    while made < number:
        survey = a_survey(dice, complementary)
        if sum(survey.sizes.values()) >= FEWEST:
            made += 1
            yield survey


def a_survey(dice: random.Random, complementary: bool) -> Survey:
    lines, shifts, genders = dice.choice((2, 2, 3, 3, 4, 5, 6)), dice.choice((1, 1, 2, 3)), dice.choice((1, 1, 2))
    answers = dice.choice((2, 2, 2, 3, 4))
    chances = [dice.random() ** 3 + 0.02 for _ in range(answers)]
    own = {line: [dice.random() ** 4 + 0.01 for _ in range(answers)] for line in range(lines)}
    apart, nested, lopsided = dice.random() < 0.4, dice.random() < 0.3, dice.random() < 0.15
    counts: dict[Pattern, list[int]] = {}
    for line in range(lines):
        for _ in range(dice.randint(1, 30)):
            shift = line % shifts if nested else dice.randrange(shifts)
            gender = None if dice.random() < 0.1 else str(dice.randrange(genders))
            gender = "woman" if lopsided and line < lines - 1 else gender
            pattern = (f"L{line}", str(shift), gender)
            chosen = dice.choices(range(answers), own[line] if apart else chances)[0]
            counts.setdefault(pattern, [0] * answers)[chosen] += 1
    sensitive = dice.random() < 0.3
    guarded = frozenset(range(answers - dice.randint(0, 1))) if sensitive else frozenset()
    known = frozenset({answers - 1} if answers > 2 and dice.random() < 0.3 else ())
    return Survey(counts, Rule(10 if sensitive else 5, guarded - known, known, complementary))


def leaks(survey: Survey) -> Iterator[str]:
    """What the reader finds out about fewer than k people."""
    breakdowns = split(survey.sizes, 3, survey.rule.k)
    within = nests(survey.sizes, breakdowns)
    shown = protected(survey.counts, breakdowns, survey.rule, within)
    reader = reads(survey, breakdowns, shown)
    for trait, groups in enumerate(breakdowns):
        yield from small_sets(survey, reader, shown, trait, groups)
    for nest in within:
        yield from small_rests(survey, reader, breakdowns, nest)
    few = {pattern: size for pattern, size in survey.sizes.items() if size < survey.rule.k}
    for pattern, size in few.items():
        if any(reader.can_tell([(pattern, answer)]) for answer in range(len(shown.counts))):
            yield f"what {size} people answered"
    answers = [answer for answer in shown.hidden if survey.rule.small(shown.counts[answer], answer)]
    for answer in answers:
        if reader.can_tell((pattern, answer) for pattern in survey.counts):
            yield f"an answer of {shown.counts[answer]} people"


def reads(survey: Survey, breakdowns: Sequence[Groups], shown: Protected) -> Reader:
    """Everything that was published, and everybody's traits."""
    reader = Reader()
    width = range(len(shown.counts))
    for pattern in survey.counts:
        reader.learns((pattern, answer) for answer in width)
    for answer in set(width) - shown.hidden:
        reader.learns((pattern, answer) for pattern in survey.counts)
    for trait, groups in enumerate(breakdowns):
        broken = shown.broken[trait]
        if broken is None:
            continue
        for row, column in set(cells(broken)) - broken.hidden:
            reader.learns(people(survey, trait, groups, row, broken.columns[column]))
    reader.wonders()
    return reader


def cells(broken: Broken) -> list[tuple[int, int]]:
    return [(row, column) for row in range(len(broken.table)) for column in range(len(broken.table[0]))]


def people(survey: Survey, trait: int, groups: Groups, row: int, answers: Iterable[int]) -> list[Variable]:
    inside = set(groups[row].values)
    return [(pattern, answer) for pattern in survey.counts if pattern[trait] in inside for answer in answers]


def small_sets(survey: Survey, reader: Reader, shown: Protected, trait: int, groups: Groups) -> Iterator[str]:
    """Up to three hidden cells of a table that together are fewer than k people."""
    broken, rule = shown.broken[trait], survey.rule
    if broken is None:
        return
    own = {number for number, answers in enumerate(broken.columns) if rule.guarded & set(answers)}
    known = Rule(rule.k, frozenset(own))
    few = [cell for cell in broken.hidden if broken.table[cell[0]][cell[1]] < rule.k]
    blind = {}
    for cell in few:
        variables = people(survey, trait, groups, cell[0], broken.columns[cell[1]])
        blind[cell] = sum(reader.blind[reader.names[one]] for one in variables)
    for size in (1, 2, 3):
        for chosen in combinations(few, size):
            total = sum(broken.table[row][column] for row, column in chosen)
            tells = any(known.small(broken.table[row][column], column) for row, column in chosen)
            if total < rule.k and tells and sum(blind[cell] for cell in chosen) % PRIME == 0:
                yield f"{size} hidden cells of {total} people together"


def small_rests(survey: Survey, reader: Reader, breakdowns: Sequence[Groups], nest: Nest) -> Iterator[str]:
    """What those of a group answered who are in none of the lines that lie within it."""
    for answer in range(len(next(iter(survey.counts.values())))):
        (outer, number), (inner, numbers) = nest.outer, nest.inner
        rest = set(people(survey, outer, breakdowns[outer], number, [answer]))
        for one in numbers:
            rest -= set(people(survey, inner, breakdowns[inner], one, [answer]))
        count = sum(survey.counts[pattern][answer] for pattern, _ in rest)
        if rest and survey.rule.small(count, answer) and reader.can_tell(rest):
            yield f"{count} of the rest of a group"


def test_nothing_follows_from_twenty_thousand_surveys() -> None:
    found = Counter(leak for survey in surveys(SURVEYS, seed=2026) for leak in leaks(survey))
    assert not found
    figure("P12", f"0 of {SURVEYS:,} random surveys, by linear algebra over all that was published")


def test_nothing_follows_from_a_question_that_hangs_on_another() -> None:
    """Whoever was shouted at is asked by whom. The reader knows that all others were not asked."""
    found = Counter(leak for seed in range(1500) for leak in joint_leaks(random.Random(seed)))
    assert not found


def joint_leaks(dice: random.Random) -> Iterator[str]:
    """As `leaks`, of two questions together. Variables are both answers of people with the same traits."""
    sensitive = dice.random() < 0.7
    people = [_hanging(dice, line) for line in range(dice.randint(2, 4)) for _ in range(dice.randint(8, 60))]
    form = hanging_form(sensitive)
    came = Reached(len(people) + 50, len(people) + 50, len(people), len(people))
    found = Published.from_json(published(form, people, came, date(2026, 11, 20)))
    atoms = Counter((one.traits, one.answers["shouted"], one.answers.get("whom")) for one in people)
    for traits in {one.traits for one in people}:  # that nobody kept it to themselves is not known beforehand
        atoms.update({(traits, "yes", whom): 0 for whom in ("boss", "mate", UNSAID)} | {(traits, "no", None): 0})
    reader, hidden = Reader(), []
    for question in found.questions:
        for cell, asked in _told(question, atoms):
            if cell:
                reader.learns(asked)
            else:
                hidden.append((10 if question.sensitive else 5, asked))
    for traits in {atom[0] for atom in atoms}:
        reader.learns(atom for atom in atoms if atom[0] == traits)
    reader.wonders()
    for k, asked in hidden:
        if 0 < sum(atoms[atom] for atom in asked) < k and reader.can_tell(asked):
            yield "a hidden cell of two questions"


def _told(question: Question, atoms: Iterable[Any]) -> Iterator[tuple[Cell | None, list[Any]]]:
    """Every cell of a published question, with those it counts."""
    whole = [("", None, question.cells)]
    rows = [(trait, row, row.cells) for trait, rows in question.by.items() for row in rows]
    for trait, row, cells_of in (*whole, *rows):
        inside = [atom for atom in atoms if row is None or getattr(atom[0], trait) in row.values]
        for answer, cell in zip(question.answers, cells_of, strict=True):
            yield cell, [atom for atom in inside if _given(question, atom) == answer.name]


def _hanging(dice: random.Random, line: int) -> Answered:
    shouted = dice.choices(("yes", "no"), (0.05 + 0.2 * line, 1))[0]
    answers = {"shouted": shouted} | (
        {"whom": dice.choice(("boss", "boss", "boss", "mate"))} if shouted == "yes" else {}
    )
    return Answered(Traits(f"L{line}", dice.choice(("day", "night"))), answers, finished=True)


def hanging_form(sensitive: bool) -> Form:
    two = {name: tuple(Choice(one, {"en": one}) for one in name.split()) for name in ("yes no", "boss mate")}
    first = Item("shouted", ItemKind.SELECT_ONE, {"en": "?"}, choices=two["yes no"], sensitive=sensitive)
    condition = ("${shouted} = 'yes'",)
    return Form("hanging", {"en": "?"}, ("en",), (
        first,
        Item("whom", ItemKind.SELECT_ONE, {"en": "?"}, choices=two["boss mate"], relevant=condition),
    ))  # fmt: skip


def _given(question: Question, atom: Any) -> str:
    """The answer of the published question that an atom counts in."""
    if question.name == "shouted":
        return str(atom[1])
    return atom[2] or (NOT_ASKED if question.answers[-1].name == NOT_ASKED else UNSAID)


def test_the_reader_finds_what_was_not_covered() -> None:
    found = sum(1 for survey in surveys(500, seed=7, complementary=False) if any(leaks(survey)))
    assert found > 100


def test_results_are_shown_where_they_can_be() -> None:
    """Hiding everything would be safe and useless: of larger lines most is shown."""
    dice = random.Random(5)
    counts = {(f"L{line}", None, None): [dice.randint(5, 60) for _ in range(4)] for line in range(8)}
    breakdowns = split({pattern: sum(row) for pattern, row in counts.items()}, 3, 5)
    (broken, *_) = protected(counts, breakdowns, Rule()).broken
    assert broken
    assert not broken.hidden


def test_a_small_cell_takes_another_with_it() -> None:
    """Two of the cutters said yes. With the factory's sum and the line's, one hidden cell would be no secret."""
    table = [[2, 30], [20, 40], [50, 60]]
    hidden = hidden_cells(table, Rule())
    assert {(0, 0), (0, 1), (1, 0), (1, 1)} == hidden
    assert weak_set(table, {(0, 0)}, Rule()) == {(0, 0)}
    assert weak_set(table, {(0, 0), (0, 1), (1, 0)}, Rule()) != frozenset()


def test_two_small_cells_that_only_cover_each_other_take_a_third() -> None:
    table = [[1, 2, 30], [20, 21, 40], [30, 31, 50]]
    hidden = hidden_cells(table, Rule())
    assert sum(table[0][column] for row, column in hidden if row == 0) >= 5
    assert not weak_set(table, hidden, Rule())


def test_everybody_saying_the_same_is_not_shown_where_it_is_sensitive() -> None:
    """All of line B said that they were shouted at: nobody there could deny it."""
    table = [[30, 20], [40, 0], [25, 35]]
    guarded = Rule(10, frozenset({0, 1}))
    assert {(1, 0), (1, 1)} <= hidden_cells(table, guarded)
    assert hidden_cells(table, Rule()) == frozenset()
    assert hidden_answers([0, 80, 6], Rule(10, frozenset({0, 1}))) == {0, 1, 2}
    assert hidden_answers([0, 80, 6], Rule()) == frozenset()


def test_who_was_not_asked_covers_nobody() -> None:
    """Whoever said no before was not asked: that number is known from elsewhere."""
    table = [[3, 30, 40], [20, 25, 30], [15, 35, 50]]
    hidden = hidden_cells(table, Rule(open=frozenset({2})))
    assert all(column != 2 for _, column in hidden)
    assert {(0, 0), (0, 1)} <= hidden


def groups_shown(sizes: dict[Pattern, int], breakdowns: int = 2, k: int = 5) -> list[list[tuple[str | None, ...]]]:
    return [[group.values for group in groups] for groups in split(sizes, breakdowns, k)]


def test_small_lines_are_shown_together() -> None:
    lines = {("A",): 30, ("B",): 3, ("C",): 20, (None,): 1}
    assert groups_shown(lines, 1) == [[("A",), ("C", "B", None)]]


def test_the_only_man_of_a_line_is_not_found_by_subtraction() -> None:
    """All men work in cutting, with one woman: cutting less men is her."""
    people = {("cutting", "man"): 20, ("cutting", "woman"): 1, ("sewing", "woman"): 60}
    sections, genders = groups_shown(people)
    assert len(sections) == 2
    assert genders == []


def test_the_other_women_do_not_follow_from_the_line_of_women() -> None:
    """All of line A are women. Of the 30 other women two said yes: women less line A."""
    counts = {("A", "woman"): [20, 20], ("B", "woman"): [2, 28], ("B", "man"): [15, 15]}
    sizes = {pattern: sum(row) for pattern, row in counts.items()}
    breakdowns = split(sizes, 2, 5)
    assert [len(groups) for groups in breakdowns] == [2, 2]
    assert protected(counts, breakdowns, Rule()).broken[1]
    assert protected(counts, breakdowns, Rule(), nests(sizes, breakdowns)).broken[1] is None
    counts["B", "woman"] = [12, 18]
    assert protected(counts, breakdowns, Rule(), nests(sizes, breakdowns)).broken[1]


def test_a_shift_that_is_some_of_the_lines_is_not_shown_beside_them() -> None:
    people = {("A", "day"): 30, ("B", "day"): 25, ("C", "night"): 40}
    assert [len(groups) for groups in groups_shown(people)] == [3, 0]


def test_breakdowns_that_cross_are_all_shown() -> None:
    dice = random.Random(1)
    people = {(line, shift): dice.randint(10, 30) for line in "ABCD" for shift in ("day", "night")}
    assert [len(groups) for groups in groups_shown(people)] == [4, 2]


@pytest.mark.parametrize("people", [{}, {("A", "x"): 4}, {("A", "x"): 50}])
def test_one_group_is_no_breakdown(people: dict[Pattern, int]) -> None:
    assert groups_shown(people) == [[], []]
