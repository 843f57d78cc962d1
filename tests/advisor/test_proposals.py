"""After a grave case a meeting is proposed to the advisor alone; members never learn that there was one."""

from datetime import date, time

import pytest
from sqlalchemy import select

from models.outbox import OutboxMessage
from models.vocabulary import MeetingKind
from operations.meetings import NewMeeting, plan_meeting
from tests.advisor.conftest import Browser, Office
from tests.advisor.test_telling import Sitting

PROPOSED = "An extraordinary meeting is proposed."


@pytest.fixture
def sitting(office: Office) -> Sitting:
    """A committee whose chair has a phone."""
    return Sitting(office)


def week(desk: Browser) -> bool:
    return PROPOSED in desk.get("/advisor/committees").text


def takes_up(office: Office, desk: Browser, **case: object) -> str:
    """The advisor acknowledges a case; its page afterwards."""
    path = f"/advisor/cases/{office.case(**case).case_id}"  # type: ignore[arg-type]
    assert desk.post(f"{path}/acknowledge", page="/advisor/settings").status_code == 303
    return desk.get(path).text


def test_a_grave_case_that_is_taken_up_proposes_a_meeting_until_it_is_called(
    office: Office, at_desk: Browser, sitting: Sitting
) -> None:
    before = len(sitting.told())
    story = "He touched me at line 7."
    page = takes_up(office, at_desk, story=story, topic="treatment", subtopic="sexual_harassment")
    assert PROPOSED in page
    assert week(at_desk)
    assert PROPOSED in at_desk.get(f"/advisor/committees/{sitting.committee}").text
    assert len(sitting.told()) == before, "nobody hears of it before the advisor wants it"
    called = at_desk.post(f"/advisor/committees/{sitting.committee}/extraordinary", page="/advisor/settings")
    assert called.headers["Location"].endswith("kind=extraordinary")
    assert sitting.told()[before:] == ["The advisor calls for an extra meeting. Send COMMITTEE to plan one."]
    assert not week(at_desk)


def test_the_page_of_a_committee_tells_neither_the_case_nor_what_it_is_about(
    office: Office, at_desk: Browser, sitting: Sitting
) -> None:
    takes_up(office, at_desk, story="He touched me.", topic="treatment", subtopic="sexual_harassment")
    for path in ("/advisor/committees", f"/advisor/committees/{sitting.committee}"):
        page = at_desk.get(path).text
        assert PROPOSED in page
        assert not {"Sexual", "Bad treatment", "touched"} & set(page.split())
        assert "/advisor/cases/" not in page


def test_an_urgent_case_that_is_answered_proposes_one_too_and_the_advisor_may_see_no_need(
    office: Office, at_desk: Browser, sitting: Sitting
) -> None:
    path = f"/advisor/cases/{office.case(urgent=True).case_id}"
    assert PROPOSED not in at_desk.get(path).text
    at_desk.post(f"{path}/reply", {"text": "Please stay away from it. I come today."}, page=path)
    assert PROPOSED in at_desk.get(path).text
    at_desk.post(f"/advisor/committees/{sitting.committee}/extraordinary/dismiss", page="/advisor/settings")
    assert not week(at_desk)
    assert PROPOSED not in at_desk.get(path).text


def test_planning_it_elsewhere_settles_it(office: Office, at_desk: Browser, sitting: Sitting) -> None:
    takes_up(office, at_desk, topic="other", subtopic="child")
    new = NewMeeting(date(2026, 12, 1), time(15), kind=MeetingKind.EXTRAORDINARY)
    office.do(lambda work: plan_meeting(work, sitting.committee, new))
    assert not week(at_desk)


def test_other_cases_propose_nothing(office: Office, at_desk: Browser, sitting: Sitting) -> None:
    assert PROPOSED not in takes_up(office, at_desk, topic="pay", subtopic="wage_late")
    assert not week(at_desk)
    assert PROPOSED not in at_desk.get(f"/advisor/committees/{sitting.committee}").text


def test_a_factory_without_a_committee_is_no_trouble(office: Office, at_desk: Browser) -> None:
    assert PROPOSED not in takes_up(office, at_desk, urgent=True)
    assert office.rows(select(OutboxMessage.id)) == []
