"""FORGET and CLEAR: Rahima is erased when the code that went to her own phone comes back, and by nobody else."""

import re

from sqlalchemy import func, select

from models.base import table
from models.case import Case, CaseKey, CaseMessage
from models.contact import Contact, Conversation
from models.outbox import OutboxMessage
from tests.world import Person, World

STORY = "The exit on the third floor is locked"


def rahima(world: World) -> Person:
    """She has told her story, and her case is open."""
    person = world.person("+8801700000001")
    for words in (world.factory("en").code, "English", STORY):
        person.says(words)
    world.wait(2 * 86_400.0)
    person.hears()
    return person


def asks(person: Person) -> str:
    """The code that comes to her phone."""
    (text,) = person.says("FORGET")
    found = re.search(r"\d{6}", text)
    assert found, text
    return found[0]


def count(world: World, model: type) -> int:
    with world.db.read() as connection:
        return int(connection.execute(select(func.count()).select_from(table(model))).scalar_one())


def test_with_the_code_all_of_hers_goes_and_she_is_told(world: World) -> None:
    person = rahima(world)
    assert count(world, CaseKey) == 1
    assert person.says(asks(person)) == ["All you told us is deleted, and your number too. Goodbye."]
    assert [count(world, model) for model in (Case, CaseKey, CaseMessage)] == [0, 0, 0]
    world.settle()
    world.settle()
    assert [count(world, model) for model in (Contact, Conversation, OutboxMessage)] == [0, 0, 0]


def test_a_wrong_code_deletes_nothing_and_cannot_be_tried_again(world: World) -> None:
    person = rahima(world)
    right = asks(person)
    assert person.says(f"{(int(right) + 1) % 1_000_000:06}") == ["Nothing was deleted."]
    person.says(right)
    assert (count(world, Case), count(world, CaseKey), count(world, Contact)) == (1, 1, 1)


def test_the_code_is_over_after_ten_minutes(world: World) -> None:
    person = rahima(world)
    code = asks(person)
    world.now += 601
    assert person.says(code) == ["Nothing was deleted."]
    assert count(world, Case) == 1


def test_asked_twice_only_the_newer_code_counts(world: World) -> None:
    person = rahima(world)
    older = newer = asks(person)
    while newer == older:
        newer = asks(person)
    assert person.says(older) == ["Nothing was deleted."]
    assert count(world, Case) == 1


def test_the_word_alone_deletes_nothing(world: World) -> None:
    """A supervisor who can send in her name does not get what comes to her phone."""
    person = rahima(world)
    asks(person)
    person.says("yes")
    person.says("1")
    assert (count(world, Case), count(world, CaseKey)) == (1, 1)


def test_a_story_told_there_is_kept(world: World) -> None:
    person = rahima(world)
    asks(person)
    before = count(world, CaseMessage) + count(world, Case)
    person.says("They took my card and said that I must leave tomorrow")
    person.says("1")
    world.wait(2 * 86_400.0)
    assert count(world, CaseMessage) + count(world, Case) > before


def test_clear_tells_how_to_delete_what_the_phone_keeps_and_deletes_nothing_here(world: World) -> None:
    person = rahima(world)
    assert person.says("CLEAR") == ["To delete this chat, choose it in your list of messages, then Options, Delete."]
    assert (count(world, Case), count(world, CaseKey), count(world, Contact)) == (1, 1, 1)
