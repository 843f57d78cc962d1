"""What one person has answered in a wave, found again by a keyed hash of them; sealed under the wave's key.

An answer is kept as it was given: a choice by its name, several as a list of names, a number or day as text, words
as they are; `survey_form.UNKNOWN` and `UNSAID` stand for those. Never a time, never who.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


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
