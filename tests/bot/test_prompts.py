"""The line speaks first: when she is free, on top of what rests; and it takes her silence as she means it."""

from typing import Any

import pytest
from sqlalchemy import insert, select, update

from bot import prompts
from bot.contacts import IN_THE_MIDDLE
from bot.prompts import AFTER_A_MISTAKE
from models.base import new_id
from models.case import CaseMessage
from models.contact import Conversation, Prompt
from operations.prompts import LIFE, ask
from tests.world import Advisor, Person, World

MINUTE, DAY = 60.0, 86400.0
QUESTION = ("MENU", "1", "6", "1", "When is the next holiday?", "1", "1")


@pytest.fixture
def rahima(world: World) -> Person:
    """She has asked a question, and has nothing else open."""
    person = world.person("+8801700000001")
    for words in (world.factory("en", shift="22:00-06:00").code, "English", *QUESTION):
        person.says(words)
    return person


@pytest.fixture
def farida(world: World) -> Advisor:
    return world.advisor()


def waiting(world: World) -> list[str]:
    with world.db.read() as connection:
        return list(connection.execute(select(Prompt.state).order_by(Prompt.not_before)).scalars())


def delivery(world: World, message: str) -> tuple[str, str | None]:
    with world.db.read() as connection:
        query = select(CaseMessage.delivery, CaseMessage.delivery_error).where(CaseMessage.id == message)
        return tuple(connection.execute(query).one())  # type: ignore[return-value]


def test_an_answer_reaches_her_at_once_when_she_is_free(world: World, rahima: Person, farida: Advisor) -> None:
    farida.replies("On the tenth.")
    world.settle()
    assert rahima.hears() == ["On the tenth."]
    assert "Passed on" in rahima.says("Thank you")[0]


def test_it_waits_while_she_is_in_the_middle_of_something(world: World, rahima: Person, farida: Advisor) -> None:
    for words in ("MENU", "1"):
        rahima.says(words)
    farida.replies("On the tenth.")
    world.wait(IN_THE_MIDDLE - 1)
    assert rahima.hears() == []
    world.wait(2)
    assert rahima.hears() == ["On the tenth."]


def test_it_comes_as_soon_as_she_is_through(world: World, rahima: Person, farida: Advisor) -> None:
    for words in QUESTION[:-1]:
        rahima.says(words)
    farida.replies("On the tenth.", case=world.cases()[0].id)
    world.wait(MINUTE)
    assert rahima.hears() == []
    assert rahima.says("1")[-1] == "On the tenth."


def test_each_word_of_hers_lets_it_wait_again(world: World, rahima: Person, farida: Advisor) -> None:
    for words in ("MENU", "1"):
        rahima.says(words)
    farida.replies("On the tenth.")
    world.wait(10 * MINUTE)
    rahima.says("1")
    world.wait(10 * MINUTE)
    assert rahima.hears() == []
    world.wait(6 * MINUTE)
    assert rahima.hears() == ["On the tenth."]


def test_it_opens_on_top_and_the_older_talk_goes_on_afterwards(world: World, rahima: Person, farida: Advisor) -> None:
    for words in ("MENU", "1", "1"):
        rahima.says(words)
    farida.replies("On the tenth.")
    world.wait(IN_THE_MIDDLE + 1)
    rahima.hears()
    passed_on = rahima.says("Thank you for the date")
    assert "Passed on" in passed_on[0]
    assert "Which one?" in passed_on[-1]
    assert rahima.says("1") == ["What happened? Write it in your own words."]


@pytest.fixture
def newcomer(world: World) -> Person:
    """She has joined a factory: the menu stays open for a week."""
    person = world.person("+8801700000002")
    for words in (world.factory("en", shift="22:00-06:00").code, "English"):
        person.says(words)
    return person


def closed_case_of(world: World, person: Person, farida: Advisor) -> None:
    """A case of hers is closed, the menu lies open, and she is asked whether it was solved."""
    for words in ("1", "6", "1", "When is the next holiday?", "1", "1", "MENU"):
        person.says(words)
    farida.does("close", case=world.cases()[0].id)
    world.wait(IN_THE_MIDDLE + 1)


def test_the_menu_is_not_sent_again_after_a_question_of_the_line(
    world: World, newcomer: Person, farida: Advisor
) -> None:
    """It would be a message to pay for each time; it lies open still, and its numbers work."""
    closed_case_of(world, newcomer, farida)
    assert "Was this solved?" in newcomer.hears()[-1]
    assert "May we ask you again in a month?" in newcomer.says("1")[-1]
    assert "How well were you served?" in newcomer.says("2")[-1]
    assert newcomer.says("5") == ["Thank you. This helps us to do better."]
    assert "What is it about?" in newcomer.says("1")[-1]


def test_words_sent_to_the_menu_afterwards_are_told_to_it(world: World, newcomer: Person, farida: Advisor) -> None:
    closed_case_of(world, newcomer, farida)
    for words in ("1", "2", "5"):
        newcomer.says(words)
    heard = newcomer.says("The fan above my machine has been broken for a week")
    assert "What is it about?" in heard[-1]


def test_the_menu_is_shown_when_she_asks_for_it_and_after_her_own_questions(
    world: World, newcomer: Person, farida: Advisor
) -> None:
    closed_case_of(world, newcomer, farida)
    for words in ("1", "2", "5"):
        newcomer.says(words)
    assert "What would you like to do?" in newcomer.says("MENU")[-1]
    assert "What would you like to do?" in newcomer.says("STATUS")[-1]


