"""The results of a wave, made once when it closes: what may leave, and nothing else. Pure; nobody's own answers stay.

- A factory of fewer than 10 respondents learns only the band of the response rate.
- k is 5, and 10 for sensitive questions: everybody reads the same results, management too. Two editions would leak by
  comparison.
- Every question is put to all respondents: “no answer” holds those who stopped before it or whom a condition left out.
  So the same sums hold everywhere, and each table can be protected by itself (operations.suppression).
- A question that hangs on a sensitive one tells by whom it was asked how that one was answered. It has “not asked”, is
  reckoned as known to everybody, and is shown only as far as the question it hangs on is shown without a hidden cell.
- A number on which a condition rests is not shown in bands: a band less a condition could leave a few.
- Which of several choices somebody made: each choice is a table of its own, chosen or not. Where nearly all who
  answered made it, it is withheld, because the rest would follow.
- Counts become bands and percents are rounded; sensitive answers are never said to be given by none or by all.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from operations import garbling
from operations.election_results import turnout_band
from operations.responses import Answered, Reached
from operations.suppression import FEWEST, SMALLEST, SMALLEST_SENSITIVE, Rule
from operations.survey_form import Form, Garble, Item, ItemKind
from operations.survey_groups import Groups, Nest, nests, split
from operations.survey_published import (
    Answer,
    Band,
    Cell,
    Estimate,
    Published,
    Question,
    Row,
    banded,
    bounded,
    rounded,
)
from operations.survey_tables import Protected, protected
from operations.survey_tally import BREAKDOWNS, NOT_ASKED, Tally, answers_of, chosen, columns
from operations.survey_tally import tally as counted

NAMED = re.compile(r"\$\{\s*([^}\s]+)\s*\}")
"""A question that an expression looks at."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What the questions of one publication stand on."""

    form: Form
    tally: Tally
    groups: Mapping[int, Sequence[Groups]]
    """By k: the groups of each breakdown."""
    within: Mapping[int, Sequence[Nest]]
    """By k: which groups lie within each other."""
    sources: Mapping[str, frozenset[str]]
    """By item: the items that its conditions look at, and theirs."""


def published(form: Form, answered: Iterable[Answered], reached: Reached, closed_on: date) -> dict[str, Any]:
    """Everything that may leave of a wave, as JSON (operations.survey_published)."""
    found = counted(form, answered)
    people = found.sizes.total()
    shown = people >= FEWEST
    funnel, rate = _funnel(reached, people) if shown else ({}, None)
    return Published(
        form=form.name,
        version=form.version,
        closed_on=closed_on,
        shown=shown,
        respondents=banded(people) if shown else None,
        rate=rate,
        rate_band=rate_band(people, reached.invited),
        funnel=funnel,
        questions=_questions(form, found) if shown else (),
    ).to_json()


def rate_band(answered: int, invited: int) -> Band | None:
    """The response rate of the whole factory as a quarter, in percent; None below ten who were asked."""
    band = turnout_band(answered, invited)
    return (band[0], band[1]) if band else None


def _funnel(reached: Reached, people: int) -> tuple[dict[str, Band | None], int | None]:
    """Steps that differ from each other by none or by at least k; the others are not told."""
    steps = {"started": reached.started, "invited": reached.invited}
    steps |= {"finished": reached.finished, "reached": reached.reached}
    told = {"": people}
    for step, count in steps.items():
        if all(not 0 < abs(count - other) < SMALLEST for other in told.values()) and not 0 < count < SMALLEST:
            told[step] = count
    order = ("invited", "reached", "started", "finished")
    rate = rounded(min(people, reached.invited), reached.invited) if "invited" in told and reached.invited else None
    return {step: banded(told[step]) if step in told else None for step in order}, rate


def _questions(form: Form, tally: Tally) -> tuple[Question, ...]:
    groups = {k: split(tally.sizes, len(BREAKDOWNS), k) for k in {_k(item) for item in form.asked}}
    within = {k: nests(tally.sizes, found) for k, found in groups.items()}
    ground = Ground(form, tally, groups, within, _sources(form))
    whole: dict[str, list[Protected]] = {}
    return tuple(_question(ground, item, whole) for item in form.asked)


