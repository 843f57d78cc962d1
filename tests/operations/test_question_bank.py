"""The question bank is whole: in every language, short enough, tagged, and safe for the girl who is too young."""

from dataclasses import replace

import pytest

from conversations.topics import COMPLIANCE_POINTS
from operations.question_bank import THEMES, bank, taken
from operations.survey_checks import cautions, faults
from operations.survey_form import Form, Item, ItemKind
from operations.survey_logic import following
from operations.survey_previews import preview
from operations.xlsforms import read_form, write_form

LANGUAGES = ("en", "bn", "km", "ar", "vi", "fr", "si")
EMPTY = Form("f", {"en": "F"}, LANGUAGES, ())
LONG_LISTS = {"overtime_concern", "pay_concern"}
"""Seven answers of Better Work's scale of concern; no script has them in one SMS."""
TWO_OF_THEM = "vi"
"""“I don't know” and “I don't want to say” alone take more than half of an SMS in Vietnamese."""


def form_of(*names: str, languages: tuple[str, ...] = LANGUAGES) -> Form:
    form = replace(EMPTY, languages=languages)
    for name in names:
        form = replace(form, items=(*form.items, taken(form, name)))
    return form


@pytest.mark.parametrize("name", bank())
def test_every_question_has_every_language(name: str) -> None:
    item = bank()[name].item
    assert set(item.label) == set(LANGUAGES)
    assert all(set(choice.label) == set(LANGUAGES) for choice in item.choices)
    assert bank()[name].theme in THEMES
    assert set(item.tags) <= set(COMPLIANCE_POINTS)


@pytest.mark.parametrize("name", bank())
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_short(name: str, language: str) -> None:
    most = 4 if name in LONG_LISTS else 2 if language == TWO_OF_THEM else 1
    assert preview(bank()[name].item, language).cost.count <= most


@pytest.mark.parametrize("name", ["punished", "shouted_at", "harassment"])
def test_what_could_be_held_against_her_is_garbled(name: str) -> None:
    item = bank()[name].item
    assert item.sensitive
    assert item.is_yes_no
    assert item.garble
    assert item.garble.rate == 0.2


def test_each_can_be_asked_alone_and_all_together() -> None:
    for name in bank():
        if bank()[name].item.is_asked:
            assert list(faults(form_of(name))) == [], name
    everything = form_of(*bank())
    assert [fault.reason.message for fault in faults(everything)] == ["has {n} questions; at most 10 can be asked"]


def test_a_usual_survey_of_the_bank_is_asked_in_order() -> None:
    form = form_of("consent", "age", "under_18", "pay_late", "punished", "contact")
    assert list(faults(form)) == []
    assert cautions(form) == ()

    def next_after(answers: dict[str, str | list[str]], after: str | None) -> list[str]:
        return [item.name for item in following(form, answers, after, "a")]

    assert next_after({}, None) == ["consent"]
    assert next_after({"consent": "no"}, "consent") == ["contact"]
    assert next_after({"consent": "yes"}, "consent") == ["age"]
    assert next_after({"consent": "yes", "age": "16"}, "age") == ["under_18", "contact"]
    assert next_after({"consent": "yes", "age": "dont_know"}, "age") == ["contact"]
    assert next_after({"consent": "yes", "age": "30"}, "age") == ["pay_late"]


def test_conditions_on_questions_that_are_not_asked_fall_away() -> None:
    assert form_of("pay_late").items[0].relevant == ()
    assert form_of("age", "pay_late").items[1].relevant == ("${age} >= 18",)


def test_a_question_taken_twice_has_a_name_of_its_own() -> None:
    assert [item.name for item in form_of("wish", "wish", "wish").items] == ["wish", "wish_2", "wish_3"]


def test_only_the_languages_of_the_survey_are_taken() -> None:
    assert set(form_of("wish", languages=("bn", "km")).items[0].label) == {"bn", "km"}
    assert form_of("wish", languages=("my",)).items[0].label == {"my": bank()["wish"].item.label["en"]}


def test_what_is_taken_goes_out_as_an_xlsform_and_comes_back() -> None:
    form = form_of("consent", "age", "under_18", "overtime_concern", "harassment", "contact")
    assert read_form(write_form(form, None), "f.xlsx") == form


def test_a_preview_is_as_on_the_phone() -> None:
    shown = preview(bank()["pay_late"].item, "bn")
    assert shown.sms.splitlines() == [
        "৩ মাসে বেতন দেরিতে পেয়েছেন?",
        "1 হ্যাঁ",
        "2 না",
        "00 জানি না, 000 বলতে চাই না",
    ]
    assert shown.buttons == ("হ্যাঁ", "না", "জানি না", "বলতে চাই না")
    assert not shown.is_long


def test_a_note_has_no_answers_and_a_missing_language_is_told() -> None:
    note = Item("n", ItemKind.NOTE, {"en": "Thank you"})
    assert preview(note, "en").sms == "Thank you"
    shown = preview(note, "bn", ("en", "bn"))
    assert (shown.sms, shown.missing) == ("Thank you", True)
