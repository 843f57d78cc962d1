"""What one person has answered in a wave, found again by a keyed hash of them; sealed under the wave's key.

An answer is kept as it was given: a choice by its name, several as a list of names, a number or day as text, words
as they are; `survey_form.UNKNOWN` and `UNSAID` stand for those. Never a time, never who.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.encryption import CaseCipher, bound
from models.packed import packed

COMMENTS = "#comments"
"""What was written beside the answers is kept with them, under a name that no question can have: a list of texts."""
FILES = "#files"
"""Which files answer which questions, kept in the same way: a list of “question id”."""


@dataclass(frozen=True, slots=True)
class Traits:
    """By what results may be broken down; None where it is not known."""

    section: str | None = None
    shift: str | None = None
    gender: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers of one person. `finished` is False for somebody who stopped on the way: a partial answer counts."""

    traits: Traits
    answers: Mapping[str, Any] = field(default_factory=dict)
    """By the name of the item: str, or list[str] for select_multiple. Garbled items hold what was noted."""
    half: str = "a"
    finished: bool = False


@dataclass(frozen=True, slots=True)
class Reached:
    """How far people came: the funnel of a wave."""

    invited: int
    reached: int
    """Asked, and the message did not fail."""
    started: int
    finished: int


def sealed(cipher: CaseCipher, response_id: str, answered: Answered) -> bytes:
    """What a row holds."""
    traits = answered.traits
    held = {
        "traits": [traits.section, traits.shift, traits.gender, traits.language],
        "answers": dict(answered.answers),
        "half": answered.half,
        "finished": answered.finished,
    }
    return cipher.seal_bytes(packed(held), _bound(response_id))


def opened(cipher: CaseCipher, response_id: str, held_sealed: bytes) -> Answered:
    """What `sealed` made. Raises SealBroken."""
    held = json.loads(cipher.open_bytes(held_sealed, _bound(response_id)))
    return Answered(Traits(*held["traits"]), held["answers"], held["half"], held["finished"])


def _bound(response_id: str) -> str:
    return bound("responses", "answers", response_id)
