"""Several of a list in one reply, and the zero that means none."""

import pytest

from conversations.questions import Answer, Miss, Reply, Told
from conversations.several import NUMBERS, several
from conversations.texts import _

QUESTION = several("who", _("Who was not there?"), {5: "Abdul Karim", 6: "Shirin Begum", 7: "Ms Rahman"})


def read(text: str, language: str = "en") -> object:
    return QUESTION.read(Reply(text, language=language), ())


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("5", [5]),
        ("5 7", [5, 7]),
        ("7,5", [5, 7]),
        ("5.6.7", [5, 6, 7]),
        ("5+7", [5, 7]),
        ("5 5", [5]),
        ("৫ ৭", [5, 7]),
        ("٥، ٧", [5, 7]),
        ("0", []),
        ("০", []),
        ("no", []),
        ("abdul karim", [5]),
    ],
)
def test_numbers_are_read_however_they_are_put(text: str, numbers: list[int]) -> None:
    assert read(text) == Answer(numbers)


def test_none_is_said_in_the_own_language() -> None:
    assert read("না", "bn") == Answer([])


@pytest.mark.parametrize("text", ["5-7", "0 5", "567", "yes", "", "Karim"])
def test_what_is_not_certain_is_asked_again(text: str) -> None:
    assert isinstance(read(text), Miss)


def test_a_number_out_of_the_list_is_named() -> None:
    missed = read("5 9")
    assert isinstance(missed, Miss)
    assert missed.text.values == {"number": 9}
    assert read("5-7") == Miss(NUMBERS)


def test_prose_is_kept() -> None:
    assert isinstance(read("Karim and Shirin were ill and could not come"), Told)


def test_a_saved_answer_counts_while_the_list_is_the_same() -> None:
    assert QUESTION.accepts([5, 7])
    assert not QUESTION.accepts([1])
    assert QUESTION.parse([5, 7]) == (5, 7)
