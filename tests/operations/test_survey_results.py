"""What leaves of a wave: bands and rounded percents, the same for everybody, and nothing of a few."""

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from operations.responses import Answered, Reached, Traits
from operations.survey_form import Choice, Form, Garble, Item, ItemKind
from operations.survey_published import Published, Question, Row, banded, rounded
from operations.survey_results import published
from tests.survey_world import CLOSED, TRUST, YES_NO, crowd, form, reached


def results(asked: Form, answered: list[Answered], came: Reached | None = None) -> Published:
    """As it is read back from the database."""
    came = came or Reached(len(answered) + 40, len(answered) + 20, len(answered), len(answered))
    return Published.from_json(json.loads(json.dumps(published(asked, iter(answered), came, CLOSED))))


def workers(number: int, section: str | None = "A", **answers: Any) -> list[Answered]:
    return [Answered(Traits(section), answers, finished=True) for _ in range(number)]


def asking(*items: Item) -> Form:
    return form(items=items)


TRUSTS = Item("trust", ItemKind.SELECT_ONE, {"en": "Do you trust them?"}, choices=TRUST)
SHOUTED = Item("shouted", ItemKind.SELECT_ONE, {"en": "Were you shouted at?"}, choices=YES_NO, sensitive=True)


def question(found: Published, name: str) -> Question:
    asked = found.question(name)
    assert asked
    return asked


def percents(row: Row | Question) -> list[Any]:
    return [(cell.percent, cell.bound) if cell else None for cell in row.cells]


def test_a_crowd_is_told_in_bands() -> None:
    people = list(crowd(400))
    found = results(form(), people, reached(400, 600))
    assert (found.respondents, found.rate, found.funnel["invited"]) == ((400, 409), 65, (600, 609))
    truth = Counter(one.answers["trust"] for one in people)
    for answer, cell in zip(question(found, "trust").answers, question(found, "trust").cells, strict=True):
        assert cell
        assert cell.low <= truth[answer.name] <= cell.high
        assert abs(cell.percent - truth[answer.name] / 4) <= 2.5
    assert set(question(found, "trust").by) == {"section", "shift", "gender", "language"}
    rows = question(found, "trust").by["section"]
    assert [row.values for row in rows] == [(f"Line {number}",) for number in range(1, 7)]


def test_fewer_than_ten_learn_only_how_many_of_them_answered() -> None:
    found = results(asking(TRUSTS), workers(9, trust="high"), Reached(20, 20, 9, 9))
    assert not found.shown
    assert (found.questions, found.respondents, found.rate, found.funnel) == ((), None, None, {})
    assert found.rate_band == (25, 50)
    assert results(asking(TRUSTS), workers(9), Reached(9, 9, 9, 9)).rate_band is None


def test_the_two_who_trust_nobody_are_not_seen() -> None:
    found = question(
        results(asking(TRUSTS), workers(2, trust="none") + workers(60, trust="high") + workers(20, trust="some")),
        "trust",
    )
    assert percents(found) == [(75, ""), None, None, (0, ""), (0, "")]


def test_a_small_line_is_shown_with_others() -> None:
    people = workers(30, "A", trust="high") + workers(3, "B", trust="some") + workers(20, "C", trust="some")
    rows = question(results(asking(TRUSTS), people), "trust").by["section"]
    assert [row.values for row in rows] == [("A",), ("B", "C")]


def test_all_of_them_were_shouted_at_and_nobody_is_told_on() -> None:
    everybody = results(asking(SHOUTED), workers(60, shouted="yes"))
    assert question(everybody, "shouted").withheld
    nearly = workers(30, "A", shouted="yes") + workers(30, "B", shouted="no") + workers(20, "B", shouted="yes")
    rows = question(results(asking(SHOUTED), nearly), "shouted").by["section"]
    assert all(cell is None for row in rows for cell in row.cells[:2])
    assert percents(
        question(results(asking(SHOUTED), workers(95, shouted="yes") + workers(11, shouted="no")), "shouted")
    )[:2] == [(90, "ge"), (10, "le")]


def test_what_hangs_on_a_sensitive_question_does_not_tell_it() -> None:
    """Who was asked by whom it was done was shouted at; seven were, in line A, and three in line B."""
    by_whom = Item("by_whom", ItemKind.SELECT_ONE, {"en": "By whom?"}, choices=TRUST, relevant=("${shouted} = 'yes'",))
    people = workers(7, "A", shouted="yes", by_whom="high") + workers(40, "A", shouted="no")
    people += workers(30, "B", shouted="yes", by_whom="some") + workers(40, "B", shouted="no")
    people += workers(20, "C", shouted="yes", by_whom="some") + workers(40, "C", shouted="no")
    found = question(results(asking(SHOUTED, by_whom), people), "by_whom")
    assert found.asked
    assert found.by == {}
    plain = replace(SHOUTED, sensitive=False)
    assert set(question(results(asking(plain, by_whom), people), "by_whom").by) == {"section"}


def test_half_of_them_were_asked() -> None:
    half = replace(TRUSTS, half="a")
    people = workers(40, "A", trust="high") + workers(30, "A") + workers(35, "B", trust="some") + workers(35, "B")
    found = question(results(asking(half), people), "trust")
    assert found.asked
    assert percents(found)[:3] == [(55, ""), (45, ""), (0, "")]
    assert percents(found.by["section"][0])[:2] == [(100, ""), (0, "")]


