"""What somebody's silence means to a script: an answer where there is one for it, and how long it waits for that."""

from typing import Any

from conversations.dialogue import EXPIRY, UNFINISHED, Ask, Facts, Open
from conversations.questions import REST, Option, choice, story_part
from conversations.texts import _
from tests.conversations.chat import Chat
from tests.conversations.test_dialogue import STORY, canteen


def listener(ask: Ask, facts: Facts) -> Any:
    """Takes a story in pieces; silence ends it."""
    parts = [ask(story_part("story.1", _("What happened?"), first=True))]
    while (said := ask(story_part(f"story.{len(parts) + 1}", None, first=False))) != "done":
        parts.append(said)
    return [part["text"] for part in parts]


def test_silence_answers_a_question_that_has_an_answer_for_it() -> None:
    rahima = Chat(listener)
    assert not rahima.rests()
    rahima.says("They lock the gate").says("every evening")
    assert rahima.hears == []
    assert rahima.rests()
    assert rahima.outcome == ["They lock the gate", "every evening"]


def test_silence_answers_nothing_that_was_never_asked() -> None:
    rahima = Chat(canteen)
    rahima.script = lambda ask, facts: ask(choice("send", _("Send it?"), (Option("yes", _("Yes")),), rest="yes"))
    assert not rahima.rests()


def test_how_long_it_waits() -> None:
    def wait(chat: Chat) -> float:
        assert isinstance(chat.turn, Open)
        return chat.turn.wait

    rahima = Chat(canteen)
    assert wait(rahima) == EXPIRY
    assert wait(rahima.says(STORY)) == UNFINISHED
    assert wait(Chat(listener).says("They lock the gate")) == REST
