"""Reading a workbook that a stranger may have made: its cells as text, with where they stand. Nothing is worked out.

What could harm is looked for before anything is parsed: size, what it unpacks to, macros, links to elsewhere. A formula
is refused with its cell, never its result taken.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from conversations.texts import Text, _
from operations.form_problems import FormRefused, Problem, whole

LARGEST = 5 * 1024 * 1024
MOST_UNPACKED = 30 * 1024 * 1024
MOST_RATIO = 200
"""Times a part may grow in unpacking, once it is of more than a megabyte."""
MOST_PARTS = 500
MOST_ROWS = 2000
MOST_COLUMNS = 150
LONGEST_CELL = 4000

EMPTY = _("The file is empty.")
LARGE = _("The file has {mb} MB; at most 5 MB are taken. Does it hold pictures?")
LOCKED = _("The file is locked with a password. Save it without one.")
OLD = _("This is an old .xls file. Save it as .xlsx.")
NO_WORKBOOK = _("This is not an .xlsx workbook.")
DAMAGED = _("The workbook is damaged. Save it again.")
BOMB = _("The file unpacks to far more than its size and was not opened.")
MACROS = _("The workbook has macros. Save it as .xlsx, without them.")
LINKED = _("The workbook is linked to data outside it. Break the links (Data > Edit links).")
FORMULA = _("a formula; put its value there instead")
TOO_MANY = _("has more than {n} rows")
TOO_LONG = _("is longer than {n} letters")

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MACROS = re.compile(r"vbaProject|macrosheets/|dialogsheets/|activeX/", re.IGNORECASE)
_OUTSIDE = re.compile(r"externalLinks/|connections\.xml|queryTables/|embeddings/|customData/|model/item", re.IGNORECASE)
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's words, trimmed, and the letters of its column."""

    text: str
    letters: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its headings by column, and its rows that have something, each with its number."""

    name: str
    headings: Mapping[int, Cell]
    rows: tuple[tuple[int, Mapping[int, Cell]], ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook: its sheets by name in small letters, in their order, and every cell that cannot be taken."""

    sheets: Mapping[str, Sheet]
    problems: tuple[Problem, ...]


def read_workbook(content: bytes) -> Book:
    """The workbook; a cell that cannot be taken is a problem of it, and empty. Raises FormRefused for a bad file."""
    _check_file(content)
    _check_parts(content)
    problems: list[Problem] = []
    sheets = dict(_sheets(content, problems))
    return Book(sheets, tuple(problems))


def _check_file(content: bytes) -> None:
    if not content:
        raise whole(EMPTY)
    if len(content) > LARGEST:
        raise too_large(len(content))
    if content.startswith(_OLE):
        raise whole(LOCKED if _ENCRYPTED in content else OLD)
    if not zipfile.is_zipfile(io.BytesIO(content)):
        raise whole(NO_WORKBOOK)


def too_large(size: int) -> FormRefused:
    """For a file of so many bytes, which need not be read to be refused."""
    return whole(Text(LARGE.message, {"mb": -(-size // (1024 * 1024))}))


def _check_parts(content: bytes) -> None:
    """By the list of parts first: nothing is unpacked before all of it is known to be small."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _check_list(parts)
            if any(_is_hostile(archive.read(part)) for part in parts if part.filename.endswith((".xml", ".rels"))):
                raise whole(DAMAGED)
    except FormRefused:
        raise
    except Exception as damage:  # of many kinds, by how it is packed
        raise whole(DAMAGED) from damage


def _check_list(parts: list[zipfile.ZipInfo]) -> None:
    names = [part.filename for part in parts]
    if sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > MOST_PARTS or any(map(_grows, parts)):
        raise whole(BOMB)
    if any(part.flag_bits & 1 for part in parts):
        raise whole(LOCKED)
    if any(map(_MACROS.search, names)):
        raise whole(MACROS)
    if any(map(_OUTSIDE.search, names)):
        raise whole(LINKED)
    if len(set(names)) < len(names):
        raise whole(DAMAGED)
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise whole(NO_WORKBOOK)


def _grows(part: zipfile.ZipInfo) -> bool:
    return part.file_size > 1024 * 1024 and part.file_size > MOST_RATIO * max(1, part.compress_size)


def _is_hostile(part: bytes) -> bool:
    """Entities can grow without end; no spreadsheet writes them, nor another encoding than UTF-8."""
    return bool(_ENTITIES.search(part)) or part.startswith(_UTF_16)


def _sheets(content: bytes, problems: list[Problem]) -> Iterator[tuple[str, Sheet]]:
    import openpyxl  # heavy, and only wanted where a form is read

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    except Exception as damage:  # of many kinds: it trusts what it reads
        raise whole(DAMAGED) from damage
    try:
        for sheet in book.worksheets:
            yield sheet.title.strip().lower(), _sheet(sheet, problems)
    except FormRefused:
        raise
    except Exception as damage:
        raise whole(DAMAGED) from damage
    finally:
        book.close()


def _sheet(sheet: Any, problems: list[Problem]) -> Sheet:
    sheet.reset_dimensions()  # what a sheet says of its size need not be true
    rows: list[tuple[int, Mapping[int, Cell]]] = []
    headings: Mapping[int, Cell] = {}
    for number, row in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS), 1):
        cells = dict(_cells(sheet.title, row, headings, problems))
        if number == 1:
            headings = cells
        elif cells:
            rows.append((number, cells))
    if rows and rows[-1][0] > MOST_ROWS:
        problems.append(Problem(sheet.title, 0, "", Text(TOO_MANY.message, {"n": MOST_ROWS})))
    return Sheet(sheet.title, headings, tuple(rows))


def _cells(
    sheet: str, row: tuple[Any, ...], headings: Mapping[int, Cell], problems: list[Problem]
) -> Iterator[tuple[int, Cell]]:
    for place, cell in enumerate(row):
        if cell.value is None:
            continue
        words = written(cell.value)
        wrong = _wrong(cell, words)
        if wrong:
            place_of = f"{cell.column_letter} {headings[place].text}" if place in headings else cell.column_letter
            problems.append(Problem(sheet, cell.row, place_of, wrong))
        if words:
            yield place, Cell("" if wrong else words, cell.column_letter)


def _wrong(cell: Any, words: str) -> Text | None:
    if cell.data_type == "f" or words.startswith("="):
        return FORMULA
    return Text(TOO_LONG.message, {"n": LONGEST_CELL}) if len(words) > LONGEST_CELL else None


def written(value: Any) -> str:
    """A cell's value as a person would write it: yes/no as XLSForm has them, days in ISO, whole numbers plainly."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).replace("\u00a0", " ").strip()
