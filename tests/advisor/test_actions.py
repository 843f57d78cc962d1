"""Actions on the web: opened, overdue seen at once, done with a proof, workers asked, and the loop on one page."""

from datetime import date

import pytest
from sqlalchemy import insert, select

from models.action import Action, FixPoll
from models.agenda import AgendaItem
from models.base import new_id
from models.case import Case
from models.encryption import bound
from operations.committees import cipher_of, found_committee
from operations.members import NewMember, add_member
from operations.work import Work
from tests.advisor.conftest import Browser, Office


@pytest.fixture
def committee(office: Office) -> str:
    def found(work: Work) -> str:
        committee_id = found_committee(work, office.factories["D4KA"], "picc")
        add_member(work, committee_id, NewMember("Mr Alam", "management"))
        return committee_id

    return str(office.do(found))


def open_one(desk: Browser, committee: str, **more: str) -> str:
    fields = {"text": "Clear the exit", "due": "2026-12-10", **more}
    assert desk.post(f"/advisor/committees/{committee}/actions", fields).status_code == 303
    page = desk.get(f"/advisor/committees/{committee}/actions").text
    return page.split("/advisor/actions/")[1][:32]


def test_an_action_is_opened_done_and_put_to_the_workers(office: Office, at_desk: Browser, committee: str) -> None:
    action = open_one(at_desk, committee, root_cause="No place for cartons")
    page = f"/advisor/actions/{action}"
    assert "No place for cartons" in at_desk.get(page).text
    at_desk.post(f"{page}/finish", {"proof": "The guard has the key"})
    assert "The guard has the key" in at_desk.get(page).text
    assert at_desk.post(f"{page}/ask", {"question_en": ""}).status_code == 422
    assert at_desk.post(f"{page}/ask", {"question_en": "x" * 200}).status_code == 422
    assert at_desk.post(f"{page}/ask", {"question_en": "Is the exit open now?"}).status_code == 303
    assert "Nothing is shown before it closes." in at_desk.get(page).text
    assert office.rows(select(FixPoll.closed)) == [(False,)]
    assert "Clear the exit" not in str(office.rows(select(Action.__table__)))


def test_what_is_overdue_says_so_in_words(office: Office, at_desk: Browser, committee: str) -> None:
    open_one(at_desk, committee)
    office.change(Action, Action.state == "open", due_on=date(2026, 11, 1))
    assert "Overdue since" in at_desk.get(f"/advisor/committees/{committee}/actions").text
    assert "Overdue" in at_desk.get("/advisor/committees").text


def test_the_loop_begins_with_the_case_only_for_who_may_see_it(
    office: Office, at_desk: Browser, committee: str
) -> None:
    opened, action = office.case("D4KA"), open_one(at_desk, committee)

    def tie(work: Work) -> None:
        item_id = new_id()
        cipher = cipher_of(work.connection, work.ring, committee)
        title = cipher.seal_text("Exits on the third floor", bound("agenda_items", "title", item_id))
        row = {"id": item_id, "committee_id": committee, "case_id": opened.case_id, "source": "case"}
        work.connection.execute(insert(AgendaItem).values(**row, title_sealed=title))
        work.connection.execute(Action.__table__.update().values(item_id=item_id))  # type: ignore[attr-defined]

    office.do(tie)
    page = at_desk.get(f"/advisor/actions/{action}").text
    assert "Exits on the third floor" in page
    assert f"/advisor/cases/{opened.case_id}" in page
    office.change(Case, Case.id == opened.case_id, factory_id=office.factories["N4RA"])
    page = at_desk.get(f"/advisor/actions/{action}").text
    assert opened.case_id not in page
    assert "Exits on the third floor" in page


@pytest.mark.parametrize("fields", [{"text": ""}, {"due": "soon"}, {"text": "x" * 301}, {"due": "9999-12-31"}])
def test_bad_input_is_refused_with_words(at_desk: Browser, committee: str, fields: dict[str, str]) -> None:
    given = {"text": "Clear the exit", "due": "2026-12-10"} | fields
    reply = at_desk.post(f"/advisor/committees/{committee}/actions", given)
    assert reply.status_code == 422
    assert 'class="wrong"' in reply.text
