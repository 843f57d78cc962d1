"""Short replies: understood, asked again or kept as a story, and never taken for something else."""

import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.replies import (
    ZERO,
    Keyword,
    Picked,
    Prose,
    Read,
    Unclear,
    is_done,
    keyword,
    normalise,
    read_choice,
    read_number,
    read_yes_no,
    word_count,
)
from locales.words import (
    direction,
    keywords,
    known_languages,
    language_by_name,
    language_name,
    script_hint,
    words,
)

CORPUS = tomllib.loads((Path(__file__).parent / "replies_corpus.toml").read_text(encoding="utf-8"))
REASONS = {"two_numbers", "out_of_range", "yes_and_no", "unknown", "empty"}


class Case(NamedTuple):
    """One line of the corpus."""

    language: str
    question: str
    reply: str
    expected: str
    held_out: bool


CASES = [
    Case(group["language"], group["question"], reply, expected, group.get("held_out", False))
    for group in CORPUS["group"]
    for expected, replies in group["replies"].items()
    for reply in replies
]


def read(case: Case) -> str:
    """What the line makes of a reply, in the words of the corpus."""
    if case.question == "done":
        return "done" if is_done(case.reply, case.language) else "more"
    if case.question == "yes_no":
        return named(read_yes_no(case.reply, case.language))
    return named(read_choice(case.reply, *options(case), zero=case.question == "zero"))


def options(case: Case) -> tuple[int, list[list[str]], str]:
    if case.question == "topics":
        return 5, [[label] for label in CORPUS["labels"][case.language]], case.language
    count = {"rating": 5, "zero": 3}[case.question]
    return count, [[] for _ in range(count)], case.language


def named(result: Read) -> str:
    match result:
        case Picked(index):
            return "0" if index == ZERO else str(index + 1)
        case Prose():
            return "prose"
        case Unclear(reason):
            return reason


def is_right(case: Case) -> bool:
    got = read(case)
    return got == case.expected or (case.expected == "again" and got in REASONS)


def is_silently_wrong(case: Case) -> bool:
    """Taken for an answer that was not given; asking again is never silently wrong."""
    got = read(case)
    return got != case.expected and (got.isdigit() or got == "done")


@pytest.mark.parametrize("held_out", [False, True])
def test_the_corpus_is_understood(held_out: bool) -> None:
    cases = [case for case in CASES if case.held_out is held_out]
    assert [case for case in cases if is_silently_wrong(case)] == []
    wrong = [(case, read(case)) for case in cases if not is_right(case)]
    assert len(wrong) <= 0.05 * len(cases), wrong


def test_the_corpus_is_wide_enough() -> None:
    assert len([case for case in CASES if not case.held_out]) >= 300
    assert len([case for case in CASES if case.held_out]) >= 80
    assert len({case.language for case in CASES}) >= 15


# -------------------------------------------------------------------------------------- the word lists

ANSWERS = ("yes", "no", "done", "skip", "dont_know")


def answers(code: str) -> set[str]:
    own = words(code)
    counted = {way for ways in own.numbers for way in ways}
    return counted.union(*(getattr(own, name) for name in ANSWERS))


def test_no_command_of_any_language_is_an_answer_in_another() -> None:
    commands = set(keywords())
    assert {code: found for code in known_languages() if (found := answers(code) & commands)} == {}


def test_no_word_commands_two_things() -> None:
    meanings: dict[str, set[str]] = {}
    for code in known_languages():
        for command in Keyword:
            for word in getattr(words(code), command.value):
                meanings.setdefault(word, set()).add(command.value)
    assert {word: meant for word, meant in meanings.items() if len(meant) > 1} == {}


@pytest.mark.parametrize("code", known_languages())
def test_yes_no_and_done_are_apart_in_a_language(code: str) -> None:
    own, english = words(code), words("en")
    yes, no, done = set(own.yes), set(own.no), set(own.done)
    assert not yes & no
    assert not (yes | no) & done
    assert not yes & set(english.no)
    assert not no & (set(english.yes) - yes)


def opt_out_words() -> set[str]:
    provider = {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "arret"}
    return provider.union(*(words(code).stop for code in known_languages()))