def _question(ground: Ground, item: Item, whole: dict[str, list[Protected]]) -> Question:
    """One question; `whole` gathers what was shown of those before it."""
    counts = ground.tally.answers[item.name]
    looked_at = frozenset().union(*ground.sources.values())
    answers = answers_of(item, counts, banded=item.name not in looked_at)
    strict = _hangs_on_sensitive(ground, item)
    if answers[-1].name == NOT_ASKED and item.relevant and not strict:
        answers = answers[:-1]
    told = [whole.get(name) for name in ground.sources[item.name]] if strict else []
    if item.kind is ItemKind.SELECT_MULTIPLE:
        return _several(ground, item, answers, told, whole)
    table = columns(item, counts, answers)
    found = protected(table, ground.groups[_k(item)], _rule(item, answers), ground.within[_k(item)])
    whole[item.name] = [found]
    if not all(one and _all_shown(one) for one in told):
        return _withheld(item, answers)
    return _told(ground, item, answers, found, [trait for trait in range(len(BREAKDOWNS)) if _broken(told, trait)])


def _told(ground: Ground, item: Item, answers: list[Answer], found: Protected, traits: Sequence[int]) -> Question:
    """A question with one answer a person."""
    open_at = len(answers) - 1 if answers[-1].name == NOT_ASKED else None
    by = {}
    for trait in traits:
        broken, groups = found.broken[trait], ground.groups[_k(item)][trait]
        if broken:
            table = [[broken.count(row, answer) for answer in range(len(answers))] for row in range(len(groups))]
            by[BREAKDOWNS[trait]] = tuple(
                _row(item, answers, group, own, open_at) for group, own in zip(groups, table, strict=True)
            )
    counts = [found.count(answer) for answer in range(len(answers))]
    people = sum(found.counts)
    base = people - ((counts[open_at] or 0) if open_at is not None else 0)
    if found.withheld:
        return _withheld(item, answers)
    return Question(
        item.name, item.kind, _guarded(item), bool(item.garble), open_at is not None, tuple(answers),
        _cells(item, answers, counts, base), by, _estimate(item, answers, counts, whole=True),
    )  # fmt: skip


def _row(item: Item, answers: list[Answer], group: Any, counts: list[int | None], open_at: int | None) -> Row:
    base = group.size - ((counts[open_at] or 0) if open_at is not None else 0)
    return Row(
        group.values,
        banded(group.size),
        _cells(item, answers, counts, base),
        _estimate(item, answers, counts, whole=False),
    )


def _several(
    ground: Ground,
    item: Item,
    answers: list[Answer],
    told: list[list[Protected] | None],
    whole: dict[str, list[Protected]],
) -> Question:
    """Of several choices each is a table of its own; how many answered at all is told of the whole factory only."""
    counts, sizes = ground.tally.answers[item.name], ground.tally.sizes
    status = protected(
        columns(item, counts, answers), [()] * len(BREAKDOWNS), Rule(_k(item), frozenset(), _open(answers))
    )
    k, rule = _k(item), _choice_rule(item)
    tables = {
        choice.name: protected(chosen(counts, sizes, choice.name), ground.groups[k], rule, ground.within[k])
        for choice in item.choices
    }
    whole[item.name] = [status, *tables.values()]
    choices = [Answer(choice.name, "choice") for choice in item.choices]
    if not all(one and _all_shown(one) for one in told):
        return _withheld(item, [*choices, *answers])
    people, at_all = sum(status.counts), status.count(0)
    found = [None if _nearly_all(item, at_all, tables[one.name].counts[0]) else tables[one.name] for one in choices]
    cells = _cells(item, choices, [one.count(0) if one else None for one in found], people)
    rest = _cells(item, answers, [status.count(number) for number in range(len(answers))], people)
    by = {BREAKDOWNS[trait]: _rows_of_several(ground, item, found, trait) for trait in range(len(BREAKDOWNS))}
    return Question(
        item.name, item.kind, _guarded(item), False, False, (*choices, *answers), cells + rest,
        {trait: rows for trait, rows in by.items() if rows},
    )  # fmt: skip


