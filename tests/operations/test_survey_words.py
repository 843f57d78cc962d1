"""The same words for the same result everywhere: ranges read alike in both directions, pictures say what tables do."""

import pytest

from operations.survey_bars import WIDTH, Bar, Bars, drawn
from operations.survey_form import Item, ItemKind
from operations.survey_published import Answer, Cell, Question, Row
from operations.survey_words import Words, plain
from tests.survey_world import form


def asked(kind: ItemKind, *answers: Answer) -> Question:
    return Question("years", kind, False, False, False, answers, (None,) * len(answers))


@pytest.mark.parametrize(
    ("kind", "low", "high", "said"),
    [
        (ItemKind.INTEGER, "", "3", "under 3"),
        (ItemKind.INTEGER, "3", "4", "3"),
        (ItemKind.INTEGER, "3", "6", "3-5"),
        (ItemKind.INTEGER, "6", "", "6 and more"),
        (ItemKind.DECIMAL, "0.5", "1", "0.5 to under 1"),
        (ItemKind.DATE, "2025-11", "2026-01", "2025-11-2025-12"),
        (ItemKind.DATE, "2026-01", "2026-03", "2026-01-2026-02"),
    ],
)
def test_a_band_names_the_last_that_is_within(kind: ItemKind, low: str, high: str, said: str) -> None:
    answer = Answer("b", "band", low, high)
    assert plain(Words(form(), "en").answer(asked(kind, answer), answer)) == said


def test_groups_have_the_names_of_the_factory_and_of_the_language() -> None:
    words = Words(form(), "en")
    row = Row(("Line 3", "Line 7", None), (5, 9), ())
    assert words.group("section", row) == "Line 3, Line 7, not known together"
    assert words.group("gender", Row(("woman",), (5, 9), ())) == "Women"
    assert words.group("language", Row(("bn",), (5, 9), ())) == "Bangla"
    assert words.group("language", Row(("xx-odd",), (5, 9), ())) == "xx-odd"


def test_words_fall_back_to_what_there_is() -> None:
    answer = Answer("gone", "choice")
    question = Question("unknown", "select_one", True, False, False, (answer,), (None,))
    words = Words(form(items=(Item("trust", ItemKind.SELECT_ONE, {"bn": "আস্থা?"}),)), "vi")
    assert (words.question(question), words.answer(question, answer)) == ("unknown", "gone")
    assert words.title == "Worker voices"
    assert Words(form(), "en").percent(question, None) == "fewer than 10"
    assert Words(form(), "en").percent(question, Cell(10, 19, 10, "le")) == "at most 10 %"


def test_a_picture_says_what_it_shows() -> None:
    picture = drawn([Bars("Line <1>", [Bar("Yes", 25, "25 %"), Bar("No", None, "fewer than 5")])], "Trust?", "q", False)
    assert '<desc id="q-d">Line &lt;1&gt;: Yes: 25 %; No: fewer than 5</desc>' in picture
    assert f'class="bar" x="0" y="55" width="{WIDTH // 4}"' in picture
    assert picture.count('class="unseen"') == 1
    mirrored = drawn([Bars("", [Bar("Yes", 25, "25 %")])], "Trust?", "q", True)
    assert f'class="bar" x="{WIDTH * 3 // 4}"' in mirrored
