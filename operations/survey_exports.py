"""Published results as sheets: CSV, XLSX and their codebook, with the names of the XLSForm. Made of nothing else.

Words of people may begin like a formula: in CSV such a cell gets an apostrophe, in XLSX every word is written as text.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from operations.survey_form import Form, Item, worded
from operations.survey_published import Answer, Band, Cell, Estimate, Published, Question, Row
from operations.survey_words import Words, plain

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
"""What a spreadsheet may take for the beginning of a formula or a command."""
Value = str | int | None
Line = Sequence[Value]
FIXED = (
    "question", "type", "breakdown", "group", "group_from", "group_to", "answer",
    "people_from", "people_to", "percent", "bound", "hidden", "estimate", "estimate_low", "estimate_high",
)  # fmt: skip
MEANINGS = (
    ("question", "Name of the question in the XLSForm; for kind “response” a step of asking."),
    ("type", "XLSForm type; “response” for who was invited, reached, started and finished."),
    ("breakdown", "all, section (line or department), shift, gender, or language."),
    ("group", "The group; several small ones are named together, empty where the trait is not known."),
    ("group_from, group_to", "Respondents of the group, as a band."),
    (
        "answer",
        "Name of the choice; 10..20 is from 10 to below 20; dont_know, no_answer (also stopped before), not_asked.",
    ),
    ("people_from, people_to", "People who gave the answer, as a band."),
    ("percent", "Percent of the group, rounded to 5; of those asked where the answer not_asked is listed."),
    ("bound", "le: at most that percent. ge: at least. Sensitive answers are never told more exactly at the ends."),
    ("hidden", "yes: fewer than 5 (10 of sensitive questions), or a number from which such a one would follow."),
    ("estimate, estimate_low, estimate_high", "Of a garbled question the true percent of yes and its 95 % interval."),
    ("label::…", "Words of the question and the answer in each language of the XLSForm."),
)


def as_csv(results: Published, form: Form) -> bytes:
    """One line an answer and group; UTF-8 with a mark, which spreadsheets need."""
    return _csv([_head(form), *_lines(results, form)])


def codebook_csv(results: Published, form: Form) -> bytes:
    return _csv(list(codebook(results, form)))


def as_xlsx(results: Published, form: Form) -> bytes:
    """Results and codebook in one workbook; nothing in it is a formula or a link."""
    import xlsxwriter  # heavy, and only wanted where a workbook is made

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        day = results.closed_on
        book.set_properties({"created": datetime(day.year, day.month, day.day, tzinfo=UTC), "title": form.name})
        bold = book.add_format({"bold": True})
        for name, lines in (("results", [_head(form), *_lines(results, form)]), ("codebook", codebook(results, form))):
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for number, line in enumerate(lines):
                _write(sheet, number, line, bold if number == 0 else None)
            sheet.set_column(0, len(FIXED), 14)
    return out.getvalue()


def codebook(results: Published, form: Form) -> Iterator[Line]:
    """What the columns mean, then every question with its answers."""
    yield "part", "name", "meaning"
    yield from (("column", name, meaning) for name, meaning in MEANINGS)
    yield "survey", form.name, worded(form.title, "", form.languages)
    yield "survey", "closed_on", results.closed_on.isoformat()
    yield (
        "survey",
        "protection",
        (
            "Published once, when the wave closed. Cells below 5 (10 of sensitive questions) are hidden with others, "
            "so that none follows; counts are bands, percents rounded to 5. Two files of one wave tell the same."
        ),
    )
    words = Words(form, form.languages[0])
    for question in results.questions:
        yield "question", question.name, words.question(question)
        for answer in question.answers:
            yield "answer", f"{question.name}/{answer.name}", plain(words.answer(question, answer))


def _lines(results: Published, form: Form) -> Iterator[Line]:
    blank = [""] * (2 * len(form.languages))
    for step, band in results.funnel.items():
        yield [step, "response", "all", "", *_from_to(results.respondents), "", *_cell_of(band), "", "", "", *blank]
    for question in results.questions:
        labels = _Labels(form, question)
        yield from _of_group(question, labels, "all", None, results.respondents, question.cells, question.estimate)
        for trait, rows in question.by.items():
            for row in rows:
                yield from _of_group(question, labels, trait, row, row.size, row.cells, row.estimate)


def _of_group(
    question: Question,
    labels: "_Labels",
    trait: str,
    row: Row | None,
    size: Band | None,
    cells: Sequence[Cell | None],
    estimate: Estimate | None,
) -> Iterator[Line]:
    group = " + ".join(value or "?" for value in row.values) if row else ""
    told = [estimate.percent, estimate.low, estimate.high] if estimate else ["", "", ""]
    for answer, cell in zip(question.answers, cells, strict=False):
        begin: list[Value] = [question.name, question.kind, trait, group, *_from_to(size), answer.name]
        shown: list[Value] = [cell.low, cell.high, cell.percent, cell.bound, ""] if cell else ["", "", "", "", "yes"]
        yield [*begin, *shown, *(told if answer.name == "yes" else ["", "", ""]), *labels.of(answer)]


class _Labels:
    """The words of a question and its answers, in every language of the form."""

    def __init__(self, form: Form, question: Question) -> None:
        self._voices = [Words(form, language) for language in form.languages]
        self._question = question

    def of(self, answer: Answer) -> list[str]:
        return [
            *(voice.question(self._question) for voice in self._voices),
            *(plain(voice.answer(self._question, answer)) for voice in self._voices),
        ]


def _head(form: Form) -> Line:
    labels = [f"{what}::{language}" for what in ("label", "answer_label") for language in form.languages]
    return [*FIXED, *labels]


def _from_to(band: Band | None) -> tuple[Value, Value]:
    return band or ("", "")


def _cell_of(band: Band | None) -> list[Value]:
    return [*band, "", "", ""] if band else ["", "", "", "", "yes"]


def _csv(lines: Sequence[Line]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([_harmless(value) for value in line] for line in lines)
    return out.getvalue().encode("utf-8-sig")


def _harmless(value: Value) -> Value:
    return f"'{value}" if isinstance(value, str) and value.startswith(DANGEROUS) else value


def _write(sheet: Any, number: int, line: Line, style: object) -> None:
    for place, value in enumerate(line):
        if isinstance(value, int):
            sheet.write_number(number, place, value, style)
        else:
            sheet.write_string(number, place, value or "", style)


def tags_of(form: Form, question: Question) -> tuple[str, ...]:
    """The compliance points a question is about."""
    item: Item | None = next((one for one in form.items if one.name == question.name), None)
    return item.tags if item else ()
