"""What comes next in a questionnaire: Rahima answers, and the form decides what she is asked."""

from datetime import date
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.texts import Text
from locales.catalogue import catalogue
from operations.survey_form import UNKNOWN, UNSAID, Choice, Form, Item, ItemKind
from operations.survey_logic import choices_for, compile_check, following, is_asked, refusal
from operations.xpath import parsed

YES_NO = (Choice("yes", {"en": "Yes"}), Choice("no", {"en": "No"}))
TODAY = date(2026, 11, 25)


def asked(name: str, kind: ItemKind = ItemKind.INTEGER, *relevant: str, **more: object) -> Item:
    return Item(name, kind, {"en": name}, relevant=relevant, **more)  # type: ignore[arg-type]


def form(*items: Item) -> Form:
    return Form("f", {"en": "F"}, ("en",), items)


def names(items: tuple[Item, ...]) -> list[str]:
    return [item.name for item in items]


OVERTIME = form(
    Item("hello", ItemKind.NOTE, {"en": "Hello"}),
    asked("age", constraint=". >= 14 and . <= 70"),
    Item("thanks", ItemKind.NOTE, {"en": "Thanks"}, relevant=("${age} < 18",)),
    Item("forced", ItemKind.SELECT_ONE, {"en": "Forced?"}, choices=YES_NO, relevant=("${age} >= 18",)),
    Item("hours", ItemKind.INTEGER, {"en": "Hours?"}, relevant=("${age} >= 18", "${forced} = 'yes'")),
    Item("bye", ItemKind.NOTE, {"en": "Bye"}, relevant=("${age} >= 18",)),
)


def test_notes_come_with_the_next_question() -> None:
    assert names(following(OVERTIME, {}, None, "a")) == ["hello", "age"]
    assert names(following(OVERTIME, {"age": "30"}, "age", "a")) == ["forced"]


def test_a_girl_of_sixteen_is_thanked_and_asked_nothing_more() -> None:
    assert names(following(OVERTIME, {"age": "16"}, "age", "a")) == ["thanks"]
    assert following(OVERTIME, {"age": "16"}, "thanks", "a") == ()


def test_a_question_depends_on_the_answer_before() -> None:
    assert names(following(OVERTIME, {"age": "30", "forced": "yes"}, "forced", "a")) == ["hours"]
    assert names(following(OVERTIME, {"age": "30", "forced": "no"}, "forced", "a")) == ["bye"]


@pytest.mark.parametrize("silent", [UNKNOWN, UNSAID])
def test_who_does_not_know_or_say_counts_as_not_having_answered(silent: str) -> None:
    assert names(following(OVERTIME, {"age": "30", "forced": silent}, "forced", "a")) == ["bye"]
    assert is_asked(asked("why", ItemKind.TEXT, "${forced} = ''"), {"forced": silent}, "a")
    assert not refusal(OVERTIME.item("age"), silent, {})


def test_each_half_is_asked_its_own_wording() -> None:
    split = form(asked("mild", half="a"), asked("strong", half="b"), asked("all"))
    assert names(following(split, {}, None, "a")) == ["mild"]
    assert names(following(split, {}, None, "b")) == ["strong"]
    assert names(following(split, {}, "mild", "a")) == ["all"]


@pytest.mark.parametrize(("age", "refused"), [("13", True), ("14", False), ("70", False), ("700", True), ("", False)])
def test_an_answer_out_of_bounds_is_refused(age: str, refused: bool) -> None:
    assert refusal(OVERTIME.item("age"), age, {}) is refused


TOWNS = tuple(
    Choice(name, {"en": name}, {"division": division})
    for name, division in (("savar", "dhaka"), ("gazipur", "dhaka"), ("patiya", "chattogram"))
)


def test_choices_are_those_of_the_division_she_named() -> None:
    town = Item("town", ItemKind.SELECT_ONE, {}, choices=TOWNS, choice_filter="division = ${division}")
    assert [one.name for one in choices_for(town, {"division": "dhaka"})] == ["savar", "gazipur"]
    assert [one.name for one in choices_for(town, {"division": "chattogram"})] == ["patiya"]


def test_a_question_without_any_choice_left_is_passed_over() -> None:
    town = Item("town", ItemKind.SELECT_ONE, {}, choices=TOWNS, choice_filter="division = ${division}")
    assert names(following(form(town, asked("age")), {}, None, "a")) == ["age"]


def test_several_choices_are_looked_into() -> None:
    loud = asked("loud", ItemKind.TEXT, "selected(${what}, 'shouting') and count-selected(${what}) >= 2")
    assert is_asked(loud, {"what": ["pay", "shouting"]}, "a")
    assert not is_asked(loud, {"what": ["shouting"]}, "a")
    assert not is_asked(loud, {"what": ["pay", "shouting_much"]}, "a")


