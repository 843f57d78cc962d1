"""XLSForm in and out: a workbook becomes a questionnaire or is refused with all that is wrong with it, and back.

Nothing is half-imported. The file that came in goes out byte by byte.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any

from conversations.texts import Verbatim, _
from operations.form_problems import FormRefused, Problem, whole
from operations.survey_checks import NO_QUESTION, Fault, faults
from operations.survey_form import Form
from operations.workbooks import Book, Sheet, read_workbook
from operations.xlsform_columns import (
    HINT,
    LABEL,
    MESSAGE,
    Path,
    Table,
    Tongues,
    choices_table,
    settings_table,
    survey_table,
)
from operations.xlsform_items import (
    CONSTRAINT,
    DEFAULT,
    FILTER,
    GARBLE,
    HALF,
    LIST,
    NAME,
    POINTS,
    RELEVANT,
    TYPE,
    Reading,
    read_items,
    read_lists,
)
from operations.xlsform_writing import written_workbook

NO_SURVEY = _("There is no sheet “survey” in the workbook.")
NO_QUESTIONS = _("The sheet “survey” needs the columns type, name and label.")
NOT_STANDARD = _("a heading is not one of XLSForm; look for odd signs in it")
TITLE = "bobbin_title"
"""Our column of settings for the title in further languages."""
_COLUMNS: Mapping[str, Path] = {
    "name": NAME,
    "label": LABEL,
    "hint": HINT,
    "message": MESSAGE,
    "choices": TYPE,
    "relevant": RELEVANT,
    "constraint": CONSTRAINT,
    "choice_filter": FILTER,
    "default": DEFAULT,
    "garble": GARBLE,
    "half": HALF,
    "points": POINTS,
}
CONDITIONS = ("relevant", "constraint", "choice_filter")
_PYXFORM_ROW = re.compile(r"\[row : (\d+)\]\s*")


def read_form(content: bytes, filename: str) -> Form:
    """The questionnaire of a workbook. Raises FormRefused with every problem that it has."""
    book = read_workbook(content)
    sheets = _named(book.sheets)
    survey = survey_table(sheets["survey"])
    if TYPE not in survey.places or NAME not in survey.places:
        raise whole(NO_QUESTIONS)
    choices = choices_table(sheets["choices"]) if "choices" in sheets else None
    settings = _settings(sheets.get("settings"))
    tongues = Tongues(settings.get("default_language", ""), [table for table in (survey, choices) if table])
    reading = Reading(survey, read_lists(choices, tongues), tongues)
    read_items(reading)
    form = _form(reading, settings, filename)
    problems = _all_problems(book, reading, choices, form) or list(_of_pyxform(sheets))
    if problems:
        raise FormRefused(_ordered(problems, sheets))
    return form


def write_form(form: Form, source: bytes | None) -> bytes:
    """The workbook the form came from, byte by byte; else one that reads back to the same form."""
    return source if source is not None else written_workbook(form)


def _named(sheets: Mapping[str, Sheet]) -> Mapping[str, Sheet]:
    """As in pyxform, a sheet that is alone is that of the questions, whatever it is called."""
    if "survey" in sheets:
        return sheets
    if len(sheets) != 1:
        raise whole(NO_SURVEY)
    return dict(zip(("survey",), sheets.values(), strict=False))


def _all_problems(book: Book, reading: Reading, choices: Table | None, form: Form) -> list[Problem]:
    """Of the cells, of the rows, of the form. What follows from a cell that was not taken is not said again."""
    cells = {(one.sheet, one.row, one.column) for one in book.problems}
    further = [*reading.survey.problems, *(choices.problems if choices else ()), *_placed(form, reading, choices)]
    found = [*book.problems, *(one for one in further if (one.sheet, one.row, one.column) not in cells)]
    return [one for one in found if one.reason != NO_QUESTION] if len(found) > 1 else found


def _settings(sheet: Sheet | None) -> dict[str, str]:
    """The one row of settings; further languages of the title by their heading, `bobbin_title::Bangla (bn)`."""
    table = settings_table(sheet) if sheet else None
    if not table or not table.rows:
        return {}
    return {"::".join(path): cell.text for path, cell in table.rows[0].cells.items()}


def _form(reading: Reading, settings: Mapping[str, str], filename: str) -> Form:
    plain = PurePath(filename).stem or "survey"
    name = settings.get("id_string") or re.sub(r"\W+", "_", plain).strip("_") or "survey"
    titles = dict(_titles(settings, reading.tongues, plain))
    return Form(name[:64], titles, reading.tongues.languages, tuple(reading.items), settings.get("version", "")[:64])


def _titles(settings: Mapping[str, str], tongues: Tongues, plain: str) -> Iterator[tuple[str, str]]:
    yield tongues.default, (settings.get("title") or plain)[:200]
    for heading, words in settings.items():
        code = tongues.code(heading.removeprefix(f"{TITLE}::")) if heading.startswith(f"{TITLE}::") else None
        if code:
            yield code, words[:200]


def _placed(form: Form, reading: Reading, choices: Table | None) -> Iterator[Problem]:
    """What is wrong with the form, at the row and column it stands in; a fault of a list once for all its questions."""
    rows = {item.name: reading.rows[place].number for place, item in enumerate(form.items)}
    told: set[tuple[str, str, str]] = set()
    for fault in faults(form):
        if fault.choice and choices:
            where = (reading.lists_of[fault.item], fault.choice, fault.reason.message)
            if where not in told:
                told.add(where)
                yield _of_choice(fault, where[0], choices)
        elif not (fault.column in CONDITIONS and fault.reason.values.get("name") in reading.refused):
            place = reading.survey.place(*_COLUMNS[fault.column]) if fault.column else ""
            yield Problem(reading.survey.name, rows.get(fault.item, 0), place, fault.reason)


def _of_choice(fault: Fault, list_name: str, choices: Table) -> Problem:
    """At the last row of that name, which is the one too many where there are two."""
    rows = [row.number for row in choices.rows if (row.text(*LIST), row.text(*NAME)) == (list_name, fault.choice)]
    column = LABEL if fault.column == "choice_label" else NAME
    return Problem(choices.name, rows[-1], choices.place(*column), fault.reason)


def _of_pyxform(sheets: Mapping[str, Sheet]) -> Iterator[Problem]:
    """What the standard's own reader says of it, when we found nothing: it stops at its first fault."""
    from pyxform.errors import PyXFormError  # heavy, and only wanted where a form is read
    from pyxform.xls2json import workbook_to_json
    from pyxform.xls2json_backends import DefinitionData

    given: dict[str, Any] = {"sheet_names": list(sheets)}
    for name in ("survey", "choices", "settings"):
        if name in sheets:
            given[name], given[f"{name}_header"] = _plain(sheets[name])
    try:
        workbook_to_json(DefinitionData(**given), form_name="data", warnings=[])
    except PyXFormError as error:
        words = str(error)
        row = _PYXFORM_ROW.search(words)
        yield Problem("survey", int(row[1]) if row else 0, "", Verbatim(_PYXFORM_ROW.sub("", words)[:400]))
    except Exception:  # it trusts headings more than it should
        yield Problem("survey", 1, "", NOT_STANDARD)


def _plain(sheet: Sheet) -> tuple[list[dict[str, str]], list[dict[str, None]]]:
    """As pyxform's own reader hands a sheet on: empty rows stand where they are, so that its numbers are right."""
    rows = dict(sheet.rows)
    headings = {column: cell.text for column, cell in sheet.headings.items()}
    last = max(rows, default=1)
    filled = [
        {headings[column]: cell.text for column, cell in rows.get(number, {}).items() if column in headings}
        for number in range(2, last + 1)
    ]
    return filled, [dict.fromkeys(headings.values())]


def _ordered(problems: list[Problem], sheets: Mapping[str, Sheet]) -> list[Problem]:
    """By sheet and row, each once."""
    order = {sheet.name: number for number, sheet in enumerate(sheets.values())}
    return sorted({repr(one): one for one in problems}.values(), key=lambda one: (order.get(one.sheet, -1), one.row))
