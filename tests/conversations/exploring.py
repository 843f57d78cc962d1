"""Walks every path of every script, so that each message it can say is seen."""

from collections.abc import Iterator
from typing import Any

from bot.scripts import SCRIPTS
from conversations.dialogue import Ended, Message, Open, State, Turn, reply, start
from conversations.questions import Reply
from conversations.texts import Text
from locales.catalogue import translated_languages
from locales.words import language_name

LONGEST_CODE = "WWWW-WWWW-W"
LANGUAGES = [[language, language_name(language)] for language in translated_languages()]
FACTS: dict[str, dict[str, Any]] = {
    "welcome": {"languages": LANGUAGES},
    "language": {"languages": LANGUAGES},
    "reply": {"case_id": "0" * 32},
    "closure": {"case_id": "0" * 32, "code": LONGEST_CODE},
    "rating": {"case_id": "0" * 32},
    "status": {
        "cases": [
            {"id": f"{number:032}", "code": LONGEST_CODE, "status": status, "day": "Wednesday, 30 September"}
            for number, status in enumerate(("new", "acknowledged", "resolved", "closed"))
        ]
    },
}
DEPTH = 14


def same(text: Text) -> str:
    return text.message


def messages() -> Iterator[tuple[str, Message]]:
    """Every message of every script, with the script's name."""
    for name in SCRIPTS:
        yield from _walk(name, opened(name), 0, set())


def opened(name: str) -> Turn:
    return start(SCRIPTS[name].script, State("12345678", name, FACTS.get(name, {})), same)


def outcomes(name: str) -> list[Any]:
    """Everything a script can come to."""
    found: list[Any] = []
    _collect(name, opened(name), 0, set(), found)
    return found


def _walk(name: str, turn: Turn, depth: int, seen: set[str]) -> Iterator[tuple[str, Message]]:
    if not isinstance(turn, Open) or depth > DEPTH:
        return
    if turn.message is not None and _is_new(turn, seen):
        yield name, turn.message
    for answer in _answers(turn):
        yield from _walk(name, reply(SCRIPTS[name].script, turn.state, answer, same), depth + 1, seen)


def _is_new(turn: Open, seen: set[str]) -> bool:
    mark = repr(turn.message)
    if mark in seen:
        return False
    seen.add(mark)
    return True


def _collect(name: str, turn: Turn, depth: int, seen: set[str], found: list[Any]) -> None:
    if isinstance(turn, Ended):
        found.append(turn.outcome)
    if not isinstance(turn, Open) or depth > DEPTH:
        return
    for answer in _answers(turn):
        _collect(name, reply(SCRIPTS[name].script, turn.state, answer, same), depth + 1, seen, found)


def _answers(turn: Open) -> list[Reply]:
    """A tap on each option; at a story, one piece and then the end of it."""
    taps = [Reply(value=shown.value) for shown in turn.state.menu]
    key = turn.state.asked or ""
    if key in ("story.1", "answer") and not taps:
        return [Reply(text="They have not paid us")]
    if key == "remedy":
        return [*taps, Reply(text="Pay us")]
    return taps
