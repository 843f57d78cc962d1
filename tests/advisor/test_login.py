"""Signing in: two steps, nothing to learn from failing, and delays that hit only the one who guesses."""

import statistics
import time
from typing import Literal

import pyotp
import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import func, select

from models.user import LoginDelay, User, WebSession
from operations import passwords
from operations.users import NewUser, account_of, use_code
from tests.advisor.conftest import Browser, Office, code_of, form_token
from tests.promises import figure

WRONG = "wrong-horse-battery-staple"


def test_an_advisor_signs_in_with_password_and_code(stranger: Browser, farida: NewUser) -> None:
    first = stranger.password(farida)
    assert (first.status_code, first.headers["Location"]) == (303, "/advisor/login")
    assert 'name="code"' in stranger.get("/advisor/login").text
    second = stranger.code(farida)
    assert (second.status_code, second.headers["Location"]) == (303, "/advisor/")
    assert stranger.get("/advisor/").status_code == 200


def test_the_password_alone_opens_nothing(stranger: Browser, farida: NewUser) -> None:
    stranger.password(farida)
    assert stranger.get("/advisor/").headers["Location"] == "/advisor/login"


def test_a_right_password_waits_five_minutes_for_its_code(stranger: Browser, farida: NewUser) -> None:
    stranger.password(farida)
    stranger.clock.pass_by(301)
    stranger.code(farida)
    assert stranger.get("/advisor/").status_code == 303


def test_capitals_and_spaces_in_the_address_do_not_matter(stranger: Browser, farida: NewUser) -> None:
    reply = stranger.post("/advisor/login", {"email": " Farida@Advisors.Example ", "password": farida.password})
    assert reply.status_code == 303


@pytest.mark.parametrize("email", ["farida@advisors.example", "nobody@advisors.example", "", "🧵" * 100, "a\0b"])
def test_what_is_wrong_is_not_told(stranger: Browser, farida: NewUser, email: str) -> None:
    reply = stranger.post("/advisor/login", {"email": email, "password": WRONG})
    assert reply.status_code == 422
    assert "E-mail address or password is wrong." in reply.text


CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
"""So that what is left to differ is not hidden by the hash."""


def apart(app: Flask, office: Office, known: str, tries: int) -> tuple[float, float]:
    """Seconds between the medians of a known address and of unknown ones, asked by turns; and the median itself."""
    browser, taken = Browser(app.test_client(), office.clock), {True: [], False: []}
    token = form_token(browser.get("/advisor/login").text)
    for number in range(tries):
        for is_known in (True, False) if number % 2 else (False, True):
            office.clock.pass_by(4000)
            email = known if is_known else f"{number:06}@advisors.example"
            fields = {"email": email, "password": WRONG, "csrf_token": token}
            begun = time.perf_counter()
            browser.client.post("/advisor/login", data=fields)
            taken[is_known].append(time.perf_counter() - begun)
    medians = [statistics.median(taken[is_known]) for is_known in (True, False)]
    return abs(medians[0] - medians[1]), medians[0]


