"""Canaries: while any test runs, nothing that the house seals or knows somebody by stands in what it logs.

The program's own log is kept at debug level, whatever a test does; each value that is sealed and each address that is
looked up sings in it if it gets there. Processes that tests start have logs of their own, which those tests search.
"""

import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

import structlog

from bot.logs import only_allowed
from models.encryption import CaseCipher, KeyRing
from tests.promises import figure

TELLING = re.compile(r"(?<![0-9A-Za-z])\d{7,}(?![0-9A-Za-z])|\S+@\S+")
"""A number or an address that somebody has: what else is one word (a state's name, say) tells nothing by itself."""
PIECE = 3
"""Words in a row that tell: a log may cut a text off at either end."""


@dataclass
class Canaries:
    """What sings, in this test and in all so far."""

    log: io.StringIO = field(default_factory=io.StringIO)
    sealed: set[bytes] = field(default_factory=set)
    known_by: set[str] = field(default_factory=set)
    count: int = 0
    lines: int = 0

    def spread(self) -> None:
        """From now on everything that is sealed or looked up is remembered until its test is over."""
        KeyRing.seal = _seen(KeyRing.seal, lambda _ring, _purpose, plain, _to: self.sealed.add(plain))  # type: ignore[method-assign]
        KeyRing.tag = _seen(KeyRing.tag, lambda _ring, value, *_purpose: self.known_by.add(value))  # type: ignore[method-assign]
        CaseCipher.seal_text = _seen(  # type: ignore[method-assign]
            CaseCipher.seal_text, lambda _cipher, text, _to: self.known_by.add(text)
        )

    def listen(self) -> None:
        """A test begins."""
        self.log.seek(0)
        self.log.truncate()
        self.sealed.clear()
        self.known_by.clear()
        structlog.configure(
            processors=[structlog.contextvars.merge_contextvars, only_allowed, structlog.processors.JSONRenderer()],
            wrapper_class=structlog.make_filtering_bound_logger(0),
            logger_factory=structlog.PrintLoggerFactory(self.log),
            cache_logger_on_first_use=False,
        )

    def heard(self) -> list[str]:
        """The test is over: which of them stand in the log. Loggers escape what is not ASCII, so do we."""
        logged = self.log.getvalue()
        spellings = {json.dumps(one)[1:-1] for one in self._telling()} if logged else set()
        self.count += len(self.sealed) + len(self.known_by)
        self.lines += logged.count("\n")
        return sorted(one for one in spellings if one in logged)

    def _telling(self) -> set[str]:
        texts = [one.decode("utf-8", "replace") for one in self.sealed] + [*self.known_by]
        return {found for text in texts for whole in _strings(text) for found in telling(whole)}

    def tell(self) -> None:
        """The suite is over, as far as this process ran it."""
        if self.lines:
            words = f"0 of {self.count:,} sealed texts and addresses in {self.lines:,} lines at debug level"
            figure("P6", words, of=self.count)


def telling(text: str) -> set[str]:
    """What of a text gives somebody away wherever it stands: numbers, addresses, any three words of it, or its two."""
    words = text.split()
    if len(words) < 2:
        return set(TELLING.findall(text))
    pieces = [text.strip()] if len(words) < PIECE else _pieces(text)
    return {*TELLING.findall(text), *pieces}


def _pieces(text: str) -> list[str]:
    """Each word with the two that follow it, as they stand in the text."""
    words = list(re.finditer(r"\S+", text))
    return [text[first.start() : last.end()] for first, last in zip(words, words[PIECE - 1 :], strict=False)]


def _seen(method: Callable[..., Any], remember: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def seen(*given: Any) -> Any:
        remember(*given)
        return method(*given)

    return seen


def _strings(text: str) -> list[str]:
    """The texts in a sealed document; what is none is a text itself."""
    try:
        document = json.loads(text)
    except ValueError:
        return [text]
    found, open_ones = [], [document]
    while open_ones:
        one = open_ones.pop()
        if isinstance(one, dict):
            open_ones.extend(one.values())
        elif isinstance(one, list):
            open_ones.extend(one)
        else:
            found.append(str(one))
    return found
