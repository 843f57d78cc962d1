"""The question bank: questions of our own after Better Work's themes, in several languages, ready to be taken.

The file is data and is checked by its tests; taking a question copies it, so that a survey never changes with the bank.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from conversations.texts import Text, _
from operations.survey_form import Choice, Form, Garble, Item, ItemKind, Wordings
from operations.xpath import parsed

FILE = Path(__file__).parent / "question_bank.toml"

THEMES: Mapping[str, Text] = {
    "start": _("Consent and age"),
    "concerns": _("Worries"),
    "pay": _("Pay"),
    "hours": _("Hours, leave"),
    "committee": _("The committee"),
    "safety_to_speak": _("Safe to speak"),
    "treatment": _("Bad treatment"),
    "safety": _("Safety"),
    "end": _("At the end"),
}


@dataclass(frozen=True, slots=True)
class Banked:
    """A question of the bank under its theme."""

    item: Item
    theme: str


@lru_cache(maxsize=1)
def bank() -> Mapping[str, Banked]:
    """All of it by name, in the order in which it should be asked."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    lists = {name: tuple(Choice(**one) for one in choices) for name, choices in data["lists"].items()}
    return {one["name"]: Banked(_item(one, lists), one["theme"]) for one in data["items"]}


def taken(form: Form, name: str) -> Item:
    """A question of the bank as it fits into a form: its languages, a free name, and the conditions that can be asked.

    Raises KeyError when the bank has none of that name.
    """
    item = bank()[name].item
    known = {one.name for one in form.asked}
    return replace(
        item,
        name=free_name(form, item.name),
        label=_in(item.label, form),
        choices=tuple(replace(choice, label=_in(choice.label, form)) for choice in item.choices),
        relevant=tuple(one for one in item.relevant if parsed(one).answers <= known),
    )


def free_name(form: Form, wanted: str) -> str:
    """The name, or with a number where another question has it."""
    names = {item.name.casefold() for item in form.items}
    tries = (wanted if number == 1 else f"{wanted}_{number}" for number in range(1, len(names) + 2))
    return next(name for name in tries if name.casefold() not in names)


def _in(wordings: Wordings, form: Form) -> Wordings:
    """The words in the languages of the form; English where it has none of them."""
    own = {code: wordings[code] for code in form.languages if code in wordings}
    return own or {form.languages[0]: wordings["en"]}


def _item(data: Mapping[str, Any], lists: Mapping[str, tuple[Choice, ...]]) -> Item:
    garble = Garble(data["garble"], data.get("block", 0)) if "garble" in data else None
    return Item(
        data["name"],
        ItemKind(data["kind"]),
        data["label"],
        choices=lists[data["choices"]] if "choices" in data else (),
        relevant=tuple(data.get("relevant", ())),
        constraint=data.get("constraint", ""),
        required=data.get("required", False),
        sensitive=data.get("sensitive", False),
        garble=garble,
        tags=tuple(data.get("points", ())),
    )
