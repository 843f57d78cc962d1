"""What is a user's own: language, password, sessions, alerts."""

import hashlib
import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from models.audit import AuditEntry
from models.committee import CalendarFeed
from models.contact import Contact
from models.user import LinkToken, User, WebSession
from operations.calendar_feeds import find_feed
from operations.users import NewUser
from tests.advisor.conftest import Browser, Office, code_of

NEW = "kettle orchard violin"
PAGE = "/advisor/settings"


def change_password(desk: Browser, user: NewUser, **fields: str) -> tuple[int, str]:
    desk.clock.pass_by(30)
    form = {"change": "password", "password": user.password, "code": code_of(user, desk.clock), "new": NEW} | fields
    reply = desk.post(PAGE, form, page=PAGE)
    return reply.status_code, reply.text


def test_a_new_password_needs_the_old_one_and_a_code(
    app: Flask, at_desk: Browser, office: Office, farida: NewUser
) -> None:
    before = office.rows(select(WebSession.token_hash))
    assert change_password(at_desk, farida)[0] == 303
    assert at_desk.get("/advisor/").status_code == 200
    after = office.rows(select(WebSession.token_hash))
    assert len(after) == 1
    assert after != before
    office.clock.pass_by(30)
    assert Browser(app.test_client(), office.clock).password(farida).status_code == 422
    assert Browser(app.test_client(), office.clock).password(farida, NEW).status_code == 303


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"password": "wrong-horse-battery"}, "The old password or the code is wrong."),
        ({"code": "000000"}, "The old password or the code is wrong."),
        ({"new": "too short"}, "at least 15 characters"),
        ({"new": "x" * 129}, "at most 128 characters"),
        ({"new": "passwordpassword"}, "too easy to guess"),
        ({"new": "farida advisors"}, "too easy to guess"),
    ],
)
def test_what_changes_no_password(
    at_desk: Browser, office: Office, farida: NewUser, fields: dict[str, str], says: str
) -> None:
    before = office.rows(select(User.password_hash))
    status, html = change_password(at_desk, farida, **fields)
    assert status == 422
    assert says in html
    assert office.rows(select(User.password_hash)) == before


def test_the_old_password_cannot_be_guessed_at_an_open_screen(at_desk: Browser, farida: NewUser) -> None:
    answers = []
    for _ in range(7):
        at_desk.clock.pass_by(-30)
        answers.append(change_password(at_desk, farida, password="wrong-horse-battery")[1])
    assert "Too many tries. Please wait." in answers[-1]


def test_a_link_for_alerts_works_once_within_an_hour(app: Flask, at_desk: Browser, office: Office) -> None:
    html = at_desk.post(PAGE, {"change": "telegram"}, page=PAGE).text
    found = re.search(r"/start u_([A-Za-z0-9_-]{32})<", html)
    assert found
    digest = hashlib.sha256(found[1].encode()).hexdigest()
    assert office.rows(select(LinkToken.token_hash, LinkToken.expires_at)) == [(digest, office.clock() + 3600)]
    assert found[1] not in at_desk.get(PAGE).text
    app.config["TELEGRAM_BOT_NAME"] = "bobbin_bot"
    again = at_desk.post(PAGE, {"change": "telegram"}, page=PAGE).text
    assert re.search(r'href="https://t\.me/bobbin_bot\?start=u_[A-Za-z0-9_-]{32}"', again)
    assert len(office.rows(select(LinkToken.token_hash))) == 1


def calendar_address(html: str) -> str:
    found = re.search(r'<code[^>]* dir="ltr">http://localhost/calendar/([A-Za-z0-9_-]{43})\.ics<', html)
    assert found, "no address is shown"
    return found[1]


def test_the_address_of_a_calendar_is_shown_once_and_a_new_one_ends_it(
    at_desk: Browser, office: Office, farida: NewUser
) -> None:
    assert "Your calendar" in at_desk.get(PAGE).text
    first = calendar_address(at_desk.post(PAGE, {"change": "calendar"}, page=PAGE).text)
    assert first not in at_desk.get(PAGE).text
    with office.db.read() as connection:
        assert find_feed(connection, first)
    second = calendar_address(at_desk.post(PAGE, {"change": "calendar"}, page=PAGE).text)
    with office.db.read() as connection:
        assert find_feed(connection, first) is None
        assert find_feed(connection, second)
    written = select(AuditEntry.user_id).where(AuditEntry.action == "calendar.made")
    assert office.rows(written) == [(office.user_id(farida.email),)] * 2


@pytest.mark.parametrize(("role", "meets"), [("lead", True), ("admin", False), ("auditor", False)])
def test_who_sees_no_committee_needs_no_calendar(
    office: Office, desk_of: Callable[[NewUser], Browser], role: str, meets: bool
) -> None:
    desk = desk_of(office.user("somebody@advisors.example", role))
    assert ("Your calendar" in desk.get(PAGE).text) is meets
    answer = desk.post(PAGE, {"change": "calendar"}, page=PAGE)
    assert (answer.status_code == 200) is meets
    assert len(office.rows(select(CalendarFeed.user_id))) == meets


def test_whether_alerts_arrive_is_said(at_desk: Browser, office: Office, farida: NewUser) -> None:
    assert "Alerts are off" in at_desk.get(PAGE).text
    contact_id = office.contact()
    office.change(Contact, Contact.id == contact_id, user_id=office.user_id(farida.email))
    assert "Alerts are on." in at_desk.get(PAGE).text


@pytest.mark.parametrize("language", ["en", "xx", "", "../../etc"])
def test_only_languages_that_we_have_are_kept(at_desk: Browser, office: Office, language: str) -> None:
    assert at_desk.post(PAGE, {"change": "language", "language": language}, page=PAGE).status_code == 303
    assert office.rows(select(User.language)) == [("en",)]


def test_the_pages_speak_the_users_language(at_desk: Browser) -> None:
    at_desk.post(PAGE, {"change": "language", "language": "ar"}, page=PAGE)
    html = at_desk.get("/advisor/").text
    assert '<html lang="ar" dir="rtl">' in html
    assert "bootstrap.rtl.min.css" in html
