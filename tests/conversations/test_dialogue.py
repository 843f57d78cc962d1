"""The laws of the engine, told at a canteen: what a script is given, what is kept, and what is never lost."""

from typing import Any

import pytest

from conversations.dialogue import CHANGED, FIRST, KEPT, Ask, Ended, Facts, KeyUsedTwice, Open
from conversations.questions import ONE_ONLY, Option, choice, code, free_text, yes_no
from conversations.texts import _
from tests.conversations.chat import NO, Chat

RICE, BREAD = Option("rice", _("Rice")), Option("bread", _("Bread"))
STORY = "The cook shouts at us every single day"


def canteen(ask: Ask, facts: Facts) -> Any:
    dish = ask(choice("dish", _("Rice or bread?"), (RICE, BREAD)))
    hot = ask(yes_no("hot", _("Is the food hot?")))
    wish = ask(free_text("wish", _("What do you wish for?"), Option("", _("Nothing"))))
    return dish, hot, wish, [part["text"] for part in ask.told]


def test_it_asks_until_it_has_every_answer_and_then_comes_to_something() -> None:
    rahima = Chat(canteen)
    assert rahima.hears == ["Rice or bread?"]
    assert rahima.says("2").hears == ["Is the food hot?"]
    assert rahima.says("no").asked == "wish"
    assert rahima.says("More lentils").outcome == ("bread", False, "More lentils", [])


def test_facts_are_what_they_were_when_it_began() -> None:
    def greeting(ask: Ask, facts: Facts) -> Any:
        ask(yes_no("well", _("Are you well?")))
        return facts["factory"]

    begun: dict[str, Any] = {"factory": "Shapla"}
    rahima = Chat(greeting, begun)
    saved = rahima.state
    begun["factory"] = "Padma"
    assert saved.facts == {"factory": "Shapla"}


def test_a_deploy_that_adds_a_question_loses_nobody() -> None:
    rahima = Chat(canteen).says("1")

    def longer(ask: Ask, facts: Facts) -> Any:
        shift = ask(choice("shift", _("Which shift?"), (Option("day", _("Day")), Option("night", _("Night")))))
        return shift, *canteen(ask, facts)

    rahima.script = longer
    assert rahima.says("no").hears == [CHANGED.message, "Which shift?"]
    assert rahima.says("2").hears == ["Is the food hot?"]
    assert rahima.says("yes").says("1").outcome == ("night", "rice", True, "", [])


def test_a_deploy_that_drops_a_question_loses_nobody() -> None:
    rahima = Chat(canteen).says("1")

    def shorter(ask: Ask, facts: Facts) -> Any:
        return ask(choice("dish", _("Rice or bread?"), (RICE, BREAD)))

    rahima.script = shorter
    assert rahima.says("no").outcome == "rice"


def test_two_means_the_second_that_was_sent() -> None:
    rahima = Chat(canteen)

    def reordered(ask: Ask, facts: Facts) -> Any:
        return ask(choice("dish", _("Rice or bread?"), (BREAD, Option("soup", _("Soup")), RICE)))

    rahima.script = reordered
    assert rahima.says("2").outcome == "bread"


def test_a_label_counts_as_it_was_sent() -> None:
    rahima = Chat(canteen)

    def renamed(ask: Ask, facts: Facts) -> Any:
        return ask(
            choice("dish", _("What shall it be?"), (Option("rice", _("Plain rice")), Option("bread", _("Naan"))))
        )

    rahima.script = renamed
    assert rahima.says("Bread").outcome == "bread"


def test_an_option_that_is_gone_is_asked_again() -> None:
    rahima = Chat(canteen)

    def without_rice(ask: Ask, facts: Facts) -> Any:
        return ask(choice("dish", _("Rice or bread?"), (BREAD, Option("soup", _("Soup")))))

    rahima.script = without_rice
    assert rahima.says("1").hears[-1] == "Rice or bread?"
    assert rahima.says("1").outcome == "bread"


def test_a_story_sent_to_a_question_that_is_gone_is_kept() -> None:
    rahima = Chat(canteen)

    def other(ask: Ask, facts: Facts) -> Any:
        ask(yes_no("tired", _("Are you tired?")))
        return [part["text"] for part in ask.told]

    rahima.script = other
    assert rahima.says(STORY).hears == [KEPT.message, CHANGED.message, "Are you tired?"]
    assert rahima.says("yes").outcome == [STORY]


def test_a_saved_answer_that_no_longer_parses_is_asked_again() -> None:
    rahima = Chat(canteen).says("1").says("yes")

    def without_rice(ask: Ask, facts: Facts) -> Any:
        dish = ask(choice("dish", _("Bread or soup?"), (BREAD, Option("soup", _("Soup")))))
        return dish, ask(yes_no("hot", _("Is the food hot?")))

    rahima.script = without_rice
    assert rahima.looks().hears == ["Bread or soup?"]
    assert rahima.says("soup").outcome == ("soup", True)


