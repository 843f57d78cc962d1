"""The rows of an XLSForm as items: groups flattened, choices joined, our own columns read. Faults are gathered.

Only how things are written is judged here; whether they make sense is for operations.survey_checks.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from conversations.texts import Text, _
from operations.survey_form import CHOSEN, Choice, Garble, Item, ItemKind
from operations.xlsform_columns import HINT, LABEL, MESSAGE, Path, Row, Table, Tongues
from operations.xlsform_kinds import NO_NAME, kind_of

TYPE, NAME = ("type",), ("name",)
LIST = ("list name",)
RELEVANT, CONSTRAINT, REQUIRED = ("bind", "relevant"), ("bind", "constraint"), ("bind", "required")
FILTER, DEFAULT = ("choice_filter",), ("default",)
SENSITIVE, GARBLE, HALF, POINTS = ("bobbin_sensitive",), ("bobbin_garble",), ("bobbin_half",), ("bobbin_points",)
OURS = (SENSITIVE, GARBLE, HALF, POINTS)
PLAIN_CHOICE = (LIST, NAME, LABEL)

_YES = frozenset({"yes", "true", "true()", "1"})
_NO = frozenset({"", "no", "false", "false()", "0"})
_GARBLE = re.compile(r"(0?\.\d+)(?:\s*,?\s*block\s*(\d{1,4}))?", re.IGNORECASE)
_RANGE = re.compile(r"(start|end|step)\s*=\s*(-?[\d.]+)")
_CODE = re.compile(r"[A-Za-z_][\w.-]*\s*\(|\$\{")
_PLAIN_LOOKS = frozenset(
    {
        *("minimal", "quick", "compact", "quickcompact", "horizontal", "horizontal-compact", "vertical", "list"),
        *("columns", "columns-pack", "columns-flex", "no-buttons", "multiline", "numbers", "thousands-sep"),
        *("field-list", "no-calendar", "spinner", "likert", "new", "new-front", "autocomplete", "rating", "picker"),
        *(f"w{number}" for number in range(1, 11)),
        *(f"columns-{number}" for number in range(1, 11)),
    }
)
"""Looks of a screen that change nothing of the question."""

CALCULATED = _("nothing is calculated here; use the expression where it is needed")
PICTURED = _("pictures and sounds cannot be shown beside a question by SMS")
LOOKS = _("“{look}” cannot be done by SMS")
YES_OR_NO = _("is yes or no; a condition goes into “relevant”")
NO_SUCH_LIST = _("there are no choices of the list “{name}”")
WRITTEN_SO = _("write a rate such as 0.2, or 0.2 block 10")
CONSTANT = _("a default is one fixed answer; nothing is calculated here")
UNOPENED, UNCLOSED = _("a group ends that has not begun"), _("this group is never ended")
WHOLE_RANGE = _("a range has whole numbers: start=1 end=5 step=1")
NOT_HERE: Mapping[Path, Text] = {
    ("bind", "calculate"): CALCULATED,
    ("trigger",): CALCULATED,
    ("control", "jr:count"): _("repeated questions cannot be asked by SMS; write them out"),
    ("bind", "jr:preload"): CALCULATED,
    ("query",): _("choices from another file cannot be read; put them on the sheet “choices”"),
}


@dataclass
class Reading:
    """A form on its way from rows to items; `places` tells in which row an item stands."""

    survey: Table
    lists: Mapping[str, tuple[Choice, ...]]
    tongues: Tongues
    items: list[Item] = field(default_factory=list)
    rows: dict[int, Row] = field(default_factory=dict)
    """By the place of the item."""
    lists_of: dict[str, str] = field(default_factory=dict)
    """The list of an item, by its name."""
    groups: list[Row] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    """Names of questions that are not taken: what looks at them is not at fault."""


def read_items(reading: Reading) -> None:
    """All rows; what is wrong goes to the table's problems."""
    for row in reading.survey.rows:
        if not row.is_empty:
            _read_row(reading, row)
    for group in reading.groups:
        reading.survey.wrong(group.number, TYPE, UNCLOSED)


def _read_row(reading: Reading, row: Row) -> None:
    written = row.text(*TYPE)
    if not written:
        if row.text(*NAME) or row.text(*LABEL):
            reading.survey.wrong(row.number, TYPE, _("has no type"))
        return
    kind = kind_of(written)
    if kind.reason:
        reading.refused.add(row.text(*NAME))
        reading.survey.wrong(row.number, TYPE, kind.reason)
    if kind.edge:
        _edge(reading, row, kind.edge)
    elif kind.item and not kind.reason:
        _keep(reading, row, kind.item, kind.choices)


def _edge(reading: Reading, row: Row, edge: str) -> None:
    if edge == "begin":
        reading.groups.append(row)
        _refuse_columns(reading, row)
    elif reading.groups:
        reading.groups.pop()
    else:
        reading.survey.wrong(row.number, TYPE, UNOPENED)


