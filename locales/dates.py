"""Days, months and hours in the words of a language, a file a language. Standard library only.

Files hold words as they are written; here they are normalised, each with what it can mean. What a text means
is not decided here.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any

from locales.spelling import spelled, tidied

FOLDER = Path(__file__).parent / "dates"

Value = tuple[int, ...]


class Kind(StrEnum):
    """What a word can be in a day or a time, one letter each: a grammar is written over them."""

    WEEKDAY = "W"  # value: 0 is Monday
    THIS = "T"
    COMING = "N"
    NEXT = "X"
    NEXT_WEEK = "K"
    RELATIVE = "R"  # days from today
    MONTH = "M"  # Gregorian month, Ethiopian month; 0 where the name is none
    BEFORE_DAY = "b"
    AFTER_DAY = "a"
    NUMBER = "n"
    CLOCK = "c"  # hour, minute
    BEFORE_HOUR = "A"
    AFTER_HOUR = "H"
    HOURS = "u"  # also how long something lasts: counts only beside what can be nothing but a time
    MINUTES = "i"
    OFFSET = "O"  # minutes: half past, quarter to
    HALF_DAY = "p"  # from and until which hour: a.m., p.m.
    PART = "P"  # from and until which hour, and the hour it means alone, or -1
    FILLER = "f"
    REFUSED = "x"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase can mean, and how it is spelled with all its marks."""

    kind: Kind
    value: Value
    spelled: str


@dataclass(frozen=True, slots=True)
class Dates:
    """How one language says days and hours. Weekdays begin with Monday."""

    weekdays: tuple[str, ...]
    weekdays_short: tuple[str, ...]
    months: tuple[str, ...]
    months_short: tuple[str, ...]
    ethiopian_months: tuple[str, ...]
    day: str
    slot: str
    """A day in a list to choose from, shorter where letters are dear; `weekdays_slot` are its weekdays."""
    weekdays_slot: tuple[str, ...]
    clock: str
    whole_hour: str
    moment: str
    order: str
    """day-month; or either, where people write 3/4 both ways."""
    clock24: bool
    """Whether hours in figures, without a part of the day, are those of the 24-hour clock."""
    ethiopian: bool
    """Whether hours are counted from six in the morning and days in the Ethiopian calendar too."""
    spaced: bool


@lru_cache(maxsize=64)
def dates(language: str) -> Dates:
    """How a language (`bn`, `ar_EG`, …) says days; English for one that has no file."""
    data = _data(_known(language))
    return Dates(
        weekdays=tuple(data["weekdays"]),
        weekdays_short=tuple(data["weekdays_short"]),
        months=tuple(data["months"]),
        months_short=tuple(data["months_short"]),
        ethiopian_months=tuple(data.get("ethiopian_months", ())),
        day=data["day"],
        slot=data.get("slot", data["day"]),
        weekdays_slot=tuple(data.get("weekdays_slot", data["weekdays_short"])),
        clock=data["clock"],
        whole_hour=data.get("whole_hour", data["clock"]),
        moment=data.get("moment", "{day} {clock}"),
        order=data["order"],
        clock24=data.get("clock24", False),
        ethiopian=data.get("ethiopian", False),
        spaced=data.get("spaced", True),
    )


@lru_cache(maxsize=1)
def dated_languages() -> tuple[str, ...]:
    """Codes of all languages whose days and hours are known."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


def _known(language: str) -> str:
    base = language.replace("-", "_").partition("_")[0]
    return next((code for code in (language, base) if code in dated_languages()), "en")


@lru_cache(maxsize=64)
def _data(language: str) -> Mapping[str, Any]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


# ------------------------------------------------------------------------------------------------ words


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, a number, a time or date in figures, or a hyphen before a number."""

    plain: str
    spelled: str


_PIECE = re.compile(
    r"\d+(?:[:./-]\d+)+|\d+|[-–—](?=\s*\d)"
    r"|[^\d\s!-&(-/:-?\[-_{-~،؛؟۔।॥።፣፤፥፦៖។៕၊။…–—«»“”„]+"
)
_SPACES_IN_FIGURES = re.compile(r"(?<=\d)\s*([:/])\s*(?=\d)")


def pieces_of(text: str) -> tuple[Piece, ...]:
    """The pieces of a text; digits are ASCII, punctuation is gone."""
    line = _SPACES_IN_FIGURES.sub(r"\1", spelled(text))
    found = (Piece(word if word[0] in "-–—0123456789" else tidied(word), word) for word in _PIECE.findall(line))
    return tuple(piece for piece in found if piece.plain)