def test_an_unknown_address_takes_as_long_as_a_known_one(
    app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    dear, of = apart(app, office, office.user("farida@advisors.example").email, 15)
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    cheap, _ = apart(app, office, office.user("kamal@advisors.example").email, 500)
    assert cheap < 0.005
    assert dear < 0.3 * of  # few tries on a busy machine: what would show is a hash that is not computed
    figure("P14", f"median difference {cheap * 1000:.2f} ms over 1,000 tries by turns with a hash of no time")


def test_the_first_unknown_address_is_not_known_by_its_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever comes first after a restart waits for one hash, as everybody does."""
    computed: list[str] = []

    class Counting(PasswordHasher):
        def hash(self, *values: object, **more: object) -> str:
            computed.append("hash")
            return super().hash(*values, **more)  # type: ignore[arg-type]

        def verify(self, *values: object) -> Literal[True]:
            computed.append("verify")
            return super().verify(*values)  # type: ignore[arg-type]

    monkeypatch.setattr(passwords, "HASHER", Counting(time_cost=1, memory_cost=64, parallelism=1))
    assert not passwords.fits(None, WRONG)
    assert computed == ["verify"]


def test_an_over_long_password_is_refused_before_it_is_hashed(stranger: Browser, farida: NewUser) -> None:
    begun = time.process_time()
    reply = stranger.post("/advisor/login", {"email": farida.email, "password": "x" * 60_000})
    assert reply.status_code == 422
    assert time.process_time() - begun < 0.5


def test_a_code_works_once(stranger: Browser, app: Flask, office: Office, farida: NewUser) -> None:
    assert stranger.sign_in(farida).status_code == 303
    second = Browser(app.test_client(), office.clock)
    second.password(farida)
    assert second.code(farida).status_code == 422
    office.clock.pass_by(30)
    assert second.code(farida).status_code == 303


def test_a_code_used_after_a_wrong_one_is_still_good(stranger: Browser, farida: NewUser) -> None:
    stranger.password(farida)
    assert stranger.post("/advisor/login", {"code": "000000"}).status_code == 422
    assert stranger.code(farida).status_code == 303


@pytest.mark.parametrize(("steps", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_may_be_one_step_off(office: Office, farida: NewUser, steps: int, good: bool) -> None:
    code = pyotp.TOTP(farida.totp_secret).at(int(office.clock()) + 30 * steps)
    user_id = office.user_id(farida.email)
    assert office.do(lambda work: use_code(work, account_of(work.connection, user_id), code)) is good


@pytest.mark.parametrize(
    "spell", [lambda c: f"{c[:3]} {c[3:]}", lambda c: c.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))]
)
def test_a_code_may_be_typed_as_people_do(stranger: Browser, farida: NewUser, spell) -> None:  # type: ignore[no-untyped-def]
    stranger.password(farida)
    assert stranger.post("/advisor/login", {"code": spell(code_of(farida, stranger.clock))}).status_code == 303


@pytest.mark.parametrize("code", ["", "0", "0" * 7, "abcdef", "١" * 6, "½" * 6, "\0" * 6])
def test_what_is_no_code_is_refused(stranger: Browser, farida: NewUser, code: str) -> None:
    stranger.password(farida)
    assert stranger.post("/advisor/login", {"code": code}).status_code == 422


def test_the_seed_has_160_bits_and_is_not_readable(office: Office, farida: NewUser) -> None:
    (sealed,) = office.rows(select(User.totp_sealed))[0]
    assert len(farida.totp_secret) * 5 >= 160
    assert farida.totp_secret.encode() not in sealed


def guess(app: Flask, office: Office, email: str, source: str = "203.0.113.9") -> int:
    browser = Browser(app.test_client(), office.clock)
    return browser.post(
        "/advisor/login", {"email": email, "password": WRONG}, environ_base={"REMOTE_ADDR": source}
    ).status_code


def test_guessing_is_slowed_down_more_and_more(app: Flask, office: Office, farida: NewUser) -> None:
    tries, begun = 0, office.clock()
    while office.clock() - begun < 86400:
        tries += guess(app, office, farida.email) == 422
        office.clock.pass_by(600)
    assert tries < 60


def test_two_hundred_guesses_at_once_are_five(app: Flask, office: Office, farida: NewUser) -> None:
    answers = [guess(app, office, farida.email) for _ in range(200)]
    assert answers.count(422) == 5
    assert answers.count(429) == 195


def test_whoever_guesses_locks_nobody_else_out(app: Flask, office: Office, farida: NewUser) -> None:
    for _ in range(20):
        guess(app, office, farida.email)
    assert guess(app, office, farida.email) == 429
    assert guess(app, office, "colleague@advisors.example") == 422
    assert Browser(app.test_client(), office.clock).sign_in(farida).status_code == 303


def test_an_unknown_account_is_slowed_down_alike(app: Flask, office: Office) -> None:
    assert [guess(app, office, "nobody@advisors.example") for _ in range(6)] == [422] * 5 + [429]


def test_codes_are_not_guessed_from_many_places(app: Flask, office: Office, farida: NewUser) -> None:
    """Somebody has the password, and 60 addresses to guess codes from."""
    refused = 0
    for host in range(60):
        thief = Browser(app.test_client(), office.clock)
        thief.password(farida)
        place = {"REMOTE_ADDR": f"203.0.113.{host}"}
        refused += thief.post("/advisor/login", {"code": "000000"}, environ_base=place).status_code == 429
    assert refused >= 29


def test_the_delay_names_neither_account_nor_source(app: Flask, office: Office, farida: NewUser) -> None:
    guess(app, office, farida.email)
    rows = str(office.rows(select(LoginDelay.__table__)))
    assert "203.0.113.9" not in rows
    assert "farida" not in rows
    assert len(rows) > 64


def test_a_switched_off_account_does_not_sign_in(stranger: Browser, office: Office, farida: NewUser) -> None:
    office.change(User, User.email == farida.email, active=False)
    assert stranger.password(farida).status_code == 422


def test_nobody_keeps_a_session_id_they_brought(app: Flask, office: Office, farida: NewUser) -> None:
    """Fixation: the id changes at each step, and the ones before are worth nothing."""
    client = app.test_client()
    browser = Browser(client, office.clock)
    seen = []
    browser.get("/advisor/login")
    for step in (browser.password, browser.code):
        step(farida)
        with client.session_transaction() as cookie:
            seen.append(cookie["id"])
    assert len(set(seen)) == 2
    assert office.rows(select(func.count()).select_from(WebSession)) == [(1,)]
