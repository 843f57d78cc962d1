"""An advisor sends a survey: what it would cost, who is asked, and closing it."""

import re

import pytest
from sqlalchemy import insert, select

from models.base import new_id, table
from models.contact import Contact
from models.survey import Survey, Voucher, Wave
from models.vocabulary import SurveyState
from operations.surveys import create_survey
from operations.work import Work
from tests.advisor.conftest import Browser, Office
from tests.wave_world import form

pytestmark = pytest.mark.parametrize("db", ["sqlite"], indirect=True)


@pytest.fixture
def survey_id(office: Office) -> str:
    """A survey of four questions, at the factory of whoever is at the desk, where three workers know the line."""

    def make(work: Work) -> str:
        made = create_survey(work, office.factories["D4KA"], "Pay", ["en", "bn"], by="")
        work.connection.execute(table(Survey).update().where(table(Survey).c.id == made).values(form=form().to_json()))
        for _worker in range(3):
            one = {"id": new_id(), "line": "sim-sms", "index_tag": bytes.fromhex(new_id()) * 2, "index_version": 1}
            more = {"address_sealed": b"x", "factory_id": office.factories["D4KA"], "introduced": True}
            row = {**one, **more, "sendable": True, "first_on": work.day()}
            work.connection.execute(insert(table(Contact)), row)
        return made

    return str(office.do(make))


def opened(desk: Browser, survey_id: str, **fields: str) -> tuple[int, str]:
    typed = {"days": "7", "pace": "300", "reminders": "2"} | fields
    answer = desk.post(f"/advisor/surveys/{survey_id}/waves", typed)
    return answer.status_code, answer.text


def test_what_it_would_cost_is_said_before_anything_is_sent(office: Office, at_desk: Browser, survey_id: str) -> None:
    page = at_desk.get(f"/advisor/surveys/{survey_id}/waves?size=2&price=0.5").text
    figures = re.findall(r"<dd[^>]*><bdi>([^<]*)</bdi>", page)
    assert figures[:2] == ["3", "2"]
    assert float(figures[-1].removeprefix("€ ")) == 2 * int(figures[2]) * 0.5
    assert office.rows(select(Wave.id)) == []


def test_a_wave_is_opened_given_airtime_and_closed(office: Office, at_desk: Browser, survey_id: str) -> None:
    assert opened(at_desk, survey_id, size="2", keyword="pay")[0] == 303
    ((wave_id, keyword),) = office.rows(select(Wave.id, Wave.keyword))
    assert keyword == "PAY"
    page = at_desk.get(f"/advisor/waves/{wave_id}").text
    assert "Close it now" in page
    at_desk.post(f"/advisor/waves/{wave_id}/vouchers", {"codes": "111\n222\n111\n"})
    assert len(office.rows(select(Voucher.id))) == 2
    assert at_desk.post(f"/advisor/waves/{wave_id}/close").status_code == 303
    assert office.rows(select(Wave.state)) == [("closed",)]
    assert at_desk.post(f"/advisor/waves/{wave_id}/close").status_code == 303
    assert "It is closed already." in at_desk.get(f"/advisor/waves/{wave_id}").text


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"days": "many"}, "every number"),
        ({"days": "61"}, "60 days at most"),
        ({"pace": "0"}, "from 1 to 100,000"),
        ({"keyword": "stop"}, "none that the line knows"),
        ({"strata": "shift"}, "Choose a list"),
        ({"quotas": "paid no"}, "A quota is"),
        ({"opens_on": "tomorrow"}, "every number"),
    ],
)
def test_a_mistake_is_told_and_nothing_is_opened(
    office: Office, at_desk: Browser, survey_id: str, fields: dict[str, str], why: str
) -> None:
    status, page = opened(at_desk, survey_id, **fields)
    assert status == 422
    assert why in page
    assert office.rows(select(Wave.id)) == []


def test_a_survey_that_was_sent_never_changes(office: Office, at_desk: Browser, survey_id: str) -> None:
    opened(at_desk, survey_id)
    assert SurveyState.PUBLISHED in str(at_desk.get(f"/advisor/surveys/{survey_id}").text).lower()