def _keep(reading: Reading, row: Row, kind: ItemKind, list_name: str) -> None:
    if not row.text(*NAME):
        reading.survey.wrong(row.number, NAME, NO_NAME)
        return
    if kind in CHOSEN and list_name not in reading.lists:
        reading.refused.add(row.text(*NAME))
        reading.survey.wrong(row.number, TYPE, Text(NO_SUCH_LIST.message, {"name": list_name}))
        return
    _refuse_columns(reading, row)
    reading.rows[len(reading.items)] = row
    reading.lists_of[row.text(*NAME)] = list_name
    reading.items.append(_item(reading, row, kind, list_name))


def _item(reading: Reading, row: Row, kind: ItemKind, list_name: str) -> Item:
    words = reading.tongues.words
    return Item(
        row.text(*NAME),
        kind,
        words(row, LABEL),
        hint=words(row, HINT),
        choices=reading.lists.get(list_name, ()),
        choice_filter=row.expression(*FILTER) if kind in CHOSEN else "",
        relevant=_conditions(reading, row),
        constraint=_constraint(reading, row),
        constraint_message=words(row, MESSAGE),
        required=_yes(reading, row, REQUIRED),
        default=_default(reading, row),
        sensitive=_yes(reading, row, SENSITIVE),
        garble=_garble(reading, row),
        half=row.text(*HALF).lower(),
        tags=tuple(point.strip() for point in row.text(*POINTS).split(";") if point.strip()),
    )


def _conditions(reading: Reading, row: Row) -> tuple[str, ...]:
    """Those of the groups around it, the outermost first, and its own."""
    written = (one.expression(*RELEVANT) for one in (*reading.groups, row))
    return tuple(one for one in written if one and one.lower() not in _YES)


def _constraint(reading: Reading, row: Row) -> str:
    """Its own, and the bounds of a range."""
    own = row.expression(*CONSTRAINT)
    if row.text(*TYPE).lower() != "range":
        return own
    found = dict(_RANGE.findall(row.text("parameters")))
    start, end, step = found.get("start", "1"), found.get("end", "10"), found.get("step", "1")
    if any("." in number for number in (start, end)) or step != "1":
        reading.survey.wrong(row.number, ("parameters",), WHOLE_RANGE)
    bounds = f". >= {start} and . <= {end}"
    return f"({own}) and {bounds}" if own else bounds


def _yes(reading: Reading, row: Row, path: Path) -> bool:
    written = row.text(*path).lower()
    if written not in _YES | _NO:
        reading.survey.wrong(row.number, path, YES_OR_NO)
    return written in _YES


def _default(reading: Reading, row: Row) -> str:
    written = row.text(*DEFAULT)
    if _CODE.search(written):
        reading.survey.wrong(row.number, DEFAULT, CONSTANT)
        return ""
    return written


def _garble(reading: Reading, row: Row) -> Garble | None:
    written = row.text(*GARBLE)
    if not written:
        return None
    match = _GARBLE.fullmatch(written)
    if match is None:
        reading.survey.wrong(row.number, GARBLE, WRITTEN_SO)
        return None
    return Garble(float(match[1]), int(match[2] or 0))


def _refuse_columns(reading: Reading, row: Row) -> None:
    """Columns that would change the question, and cannot by SMS."""
    for path in row.cells:
        reason = NOT_HERE.get(path) or _reason_by_head(path)
        if reason:
            reading.survey.wrong(row.number, path, reason)
    for look in row.text("control", "appearance").lower().split():
        if look not in _PLAIN_LOOKS:
            reading.survey.wrong(row.number, ("control", "appearance"), Text(LOOKS.message, {"look": look[:40]}))
    if "randomize" in row.text("parameters") and "false" not in row.text("parameters"):
        reading.survey.wrong(row.number, ("parameters",), Text(LOOKS.message, {"look": "randomize"}))


def _reason_by_head(path: Path) -> Text | None:
    if path[0] == "media":
        return PICTURED
    if path[0].startswith("bobbin_") and path not in OURS:
        return _("is no column of ours; they are bobbin_sensitive, _garble, _half and _points")
    return None


def read_lists(table: Table | None, tongues: Tongues) -> dict[str, tuple[Choice, ...]]:
    """The choices by the name of their list."""
    found: dict[str, list[Choice]] = {}
    for row in table.rows if table else ():
        name = row.text(*LIST)
        if name and row.text(*NAME):
            found.setdefault(name, []).append(_choice(row, tongues))
        elif table and (name or row.text(*NAME)):
            table.wrong(row.number, LIST if not name else NAME, NO_NAME if name else _("has no list_name"))
    return {name: tuple(choices) for name, choices in found.items()}


def _choice(row: Row, tongues: Tongues) -> Choice:
    further = {path[0]: cell.text for path, cell in row.cells.items() if len(path) == 1 and path not in PLAIN_CHOICE}
    columns = {name: value for name, value in further.items() if re.fullmatch(r"[A-Za-z_][\w.-]*", name)}
    return Choice(row.text(*NAME), tongues.words(row, LABEL), columns)