def _rows_of_several(ground: Ground, item: Item, found: list[Protected | None], trait: int) -> tuple[Row, ...]:
    choices = [Answer(choice.name, "choice") for choice in item.choices]
    rows = []
    for number, group in enumerate(ground.groups[_k(item)][trait]):
        tables = [one.broken[trait] if one else None for one in found]
        counts = [one.count(number, 0) if one else None for one in tables]
        rows.append(Row(group.values, banded(group.size), _cells(item, choices, counts, group.size)))
    return tuple(rows)


def _nearly_all(item: Item, answered: int | None, made: int) -> bool:
    """Whether those who answered and did not make a choice are so few that they would follow."""
    return answered is not None and 0 < answered - made < _k(item)


def _cells(item: Item, answers: Sequence[Answer], counts: Sequence[int | None], base: int) -> tuple[Cell | None, ...]:
    return tuple(_cell(item, own, count, base) for own, count in zip(answers, counts, strict=True))


def _cell(item: Item, answer: Answer, count: int | None, base: int) -> Cell | None:
    if count is None:
        return None
    percent = min(100, rounded(count, base))
    return Cell(*banded(count), *bounded(percent, _guarded(item) and answer.kind in ("choice", "band")))


def _estimate(item: Item, answers: Sequence[Answer], counts: Sequence[int | None], whole: bool) -> Estimate | None:
    """The true share of “yes”, where “yes” and “no” are both shown."""
    if not item.garble or not item.is_yes_no:
        return None
    noted = {answer.name: count for answer, count in zip(answers, counts, strict=True)}
    yes, no = noted["yes"], noted["no"]
    return _said(yes, yes + no, item.garble, whole) if yes is not None and no is not None and yes + no else None


def _said(yes: int, people: int, garble: Garble, whole: bool) -> Estimate:
    found = garbling.estimate(yes, people, garble, whole)
    percent, bound = bounded(round(100 * found.share), sensitive=True)
    return Estimate(percent, int(100 * found.low), -int(-100 * found.high // 1), bound)


def _withheld(item: Item, answers: Sequence[Answer]) -> Question:
    nothing = (None,) * len(answers)
    return Question(item.name, item.kind, _guarded(item), bool(item.garble), False, tuple(answers), nothing)


def _all_shown(found: Sequence[Protected]) -> bool:
    return not any(one.hidden for one in found)


def _broken(told: Sequence[list[Protected] | None], trait: int) -> bool:
    """Whether every question that this one hangs on is shown by a breakdown without a hidden cell."""
    tables = [one.broken[trait] for found in told for one in found or ()]
    return all(table is not None and not table.hidden for table in tables)


def _sources(form: Form) -> dict[str, frozenset[str]]:
    """The questions that each one hangs on, and those that they hang on."""
    found: dict[str, frozenset[str]] = {}
    for item in form.asked:
        named = frozenset(name for one in item.relevant for name in NAMED.findall(one))
        found[item.name] = named.union(*(found.get(name, frozenset()) for name in named))
    return found


def _hangs_on_sensitive(ground: Ground, item: Item) -> bool:
    guarded = {one.name for one in ground.form.asked if _guarded(one)}
    return bool(ground.sources[item.name] & guarded)


def _guarded(item: Item) -> bool:
    return item.sensitive or item.garble is not None


def _k(item: Item) -> int:
    return SMALLEST_SENSITIVE if _guarded(item) else SMALLEST


def _rule(item: Item, answers: Sequence[Answer]) -> Rule:
    kinds = ("choice", "band") if _guarded(item) else ()
    guarded = frozenset(number for number, answer in enumerate(answers) if answer.kind in kinds)
    return Rule(_k(item), guarded, _open(answers))


def _choice_rule(item: Item) -> Rule:
    return Rule(_k(item), frozenset({0, 1}) if _guarded(item) else frozenset())


def _open(answers: Sequence[Answer]) -> frozenset[int]:
    return frozenset(number for number, answer in enumerate(answers) if answer.name == NOT_ASKED)