def test_two_answers_come_one_after_the_other_and_her_words_go_to_the_case(
    world: World, rahima: Person, farida: Advisor
) -> None:
    for words in ("MENU", "1"):
        rahima.says(words)
    for words in ("On the tenth.", "And the eleventh."):
        farida.replies(words)
        world.wait(MINUTE)
    world.wait(IN_THE_MIDDLE)
    assert rahima.hears() == ["On the tenth.", "And the eleventh."]
    assert "Passed on" in rahima.says("Good, two days then")[0]
    assert world.cases()[0].messages == 4


def test_what_waited_too_long_is_given_up_and_the_advisor_sees_it(
    world: World, rahima: Person, farida: Advisor
) -> None:
    message = farida.replies("On the tenth.")
    world.wait(LIFE + 1)
    assert rahima.hears() == []
    assert (waiting(world), delivery(world, message)) == (["expired"], ("expired", "expired"))


def test_what_is_meant_for_tomorrow_does_not_come_when_she_is_through(world: World, rahima: Person) -> None:
    with world.work() as work:
        later = {"not_before": world.now + DAY, "expires_at": world.now + 2 * DAY}
        ask(work, [rahima.contact_id], "rating", case_id=world.cases()[0].id, **later)
    rahima.says("MENU")
    rahima.says("2")
    world.wait(DAY - MINUTE)
    assert not any("How well" in words for words in rahima.hears())
    world.wait(2 * MINUTE)
    assert "How well were you served?" in rahima.hears()[0]


def test_who_wants_no_messages_is_not_spoken_to(world: World, rahima: Person, farida: Advisor) -> None:
    rahima.says("STOP")
    message = farida.replies("On the tenth.")
    world.settle()
    assert rahima.hears() == []
    assert (waiting(world), delivery(world, message)) == (["expired"], ("blocked", "stopped"))


def test_whether_it_was_solved_is_not_asked_of_a_case_that_is_open_again(
    world: World, rahima: Person, farida: Advisor
) -> None:
    farida.does("close")
    farida.does("reopen")
    world.settle()
    assert rahima.hears() == []
    assert waiting(world) == ["expired"]


class TestSilence:
    def test_ten_minutes_after_the_last_piece_the_story_is_complete(self, world: World, rahima: Person) -> None:
        for words in ("MENU", "1", "1", "1", "They pay us late", "Every month"):
            rahima.says(words)
        world.wait(599)
        assert rahima.hears() == []
        world.wait(2)
        assert rahima.hears()[0].startswith("Is anyone in danger now?")

    def test_each_piece_begins_the_ten_minutes_anew(self, world: World, rahima: Person) -> None:
        for words in ("MENU", "1", "1", "1", "They pay us late"):
            rahima.says(words)
        for words in ("Every month", "Since June"):
            world.wait(599)
            rahima.says(words)
        world.wait(599)
        assert rahima.hears() == []

    def test_silence_answers_no_question_that_needs_an_answer(self, world: World, rahima: Person) -> None:
        for words in ("MENU", "1", "1", "1", "They pay us late", "1"):
            rahima.says(words)
        world.wait(22 * 3600)  # long waits are kept to the hour
        assert (rahima.hears(), len(world.cases())) == ([], 1)

    def test_a_story_that_was_never_sent_is_read_by_a_person_after_a_day(self, world: World, rahima: Person) -> None:
        for words in ("MENU", "1", "1", "1", "They pay us late", "1"):
            rahima.says(words)
        world.wait(DAY + 1)
        assert "A person will read" in rahima.hears()[0]
        assert len(world.cases()) == 2


class TestAMistake:
    def test_one_broken_talk_holds_up_no_other(self, world: World, rahima: Person) -> None:
        salma = world.person("+8801700000002")
        for words in ("hello", "English", "1", "1", "1", "1", "They pay us late"):
            salma.says(words)
        rahima.says("MENU")
        with world.work() as work:
            hers = Conversation.contact_id == rahima.contact_id
            broken = {"state_sealed": b"\x01\0\1" + b"x" * 40, "rest_at": world.now}
            work.connection.execute(update(Conversation).where(hers).values(**broken))
        world.wait(601)
        assert salma.hears()[0].startswith("Is anyone in danger now?")

    def test_it_is_tried_again_after_an_hour(
        self, world: World, rahima: Person, farida: Advisor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Also after a mistake that no list of errors foresaw."""

        def fails(*_any: Any) -> Any:
            raise ZeroDivisionError

        farida.replies("On the tenth.")
        with monkeypatch.context() as broken:
            broken.setattr(prompts, "_words", fails)
            world.settle()
        world.wait(AFTER_A_MISTAKE - 1)
        assert rahima.hears() == []
        world.wait(2)
        assert rahima.hears() == ["On the tenth."]

    def test_a_script_nobody_knows_stops_nothing(self, world: World, rahima: Person, farida: Advisor) -> None:
        with world.work() as work:
            life = {"not_before": world.now - 1, "expires_at": world.now + DAY}
            row = {"id": new_id(), "contact_id": rahima.contact_id, "script": "horoscope", **life}
            work.connection.execute(insert(Prompt).values(row))
        farida.replies("On the tenth.")
        world.settle()
        assert rahima.hears() == ["On the tenth."]
