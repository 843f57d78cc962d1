"""What a conversation can come to. Frozen data; operations perform it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from conversations.texts import Text

Part = Mapping[str, Any]
"""A piece of a story: `{"text": str, "files": [file reference, …]}`."""


class Outcome:
    """What every outcome is: data, performed by exactly one of the shell's performers."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Introduce(Outcome):
    """The language is chosen: say who we are, and go on with what she told."""

    language: str
    told: tuple[Part, ...]
    survey: str = ""
    """The wave whose word brought her here: then that comes next."""


@dataclass(frozen=True, slots=True)
class JoinFactory(Outcome):
    """The factory's code as she typed it, or none: not saying is an answer. `key` is the question to ask again."""

    typed: str
    key: str
    told: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class FileGrievance(Outcome):
    """A case to open."""

    topic: str
    subtopic: str | None
    story: tuple[Part, ...]
    urgent: bool
    audience: str
    remedy: str
    may_ask: bool


@dataclass(frozen=True, slots=True)
class AddToCase(Outcome):
    """Words and files for a case that exists."""

    case_id: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class ConfirmSolved(Outcome):
    """What the worker says of a closed case; not solved reopens it at once."""

    case_id: str
    code: str
    solved: bool
    told: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class RateCase(Outcome):
    """How well she was served, 1 to 5."""

    case_id: str
    rating: int
    told: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class ChooseLanguage(Outcome):
    """From now on in another language."""

    language: str


@dataclass(frozen=True, slots=True)
class FollowCase(Outcome):
    """She looks at a case: what she writes next belongs to it."""

    case_id: str
    text: Text


@dataclass(frozen=True, slots=True)
class TakeUnasked(Outcome):
    """What was told in a conversation that did not look at it: the engine's own, so that nothing told is lost."""

    told: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Go(Outcome):
    """On to another script, with what was told on the way."""

    script: str
    told: tuple[Part, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Say(Outcome):
    """Only words."""

    text: Text
