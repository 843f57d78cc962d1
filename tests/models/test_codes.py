"""Codes that are read aloud: a slip of the tongue is noticed, a lookalike is understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.codes import (
    ALPHABET,
    check_character,
    new_case_code,
    new_factory_code,
    read_code,
    read_factory_code,
    spoken,
)

BODY = st.text(ALPHABET, min_size=8, max_size=8)


@given(BODY)
def test_a_code_is_read_as_it_is_spoken(body: str) -> None:
    code = body + check_character(body)
    assert read_code(spoken(code)) == code
    assert read_code(f" {code.lower()} ") == code


@given(BODY, st.integers(0, 8), st.sampled_from(ALPHABET))
def test_any_single_wrong_character_is_noticed(body: str, place: int, letter: str) -> None:
    code = body + check_character(body)
    if code[place] != letter:
        assert read_code(code[:place] + letter + code[place + 1 :]) is None


@given(BODY, st.integers(0, 7))
def test_two_exchanged_characters_are_noticed(body: str, place: int) -> None:
    code = body + check_character(body)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped != code:
        assert read_code(swapped) is None


def test_lookalikes_are_understood() -> None:
    code = "0011" + "ABCD"
    code += check_character(code)
    assert read_code("OoIl" + code[4:]) == code


@pytest.mark.parametrize("typed", ["", "hello", "123456789", "7Q2K4F9T", "7Q2K-4F9T-**", "ααααααααα"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_code(typed) is None or read_code(typed) == typed


def test_join_codes_are_neither_words_nor_numbers() -> None:
    for _time in range(300):
        code = new_factory_code()
        assert read_factory_code(code.lower()) == code
        assert not code.isdigit()
        assert not code.isalpha()
    assert read_factory_code("2024") is None
    assert read_factory_code("stop") is None


def test_codes_are_random() -> None:
    assert len({new_case_code() for _time in range(500)}) == 500