def test_a_key_is_used_once_in_a_run() -> None:
    def forgetful(ask: Ask, facts: Facts) -> Any:
        return [ask(yes_no("hot", _("Is the food hot?"))) for _time in range(2)]

    with pytest.raises(KeyUsedTwice):
        Chat(forgetful).says("yes")


def test_back_takes_back_one_answer_after_the_other() -> None:
    rahima = Chat(canteen).says("1").says("yes")
    assert rahima.goes_back().hears == ["Is the food hot?"]
    assert rahima.answers == {"dish": "rice"}
    assert rahima.goes_back().hears == ["Rice or bread?"]
    assert rahima.goes_back().hears == [FIRST.message, "Rice or bread?"]
    assert rahima.says("2").says("no").says("1").outcome == ("bread", False, "", [])


def test_back_takes_back_no_story_that_nobody_asked_for() -> None:
    rahima = Chat(canteen).says("1").says(STORY)
    assert rahima.goes_back().hears == ["Rice or bread?"]
    assert rahima.goes_back().hears == [FIRST.message, "Rice or bread?"]
    assert rahima.says("1").says("yes").says("1").outcome == ("rice", True, "", [STORY])


def test_back_passes_over_an_answer_that_no_question_uses_any_more() -> None:
    rahima = Chat(canteen).says("1").says("yes")

    def without_heat(ask: Ask, facts: Facts) -> Any:
        dish = ask(choice("dish", _("Rice or bread?"), (RICE, BREAD)))
        return dish, ask(yes_no("sweet", _("Is the tea sweet?")))

    rahima.script = without_heat
    assert rahima.looks().asked == "sweet"
    assert rahima.goes_back().asked == "dish"


def test_more_than_a_few_words_at_a_menu_are_kept_and_it_says_so() -> None:
    rahima = Chat(canteen)
    assert rahima.says(STORY).hears == [KEPT.message, "Rice or bread?"]
    assert rahima.says("", {"kind": "photo", "ref": "r"}).hears == [KEPT.message, "Rice or bread?"]
    assert [part["text"] for part in rahima.state.parts] == [STORY, ""]


def test_what_a_script_does_not_look_at_is_handed_back() -> None:
    rahima = Chat(lambda ask, facts: ask(yes_no("hot", _("Is the food hot?"))))
    rahima.says(STORY).says("yes")
    assert isinstance(rahima.turn, Ended)
    assert rahima.turn.left == ({"text": STORY, "files": []},)
    listening = Chat(canteen).says(STORY).says("1").says("yes").says("1")
    assert isinstance(listening.turn, Ended)
    assert listening.turn.left == ()


def test_after_three_misses_a_person_reads_them_all() -> None:
    rahima = Chat(canteen)
    assert rahima.says("1 or 2").hears == [ONE_ONLY.message, "Rice or bread?"]
    assert rahima.says("curry").says("9").missed == ("1 or 2", "curry", "9")


@pytest.mark.parametrize("between", ["1", STORY])
def test_an_answer_or_a_story_between_begins_the_count_anew(between: str) -> None:
    rahima = Chat(canteen).says("9").says("9").says(between).says("perhaps").says("who knows")
    assert isinstance(rahima.turn, Open)


def test_a_refused_answer_is_asked_again_with_the_reason() -> None:
    rahima = Chat(canteen).says("1").says("yes").says("A chair").is_refused("dish")
    assert rahima.hears == [NO.message, "Rice or bread?"]
    assert rahima.says("2").outcome == ("bread", True, "A chair", [])


def test_back_after_a_refusal_goes_to_the_question_before() -> None:
    rahima = Chat(canteen).says("1").says("yes").says("A chair").is_refused("hot")
    assert rahima.goes_back().asked == "dish"


def test_words_that_are_refused_three_times_are_read_by_a_person() -> None:
    def door(ask: Ask, facts: Facts) -> Any:
        return ask(code("factory", _("Which factory?"), Option("", _("I don't want to say"))))

    rahima = Chat(door)
    for wrong in ("7Q2X", "7Q2Y", "the blue one"):
        rahima.says(wrong).is_refused("factory")
    assert rahima.missed == ("7Q2X", "7Q2Y", "the blue one")


def test_choices_that_are_refused_are_asked_as_often_as_it_takes() -> None:
    rahima = Chat(canteen)
    for _time in range(5):
        rahima.says("1").says("yes").says("1").is_refused("dish")
        rahima.goes_back().goes_back()
    assert rahima.asked == "dish"
