"""What a case's page shows of asking again after the closing: days and answers, and the linked case at both ends."""

import re
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert

from models.case import Case
from models.check_in import CheckIn
from models.codes import spoken
from operations.cases import Opened
from tests.advisor.conftest import Browser, Office

CLOSED = date(2026, 10, 20)


def closed_case(office: Office, **more: Any) -> Opened:
    opened = office.case(**more)
    office.change(Case, Case.id == opened.case_id, status="closed", closed_on=CLOSED, solved=True)
    return opened


def asked(office: Office, case: Opened, days: int, **said: Any) -> None:
    row = {"case_id": case.case_id, "days": days, "due_on": CLOSED + timedelta(days)}
    row |= {"ends_on": CLOSED + timedelta(days + 14), **said}
    office.do(lambda work: work.connection.execute(insert(CheckIn).values(**row)))


def panel(desk: Browser, case: Opened) -> str:
    html = desk.get(f"/advisor/cases/{case.case_id}").text
    found = re.search(r'<section class="panel" aria-labelledby="again">(.*?)</section>', html, re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", found[1]).split()) if found else ""


def test_what_is_planned_asked_unanswered_and_answered_is_shown_by_day(office: Office, at_desk: Browser) -> None:
    case = closed_case(office)
    asked(office, case, 7, asked_on=CLOSED + timedelta(7))
    asked(office, case, 30, asked_on=date(2026, 11, 19), still=True, worse="no", answered_on=date(2026, 11, 20))
    asked(office, case, 90)
    shown = panel(at_desk, case)
    assert "Oct 27, 2026 · no answer came" in shown
    assert "Nov 20, 2026 · answered Still solved Not treated worse" in shown
    assert "Jan 18, 2027 · planned" in shown
    assert not re.search(r"\d\d:\d\d", shown)


def test_of_an_open_case_nothing_is_planned(office: Office, at_desk: Browser) -> None:
    case = office.case()
    asked(office, case, 90)
    assert panel(at_desk, case) == ""


def test_the_urgent_case_and_the_first_are_linked_on_both_pages(office: Office, at_desk: Browser) -> None:
    first, urgent = closed_case(office), office.case(topic="treatment", subtopic="retaliation", urgent=True, story="")
    said = {"asked_on": date(2026, 10, 27), "worse": "yes", "answered_on": date(2026, 10, 27)}
    asked(office, first, 7, **said, led_to_id=urgent.case_id)
    assert f"Treated worse since Urgent case opened for it: {spoken(urgent.code)}" in panel(at_desk, first)
    html = at_desk.get(f"/advisor/cases/{urgent.case_id}").text
    assert "is treated worse since." in html
    assert f'href="/advisor/cases/{first.case_id}"' in html


def test_a_linked_case_of_somebody_else_is_not_named(office: Office, at_desk: Browser) -> None:
    first, urgent = closed_case(office), office.case("N4RA", topic="treatment", subtopic="retaliation", urgent=True)
    said = {"asked_on": date(2026, 10, 27), "worse": "yes", "answered_on": date(2026, 10, 27)}
    asked(office, first, 7, **said, led_to_id=urgent.case_id)
    html = at_desk.get(f"/advisor/cases/{first.case_id}").text
    assert "Treated worse since" in html
    assert urgent.case_id not in html
    assert spoken(urgent.code) not in html
