"""Actions on the web: opened, overdue seen at once, done with a proof, workers asked, and the loop on one page."""

from datetime import date

import pytest
from sqlalchemy import insert, select, update

from models.action import Action, FixPoll
from models.agenda import AgendaItem
from models.base import new_id
from models.case import Case
from models.contact import Contact
from models.encryption import bound
from models.minutes import Paper
from operations.committees import cipher_of, found_committee
from operations.members import NewMember, add_member
from operations.papers import keep_content
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
    assert at_desk.post(f"{page}/ask", {"question_bn": "তিন তলার জরুরি দরজা কি এখন সারাদিন খোলা থাকে?" * 2}).status_code == 422
    assert at_desk.post(f"{page}/ask", {"question_en": "Is the exit open now?"}).status_code == 303
    assert "Nothing is shown before it closes." in at_desk.get(page).text
    assert office.rows(select(FixPoll.closed)) == [(False,)]
    assert "Clear the exit" not in str(office.rows(select(Action.__table__)))


def test_it_is_worded_in_the_languages_of_the_factory(office: Office, at_desk: Browser, committee: str) -> None:
    action = open_one(at_desk, committee, text_bn="দরজা খালি করুন")
    page = f"/advisor/actions/{action}"
    assert 'value="দরজা খালি করুন"' in at_desk.get(page).text
    assert at_desk.post(f"{page}/reword", {"text": "Clear both exits", "text_bn": "দুটি দরজা"}).status_code == 303
    html = at_desk.get(page).text
    assert "Clear both exits" in html
    assert 'value="দুটি দরজা"' in html
    assert at_desk.post(f"{page}/reword", {"text": " ", "text_bn": "x"}).status_code == 422
    assert at_desk.post(f"{page}/reword", {"text": "Clear both exits", "text_xx": "x"}).status_code == 303
    assert 'value="দুটি দরজা"' not in at_desk.get(page).text
    assert "দরজা" not in str(office.rows(select(Action.__table__)))


def from_workers(office: Office, committee: str, source: str = "worker") -> None:
    """The one action there is came of an item of this source."""

    def tie(work: Work) -> None:
        item_id = new_id()
        cipher = cipher_of(work.connection, work.ring, committee)
        title = cipher.seal_text("Exits", bound("agenda_items", "title", item_id))
        row = {"id": item_id, "committee_id": committee, "source": source, "title_sealed": title}
        work.connection.execute(insert(AgendaItem).values(**row))
        work.connection.execute(update(Action).values(item_id=item_id))

    office.do(tie)


def test_what_workers_brought_up_is_offered_to_them_once_done(office: Office, at_desk: Browser, committee: str) -> None:
    page = f"/advisor/actions/{open_one(at_desk, committee)}"
    from_workers(office, committee)
    reply = at_desk.post(f"{page}/finish", {"proof": ""}, follow_redirects=True)
    assert "Workers brought it up: ask them below" in reply.text
    assert '<details class="panel" open>' in reply.text
    assert "Ask workers" in at_desk.get(f"/advisor/committees/{committee}/actions").text
    assert 'value="Exits' not in reply.text
    assert office.rows(select(FixPoll.id)) == []


def test_what_a_member_brought_up_stays_folded(office: Office, at_desk: Browser, committee: str) -> None:
    page = f"/advisor/actions/{open_one(at_desk, committee)}"
    from_workers(office, committee, "member")
    reply = at_desk.post(f"{page}/finish", {"proof": ""}, follow_redirects=True)
    assert "Now workers can be asked" in reply.text
    assert '<details class="panel">' in reply.text


def test_a_committee_may_let_the_line_ask(office: Office, at_desk: Browser, committee: str) -> None:
    page = f"/advisor/actions/{open_one(at_desk, committee)}"
    from_workers(office, committee)
    known = {"introduced": True, "factory_id": office.factories["D4KA"], "language": "en"}
    office.change(Contact, Contact.id == office.contact(), **known)
    at_desk.post(f"/advisor/committees/{committee}/settings", {"ask_workers": "on"})
    reply = at_desk.post(f"{page}/finish", {"proof": ""}, follow_redirects=True)
    assert "are asked now" in reply.text
    assert office.rows(select(FixPoll.asked, FixPoll.closed)) == [(1, False)]
    assert "Ask workers whether it is fixed" not in reply.text


def test_a_question_that_is_too_long_for_the_line_is_left_to_the_advisor(
    office: Office, at_desk: Browser, committee: str
) -> None:
    open_one(at_desk, committee, text="Repair the ventilation of the ironing section on the third floor")
    from_workers(office, committee)
    (action,) = office.rows(select(Action.id))
    at_desk.post(f"/advisor/committees/{committee}/settings", {"ask_workers": "on"})
    at_desk.post(f"/advisor/actions/{action.id}/finish", {"proof": "New fans"})
    assert office.rows(select(FixPoll.id)) == []
    assert "Workers were not asked" in at_desk.get("/advisor/committees").text
    page = at_desk.get(f"/advisor/actions/{action.id}").text
    assert "write a shorter one" in page
    at_desk.post(f"/advisor/actions/{action.id}/ask", {"question_en": "Is it cooler now?"})
    assert len(office.rows(select(FixPoll.id))) == 1
    for path in ("/advisor/committees", f"/advisor/actions/{action.id}"):
        assert "Workers were not asked" not in at_desk.get(path).text


def test_an_action_that_is_open_is_not_opened_again(at_desk: Browser, committee: str) -> None:
    page = f"/advisor/actions/{open_one(at_desk, committee)}"
    reply = at_desk.post(f"{page}/reopen", {"due": "2026-12-20"})
    assert reply.status_code == 422
    assert "open already" in reply.text
    at_desk.post(f"{page}/finish", {"proof": ""})
    assert at_desk.post(f"{page}/reopen", {"due": "2026-11-01"}).status_code == 422
    assert at_desk.post(f"{page}/reopen", {"due": "2026-12-20"}).status_code == 303


def test_proofs_are_shown_as_files(office: Office, at_desk: Browser, committee: str) -> None:
    action = open_one(at_desk, committee)
    paper = office.do(lambda work: keep_content(work, committee, action, b"jpeg", "image/jpeg"))
    assert f'<img src="/advisor/papers/{paper}"' in at_desk.get(f"/advisor/actions/{action}").text
    reply = at_desk.get(f"/advisor/papers/{paper}")
    assert (reply.data, reply.mimetype) == (b"jpeg", "image/jpeg")
    assert reply.headers["Content-Security-Policy"].startswith("sandbox;")
    assert reply.headers["Content-Disposition"] == 'inline; filename="photo.jpg"'
    office.change(Paper, Paper.id == paper, state="failed")
    assert "could not be fetched" in at_desk.get(f"/advisor/actions/{action}").text
    assert at_desk.get(f"/advisor/papers/{paper}").status_code == 404


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
