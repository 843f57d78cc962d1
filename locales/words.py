"""The words people answer with and the words that command, a file a language. Standard library only.

Files hold words as they are written; here they are normalised. What a word does is decided elsewhere.
"""

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from locales.spelling import normalise, spelled, tidied

FOLDER = Path(__file__).parent / "words"

Direction = Literal["ltr", "rtl"]


class Keyword(StrEnum):
    """What a command word asks for, at any time and in any language."""

    STOP = "stop"
    START = "start"
    BACK = "back"
    MENU = "menu"
    STATUS = "status"
    HELP = "help"
    WHO = "who"
    CLEAR = "clear"
    FORGET = "forget"
    PIN = "pin"
    CODE = "code"
    HOURS = "hours"
    LANGUAGE = "language"
    COMMITTEE = "committee"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language, normalised; native script and as people type it in Latin letters."""

    yes: tuple[str, ...]
    no: tuple[str, ...]
    done: tuple[str, ...]
    stop: tuple[str, ...]
    start: tuple[str, ...]
    back: tuple[str, ...]
    menu: tuple[str, ...]
    status: tuple[str, ...]
    help: tuple[str, ...]
    who: tuple[str, ...]
    clear: tuple[str, ...]
    forget: tuple[str, ...]
    pin: tuple[str, ...]
    code: tuple[str, ...]
    hours: tuple[str, ...]
    language: tuple[str, ...]
    committee: tuple[str, ...]
    skip: tuple[str, ...]
    dont_know: tuple[str, ...]
    units: tuple[str, ...]
    """After or before a number, these make it an amount."""
    filler: tuple[str, ...]
    """These may stand beside an answer and change nothing."""
    filler_everywhere: tuple[str, ...]
    """The same, whatever language somebody writes in."""
    numbers: tuple[tuple[str, ...], ...]
    """Words for one, two, three, …"""
    marked_yes: tuple[str, ...]
    """Yes only when spelled with these very marks, see `spelled`."""
    not_commands: tuple[str, ...]
    """Differ from a command by marks alone: no command when spelled so."""


@lru_cache(maxsize=64)
def words(language: str) -> Words:
    """The words of a language (`bn`, `ar_EG`, …); English for one that has no file."""
    return _words(language) if language in known_languages() else _words(_base(language))


def _base(language: str) -> str:
    base = language.replace("-", "_").partition("_")[0]
    return base if base in known_languages() else "en"


@lru_cache(maxsize=64)
def _words(language: str) -> Words:
    data = _data(language)
    lists = {name: _normal(data.get(name, ())) for name in Words.__dataclass_fields__ if name != "numbers"}
    for name in ("marked_yes", "not_commands"):
        lists[name] = tuple(spelled(word) for word in data.get(name, ()))
    return Words(**lists, numbers=tuple(_normal(ways) for ways in data.get("numbers", ())))


def _normal(written: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tidied(word) for word in written))


@lru_cache(maxsize=64)
def _data(language: str) -> Mapping[str, Any]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def known_languages() -> tuple[str, ...]:
    """Codes of all languages that have words."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def language_name(code: str) -> str:
    """The language's name in itself, as it is shown in a menu."""
    return str(_data(code if code in known_languages() else _base(code))["name"])


def direction(code: str) -> Direction:
    """Which way the language is written."""
    return "rtl" if _data(code if code in known_languages() else _base(code))["direction"] == "rtl" else "ltr"


@lru_cache(maxsize=1)
def keywords() -> Mapping[str, Keyword]:
    """All command words of all languages, normalised. They count only as a whole message."""
    found: dict[str, Keyword] = {}
    for code in known_languages():
        for keyword in Keyword:
            found |= dict.fromkeys(getattr(words(code), keyword.value), keyword)
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def not_commands() -> frozenset[str]:
    """Words that differ from a command by marks alone, as `spelled` gives them."""
    return frozenset(word for code in known_languages() for word in words(code).not_commands)


def language_by_name(text: str) -> str | None:
    """The language whose name somebody typed, in whichever language or spelling."""
    return _languages_by_name().get(normalise(text))


@lru_cache(maxsize=1)
def _languages_by_name() -> Mapping[str, str]:
    return {
        normalise(name): code for code in known_languages() for name in (_data(code)["name"], *_data(code)["names"])
    }


def script_hint(text: str) -> tuple[str, ...]:
    """The languages written in the script most letters of the text have; none for Latin letters."""
    counts: dict[str, int] = {}
    for letter in filter(str.isalpha, text):
        script = unicodedata.name(letter, "").partition(" ")[0]
        counts[script] = counts.get(script, 0) + 1
    if not counts:
        return ()
    return _languages_by_script().get(max(counts, key=lambda script: counts[script]), ())


@lru_cache(maxsize=1)
def _languages_by_script() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code in known_languages():
        for script in (_data(code)["script"], *_data(code).get("other_scripts", ())):
            found[script] = (*found.get(script, ()), code)
    found.pop("LATIN", None)
    return found
