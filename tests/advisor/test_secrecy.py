"""The web view holds no key to an address: it runs without, and could not open one if it wanted."""

import pytest
from flask import Flask
from sqlalchemy import select

import advisor
from bot.house import House
from bot.settings import load_settings
from models.contact import Contact
from models.encryption import KeyRingError, Purpose, SealBroken, bound
from operations.users import NewUser
from tests.advisor.conftest import Browser, Office


def test_a_whole_day_of_work_without_the_address_keys(
    app: Flask, office: Office, stranger: Browser, farida: NewUser
) -> None:
    ring = app.extensions["house"].ring
    assert set(ring.keys) == {Purpose.CASE, Purpose.SESSION}
    opened = office.case(urgent=True, story="The exit is locked.", remedy="Open it.")
    file = office.file(opened.case_id, b"x")
    page = f"/advisor/cases/{opened.case_id}"
    assert stranger.sign_in(farida).status_code == 303
    for path in ("/advisor/", page, f"/advisor/attachments/{file}", "/advisor/settings"):
        assert stranger.get(path).status_code == 200
    for action in ("take", "reply", "note", "acknowledge", "resolve", "reopen", "close"):
        assert stranger.post(f"{page}/{action}", {"text": "Thank you"}).status_code == 303, action
    for change in ("telegram", "sessions"):
        assert stranger.post("/advisor/settings", {"change": change}).status_code in (200, 303)
    assert stranger.post("/advisor/logout").status_code == 303


def test_even_in_one_process_with_the_rest_the_web_view_holds_two_keys(office: Office) -> None:
    app = Flask("all in one", static_folder=None)
    advisor.register(app, House(office.db, office.ring, load_settings({})))
    assert set(app.extensions["house"].ring.keys) == {Purpose.CASE, Purpose.SESSION}


def test_a_stolen_web_process_names_nobody(app: Flask, office: Office) -> None:
    office.case()
    ring = app.extensions["house"].ring
    contact_id, sealed = office.rows(select(Contact.id, Contact.address_sealed))[0]
    for purpose in ring.keys:
        with pytest.raises(SealBroken):
            ring.open(purpose, sealed, bound("contacts", "address", contact_id))
    with pytest.raises(KeyRingError):
        ring.tag("twilio|+8801700000001")
