"""The role matrix: every address of the web view × ten kinds of people × own, foreign and absent object × methods.

Made from the URL map, so that a new address is in it, or fails. Who may open what is the table below (B5 in short).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from models.user import User
from models.vocabulary import Role
from operations.users import NewUser
from tests.advisor.addresses import CASE_READERS, COMMITTEE_READERS, SURVEY_READERS, addresses, objects_of
from tests.advisor.conftest import Browser, Office, form_token
from tests.advisor.test_access import everything
from tests.promises import figure

OBJECTS = CASE_READERS | COMMITTEE_READERS | SURVEY_READERS
READERS = {"advisor", "lead"}
"""Who reads cases, committees and surveys at all; of others than theirs not even they."""
PEOPLE = {
    "advisor": ("advisor", ("D4KA",)),
    "colleague": ("advisor", ("N4RA",)),
    "advisor of nothing": ("advisor", ()),
    "lead": ("lead", ()),
    "lead elsewhere": ("lead", ("N4RA",)),
    "admin": ("admin", ()),
    "auditor": ("auditor", ()),
    "half signed in": ("advisor", ("D4KA",)),
    "switched off": ("advisor", ("D4KA",)),
    "stranger": None,
}
OUTSIDE = {"half signed in", "switched off", "stranger"}
REFUSED = {"advisor.wave_agenda", "advisor.wave_poster_file"}
"""Need a committee in their form, or a word that is open; without, they say so with 404 to everybody."""


class Answer(NamedTuple):
    """All that somebody could learn from one. Ids that the address itself holds are taken out."""

    status: int
    where: str
    length: int
    body: str


def learnt(reply: TestResponse) -> Answer:
    body = re.sub(r'value="[^"]+"', "", reply.data.decode(errors="replace"))
    return Answer(reply.status_code, reply.headers.get("Location", ""), len(body), body)


class Asker:
    """Somebody who asks for addresses, with the token of their own page where they have one."""

    def __init__(self, app: Flask, office: Office, who: str) -> None:
        self.browser = Browser(app.test_client(), office.clock)
        if PEOPLE[who]:
            user = office.user(f"{who.replace(' ', '-')}@advisors.example", *PEOPLE[who])  # type: ignore[misc]
            self._enter(office, who, user)
        self.browser.get("/advisor/")  # who was switched off is turned away, and has the token of a stranger then
        page = self.browser.get("/advisor/login" if who in OUTSIDE else "/advisor/settings", follow_redirects=True)
        self.token = form_token(page.text)

    def _enter(self, office: Office, who: str, user: NewUser) -> None:
        self.browser.password(user)
        if who != "half signed in":
            self.browser.code(user)
        if who == "switched off":
            office.change(User, User.email == user.email, active=False)

    def asks(self, method: str, path: str) -> Answer:
        fields = {"text": "Hello", "user": "", "csrf_token": self.token} if method == "POST" else None
        return learnt(self.browser.client.open(path, method=method, data=fields))


def both(app: Flask, ids: dict[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """(endpoint, method, path of the object, path of none)"""
    for one, none in zip(addresses(app, OBJECTS, ids), addresses(app, OBJECTS, {}), strict=True):
        yield *one, none[2]


@pytest.fixture
def ids(office: Office) -> dict[str, str]:
    """One of everything at Padma Knitwear."""
    opened = office.case("D4KA")
    return {"case_id": opened.case_id, "attachment_id": office.file(opened.case_id, b"x")} | objects_of(office)


@pytest.mark.parametrize("who", [who for who in PEOPLE if who not in READERS | OUTSIDE])
def test_what_is_not_theirs_is_not_there(app: Flask, office: Office, ids: dict[str, str], who: str) -> None:
    asker, before = Asker(app, office, who), everything(office)
    for _endpoint, method, path, absent in both(app, ids):
        for asked in (method, "HEAD") if method == "GET" else (method,):
            foreign = asker.asks(asked, path)
            assert foreign == asker.asks(asked, absent), (asked, path)
            assert foreign.status == 404, (asked, path)
    assert everything(office) == before


@pytest.mark.parametrize("who", sorted(OUTSIDE))
def test_who_is_not_signed_in_is_sent_to_the_log_in(app: Flask, office: Office, ids: dict[str, str], who: str) -> None:
    asker, before = Asker(app, office, who), everything(office)
    for _endpoint, method, path, absent in both(app, ids):
        answer = asker.asks(method, path)
        assert answer == asker.asks(method, absent), path
        assert (answer.status, answer.where) == (303, "/advisor/login"), path
    assert everything(office) == before


@pytest.mark.parametrize("who", sorted(READERS))
def test_what_is_theirs_opens_and_what_is_none_does_not(
    app: Flask, office: Office, ids: dict[str, str], who: str
) -> None:
    asker = Asker(app, office, who)
    for endpoint, method, path, absent in both(app, ids):
        if endpoint not in REFUSED:
            assert asker.asks(method, path).status in (200, 303, 422), (method, path)
        if absent != path:
            assert asker.asks(method, absent).status == 404, (method, absent)


@pytest.mark.parametrize("db", ["sqlite"], indirect=True)  # the database is not asked
@pytest.mark.parametrize("who", ["advisor", "colleague", "stranger"])
def test_a_method_that_an_address_does_not_have_tells_nothing(
    app: Flask, office: Office, ids: dict[str, str], who: str
) -> None:
    asker = Asker(app, office, who)
    before = everything(office)
    for _endpoint, _method, path, absent in both(app, ids):
        for method in ("PUT", "PATCH", "DELETE", "TRACE"):
            answer = asker.asks(method, path)
            assert answer == asker.asks(method, absent), (method, path)
            assert answer.status == 405, (method, path)
    assert everything(office) == before
    count = len(list(both(app, ids)))
    figure("P10", f"{count} addresses x {len(PEOPLE)} kinds of people: foreign the same as absent; 0 untested")


def test_every_role_stands_in_the_matrix() -> None:
    assert {row[0] for row in PEOPLE.values() if row} == set(Role)