@pytest.mark.parametrize("code", known_languages())
def test_no_opt_out_word_is_a_valid_answer(code: str) -> None:
    for word in opt_out_words():
        assert not isinstance(read_yes_no(word, code), Picked), word
        assert not isinstance(read_choice(word, 2, [["Stopp"], ["Ending"]], code), Picked), word
        assert not is_done(word, code), word


@pytest.mark.parametrize("code", known_languages())
def test_every_word_of_a_language_is_understood_as_itself(code: str) -> None:
    own = words(code)
    assert [word for word in (*own.yes, *own.marked_yes) if read_yes_no(word, code) != Picked(0)] == []
    assert [word for word in own.no if read_yes_no(word, code) != Picked(1)] == []
    assert [word for word in own.done if not is_done(word, code)] == []
    for command in Keyword:
        assert [word for word in getattr(own, command.value) if keyword(word) is not command] == []


@pytest.mark.parametrize("code", known_languages())
def test_every_language_has_its_words_and_its_name(code: str) -> None:
    own = words(code)
    for name in (*ANSWERS, *(command.value for command in Keyword), "units", "filler", "numbers"):
        assert getattr(own, name), name
    assert language_by_name(language_name(code)) == code
    assert direction(code) == ("rtl" if code in ("ar", "ur") else "ltr")


def test_a_language_without_words_of_its_own_has_those_of_its_base_or_english() -> None:
    assert words("ar_EG") == words("ar")
    assert words("sid") == words("en")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("bangla", "bn"),
        ("Bengali.", "bn"),
        ("francais", "fr"),
        ("TIENG VIET", "vi"),
        ("ozbek", "uz"),
        ("klingon", None),
        ("2", None),
    ],
)
def test_a_language_is_chosen_by_its_name(typed: str, code: str | None) -> None:
    assert language_by_name(typed) == code


@pytest.mark.parametrize(
    ("text", "languages"),
    [("আমার বেতন", ("bn",)), ("वेतन", ("hi", "ne")), ("سلام", ("ar", "ur")), ("salaire", ()), ("12 !", ())],
)
def test_letters_hint_at_the_language(text: str, languages: tuple[str, ...]) -> None:
    assert script_hint(text) == languages


# ------------------------------------------------------------------------------------------- commands


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("STOP", Keyword.STOP), ("stop.", Keyword.STOP), ("Arrêt", Keyword.STOP), ("বন্ধ", Keyword.STOP),
        ("dừng", Keyword.STOP), ("dung", Keyword.STOP), ("STOPALL", Keyword.STOP), ("توقف", Keyword.STOP),
        ("to‘xtat", Keyword.STOP), ("start", Keyword.START), ("/start", Keyword.START), ("?", Keyword.HELP),
        ("؟", Keyword.HELP), ("0", Keyword.HELP), ("HELP", Keyword.HELP), ("Menu", Keyword.MENU),
        ("who are you?", Keyword.WHO), ("forget me", Keyword.FORGET), ("भाषा", Keyword.LANGUAGE),
        ("đúng", None), ("đừng", None), ("yes", None), ("stop shouting at me", None), ("please help", None),
        ("", None), ("  ", None), ("!", None), ("2", None), ("no", None),
    ],
)  # fmt: skip
def test_a_command_is_the_whole_message(text: str, command: Keyword | None) -> None:
    assert keyword(text) is command


# -------------------------------------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    "digits",
    [
        "1234",
        "১২৩৪",
        "១២៣៤",
        "١٢٣٤",
        "۱۲۳۴",
        "१२३४",
        "௧௨௩௪",
        "෧෨෩෪",
        "၁၂၃၄",
        "①②③④",
        "１２３４",
        "¹²³⁴",
        "፩፪፫፬",
    ],
)
def test_digits_of_every_script_are_numbers(digits: str) -> None:
    for place, digit in enumerate(digits):
        for reply in (
            digit,
            f"{digit}.",
            f"({digit})",
            f"\u200e{digit}\u200f",
            f" #{digit} ",
            f"{digit}\ufe0f\u20e3",
        ):
            assert read_choice(reply, 4, [[]] * 4, "en") == Picked(place), reply


