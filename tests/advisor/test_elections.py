"""Elections on the web: announced with defaults of the rules, followed, decided where somebody objects, certified."""

import re
import subprocess
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, select

from conversations.outcomes import Part
from models.audit import AuditEntry
from models.committee import Member
from models.contact import Contact
from models.election import Candidate, Election
from models.reminder import Reminder
from operations import cases, elections
from operations.ballots import find_election, vote, votes_left
from operations.candidates import candidates_of, named_by_code
from operations.committees import found_committee
from operations.election_phases import Step, go_on
from operations.members import NewMember, add_member
from operations.work import Work
from tests.advisor.conftest import Browser, Office

FIELDS = {"seats": "2", "nomination_days": "7", "voting_days": "3", "dispute_days": "5", "votes_each": "1"}
WRONG = (
    {"seats": "0"},
    {"seats": "many"},
    {"votes_each": "3"},
    {"voting_days": "0"},
    {"dispute_days": "61"},
    {"seats": ""},
)


@pytest.fixture
def committee(office: Office) -> str:
    def found(work: Work) -> str:
        committee_id = found_committee(work, office.factories["D4KA"], "picc")
        add_member(work, committee_id, NewMember("Taslima", "worker", elected=True))
        return committee_id

    return str(office.do(found))


def announce(desk: Browser, committee: str, *names: str, **more: str) -> str:
    """The address of an election with candidates who have agreed in writing."""
    reply = desk.post(f"/advisor/committees/{committee}/elections", {**FIELDS, "whole_side": "yes", **more})
    assert reply.status_code == 303, reply.text
    path = str(reply.headers["Location"])
    for name in names:
        assert desk.post(f"{path}/candidates", {"name": name, "agreed": "yes"}).status_code == 303
    return path


def goes_on(office: Office, path: str) -> Any:
    """The phase that runs is over."""
    election_id = path[-32:]
    (election,) = office.rows(select(Election.__table__).where(Election.id == election_id))
    columns = {"nomination": "nominate_until", "voting": "vote_until", "dispute": "dispute_until"}
    office.clock.now = max(office.clock.now, getattr(election, columns[election.state]))
    office.do(lambda work: go_on(work, [SimpleNamespace(about_id=election_id, step=Step.PHASE_ENDS)]))
    return office.rows(select(Election.__table__).where(Election.id == election_id))[0]


def worker(office: Office) -> str:
    (row,) = office.rows(select(func.count()).select_from(Contact))
    contact_id = office.contact(f"+88017000000{row[0]:02}")
    known = {"factory_id": office.factories["D4KA"], "introduced": True, "language": "en"}
    office.change(Contact, Contact.id == contact_id, **known)
    return contact_id


def votes(office: Office, path: str, *names: str) -> None:
    """A worker who has not voted yet for each of the names."""
    phones = iter(office.rows(select(Contact.id).where(Contact.factory_id.is_not(None)).order_by(Contact.id)))

    def cast(work: Work) -> None:
        election = find_election(work.connection, path[-32:])
        ids = {one.name: one.id for one in candidates_of(work.connection, work.ring, election)}
        for name in names:
            voter = next(phone.id for phone in phones if votes_left(work, election, phone.id))
            vote(work, election.id, election.round, voter, ids[name])

    office.do(cast)


def test_the_form_comes_with_what_the_rules_say(at_desk: Browser, committee: str) -> None:
    page = at_desk.get(f"/advisor/committees/{committee}/elections").text
    typed = dict(re.findall(r'name="(\w+)"[^>]* value="(\d+)"', page))
    assert typed == {**FIELDS, "seats": "1"}
    assert "Elections" in at_desk.get(f"/advisor/committees/{committee}").text


@pytest.mark.parametrize("wrong", WRONG)
def test_what_cannot_be_is_said_and_nothing_is_announced(
    office: Office, at_desk: Browser, committee: str, wrong: dict[str, str]
) -> None:
    reply = at_desk.post(f"/advisor/committees/{committee}/elections", FIELDS | wrong)
    assert reply.status_code == 422
    assert 'role="alert"' in reply.text
    assert office.rows(select(Election.id)) == []


