"""A sheet of an XLSForm as rows by what each column means; pyxform knows the headings and their other names."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from conversations.texts import Text, _
from operations.form_languages import code_of, guessed
from operations.form_problems import Problem
from operations.workbooks import Cell, Sheet

Path = tuple[str, ...]
"""What a heading means, as pyxform takes it apart: `label::Bangla (bn)` is ("label", "Bangla (bn)")."""

LABEL, HINT, MESSAGE = ("label",), ("hint",), ("bind", "jr:constraintMsg")
TRANSLATED = (LABEL, HINT, MESSAGE)
_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})
_UNKNOWN_LANGUAGE = _("“{name}” is no language known here; write it like “Bangla (bn)”")
_TWICE = _("this column is there twice")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its cells by what their column means."""

    sheet: str
    number: int
    cells: Mapping[Path, Cell]

    @property
    def is_empty(self) -> bool:
        return not any(cell.text for cell in self.cells.values())

    def text(self, *path: str) -> str:
        found = self.cells.get(path)
        return found.text if found else ""

    def expression(self, *path: str) -> str:
        """With the plain quotes that spreadsheets make round."""
        return self.text(*path).translate(_QUOTES)


@dataclass
class Table:
    """A sheet whose headings are understood. `places` are the columns as a problem names them: “C label”."""

    name: str
    places: Mapping[Path, str] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    problems: list[Problem] = field(default_factory=list)

    def place(self, *path: str) -> str:
        """The column of a meaning; of words, the first of its languages."""
        return next((place for known, place in self.places.items() if known[: len(path)] == path), "")

    def wrong(self, row: int, path: Path, reason: Text) -> None:
        self.problems.append(Problem(self.name, row, self.place(*path), reason))


def survey_table(sheet: Sheet) -> Table:
    """The sheet of questions."""
    from pyxform import aliases  # heavy, and only wanted where a form is read
    from pyxform.question import MultipleChoiceQuestion

    return _table(sheet, aliases.survey_header, set(MultipleChoiceQuestion.get_slot_names()))


def choices_table(sheet: Sheet) -> Table:
    """The sheet of choices."""
    from pyxform import aliases
    from pyxform.question import Option

    return _table(sheet, aliases.list_header, set(Option.get_slot_names()))


def settings_table(sheet: Sheet) -> Table:
    """The sheet of settings."""
    from pyxform import aliases
    from pyxform.survey import Survey

    return _table(sheet, aliases.settings_header, set(Survey.get_slot_names()))


def _table(sheet: Sheet, aliases: Mapping[str, Any], columns: Collection[str]) -> Table:
    double = any("::" in cell.text for cell in sheet.headings.values())
    table, paths, places = Table(sheet.name), {}, {}
    for column, cell in sheet.headings.items():
        heading = re.sub(" +", " ", cell.text)
        path = _meaning(heading, double, aliases, columns)
        if path in places:
            table.problems.append(Problem(sheet.name, 1, f"{cell.letters} {cell.text}", _TWICE))
        paths[column], places[path] = path, f"{cell.letters} {cell.text}"
    table.places = places
    table.rows = tuple(_row(sheet.name, number, cells, paths) for number, cells in sheet.rows)
    return table


def _meaning(heading: str, double: bool, aliases: Mapping[str, Any], columns: Collection[str]) -> Path:
    from pyxform.parsing.sheet_headers import process_header

    try:
        return tuple(process_header(heading, double, aliases, columns)[1])
    except IndexError:  # its own slip at a heading that ends in “jr”
        return (heading,)


def _row(sheet: str, number: int, cells: Mapping[int, Cell], paths: Mapping[int, Path]) -> Row:
    return Row(sheet, number, {paths[column]: cell for column, cell in cells.items() if column in paths})


class Tongues:
    """The languages of a form's columns: which heading is which code, the default first."""

    def __init__(self, default: str, tables: Collection[Table]) -> None:
        named = [(table, path) for table in tables for path in table.places if _is_translated(path)]
        bare = default if code_of(default) else ""
        self.default = code_of(default) or _default_of(tables, [path[-1] for _table, path in named])
        self._codes = {heading: self._code(heading, bare) for _table, path in named for heading in [path[-1]]}
        for table, path in named:
            if self._codes[path[-1]] is None:
                table.wrong(1, path, Text(_UNKNOWN_LANGUAGE.message, {"name": path[-1]}))
        used = [code for code in self._codes.values() if code]
        if used and self.default not in used and not _has_bare(tables):
            self.default = used[0]
        self.languages = tuple(dict.fromkeys((self.default, *used)))

    def _code(self, heading: str, bare: str) -> str | None:
        """“default” is what pyxform calls the language without a name."""
        return (code_of(bare) or self.default) if heading == "default" else code_of(heading)

    def code(self, heading: str) -> str | None:
        """The language that a heading names, where the form is in it."""
        code = self._codes.get(heading, code_of(heading))
        return code if code in self.languages else None

    def words(self, row: Row, kind: Path) -> dict[str, str]:
        """What a row says in each language."""
        return dict(self._words(row, kind))

    def _words(self, row: Row, kind: Path) -> Iterator[tuple[str, str]]:
        for path, cell in row.cells.items():
            if path == kind:
                yield self.default, cell.text
            elif path[:-1] == kind and (code := self._codes.get(path[-1])):
                yield code, cell.text


def _has_bare(tables: Collection[Table]) -> bool:
    return any(path in TRANSLATED for table in tables for path in table.places)


def _is_translated(path: Path) -> bool:
    return path[:-1] in TRANSLATED


def _default_of(tables: Collection[Table], headings: list[str]) -> str:
    """Without a default that is known: the language of columns without a name, by their script; else the first."""
    bare = " ".join(row.text(*LABEL) for table in tables for row in table.rows)
    if bare.strip():
        return guessed(bare)
    return next((code for heading in headings if (code := code_of(heading))), "en")