def test_years_are_bands_of_many() -> None:
    people = [Answered(Traits("A"), {"years": str(year)}, finished=True) for year in range(30) for _ in range(6)]
    years = Item("years", ItemKind.INTEGER, {"en": "Years?"})
    found = question(results(asking(years), [*people, *workers(1, years="97")]), "years")
    bands = [answer for answer in found.answers if answer.kind == "band"]
    assert 4 <= len(bands) <= 9
    assert (bands[0].low, bands[-1].high) == ("", "")
    assert all(cell and cell.low >= 10 for cell in found.cells[: len(bands)])
    assert sum(cell.middle for cell in found.cells[: len(bands)] if cell) == pytest.approx(181, abs=30)


@pytest.mark.parametrize("typed", ["12.5", "1e400", "NaN", "-3", "Infinity", "०५", "x", ""])
def test_odd_numbers_stop_nobody(typed: str) -> None:
    years = Item("years", ItemKind.DECIMAL, {"en": "Years?"})
    people = workers(40, years="3.5") + workers(40, years="20") + workers(12, years=typed)
    assert results(asking(years), people).shown


def test_days_are_months_of_many() -> None:
    since = Item("since", ItemKind.DATE, {"en": "Since when?"})
    people = [
        Answered(Traits("A"), {"since": f"2026-{1 + day % 12:02}-{1 + day % 28:02}"}, finished=True)
        for day in range(240)
    ]
    found = question(results(asking(since), people), "since")
    assert found.answers[0].high.startswith("2026-")


def test_of_several_choices_each_is_told_by_itself() -> None:
    worries = Item("worries", ItemKind.SELECT_MULTIPLE, {"en": "What?"}, choices=TRUST)
    people = workers(40, worries=["high", "some"]) + workers(40, worries=["some"]) + workers(20, worries="dont_know")
    found = question(results(asking(worries), people), "worries")
    told = {
        answer.name: cell.percent if cell else None for answer, cell in zip(found.answers, found.cells, strict=True)
    }
    assert told == {"high": 40, "some": None, "none": 0, "answered": 80, "dont_know": 20, "no_answer": 0} | {"some": 80}
    nearly = workers(38, worries=["high"]) + workers(2, worries=["some"]) + workers(40, worries="dont_know")
    assert question(results(asking(worries), nearly), "worries").cell("high") is None


def test_garbled_answers_are_told_as_an_estimate() -> None:
    garbled = replace(SHOUTED, garble=Garble(0.2, 10))
    found = question(results(asking(garbled), workers(100, shouted="yes") + workers(100, shouted="no")), "shouted")
    assert found.estimate
    assert (found.estimate.percent, found.estimate.bound) == (37, "")
    assert found.estimate.low < 37 < found.estimate.high
    assert found.sensitive


def test_steps_that_few_left_at_are_not_told() -> None:
    found = results(asking(TRUSTS), workers(50, trust="high"), Reached(100, 97, 50, 48))
    assert found.funnel == {"invited": (100, 109), "reached": None, "started": (50, 59), "finished": None}
    everybody = results(asking(TRUSTS), workers(50, trust="high"), Reached(52, 52, 50, 50))
    assert (everybody.funnel["invited"], everybody.rate) == (None, None)


def test_a_late_answer_changes_nothing() -> None:
    """Results are made once; two looks that differ by one person would tell of that person."""
    assert published(form(), crowd(300), reached(300, 400), CLOSED) == published(
        form(), crowd(300), reached(300, 400), CLOSED
    )


def test_bands_and_percents() -> None:
    assert [banded(count) for count in (0, 5, 9, 10, 19, 123)] == [
        (0, 0),
        (5, 9),
        (5, 9),
        (10, 19),
        (10, 19),
        (120, 129),
    ]
    assert [rounded(count, 40) for count in (0, 1, 20, 39, 40)] == [0, 5, 50, 100, 100]


def test_no_shown_cell_of_many_surveys_is_small() -> None:
    for seed in range(60):
        people = list(crowd(15 + 5 * seed, seed, lines=2 + seed % 9))
        found = results(form(), people, reached(len(people), len(people) + 90))
        for asked in found.questions:
            for trait, rows in asked.by.items():
                for row in rows:
                    inside = [one for one in people if getattr(one.traits, trait) in row.values]
                    _check(asked, row, inside)


def _check(asked: Question, row: Row, inside: list[Answered]) -> None:
    least = 10 if asked.sensitive else 5
    assert row.size[0] >= 5
    for answer, cell in zip(asked.answers, row.cells, strict=False):
        if cell and answer.kind == "choice":
            given = (one.answers.get(asked.name, "") for one in inside)
            true = sum(answer.name in one if isinstance(one, list) else answer.name == one for one in given)
            assert cell.low <= true <= cell.high
            assert true >= least or (true == 0 and not asked.sensitive)
            assert not asked.sensitive or cell.percent in range(10, 91)


def test_a_choice_that_is_no_longer_there_is_no_answer() -> None:
    choices = (Choice("high", {"en": "High"}), Choice("some", {"en": "Some"}))
    old = Item("trust", ItemKind.SELECT_ONE, {"en": "?"}, choices=choices)
    found = question(results(asking(old), workers(30, trust="high") + workers(20, trust="gone")), "trust")
    assert found.cell("no_answer")
