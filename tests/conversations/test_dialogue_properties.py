"""Whatever somebody does in whatever order, in every script: it never breaks, and no story is lost on the way."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.scripts import SCRIPTS
from conversations.dialogue import MISSES, Ask, Ended, Facts, Open, State
from conversations.grievance import DISCARDED
from conversations.outcomes import Say
from conversations.questions import Option, choice
from conversations.rsvp import GiveAnswer
from conversations.texts import Verbatim, _
from tests.conversations.chat import Chat, words_in
from tests.conversations.exploring import FACTS, LANGUAGES

WORDS = (
    "1", "2", "3", "6", "9", "0", "১", "yes", "no", "ha", "na", "done", "skip", "1 or 2", "2 please", "English", "",
    " ", "?", "nine", "the guard", "7Q2K", "\0", "\ud800", "\u202e1", "👩‍🏭", "{code}", "1\n2", "a" * 300,
    "The line chief keeps our wages back every month", "আমাদের বেতন দুই মাস ধরে দেয় না কেউ কিছু বলে না",
)  # fmt: skip
PHOTO = {"kind": "photo", "ref": "the photo of the exit", "media_type": "image/jpeg", "size": 9}
DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("says"), st.sampled_from(WORDS)),
        st.tuples(st.just("taps"), st.integers(0, 5)),
        st.tuples(st.just("shows"), st.sampled_from(["", "look"])),
        st.sampled_from([("back", ""), ("rests", ""), ("looks", ""), ("forges", "done"), ("forges", "\ud800:")]),
    ),
    max_size=25,
)
languages = st.sampled_from([code for code, _name in LANGUAGES])
scripts = st.sampled_from(sorted(SCRIPTS))
LEAN = settings(max_examples=400, deadline=None)


def chat_about(name: str, language: str = "en") -> Chat:
    return Chat(SCRIPTS[name].script, FACTS.get(name, {}), language)


def do(chat: Chat, deed: tuple[str, Any]) -> None:
    what, how = deed
    menu = chat.state.menu
    if what == "says":
        chat.says(how)
    elif what == "shows":
        chat.says(how, PHOTO)
    elif what == "taps" and menu:
        chat.taps(menu[how % len(menu)].value)
    elif what == "forges":
        chat.taps(how)
    elif what == "back":
        chat.goes_back()
    elif what == "rests":
        chat.rests()
    elif what == "looks":
        chat.looks()


def stories(state: State) -> dict[str, Any]:
    return {key: value for key, value in state.answers if isinstance(value, dict)}


def is_kept(part: dict[str, Any], outcome: Any, left: Any) -> bool:
    """Whether its words and its files stand somewhere; a reason at an invitation is kept without files."""
    kept = words_in((outcome, left))
    files = [] if isinstance(outcome, GiveAnswer) else [file["ref"] for file in part["files"]]
    return all(any(words in one for one in kept) for words in [part["text"], *files] if words.strip())


@LEAN
@given(name=scripts, language=languages, deeds=DEEDS)
def test_nothing_breaks_it_and_no_story_is_lost(name: str, language: str, deeds: list[tuple[str, Any]]) -> None:
    chat = chat_about(name, language)
    for deed in deeds:
        if not isinstance(chat.turn, Open):
            break
        before = stories(chat.state)
        do(chat, deed)
        after = stories(chat.state)
        lost = before.keys() - after.keys()
        assert not lost or (deed[0] == "back" and lost == {chat.asked})
        assert not [key for key in lost if key.startswith("told.")]
        assert len(chat.state.missed) < MISSES
    assert chat.state == chat.turn.state
    if isinstance(chat.turn, Ended) and chat.outcome != Say(DISCARDED):
        assert [part for part in chat.state.parts if not is_kept(part, chat.outcome, chat.turn.left)] == []


@LEAN
@given(name=scripts, deeds=DEEDS)
def test_back_takes_back_exactly_one_answer_and_asks_it_again(name: str, deeds: list[tuple[str, Any]]) -> None:
    chat = chat_about(name)
    for deed in deeds:
        if not isinstance(chat.turn, Open):
            return
        if deed[0] == "back":
            before = chat.answers
            chat.goes_back()
            gone = before.keys() - chat.answers.keys()
            asked = [key for key in before if not key.startswith("told.")]
            assert gone == ({chat.asked} if asked else set())
            assert chat.answers == {key: value for key, value in before.items() if key not in gone}
        else:
            do(chat, deed)


@LEAN
@given(name=scripts, deeds=DEEDS, place=st.integers(0, 9), junk=st.sampled_from([None, 17, "gone", [], True, 1.5]))
def test_answers_that_no_longer_parse_count_as_unanswered(
    name: str, deeds: list[tuple[str, Any]], place: int, junk: Any
) -> None:
    chat = chat_about(name)
    for deed in deeds:
        if isinstance(chat.turn, Open):
            do(chat, deed)
    answers = list(chat.state.answers)
    asked = [number for number, (key, _value) in enumerate(answers) if not key.startswith("told.")]
    if not isinstance(chat.turn, Open) or not asked:
        return
    key = answers[asked[place % len(asked)]][0]
    answers[asked[place % len(asked)]] = (key, junk)
    saved = {**chat.state.to_json(), "answers": answers}
    chat.turn = Open(State.from_json(saved), None, 0.0)
    chat.looks()
    if isinstance(junk, str) and chat.asked != key:
        return  # a question of words takes any words
    assert chat.asked == key


dishes = st.permutations(("rice", "bread", "soup", "tea", "dal"))


def canteen(order: Any) -> Any:
    def asking(ask: Ask, facts: Facts) -> Any:
        return ask(choice("dish", _("What do you want?"), [Option(dish, Verbatim(f"some {dish}")) for dish in order]))

    return asking


@given(sent=dishes, today=dishes, number=st.integers(1, 5), by=st.sampled_from(["number", "label", "button"]))
def test_a_reordered_menu_means_what_was_sent(sent: list[str], today: list[str], number: int, by: str) -> None:
    rahima = Chat(canteen(sent))
    rahima.script = canteen(today)
    wanted = sent[number - 1]
    if by == "button":
        rahima.taps(wanted)
    else:
        rahima.says(str(number) if by == "number" else f"Some {wanted}")
    assert rahima.outcome == wanted


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_every_key_and_value_fits_a_button(name: str) -> None:
    """64 bytes for `conversation:key:value`, and no colon in a key: the value comes after the second one."""
    chats, seen = [chat_about(name)], set()
    while chats:
        chat = chats.pop()
        if not isinstance(chat.turn, Open) or chat.asked in seen or len(seen) > 30:  # some can be asked without end
            continue
        seen.add(chat.asked)
        for shown in chat.state.menu:
            assert ":" not in str(chat.asked)
            assert len(f"{chat.state.id}:{chat.asked}:{shown.value}".encode()) <= 64
            further = chat_about(name)
            further.turn = chat.turn
            chats.append(further.taps(shown.value))
        if not chat.state.menu:
            chats.append(chat.says("They lock the gate every evening"))
