"""The committee page: what members say of it by quarter, what it lacks, and what is known of the factory's people."""

import re
from collections.abc import Mapping

import pytest
from sqlalchemy import insert, select

from conversations.self_check import QUESTIONS
from models.audit import AuditEntry
from models.base import new_id
from models.committee import Committee
from models.factory import Factory
from models.self_check import SelfCheck, SelfCheckCount
from operations.founding import found
from operations.members import NewMember, add_member
from operations.work import Work
from tests.advisor.conftest import Browser, Office


@pytest.fixture
def committee(office: Office) -> str:
    return str(office.do(lambda work: found(work, office.factories["D4KA"], "picc")))


def quarter(
    office: Office, committee: str, name: str, sides: Mapping[str, tuple[int, int, int]], over: bool = True
) -> None:
    """A round with the same (yes, partly, no) to every question of a side."""

    def keep(work: Work) -> None:
        check_id = new_id()
        row = {"id": check_id, "committee_id": committee, "quarter": name, "closes_at": 0.0, "closed": over}
        work.connection.execute(insert(SelfCheck).values(**row))
        for side, (yes, partly, no) in sides.items():
            for question in QUESTIONS:
                place = {"check_id": check_id, "side": side, "question": question}
                work.connection.execute(insert(SelfCheckCount).values(**place, yes=yes, partly=partly, no=no))

    office.do(keep)


def row_of(html: str, name: str) -> str:
    """A line of the table as it is read out: no bars, no tags."""
    table = html.split('class="table table-sm scores"')[1].split("</table>", maxsplit=1)[0]
    row = next(row for row in table.split("<tr>") if name in row)
    assert row.count("<meter") == row.count('aria-hidden="true"') == row.count(" %</bdi>")
    return " ".join(re.sub(r"<[^>]+>", " ", row).split())


def test_quarters_are_bars_with_numbers_beside_them(office: Office, at_desk: Browser, committee: str) -> None:
    quarter(office, committee, "2026-Q2", {"worker": (1, 1, 2), "management": (4, 0, 0)})
    quarter(office, committee, "2026-Q3", {"worker": (2, 2, 0)})
    html = at_desk.get(f"/advisor/committees/{committee}").text
    assert row_of(html, "Q2 2026") == "Q2 2026 40 % 100 % 70 %"
    assert row_of(html, "Q3 2026") == "Q3 2026 75 % too few answers too few answers"
    assert "Lowest" not in html


def test_a_round_that_is_open_shows_nothing(office: Office, at_desk: Browser, committee: str) -> None:
    quarter(office, committee, "2026-Q4", {"worker": (4, 0, 0)}, over=False)
    html = at_desk.get(f"/advisor/committees/{committee}").text
    assert "No quarter is closed yet." in html
    assert "Q4 2026" not in html


def test_what_is_missing_is_said_in_words(office: Office, at_desk: Browser, committee: str) -> None:
    for number in range(2):
        new = NewMember(f"Rahima {number}", "worker")
        office.do(lambda work, new=new: add_member(work, committee, new))
    for page in ("/advisor/committees", f"/advisor/committees/{committee}"):
        html = at_desk.get(page).text
        assert "Sides are not equal" in html
        assert "Members: 2 of at least 8" in html


def test_a_dialogue_in_vietnam_has_smallest_sides_by_its_people(office: Office, at_desk: Browser) -> None:
    factory = office.factories["D4KA"]
    office.change(Factory, Factory.id == factory, country="VN", timezone="Asia/Ho_Chi_Minh")
    committee = office.do(lambda work: found(work, factory, "dialogue_vn"))
    page = f"/advisor/committees/{committee}"
    assert "Workers&#39; side: 0 of at least 3" in at_desk.get(page).text
    assert "the smallest number counts" in at_desk.get(page).text
    assert at_desk.post(f"{page}/settings", {"workers": "160", "women_percent": "83"}).status_code == 303
    html = at_desk.get(page).text
    assert "Workers&#39; side: 0 of at least 9" in html
    assert "Management side: 0 of at least 3" in html
    assert "Sides are not equal" not in html
    assert "83 % of the workforce" in html
    assert "3, 4 from 50 people, 9 from 150 people" in html


def test_numbers_of_people_are_kept_cleared_and_written_down(office: Office, at_desk: Browser, committee: str) -> None:
    path = f"/advisor/committees/{committee}/settings"
    here = select(Factory.workers, Factory.women_percent).where(Factory.code == "D4KA")
    at_desk.post(path, {"workers": " 1200 ", "women_percent": "0"})
    assert office.rows(here) == [(1200, 0)]
    at_desk.post(path, {"workers": "", "women_percent": ""})
    assert office.rows(here) == [(None, None)]
    assert len(office.rows(select(AuditEntry.number).where(AuditEntry.action == "factory.workforce"))) == 2


@pytest.mark.parametrize(
    "fields", [{"workers": "many"}, {"workers": "-3"}, {"workers": "1e9"}, {"women_percent": "101"}]
)
def test_bad_numbers_are_refused_with_words(
    office: Office, at_desk: Browser, committee: str, fields: dict[str, str]
) -> None:
    reply = at_desk.post(f"/advisor/committees/{committee}/settings", fields)
    assert reply.status_code == 422
    assert 'class="wrong"' in reply.text
    assert "or leave it empty" in reply.text
    assert office.rows(select(Factory.workers).where(Factory.code == "D4KA")) == [(None,)]


def test_whether_the_line_asks_by_itself_is_a_setting_of_the_committee(
    office: Office, at_desk: Browser, committee: str
) -> None:
    path = f"/advisor/committees/{committee}"
    at_desk.post(f"{path}/settings", {"ask_workers": "on"})
    assert office.rows(select(Committee.settings)) == [({"ask_workers_after_done": True},)]
    assert 'name="ask_workers" checked' in at_desk.get(path).text
    at_desk.post(f"{path}/settings", {})
    assert office.rows(select(Committee.settings)) == [({"ask_workers_after_done": False},)]