def test_two_elections_at_once_are_refused(office: Office, at_desk: Browser, committee: str) -> None:
    announce(at_desk, committee)
    reply = at_desk.post(f"/advisor/committees/{committee}/elections", FIELDS)
    assert "going on already" in reply.text
    assert len(office.rows(select(Election.id))) == 1


def test_names_are_entered_with_a_code_or_an_agreement_and_taken_off(
    office: Office, at_desk: Browser, committee: str
) -> None:
    path = announce(at_desk, committee, "Moyna")
    reply = at_desk.post(f"{path}/candidates", {"name": "Jorina", "department": "Line 4"})
    (code,) = re.findall(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", reply.text)
    assert "1 name waits to be accepted" in reply.text
    named = office.do(lambda work: named_by_code(work, code))
    assert (named.name, named.department) == ("Jorina", "Line 4")
    assert code not in at_desk.get(path).text
    assert at_desk.post(f"{path}/candidates", {"name": "moyna", "agreed": "yes"}).status_code == 422
    assert at_desk.post(f"{path}/candidates", {"name": "x" * 25, "agreed": "yes"}).status_code == 422
    (moyna,) = office.rows(select(Candidate.id).where(Candidate.state == "accepted"))
    at_desk.post(f"{path}/candidates/{moyna.id}/strike")
    assert office.rows(select(Candidate.id).where(Candidate.state == "accepted")) == []
    assert "Moyna" not in str(office.rows(select(Candidate.__table__)))


def test_a_candidate_of_another_election_is_not_taken_off(office: Office, at_desk: Browser, committee: str) -> None:
    first = announce(at_desk, committee, "Moyna")
    at_desk.post(f"{first}/annul")
    second = announce(at_desk, committee)
    (moyna,) = office.rows(select(Candidate.id))
    assert at_desk.post(f"{second}/candidates/{moyna.id}/strike").status_code == 422
    assert office.rows(select(Candidate.id)) == [moyna]


def test_turnout_of_few_workers_is_not_shown(office: Office, at_desk: Browser, farida: Any, committee: str) -> None:
    for _ in range(9):
        worker(office)
    path = announce(at_desk, committee, "Moyna", "Jorina", "Rupa")
    goes_on(office, path)
    votes(office, path, "Moyna")
    at_desk.sign_in(farida)
    page = at_desk.get(path).text
    assert "fewer than 10" in page
    assert "not shown for so few" in page


def test_while_it_runs_turnout_is_a_band_and_no_vote_is_shown(
    office: Office, at_desk: Browser, farida: Any, committee: str
) -> None:
    for _ in range(12):
        worker(office)
    path = announce(at_desk, committee, "Moyna", "Jorina", "Rupa")
    goes_on(office, path)
    at_desk.sign_in(farida)
    before = at_desk.get(path).text
    assert "0 to 25 per cent" in before
    votes(office, path, "Moyna", "Moyna")
    assert forms(at_desk.get(path).text) == forms(before)
    votes(office, path, *["Moyna"] * 2, *["Jorina"] * 4)
    assert "50 to 75 per cent" in at_desk.get(path).text


def forms(page: str) -> str:
    """A page without its tokens."""
    return re.sub(r'value="[^"]+"', "", page)


def test_a_result_with_a_small_group_shows_who_is_elected_and_no_votes(
    office: Office, at_desk: Browser, farida: Any, committee: str
) -> None:
    for _ in range(24):
        worker(office)
    path = announce(at_desk, committee, "Moyna", "Jorina", "Rupa")
    goes_on(office, path)
    votes(office, path, *["Moyna"] * 12, *["Jorina"] * 8, *["Rupa"] * 4)
    goes_on(office, path)
    at_desk.sign_in(farida)
    page = at_desk.get(path).text
    assert page.count(">Elected<") == 2
    assert "Votes are not shown" in page
    assert not re.search(r"\d votes<", page)


def test_votes_are_shown_where_every_number_is_large(
    office: Office, at_desk: Browser, farida: Any, committee: str
) -> None:
    for _ in range(24):
        worker(office)
    path = announce(at_desk, committee, "Moyna", "Jorina", "Rupa")
    goes_on(office, path)
    votes(office, path, *["Moyna"] * 11, *["Jorina"] * 8, *["Rupa"] * 5)
    goes_on(office, path)
    at_desk.sign_in(farida)
    page = at_desk.get(path).text
    shown = re.findall(r"<strong><bdi>(\w+)</bdi></strong>.*?(\d+) votes<", page, re.DOTALL)
    assert shown == [("Jorina", "8"), ("Moyna", "11"), ("Rupa", "5")]
    assert page.count(">Elected<") == 2
    assert "75 to 100 per cent" in page


def test_a_disputed_result_waits_for_the_advisor_and_leads_to_the_case(
    office: Office, at_desk: Browser, farida: Any, committee: str
) -> None:
    path = announce(at_desk, committee, "Moyna", "Jorina")
    goes_on(office, path)
    at_desk.sign_in(farida)
    phone = worker(office)
    origin = cases.Origin(phone, "twilio", "en", office.factories["D4KA"], "Asia/Dhaka")
    story: tuple[Part, ...] = ({"text": "The supervisor stood beside us", "files": []},)
    opened = office.do(lambda work: elections.dispute(work, origin, path[-32:], story))
    page = at_desk.get(path).text
    assert f"/advisor/cases/{opened.case_id}" in page
    assert "Disputed" in page
    assert at_desk.post(f"{path}/certify").status_code == 422
    assert goes_on(office, path).state == "dispute"
    at_desk.sign_in(farida)
    assert "Certify the result" in at_desk.get(path).text
    assert at_desk.post(f"{path}/certify").status_code == 303
    assert office.rows(select(Member.elected).where(Member.left_on.is_(None))) == [(True,), (True,)]
    actions = office.rows(
        select(AuditEntry.action).where(AuditEntry.object_kind == "election").order_by(AuditEntry.number)
    )
    assert [row.action for row in actions] == ["election.announced", "election.certified"]


def test_annulled_and_announced_again(office: Office, at_desk: Browser, committee: str) -> None:
    path = announce(at_desk, committee, "Moyna", seats="1", voting_days="9")
    reply = at_desk.post(f"{path}/again")
    again = str(reply.headers["Location"])
    assert again != path
    assert "Annulled by an advisor." in at_desk.get(path).text
    assert "Nobody yet." in at_desk.get(again).text
    (election,) = office.rows(select(Election.__table__).where(Election.id == again[-32:]))
    assert (election.seats, election.voting_days, election.state) == (1, 9, "nomination")
    waiting = office.rows(select(Reminder.about_id).where(Reminder.kind == "election", Reminder.state == "waiting"))
    assert {row.about_id for row in waiting} == {again[-32:]}
    assert at_desk.post(f"{path}/annul").status_code == 422


def test_the_certificate_is_there_once_the_result_holds(
    office: Office, at_desk: Browser, farida: Any, committee: str, tmp_path: Path
) -> None:
    path = announce(at_desk, committee, "Moyna Rani", "মর্জিনা")
    assert at_desk.get(f"{path}/certificate.pdf").status_code == 303
    goes_on(office, path)
    assert goes_on(office, path).state == "certified"
    at_desk.sign_in(farida)
    reply = at_desk.get(f"{path}/certificate.pdf")
    assert reply.mimetype == "application/pdf"
    (tmp_path / "certificate.pdf").write_bytes(reply.data)
    words = subprocess.run(
        ["pdftotext", tmp_path / "certificate.pdf", "-"], check=True, capture_output=True, text=True
    ).stdout
    assert "Moyna Rani" in words
    assert "Padma Knitwear" in words
    assert words.count("\f") == 2  # a page in Bengali, one in English
