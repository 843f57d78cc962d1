"""The page of who is on call: for leads and admins, and nobody else; what is set there is written down."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from models.audit import AuditEntry
from models.contact import Contact
from models.on_call import OnCall
from models.user import User
from operations.users import NewUser
from tests.advisor.addresses import ON_CALL, addresses
from tests.advisor.conftest import Browser, Office

Desk = Callable[[NewUser], Browser]
PAGE = "/advisor/on-call"
HOURS = {"from": "20:00", "to": "08:00"}


@pytest.fixture
def lead(office: Office, desk_of: Desk) -> Browser:
    return desk_of(office.user("lead@advisors.example", "lead"))


def put(office: Office, desk: Browser, factory: str = "D4KA", **fields: str) -> int:
    who = {"user": office.user_id("farida@advisors.example"), **HOURS, **fields}
    return desk.post(f"{PAGE}/{office.factories[factory]}", who).status_code


def watches(office: Office) -> list[tuple[str, str]]:
    return [tuple(row) for row in office.rows(select(OnCall.starts_at, OnCall.ends_at))]


@pytest.mark.parametrize("role", ["advisor", "auditor"])
def test_others_find_nothing_there(app: Flask, office: Office, farida: NewUser, desk_of: Desk, role: str) -> None:
    desk = desk_of(office.user("other@advisors.example", role, ("D4KA",)))
    for _, method, path in addresses(app, ON_CALL, {"factory_id": office.factories["D4KA"]}):
        reply = desk.get(path) if method == "GET" else desk.post(path, HOURS, page="/advisor/settings")
        assert reply.status_code == 404, path
    assert "On call" not in desk.get("/advisor/settings").text
    assert watches(office) == []


@pytest.mark.parametrize("role", ["lead", "admin"])
def test_hours_are_set_changed_and_ended(office: Office, farida: NewUser, desk_of: Desk, role: str) -> None:
    desk = desk_of(office.user(f"{role}@advisors.example", role))
    assert "Nobody is on call now." in desk.get(PAGE).text
    assert put(office, desk) == 303
    html = desk.get(PAGE).text
    assert "20:00–08:00" in html
    assert "No address for alerts" in html
    assert put(office, desk, **{"from": "00:00", "to": "00:00"}) == 303
    assert watches(office) == [("00:00", "00:00")]
    assert "day and night" in desk.get(PAGE).text
    assert put(office, desk, end="1") == 303
    assert watches(office) == []
    done = office.rows(select(AuditEntry.action).where(AuditEntry.action.like("on_call.%")).order_by(AuditEntry.number))
    assert [row.action for row in done] == ["on_call.set", "on_call.set", "on_call.ended"]


@pytest.mark.parametrize("hour", ["24:00", "8", "08:60", "", "٠٨:٠٠", "08:00\n"])
def test_what_is_no_hour_is_refused(office: Office, farida: NewUser, lead: Browser, hour: str) -> None:
    assert put(office, lead, to=hour) == 422
    assert watches(office) == []


def test_only_who_may_see_the_cases_can_be_on_call(office: Office, farida: NewUser, lead: Browser) -> None:
    assert put(office, lead, "N4RA") == 404
    assert watches(office) == []


def test_a_lead_sets_it_for_own_factories_only(office: Office, farida: NewUser, desk_of: Desk) -> None:
    narrow = desk_of(office.user("narrow@advisors.example", "lead", ("N4RA",)))
    assert "Padma Knitwear" not in narrow.get(PAGE).text
    assert put(office, narrow) == 404
    assert watches(office) == []


def test_the_way_of_alerts_is_chosen_where_there_are_several(office: Office, at_desk: Browser) -> None:
    hers = office.user_id("farida@advisors.example")
    for line in ("telegram", "email"):
        office.change(Contact, Contact.id == office.contact(line, line), user_id=hers)
    assert "Alerts reach you by" in at_desk.get("/advisor/settings").text
    for typed, kept in (("email", "email"), ("pigeon", None), ("sms", "sms")):
        at_desk.post("/advisor/settings", {"change": "alerts", "way": typed})
        assert office.rows(select(User.alerts_by).where(User.id == hers))[0].alerts_by == kept
    html = at_desk.get("/advisor/settings").text
    assert '<option value="email">e-mail</option>' in html  # chosen, but without an address: every way
