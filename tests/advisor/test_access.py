"""Who sees which case: own, a colleague's, a stranger's, and none at all. The role matrix of every address."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from models.audit import AuditEntry
from models.case import Case, CaseMessage
from models.committee import Committee, Member
from models.contact import Prompt
from models.meeting import Meeting
from models.survey import Survey, SurveyText, Wave
from models.user import User
from operations.users import NewUser
from tests.advisor.addresses import (
    CASE_READERS,
    COMMITTEE_READERS,
    EVERYBODY,
    FOUNDING,
    ON_CALL,
    PUBLIC,
    SURVEY_READERS,
    addresses,
    objects_of,
)
from tests.advisor.conftest import Browser, Office, form_token

Desk = Callable[[NewUser], Browser]


def call(browser: Browser, method: str, path: str) -> tuple[int, str]:
    if method == "GET":
        reply = browser.get(path)
    else:
        reply = browser.post(path, {"text": "Hello", "user": ""}, page="/advisor/settings")
    return reply.status_code, re.sub(r'value="[^"]+"', "", reply.data.decode(errors="replace"))


def case_ids(office: Office) -> dict[str, str]:
    """A case of Padma Knitwear with a file."""
    opened = office.case("D4KA")
    return {"case_id": opened.case_id, "attachment_id": office.file(opened.case_id, b"x")}


def test_every_address_is_in_the_role_matrix(app: Flask) -> None:
    known = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith("/advisor")}
    assert known == PUBLIC | EVERYBODY | CASE_READERS | COMMITTEE_READERS | SURVEY_READERS | FOUNDING | ON_CALL


def test_a_stranger_reaches_only_the_log_in(app: Flask, stranger: Browser, office: Office) -> None:
    ids = case_ids(office) | objects_of(office)
    inside = EVERYBODY | CASE_READERS | COMMITTEE_READERS | SURVEY_READERS | FOUNDING | ON_CALL
    for _, method, path in addresses(app, inside, ids):
        token = form_token(stranger.get("/advisor/login").text)
        reply = stranger.client.open(path, method=method, data={"csrf_token": token, "text": "x"})
        assert (reply.status_code, reply.headers["Location"]) == (303, "/advisor/login"), path


@pytest.mark.parametrize("who", ["colleague", "admin", "auditor"])
def test_a_foreign_case_is_the_same_as_none(app: Flask, office: Office, desk_of: Desk, who: str) -> None:
    role, factories = ("advisor", ("N4RA",)) if who == "colleague" else (who, ())
    desk = desk_of(office.user(f"{who}@advisors.example", role, factories))
    ids, readers = case_ids(office) | objects_of(office), CASE_READERS | COMMITTEE_READERS | SURVEY_READERS
    before = everything(office)
    for (_, method, path), (_, _, absent) in zip(
        addresses(app, readers, ids), addresses(app, readers, {}), strict=True
    ):
        theirs, nobodys = call(desk, method, path), call(desk, method, absent)
        assert theirs == nobodys, path
        assert theirs[0] == 404, path
    assert everything(office) == before


def everything(office: Office) -> list[object]:
    tables = (Case, CaseMessage, Prompt, Committee, Member, Meeting, Survey, SurveyText, Wave)
    return [office.rows(select(table.__table__)) for table in tables] + [
        office.rows(select(func.count()).where(AuditEntry.action.like("case.%")))
    ]


def test_an_advisor_works_on_the_cases_of_their_factories(app: Flask, office: Office, at_desk: Browser) -> None:
    for endpoint, method, path in addresses(app, CASE_READERS, case_ids(office)):
        assert call(at_desk, method, path)[0] in (200, 303, 422), endpoint


def test_an_advisor_opens_every_page_of_their_committees(app: Flask, office: Office, at_desk: Browser) -> None:
    for endpoint, method, path in addresses(app, COMMITTEE_READERS, objects_of(office)):
        assert call(at_desk, method, path)[0] in (200, 303, 422), endpoint


def test_an_advisor_opens_every_page_of_their_surveys(app: Flask, office: Office, at_desk: Browser) -> None:
    refused = {"advisor.wave_agenda", "advisor.wave_poster_file"}  # a committee of its form; a word that is open
    for endpoint, method, path in addresses(app, SURVEY_READERS - refused, objects_of(office)):
        assert call(at_desk, method, path)[0] in (200, 303, 422), endpoint


def listed(desk: Browser, folder: str = "open") -> set[str]:
    return set(re.findall(r"/advisor/cases/([0-9a-f]{32})", desk.get(f"/advisor/?folder={folder}").text))


def test_each_sees_what_is_theirs(office: Office, desk_of: Desk, at_desk: Browser) -> None:
    ours, theirs, nowhere = (office.case(place).case_id for place in ("D4KA", "N4RA", None))
    lead = desk_of(office.user("lead@advisors.example", "lead"))
    narrow = desk_of(office.user("narrow@advisors.example", "lead", ("N4RA",)))
    assert listed(at_desk) == {ours}
    assert listed(lead) == {ours, theirs, nowhere}
    assert listed(narrow) == {theirs, nowhere}


def test_without_a_lead_all_advisors_see_cases_without_a_factory(office: Office, at_desk: Browser) -> None:
    nowhere = office.case(None).case_id
    assert listed(at_desk) == {nowhere}
    office.user("lead@advisors.example", "lead")
    assert listed(at_desk) == set()
    office.change(User, User.role == "lead", active=False)
    assert listed(at_desk) == {nowhere}


def test_filters_open_no_other_factory(office: Office, at_desk: Browser) -> None:
    office.case("N4RA")
    page = at_desk.get(f"/advisor/?folder=open&factory={office.factories['N4RA']}").text
    assert listed(at_desk) == set()
    assert "Meghna" not in page


@pytest.mark.parametrize("role", ["admin", "auditor"])
def test_those_who_read_no_cases_are_told_no_small_number(office: Office, desk_of: Desk, role: str) -> None:
    desk = desk_of(office.user("somebody@advisors.example", role))
    for _ in range(4):
        office.case()
    assert "fewer than 5" in desk.get("/advisor/").text
    office.case()
    assert "Open cases: 5" in desk.get("/advisor/").text


def test_a_case_is_given_only_to_who_may_see_it(office: Office, at_desk: Browser, farida: NewUser) -> None:
    office.user("elsewhere@advisors.example", "advisor", ("N4RA",))
    office.user("near@advisors.example", "advisor", ("D4KA",))
    opened = office.case("D4KA")
    page = f"/advisor/cases/{opened.case_id}"
    offered = at_desk.get(page).text
    assert "near@advisors.example" in offered
    assert "elsewhere@advisors.example" not in offered
    for email, kept in (("elsewhere", None), ("near", "near@advisors.example")):
        user = office.user_id(f"{email}@advisors.example")
        reply = at_desk.post(f"{page}/assign", {"user": user}, page=page, follow_redirects=True)
        assert ("Only somebody who looks after this factory" in reply.text) is (kept is None)
        got = office.rows(select(User.email).join(Case, Case.assignee_id == User.id))
        assert got == ([(kept,)] if kept else [])


def test_extra_fields_change_nothing(office: Office, at_desk: Browser) -> None:
    opened = office.case("D4KA")
    page = f"/advisor/cases/{opened.case_id}"
    extra = {"text": "Thank you", "factory_id": office.factories["N4RA"], "role": "admin", "status": "closed"}
    at_desk.post(f"{page}/reply", extra, page=page)
    assert office.rows(select(Case.factory_id, Case.status)) == [(office.factories["D4KA"], "acknowledged")]
    assert office.rows(select(User.role)) == [("advisor",)]


def test_every_look_and_every_change_is_written_down(office: Office, at_desk: Browser, farida: NewUser) -> None:
    opened = office.case("D4KA")
    page = f"/advisor/cases/{opened.case_id}"
    file = office.file(opened.case_id, b"x")
    at_desk.get(page)
    at_desk.get(f"/advisor/attachments/{file}")
    for action in ("take", "note", "reply", "resolve", "close", "reopen"):
        at_desk.post(f"{page}/{action}", {"text": "Thank you"})
    entries = office.rows(
        select(AuditEntry.action, AuditEntry.object_id, AuditEntry.factory_id)
        .where(AuditEntry.user_id == office.user_id(farida.email), AuditEntry.factory_id.is_not(None))
        .order_by(AuditEntry.number)
    )
    actions = ["viewed", "file_viewed", "assigned", "noted", "replied", "resolve", "close", "reopen"]
    assert [entry.action for entry in entries] == [f"case.{action}" for action in actions]
    assert {entry.factory_id for entry in entries} == {office.factories["D4KA"]}
    assert {entry.object_id for entry in entries} == {opened.case_id, file}


def test_reassigned_people_see_at_once_what_changed(office: Office, at_desk: Browser) -> None:
    opened = office.case("D4KA")
    office.do(lambda work: work.connection.execute(update(Case).values(factory_id=office.factories["N4RA"])))
    assert at_desk.get(f"/advisor/cases/{opened.case_id}").status_code == 404
