"""Reading a list of workers: CSV or XLSX, row by row, without loading it. Nothing is written here.

Columns by name, in any order: `phone` (required), `line` or `department`, `shift`, `gender`, `language`, `consent`.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from models.vocabulary import Gender, SurveyConsent
from operations.work import Mistyped

NAMES: Mapping[str, str] = {
    "phone": "phone", "number": "phone", "mobile": "phone",
    "line": "section", "section": "section", "department": "section",
    "shift": "shift",
    "gender": "gender", "sex": "gender",
    "language": "language",
    "consent": "consent",
}  # fmt: skip
GENDERS: Mapping[str, str] = {
    "f": Gender.WOMAN, "female": Gender.WOMAN, "woman": Gender.WOMAN,
    "m": Gender.MAN, "male": Gender.MAN, "man": Gender.MAN,
}  # fmt: skip
CONSENTS: Mapping[str, str] = {
    "yes": SurveyConsent.YES, "y": SurveyConsent.YES, "1": SurveyConsent.YES,
    "no": SurveyConsent.NO, "n": SurveyConsent.NO, "0": SurveyConsent.NO,
}  # fmt: skip
LONGEST = {"section": 40, "shift": 20}


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on a list, as it stands there; `row` is where."""

    row: int
    phone: str
    section: str | None = None
    shift: str | None = None
    gender: str | None = None
    language: str | None = None
    consent: str | None = None


def read_list(path: Path) -> Iterator[Listed]:
    """Everybody on the list. Raises Mistyped, with the row, at what cannot be read."""
    rows = _of_workbook(path) if path.suffix.lower() == ".xlsx" else _of_csv(path)
    try:
        columns = _columns(next(rows, []))
        for number, row in enumerate(rows, 2):
            if any(cell.strip() for cell in row):
                yield _listed(number, columns, row)
    except (UnicodeDecodeError, csv.Error, BadZipFile, KeyError) as error:
        raise Mistyped("the file cannot be read; save it as CSV (UTF-8) or XLSX") from error


def _columns(head: list[str]) -> dict[str, int]:
    found = {NAMES[name]: place for place, cell in enumerate(head) if (name := cell.strip().lower()) in NAMES}
    if "phone" not in found:
        raise Mistyped("the first row names the columns, and one of them is “phone”")
    return found


def _listed(number: int, columns: Mapping[str, int], row: list[str]) -> Listed:
    cells = {name: row[place].strip() for name, place in columns.items() if place < len(row)}
    values: dict[str, Any] = {name: cell or None for name, cell in cells.items()}
    for name, longest in LONGEST.items():
        if len(values.get(name) or "") > longest:
            raise Mistyped(f"row {number}: {name} has more than {longest} letters")
    values["gender"] = _one_of(number, "gender", values.get("gender"), GENDERS)
    values["consent"] = _one_of(number, "consent", values.get("consent"), CONSENTS)
    return Listed(number, **{**values, "phone": values.get("phone") or ""})


def _one_of(number: int, name: str, said: str | None, known: Mapping[str, str]) -> str | None:
    if said is None:
        return None
    if said.lower() not in known:
        raise Mistyped(f"row {number}: {name} is one of {', '.join(known)}")
    return str(known[said.lower()])


def _of_csv(path: Path) -> Iterator[list[str]]:
    with path.open("rb") as raw, io.TextIOWrapper(raw, "utf-8-sig", newline="") as text:
        yield from csv.reader(text)


def _of_workbook(path: Path) -> Iterator[list[str]]:
    from openpyxl import load_workbook  # heavy, and only wanted where a list is imported
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        sheet = load_workbook(path, read_only=True, data_only=False, keep_links=False).worksheets[0]
    except InvalidFileException as error:
        raise BadZipFile from error
    for row in sheet.iter_rows(values_only=True):
        yield ["" if cell is None else str(cell) for cell in row]
