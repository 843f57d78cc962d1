"""Every text field of every form that an advisor is shown, found on the pages themselves."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask import Flask

from tests.advisor.addresses import (
    CASE_READERS,
    COMMITTEE_READERS,
    EVERYBODY,
    FOUNDING,
    PUBLIC,
    SURVEY_READERS,
    addresses,
    objects_of,
)
from tests.advisor.conftest import Browser, Office
from tests.fuzz.machines import raised
from tests.fuzz.naughty import naughty

TYPED = {
    "text",
    "search",
    "email",
    "password",
    "url",
    "tel",
    "number",
    "date",
    "time",
    "datetime-local",
    "month",
    "hidden",
}
"""Kinds of fields that a browser sends as text; a hidden one can be changed by hand too."""
SAFE = {"csrf_token"}
PLACES = (*PUBLIC, *EVERYBODY, *CASE_READERS, *COMMITTEE_READERS, *SURVEY_READERS, *FOUNDING)


@dataclass
class Form:
    """A form of a page: where it goes, what it would send, and what is typed into it."""

    page: str
    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)


class Reader(HTMLParser):
    """Reads the forms of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.forms, self._select = page, list[Form](), ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            action = given.get("action") or self.page
            self.forms.append(Form(self.page, action, given.get("method", "get").lower()))
        elif self.forms:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        form, name = self.forms[-1], given.get("name", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in given or self._select not in form.values):
            form.values[self._select] = given.get("value", "")
        elif name and (tag == "textarea" or (tag == "input" and given.get("type", "text") in TYPED)):
            form.values[name] = given.get("value", "")
            if name not in SAFE:
                form.typed.append(name)
        elif name and tag in ("input", "button") and (name not in form.values or "checked" in given):
            form.values[name] = given.get("value", "on")


def found(app: Flask, office: Office, desk: Browser) -> list[Form]:
    """Every form, once for each address it goes to and set of fields it has."""
    opened = office.case("D4KA")
    ids = {"case_id": opened.case_id} | objects_of(office)
    forms: dict[tuple[str, tuple[str, ...]], Form] = {}
    for _endpoint, method, path in addresses(app, set(PLACES), ids):
        if method == "GET":
            reader = Reader(path)
            answer = desk.get(path)
            reader.feed(answer.text if answer.mimetype == "text/html" else "")
            for form in reader.forms:
                forms.setdefault((form.action, tuple(sorted(form.values))), form)
    return [form for form in forms.values() if form.typed]


def filled(form: Form, name: str, words: str) -> dict[str, str]:
    """What is sent: everything as the page had it, one field with other words."""
    return {**form.values, name: words}


@dataclass
class Typing:
    """What became of what was typed."""

    fields: int = 0
    sent: int = 0
    mistakes: list[str] = field(default_factory=list)


def typed(app: Flask, office: Office, desk: Browser, each: int | None) -> Typing:
    """Type into every field; `each` so many texts of the list by turns, or all of them."""
    done, texts, forms = Typing(), naughty(), found(app, office, desk)
    app.testing = False
    with raised(app) as errors:
        for form in forms:
            for name in form.typed:
                some = range(len(texts)) if each is None else range(done.fields * each, (done.fields + 1) * each)
                done.fields += 1
                for number in some:
                    done.sent += 1
                    _submit(desk, form, filled(form, name, texts[number % len(texts)]))
                if desk.get(form.page).status_code >= 500:
                    errors.append(f"{form.page} after {name}")
    done.mistakes = errors
    return done


def _submit(desk: Browser, form: Form, values: dict[str, str]) -> None:
    if form.method == "post":
        desk.client.post(form.action, data=values)
    else:
        desk.client.get(form.action, query_string=values)