@pytest.mark.parametrize(
    ("constraint", "value", "refused"),
    [
        (". <= today()", "2026-11-25", False),
        (". <= today()", "2026-11-26", True),
        ("(today() - .) div 365.25 >= 18", "2000-01-01", False),
        ("(today() - .) div 365.25 >= 18", "2010-01-01", True),
        (". >= date('2026-01-01')", "2025-12-31", True),
        ("regex(., '^[0-9]{4}$')", "1234", False),
        ("regex(., '^[0-9]{4}$')", "12345", True),
        ("not(selected(., 'none') and count-selected(.) > 1)", ["none", "pay"], True),
        ("not(selected(., 'none') and count-selected(.) > 1)", ["pay", "time"], False),
        ("string-length(.) < 5", "long enough", True),
        ("if(${sex} = 'f', . < 5, . < 9)", "7", True),
        ("if(${sex} = 'm', . < 5, . < 9)", "7", False),
        (". > coalesce(${least}, 3)", "3", True),
        ("int(.) = .", "2.5", True),
        ("number(.) mod 2 = 0", "4", False),
    ],
)
def test_constraints_as_forms_have_them(constraint: str, value: str | list[str], refused: bool) -> None:
    assert compile_check(constraint, ["sex", "least"]) is None
    item = asked("here", constraint=constraint)
    assert refusal(item, value, {"sex": "f"}, TODAY) is refused


def test_where_no_day_is_known_a_condition_on_it_turns_nothing_down() -> None:
    assert not refusal(asked("day", constraint=". > today()"), "2020-01-01", {})


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("${wage} > 3", "it looks at ${wage}, which is no earlier question"),
        ("age > 3", "“age” is neither a column of the choices nor written as ${age}"),
        ("${age} >", "it cannot be read; look for a missing bracket, quote or sign"),
        ("${age} = 'x", "it cannot be read; look for a missing bracket, quote or sign"),
        ("../age > 3", "“..” (a path through the form) cannot be used here"),
        ("/data/age > 3", "“/” (a path through the form) cannot be used here"),
        ("doc('file:///etc/passwd') = ''", "the function doc() is not known here"),
        ("unparsed-text('http://example.org') = ''", "the function unparsed-text() is not known here"),
        ("collection() = ''", "the function collection() is not known here"),
        ("pulldata('a', 'b', 'c', ${age})", "the function pulldata() is not known here"),
        ("environment-variable('HOME') = ''", "the function environment-variable() is not known here"),
        ("__import__('os')", "the function __import__() is not known here"),
        ("1e999999999 > 0", "“1e999999999” cannot be read"),
        ("regex(., '(a+)+$')", "its pattern could take too long; use a simpler one, without repeated groups"),
        ("regex(., ${age})", "its pattern could take too long; use a simpler one, without repeated groups"),
        ("1" + " + 1" * 400, "it is too long or too deeply nested"),
        ("(" * 60 + "1" + ")" * 60, "it is too long or too deeply nested"),
    ],
)
def test_what_cannot_be_used_is_said_with_its_reason(expression: str, why: str) -> None:
    found = compile_check(expression, ["age"])
    assert isinstance(found, Text)
    assert found.render(catalogue("en")) == why


def test_a_filter_may_look_at_columns() -> None:
    assert compile_check("division = ${division}", ["division"], ["division"]) is None


def test_a_hostile_pattern_takes_no_time() -> None:
    item = asked("x", ItemKind.TEXT, constraint="regex(., 'a*a*a*$')")
    started = perf_counter()
    refusal(item, "a" * 5000 + "b", {})
    assert perf_counter() - started < 1


def test_the_longest_expression_is_worked_out() -> None:
    assert parsed("1" + "+1" * 120).holds({})


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=30))
def test_no_expression_and_no_answer_breaks_it(expression: str, answer: str) -> None:
    compile_check(expression, ["age"])
    item = asked("x", ItemKind.TEXT, expression, constraint=expression, choice_filter=expression)
    is_asked(item, {"age": answer}, "a")
    refusal(item, answer, {"age": answer})


PARTS = "${age} . 1 'a' '' = != < + - * div mod and or , ) ) not( selected( if( regex( date( round( int( substr("
BITS = st.sampled_from(PARTS.split())


@settings(deadline=None)
@given(st.lists(BITS, max_size=14), st.text(max_size=10))
def test_no_heap_of_words_of_the_language_breaks_it(bits: list[str], answer: str) -> None:
    test_no_expression_and_no_answer_breaks_it.hypothesis.inner_test(" ".join(bits), answer)  # type: ignore[attr-defined]
