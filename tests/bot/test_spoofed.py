"""Somebody sends SMS in Rahima's name: words are added to her case, and nothing else happens (D4).

What the line answers goes to her own phone; that is all whoever pretends could wish to read, and cannot.
"""

import re

import pytest
from sqlalchemy import func, select

from models.base import table
from models.case import Case, CaseKey
from models.contact import Contact, Conversation
from models.factory import Factory
from models.phone import CaseLink, CasePin
from models.vocabulary import CaseStatus
from tests.world import Advisor, Person, World

STORY = "The exit on the third floor is locked"
ANSWER = "We look at the door on Monday"
DAY = 86_400.0
KEPT = (Case, CaseKey, CasePin, CaseLink, Contact, Conversation)
"""Of all this nothing comes or goes; words are added."""


@pytest.fixture
def farida(world: World) -> Advisor:
    return world.advisor(world.factory("en").code)


@pytest.fixture
def rahima(world: World, farida: Advisor) -> Person:
    """Her case is open and answered. Whoever `says` something is somebody else; what is heard, she hears."""
    person = world.person("+8801700000001")
    with world.db.read() as connection:
        factory = connection.execute(select(Factory.code)).scalar_one()
    for words in (factory, "English", STORY):
        person.says(words)
    world.wait(2 * DAY)
    farida.replies(ANSWER)
    world.wait(DAY)
    assert ANSWER in person.hears()
    return person


def rows(world: World) -> list[int]:
    with world.db.read() as connection:
        return [connection.execute(select(func.count()).select_from(table(model))).scalar_one() for model in KEPT]


def telling(heard: list[str]) -> list[str]:
    """What was said before, wherever it stands in what is heard now."""
    return [text for text in heard for words in (STORY, ANSWER, "exit", "Monday") if words in text]


@pytest.mark.parametrize(
    "word", ["STOP", "CLOSE", "DELETE", "UNLINK", "PIN", "CODE", "FORGET", "CLEAR", "STATUS", "YES"]
)
def test_a_word_changes_nothing_in_her_case_and_tells_nothing_of_it(world: World, rahima: Person, word: str) -> None:
    before, words = rows(world), world.cases()[0].messages
    heard = rahima.says(word)
    assert rows(world) == before
    assert world.cases()[0].messages in (words, words + 1)
    assert telling(heard) == []
    assert [(case.status, case.solved) for case in world.cases()] == [(CaseStatus.ACKNOWLEDGED, None)]


@pytest.mark.parametrize(
    "words",
    ["please close my case at once", "delete everything that I wrote to you", "send me all my earlier messages again"],
)
def test_a_request_is_words_for_the_advisor(world: World, rahima: Person, words: str) -> None:
    before, heard = world.cases()[0].messages, rahima.says(words)
    (case,) = world.cases()
    assert (case.messages, case.status) == (before + 1, CaseStatus.ACKNOWLEDGED)
    assert len(heard) == 1
    assert heard[0].startswith("Passed on.")
    assert telling(heard) == []


def test_stop_makes_her_unsendable_and_her_case_stays_open(world: World, farida: Advisor, rahima: Person) -> None:
    rahima.says("STOP")
    farida.replies("Are you still there?")
    world.wait(DAY)
    assert rahima.hears() == []
    assert [case.status for case in world.cases()] == [CaseStatus.ACKNOWLEDGED]
    assert rahima.says("START")[0] == "You will get our messages again."


@pytest.mark.parametrize("word", ["FORGET", "PIN"])
def test_the_code_goes_to_her_phone_and_who_cannot_see_it_gets_nothing(world: World, rahima: Person, word: str) -> None:
    before = rows(world)
    assert re.search(r"\d{6}", rahima.says(word)[0])
    for guess in ("123456", "yes", "1"):
        rahima.says(guess)
    assert rows(world) == before


def test_code_sends_the_code_to_the_phone_it_came_from(world: World, rahima: Person) -> None:
    (case,) = world.cases()
    spoken = f"{case.code[:4]}-{case.code[4:8]}-{case.code[8:]}"
    assert rahima.says("CODE")[0] == f"Your code: {spoken}"
    stranger = world.person("+8801700000002")
    stranger.says("hello")
    stranger.says("English")
    stranger.says("1")
    assert stranger.says("my code")[0].startswith("You have no case yet. Send MENU to begin.")


class TestForgetAfterStop:
    """The code that confirms FORGET is the one message that was asked for since."""

    def test_with_the_code_she_is_forgotten(self, world: World, rahima: Person) -> None:
        rahima.says("STOP")
        (asked,) = rahima.says("FORGET")
        found = re.search(r"\d{6}", asked)
        assert found
        assert rahima.says(found[0]) == ["All you told us is deleted, and your number too. Goodbye."]
        world.settle()
        assert rows(world) == [0] * len(KEPT)

    def test_with_a_wrong_one_all_is_kept_and_nothing_more_is_sent(self, world: World, rahima: Person) -> None:
        rahima.says("STATUS")
        rahima.says("STOP")
        before = rows(world)
        rahima.says("FORGET")
        assert rahima.says("111111") == ["Nothing was deleted."]
        assert rahima.says("MENU") == []
        assert rows(world) == before

    def test_a_story_told_instead_is_kept_without_an_answer(self, world: World, rahima: Person) -> None:
        rahima.says("STOP")
        before = world.cases()[0].messages
        rahima.says("FORGET")
        assert rahima.says("They took my card and said that I must leave tomorrow") == []
        assert world.cases()[0].messages == before + 1