@pytest.mark.parametrize(
    ("reply", "number"),
    [("12", 12), ("፲፪", 12), ("no. 2", 2), ("№3", 3), ("1,2", None), ("x", None), ("9" * 40, None)],
)
def test_a_reply_that_is_nothing_but_a_number(reply: str, number: int | None) -> None:
    assert read_number(reply) == number


@pytest.mark.parametrize("typed", ["2.", "(2)", "#2", "2)", "no. 2", "No.2", "২।", "2️⃣", "[2]", "*2*"])
def test_punctuation_around_a_number_is_dropped(typed: str) -> None:
    assert normalise(typed) == "2"


def test_zero_is_an_option_only_where_it_is_offered() -> None:
    assert read_choice("0", 3, [[]] * 3, "en") == Unclear("out_of_range")
    assert read_choice("0", 3, [[]] * 3, "en", zero=True) == Picked(ZERO)


def test_a_slip_that_fits_two_options_is_asked_again() -> None:
    assert read_choice("boots", 2, [["boot"], ["bootz"]], "en") == Unclear("unknown")


@pytest.mark.parametrize(("typed", "understood"), [("wgeas", False), ("wagse", True), ("wage", True), ("pages", False)])
def test_one_slip_of_the_finger_but_never_in_the_first_letter(typed: str, understood: bool) -> None:
    read_as = read_choice(typed, 2, [["wages"], ["hours"]], "en")
    assert isinstance(read_as, Picked) is understood


def test_answers_in_ones_own_script_count_when_another_language_was_chosen() -> None:
    assert read_yes_no("না", "en") == Picked(1)
    assert read_yes_no("হ্যাঁ", "en") == Picked(0)


def test_a_story_is_kept_as_it_was_written() -> None:
    story = "  They CUT my wages again…  "
    assert read_choice(story, 2, [["a"], ["b"]], "en") == Prose(story)


@pytest.mark.parametrize(
    ("text", "few"),
    [("one two three four", True), ("a b c d e", False), ("মাস বেতন দেয় না", True), ("មិនដឹងទេ", True),
     ("- - - - - -", True), ("ខ្ញុំមិនបានប្រាក់ខែបីខែហើយ", False), ("မဟုတ်ပါဘူး", True), ("ကျွန်မလစာသုံးလမရသေးဘူး", False)],
)  # fmt: skip
def test_few_words_also_where_no_spaces_are_written(text: str, few: bool) -> None:
    assert (word_count(text) <= 4) is few


# ------------------------------------------------------------------------------------------------ laws

ANYTHING = st.text(alphabet=st.characters(), max_size=60) | st.text(
    alphabet="১২3٤ yesnoha ny/.,%#()éি\u200e\ud800\x00", max_size=12
)


@given(ANYTHING)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(ANYTHING, st.integers(0, 9), st.sampled_from(known_languages()), st.booleans())
def test_nothing_out_of_range_is_ever_picked(text: str, count: int, language: str, zero: bool) -> None:
    result = read_choice(text, count, [["yes"], ["no"], ["বেতন"]][:count] + [[]] * (count - 3), language, zero=zero)
    if isinstance(result, Picked):
        assert 0 <= result.index < count or (zero and result.index == ZERO)


@given(ANYTHING, st.sampled_from(known_languages()))
def test_no_text_is_too_strange_to_read(text: str, language: str) -> None:
    assert isinstance(read_yes_no(text, language), Picked | Prose | Unclear)
    is_done(text, language)
    keyword(text)
    read_number(text)
    language_by_name(text)
    script_hint(text)
    assert word_count(text) <= len(text)


@given(st.integers(1, 9), st.integers(1, 9), st.sampled_from(["/", ",", " ", "-", " or ", ".", "، "]))
def test_two_different_numbers_are_never_an_answer(one: int, other: int, between: str) -> None:
    if one != other:
        assert read_choice(f"{one}{between}{other}", 9, [[]] * 9, "en") == Unclear("two_numbers")
