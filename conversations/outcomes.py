"""What a conversation can come to. Frozen data; operations perform it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from conversations.texts import Text

Part = Mapping[str, Any]
"""A piece of a story: `{"text": str, "files": [file reference, …]}`."""


@dataclass(frozen=True, slots=True)
class Introduce:
    """The language is chosen: say who we are, and go on with what she told."""

    language: str
    told: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class JoinFactory:
    """The factory's code as she typed it, or none: not saying is an answer. `key` is the question to ask again."""

    typed: str
    key: str
    told: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class FileGrievance:
    """A case to open."""

    topic: str
    subtopic: str | None
    story: tuple[Part, ...]
    urgent: bool
    audience: str
    remedy: str
    may_ask: bool


@dataclass(frozen=True, slots=True)
class AddToCase:
    """Words and files for a case that exists."""

    case_id: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class ConfirmSolved:
    """What the worker says of a closed case; not solved reopens it at once."""

    case_id: str
    code: str
    solved: bool
    told: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class RateCase:
    """How well she was served, 1 to 5."""

    case_id: str
    rating: int
    told: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class ChooseLanguage:
    """From now on in another language."""

    language: str


@dataclass(frozen=True, slots=True)
class FollowCase:
    """She looks at a case: what she writes next belongs to it."""

    case_id: str
    text: Text


@dataclass(frozen=True, slots=True)
class TakeUnasked:
    """What was told in a conversation that did not look at it: the engine's own, so that nothing told is lost."""

    told: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Go:
    """On to another script, with what was told on the way."""

    script: str
    told: tuple[Part, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Say:
    """Only words."""

    text: Text
