"""A questionnaire as data: what is asked, in which languages, under which conditions. Nothing is evaluated here.

Made from an XLSForm (operations.xlsforms) or on the web; kept as JSON with the survey. Names, kinds and expressions
are those of XLSForm; groups are flattened: an item carries the conditions of the groups around it.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

Wordings = Mapping[str, str]
"""Words by language, as BCP 47 codes: `{"bn": "…", "en": "…"}`."""


class ItemKind(StrEnum):
    """What is asked for; a note only says something."""

    SELECT_ONE = "select_one"
    SELECT_MULTIPLE = "select_multiple"
    INTEGER = "integer"
    DECIMAL = "decimal"
    TEXT = "text"
    DATE = "date"
    NOTE = "note"
    AUDIO = "audio"
    IMAGE = "image"


CHOSEN = frozenset({ItemKind.SELECT_ONE, ItemKind.SELECT_MULTIPLE})
FILES = frozenset({ItemKind.AUDIO, ItemKind.IMAGE})
MOST_CHOICES = 20
"""Of one question, after its filter."""
UNKNOWN = "dont_know"
"""The answer “I don't know”: every item takes it."""
UNSAID = "no_answer"
"""The answer “I don't want to answer”: every item takes it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a list. `columns` are the further columns of the sheet, which a `choice_filter` looks at."""

    name: str
    label: Wordings
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Garble:
    """Noise on the yes of a sensitive yes-or-no item: a “no” is noted as “yes” at this rate (0 < rate < 1).

    `block` > 0 takes the noise from shuffled blocks of so many respondents, so that a small group surely has some.
    """

    rate: float
    block: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One question, or a note. Expressions are XPath over the answers, as XLSForm has them (`${name}`)."""

    name: str
    kind: ItemKind
    label: Wordings
    hint: Wordings = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    choice_filter: str = ""
    relevant: tuple[str, ...] = ()
    """All must hold: the item's own condition and those of its groups."""
    constraint: str = ""
    constraint_message: Wordings = field(default_factory=dict)
    required: bool = False
    default: str = ""
    sensitive: bool = False
    """Stricter suppression: no unanimous cell is shown."""
    garble: Garble | None = None
    half: str = ""
    """“a” or “b”: only that half of the respondents is asked (split ballot). Empty: all are."""
    tags: tuple[str, ...] = ()
    """Compliance points it is about (conversations.topics), for export."""

    @property
    def is_asked(self) -> bool:
        return self.kind is not ItemKind.NOTE

    @property
    def is_yes_no(self) -> bool:
        return self.kind is ItemKind.SELECT_ONE and {one.name for one in self.choices} == {"yes", "no"}


@dataclass(frozen=True, slots=True)
class Form:
    """A whole questionnaire. `languages` in the order of the sheet, the default first."""

    name: str
    title: Wordings
    languages: tuple[str, ...]
    items: tuple[Item, ...]
    version: str = ""

    @property
    def asked(self) -> tuple[Item, ...]:
        """The questions, without notes."""
        return tuple(item for item in self.items if item.is_asked)

    def item(self, name: str) -> Item:
        """Raises KeyError."""
        found = next((item for item in self.items if item.name == name), None)
        if found is None:
            raise KeyError(name)
        return found

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, saved: Mapping[str, Any]) -> "Form":
        items = tuple(_item(one) for one in saved["items"])
        return cls(saved["name"], saved["title"], tuple(saved["languages"]), items, saved["version"])


def worded(wordings: Wordings, language: str, languages: tuple[str, ...] = ()) -> str:
    """The words in a language; where nobody wrote them, in the first language that has some; else nothing."""
    return next((wordings[one] for one in (language, *languages, *wordings) if wordings.get(one)), "")


def _item(saved: Mapping[str, Any]) -> Item:
    known = dict(saved)
    known["kind"] = ItemKind(known["kind"])
    known["choices"] = tuple(Choice(**one) for one in known["choices"])
    known["relevant"], known["tags"] = tuple(known["relevant"]), tuple(known["tags"])
    known["garble"] = Garble(**known["garble"]) if known["garble"] else None
    return Item(**known)
