"""Sessions end: by rest, by age, by signing out, from elsewhere. What is left of them opens nothing."""

import hashlib

from flask import Flask
from sqlalchemy import select

from models.case import Case
from models.contact import Contact
from models.encryption import KeyRing, Purpose, new_ring
from models.user import LinkToken, LoginDelay, User, WebSession
from operations.leaving_users import close_account
from operations.sessions import sweep
from operations.users import NewUser
from operations.work import Work
from tests.advisor.conftest import Browser, Office, build


def signed_in(browser: Browser) -> bool:
    return browser.get("/advisor/").status_code == 200


def test_a_session_rests_at_most_15_minutes(at_desk: Browser) -> None:
    at_desk.clock.pass_by(14 * 60)
    assert signed_in(at_desk)
    at_desk.clock.pass_by(14 * 60)
    assert signed_in(at_desk)
    at_desk.clock.pass_by(15 * 60 + 1)
    assert not signed_in(at_desk)
    assert "You were signed out." in at_desk.get("/advisor/login").text


def test_a_session_lasts_at_most_8_hours(at_desk: Browser) -> None:
    for _ in range(8 * 6):
        assert signed_in(at_desk)
        at_desk.clock.pass_by(600)
    at_desk.clock.pass_by(1)
    assert not signed_in(at_desk)


def test_only_a_hash_of_the_id_is_kept(app: Flask, at_desk: Browser, office: Office) -> None:
    with at_desk.client.session_transaction() as cookie:
        token = cookie["id"]
    assert office.rows(select(WebSession.token_hash)) == [(hashlib.sha256(token.encode()).hexdigest(),)]


def test_signing_out_ends_the_session_and_empties_the_browser(at_desk: Browser, office: Office) -> None:
    with at_desk.client.session_transaction() as cookie:
        token = cookie["id"]
    reply = at_desk.post("/advisor/logout")
    assert reply.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert office.rows(select(WebSession.token_hash)) == []
    with at_desk.client.session_transaction() as cookie:
        cookie["id"] = token
    assert not signed_in(at_desk)


def test_signing_out_everywhere(app: Flask, at_desk: Browser, office: Office, farida: NewUser) -> None:
    office.clock.pass_by(30)
    lost = Browser(app.test_client(), office.clock)
    lost.sign_in(farida)
    assert signed_in(lost)
    at_desk.post("/advisor/settings", {"change": "sessions"}, page="/advisor/settings")
    assert not signed_in(lost)
    assert not signed_in(at_desk)


def test_a_switched_off_account_is_out_at_once(at_desk: Browser, office: Office, farida: NewUser) -> None:
    office.change(User, User.email == farida.email, active=False)
    assert not signed_in(at_desk)


def test_the_cookie_is_strict(office: Office) -> None:
    secure = build(office, "https://line.example").test_client().get("/advisor/login", base_url="https://line.example")
    assert secure.headers["Set-Cookie"].startswith("__Host-bobbin=")
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Strict"):
        assert part in secure.headers["Set-Cookie"]
    assert "Domain" not in secure.headers["Set-Cookie"]
    plain = build(office).test_client().get("/advisor/login").headers["Set-Cookie"]
    assert plain.startswith("bobbin=")
    assert "Secure" not in plain


def test_a_new_session_key_keeps_people_signed_in(office: Office, farida: NewUser, at_desk: Browser) -> None:
    """Rotation: the newest key writes, any key reads."""
    keys = dict(office.ring.keys)
    keys[Purpose.SESSION] = ((2, new_ring().newest(Purpose.SESSION)[1]), *keys[Purpose.SESSION])
    office.ring = KeyRing(keys)
    cookie = at_desk.client.get_cookie("bobbin")
    assert cookie
    later = build(office).test_client()
    later.set_cookie("bobbin", cookie.value)
    assert later.get("/advisor/").status_code == 200
    office.clock.pass_by(30)
    assert Browser(build(office).test_client(), office.clock).sign_in(farida).status_code == 303


def test_what_has_run_out_is_forgotten(at_desk: Browser, office: Office) -> None:
    at_desk.post("/advisor/settings", {"change": "telegram"}, page="/advisor/settings")
    at_desk.post("/advisor/login", {"email": "nobody@advisors.example", "password": "x"})
    office.clock.pass_by(2 * 86400)
    office.do(sweep)
    assert [office.rows(select(table.__table__)) for table in (WebSession, LinkToken, LoginDelay)] == [[], [], []]


def test_a_closed_account_is_out_at_once_and_stays_out(office: Office, at_desk: Browser, farida: NewUser) -> None:
    """Her laptop was stolen: whoever has it sees nothing more, and cannot sign in again."""
    opened = office.case()
    assert at_desk.post(f"/advisor/cases/{opened.case_id}/take").status_code == 303
    with office.db.write() as connection:
        close_account(Work(connection, office.ring, office.clock.now), farida.email)
    assert at_desk.get("/advisor/").headers["Location"] == "/advisor/login"
    assert at_desk.password(farida).status_code != 303
    assert office.rows(select(Case.assignee_id)) == [(None,)]
    assert office.rows(select(Contact.id).where(Contact.user_id.is_not(None))) == []
