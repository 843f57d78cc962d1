"""States on the stack of a conversation: what is told to one, and a menu that need not be shown again. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from conversations.dialogue import State

HUSHED = "hushed"
"""The fact of a menu below something that the line opened by itself."""


def with_told(state: State, told: Sequence[Mapping[str, Any]]) -> State:
    """What was told elsewhere goes along with it."""
    number = sum(key.startswith("told.") for key, _value in state.answers)
    more = tuple((f"told.{place}", dict(part)) for place, part in enumerate(told, number + 1))
    return replace(state, answers=(*state.answers, *more))


def about(stack: Sequence[State], name: str, about_id: str | None) -> list[State]:
    """The states of a script that are about the same thing."""
    return [one for one in stack if about_id and (one.script, one.facts.get("about_id")) == (name, about_id)]


def parts_of(states: Sequence[State]) -> list[Mapping[str, Any]]:
    """Everything that was told at them."""
    return [part for state in states for part in state.parts]


def hushed(state: State) -> State:
    """A menu is not shown again for what the line is about to ask; anything else is."""
    return replace(state, facts={**state.facts, HUSHED: True}) if state.script == "menu" else state


def is_hushed(state: State) -> bool:
    return bool(state.facts.get(HUSHED))


def heard(state: State) -> State:
    """Shown again like any other, from now on."""
    return replace(state, facts={key: value for key, value in state.facts.items() if key != HUSHED})