@lru_cache(maxsize=64)
def lexicon(language: str) -> Mapping[str, tuple[Meaning, ...]]:
    """Every phrase of a language, and of English where the language has no such word, with what it can mean."""
    own = _lexicon(_known(language))
    return MappingProxyType({**_lexicon("en"), **own})


@lru_cache(maxsize=64)
def longest_phrase(language: str) -> int:
    """Pieces of the longest phrase."""
    return max(phrase.count(" ") + 1 for phrase in lexicon(language))


@lru_cache(maxsize=64)
def _lexicon(language: str) -> dict[str, tuple[Meaning, ...]]:
    data = _data(language)
    found: dict[str, list[Meaning]] = {}
    for written, kind, value in chain(_days(data), _hours(data["typed"])):
        for form in _forms(written, kind, data["typed"]):
            pieces = pieces_of(form)
            meaning = Meaning(kind, value, " ".join(piece.spelled for piece in pieces))
            known = found.setdefault(" ".join(piece.plain for piece in pieces), [])
            if meaning not in known:
                known.append(meaning)
    return {phrase: tuple(meanings) for phrase, meanings in found.items() if phrase}


_INFLECTED = (Kind.WEEKDAY, Kind.MONTH, Kind.RELATIVE, Kind.PART)


def _forms(written: str, kind: Kind, typed: Mapping[str, Any]) -> Iterator[str]:
    """The word, and the forms it takes in a sentence."""
    yield written
    if kind in _INFLECTED:
        yield from (prefix + written for prefix in typed.get("prefixes", ()))
        yield from (written + ending for ending in typed.get("endings", ()))


Written = tuple[str, Kind, Value]


def _days(data: Mapping[str, Any]) -> Iterator[Written]:
    typed = data["typed"]
    for number, ways in enumerate(_ways(data, "weekdays")):
        yield from _each(ways, Kind.WEEKDAY, number)
    yield from _months(data)
    for away, name in enumerate(("today", "tomorrow", "day_after_tomorrow")):
        yield from _each(typed.get(name, ()), Kind.RELATIVE, away)
    for kind in (Kind.THIS, Kind.COMING, Kind.NEXT, Kind.NEXT_WEEK, Kind.BEFORE_DAY, Kind.AFTER_DAY, Kind.REFUSED):
        yield from _each(typed.get(kind.name.lower(), ()), kind)


def _months(data: Mapping[str, Any]) -> Iterator[Written]:
    """Where one name stands for a month of both calendars, it means either."""
    months = data.get("ethiopian_months", ())
    also = data["typed"].get("ethiopian_months", ((),) * len(months))
    ethiopian = [(name, *ways) for name, ways in zip(months, also, strict=True)]
    numbers = [_numbered(_ways(data, "months")), _numbered(ethiopian)]
    for way in chain(*_ways(data, "months"), *ethiopian):
        yield way, Kind.MONTH, tuple(number.get(tidied(way), 0) for number in numbers)


def _numbered(names: Iterable[Iterable[str]]) -> dict[str, int]:
    return {tidied(way): number for number, ways in enumerate(names, 1) for way in ways}


def _ways(data: Mapping[str, Any], name: str) -> list[tuple[str, ...]]:
    """All ways to write each of the weekdays, or of the months."""
    slot = data.get(f"{name}_slot", data[f"{name}_short"])
    columns = zip(data[name], data[f"{name}_short"], slot, data["typed"][name], strict=True)
    return [(wide, short, shortest, *typed) for wide, short, shortest, typed in columns]


def _hours(typed: Mapping[str, Any]) -> Iterator[Written]:
    for number, ways in enumerate(typed.get("numbers", ()), 1):
        yield from _each(ways, Kind.NUMBER, number)
    for kind in (Kind.BEFORE_HOUR, Kind.AFTER_HOUR, Kind.HOURS, Kind.MINUTES, Kind.FILLER):
        yield from _each(typed.get(kind.name.lower(), ()), kind)
    yield from _each(typed.get("am", ()), Kind.HALF_DAY, 1, 12)
    yield from _each(typed.get("pm", ()), Kind.HALF_DAY, 12, 24)
    for written, minutes in typed.get("offsets", {}).items():
        yield written, Kind.OFFSET, (minutes,)
    for written, clock in typed.get("clocks", {}).items():
        yield written, Kind.CLOCK, tuple(map(int, clock.split(":")))
    for part in typed.get("parts", ()):
        yield from _each(part["words"], Kind.PART, *part["hours"], part.get("alone", -1))


def _each(ways: Iterable[str], kind: Kind, *value: int) -> Iterator[Written]:
    return ((way, kind, value) for way in ways)
