"""The kinds of question an XLSForm can have: which are asked here, which are passed over, and why others are not."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from conversations.texts import Text, _
from operations.survey_form import ItemKind

_TYPES: Mapping[str, ItemKind] = {
    "text": ItemKind.TEXT,
    "string": ItemKind.TEXT,
    "q string": ItemKind.TEXT,
    "add text prompt": ItemKind.TEXT,
    "integer": ItemKind.INTEGER,
    "int": ItemKind.INTEGER,
    "q int": ItemKind.INTEGER,
    "add integer prompt": ItemKind.INTEGER,
    "range": ItemKind.INTEGER,
    "decimal": ItemKind.DECIMAL,
    "q decimal": ItemKind.DECIMAL,
    "add decimal prompt": ItemKind.DECIMAL,
    "date": ItemKind.DATE,
    "q date": ItemKind.DATE,
    "add date prompt": ItemKind.DATE,
    "note": ItemKind.NOTE,
    "add note prompt": ItemKind.NOTE,
    "audio": ItemKind.AUDIO,
    "q audio": ItemKind.AUDIO,
    "image": ItemKind.IMAGE,
    "photo": ItemKind.IMAGE,
    "q picture": ItemKind.IMAGE,
}
_PASSED_OVER = frozenset(
    {
        *("start", "end", "today", "deviceid", "imei", "subscriberid", "simserial", "phonenumber", "phone_number"),
        *("username", "email", "audit", "start-geopoint"),
    }
)
"""What a phone notes by itself. Nothing of that is known here, and none of it may be."""

_PLACE = _("a place cannot be asked by SMS; ask for it in words or choices")
_SEVERAL = _("repeated questions cannot be asked by SMS; write them out")
_COMPUTED = _("nothing is calculated here; use the expression where it is needed")
_FILE = _("this file cannot be sent by SMS; audio and image can, on Telegram")
_FROM_FILE = _("choices from another file cannot be read; put them on the sheet “choices”")
REASONS: Mapping[str, Text] = {
    "repeat": _SEVERAL,
    "loop": _SEVERAL,
    "lgroup": _SEVERAL,
    "looped group": _SEVERAL,
    "calculate": _COMPUTED,
    "hidden": _COMPUTED,
    "geopoint": _PLACE,
    "geotrace": _PLACE,
    "geoshape": _PLACE,
    "gps": _PLACE,
    "location": _PLACE,
    "osm": _PLACE,
    "video": _FILE,
    "file": _FILE,
    "background-audio": _FILE,
    "barcode": _("a barcode cannot be asked by SMS; ask for its number"),
    "rank": _("ranking cannot be asked by SMS; ask which comes first"),
    "acknowledge": _("use a note, or a question with yes and no"),
    "trigger": _("use a note, or a question with yes and no"),
    "time": _("a time cannot be asked here; use text or an integer"),
    "datetime": _("a time cannot be asked here; use a date"),
    "phone number": _("no survey asks for a phone number: it would tell who answers"),
    "include": _("another form cannot be included; copy its questions"),
    "xml-external": _FROM_FILE,
    "csv-external": _FROM_FILE,
    "cascading select": _("use choice_filter for choices that depend on others"),
}
OTHER = _("“or other” cannot be asked; add a choice “other” and a text question")
STRANGE = _("“{type}” is no kind of question known here")
NO_LIST = _("has no list of choices after it")
NO_NAME = _("has no name")

_SELECT = re.compile(
    r"(?P<command>select_one_from_file|select_multiple_from_file|select one from file|select multiple from file"
    r"|select_one_external|add select one prompt using|add select multiple prompt using|select all that apply from"
    r"|select all that apply|select one from|select_one|select one|select1|select_multiple|select multiple|rank)"
    r"(?:\s+(?P<list>\S+))?(?P<other>\s+(?:or specify other|or_other|or other))?",
)
_FRAME = re.compile(r"(?P<end>begin|end)[\s_]+(?P<what>group|lgroup|repeat|looped group|loop)\b.*")


@dataclass(frozen=True, slots=True)
class Kind:
    """What a type means: a kind of item, with its list of choices; or the edge of a group; or nothing to ask."""

    item: ItemKind | None = None
    choices: str = ""
    edge: str = ""
    """“begin” or “end” of a group."""
    reason: Text | None = None
    """Why it is not taken."""


def kind_of(written: str) -> Kind:
    """What a cell of the column “type” means."""
    plain = " ".join(written.split())
    frame = _FRAME.fullmatch(plain.lower())
    if frame:
        return Kind(edge=frame["end"], reason=None if frame["what"] == "group" else _SEVERAL)
    select = _SELECT.fullmatch(plain)
    if select:
        return _select(select["command"], select["list"] or "", bool(select["other"]))
    return _plain(plain)


def _plain(written: str) -> Kind:
    small = written.lower()
    if small in _TYPES:
        return Kind(_TYPES[small])
    if small in _PASSED_OVER:
        return Kind()
    first = small.partition(" ")[0]
    return Kind(reason=REASONS.get(small) or REASONS.get(first) or Text(STRANGE.message, {"type": written[:40]}))


def _select(command: str, choices: str, other: bool) -> Kind:
    if "file" in command or "external" in command:
        return Kind(reason=_FROM_FILE)
    if command == "rank":
        return Kind(reason=REASONS["rank"])
    if other:
        return Kind(reason=OTHER)
    if not choices:
        return Kind(reason=NO_LIST)
    several = "multiple" in command or "all that apply" in command
    return Kind(ItemKind.SELECT_MULTIPLE if several else ItemKind.SELECT_ONE, choices)
