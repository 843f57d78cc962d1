"""A questionnaire as an XLSForm workbook that any tool of the standard reads. Every cell is text: none is a formula."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from operations.form_languages import heading_of
from operations.survey_form import CHOSEN, Choice, Form, Garble, Item, Wordings

Record = dict[str, str]


def written_workbook(form: Form) -> bytes:
    """The workbook; reading it gives the same form."""
    import xlsxwriter  # heavy, and only wanted where a workbook is made

    lists = _lists(form)
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    _sheet(book, "survey", ["type", "name"], list(_survey(form, lists)))
    _sheet(book, "choices", ["list_name", "name"], list(_choices(form, lists)))
    _sheet(book, "settings", ["form_title"], [_settings(form)])
    book.close()
    return buffer.getvalue()


def _sheet(book: Any, name: str, first: Sequence[str], records: Sequence[Record]) -> None:
    """Columns in the order in which they first come; always those of `first`."""
    sheet = book.add_worksheet(name)
    columns = list(dict.fromkeys((*first, *(column for record in records for column in record))))
    for number, record in enumerate([dict(zip(columns, columns, strict=True)), *records]):
        for place, column in enumerate(columns):
            if record.get(column):
                sheet.write_string(number, place, record[column])


def _lists(form: Form) -> dict[tuple[Choice, ...], str]:
    """A name for each list of choices; questions with the same choices share one."""
    found: dict[Any, str] = {}
    for item in form.items:
        if item.kind in CHOSEN:
            found.setdefault(_key(item.choices), f"list_{len(found) + 1}")
    return found


def _key(choices: tuple[Choice, ...]) -> Any:
    return tuple((one.name, tuple(one.label.items()), tuple(one.columns.items())) for one in choices)


def _survey(form: Form, lists: Any) -> Iterator[Record]:
    """All conditions but the last are of groups around the item: so each stays a condition of its own."""
    groups = 0
    for item in form.items:
        *outer, own = item.relevant or ("",)
        for condition in outer:
            groups += 1
            yield {"type": "begin_group", "name": f"bobbin_group_{groups}", "relevant": condition}
        yield _record(form, item, own, lists)
        for _condition in outer:
            yield {"type": "end_group"}


def _record(form: Form, item: Item, relevant: str, lists: Any) -> Record:
    kind = f"{item.kind.value} {lists[_key(item.choices)]}" if item.kind in CHOSEN else item.kind.value
    return {
        "type": kind,
        "name": item.name,
        **_words("label", item.label, form),
        **_words("hint", item.hint, form),
        "required": "yes" if item.required else "",
        "relevant": relevant,
        "constraint": item.constraint,
        **_words("constraint_message", item.constraint_message, form),
        "choice_filter": item.choice_filter,
        "default": item.default,
        "bobbin_sensitive": "yes" if item.sensitive else "",
        "bobbin_garble": _garble(item.garble),
        "bobbin_half": item.half,
        "bobbin_points": "; ".join(item.tags),
    }


def _words(column: str, wordings: Wordings, form: Form) -> Record:
    """A column for each language of the form, so that none is without."""
    return {f"{column}::{heading_of(code)}": wordings.get(code, "") for code in form.languages}


def _garble(garble: Garble | None) -> str:
    if garble is None:
        return ""
    return f"{garble.rate} block {garble.block}" if garble.block else str(garble.rate)


def _choices(form: Form, lists: Any) -> Iterator[Record]:
    written: set[str] = set()
    for item in form.items:
        name = lists.get(_key(item.choices)) if item.kind in CHOSEN else None
        if name and name not in written:
            written.add(name)
            for choice in item.choices:
                yield {
                    "list_name": name,
                    "name": choice.name,
                    **_words("label", choice.label, form),
                    **choice.columns,
                }


def _settings(form: Form) -> Record:
    default, *others = form.languages
    titles = {f"bobbin_title::{heading_of(code)}": form.title.get(code, "") for code in others}
    return {
        "form_title": form.title.get(default, ""),
        "form_id": form.name,
        "version": form.version,
        "default_language": heading_of(default),
        **titles,
    }
