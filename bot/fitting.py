"""Making words fit: on SMS a question is one segment and whatever is said two, in every language."""

import unicodedata
from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.saying import LONGEST
from bot.talk import Talk
from conversations.dialogue import Facts, Message, Open, Script, State, start
from conversations.rendering import as_sms, body_of
from conversations.segments import segments
from conversations.texts import Text
from locales.catalogue import catalogue

T = TypeVar("T")
CUT = "..."


def is_one(talk: Talk, script: Script, facts: Facts) -> bool:
    """Whether the first question of a script, with these facts, is one segment; chats have no segments."""
    turn = start(script, State("0" * 8, "", facts), str)
    return not isinstance(turn, Open) or turn.message is None or _count(talk, turn.message) <= 1


def is_said(talk: Talk, text: Text) -> bool:
    """Whether the line may say it."""
    return _count(talk, Message((text,))) <= LONGEST


def cut_to(words: str, length: int) -> str:
    """The words in at most so many letters, never between a letter and the marks on it."""
    if len(words) <= length:
        return words
    end = max(0, length - len(CUT))
    while end and unicodedata.category(words[end]).startswith("M"):
        end -= 1
    return words[:end].rstrip() + CUT


def longest(words: str, fits: Callable[[str], bool], shortest: int = 4) -> str:
    """As much of the words as fits; at least a few letters."""
    lengths = range(len(words), shortest, -1)
    return next((cut for cut in (cut_to(words, length) for length in lengths) if fits(cut)), cut_to(words, shortest))


def first_page(people: Sequence[T], fits: Callable[[Sequence[T]], bool]) -> Sequence[T]:
    """As many as fit, from the first; at least one."""
    sizes = range(len(people), 1, -1)
    return next((people[:size] for size in sizes if fits(people[:size])), people[:1])


def _count(talk: Talk, message: Message) -> int:
    if not talk.is_sms:
        return 1
    return segments(as_sms(body_of(message, catalogue(talk.language), talk.language))).count
