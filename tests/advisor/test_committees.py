"""Committees and meetings on the web: founding, seats with codes, planning with warnings, who comes."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from models.committee import Committee, Member
from models.factory import Factory
from models.meeting import Meeting, Rsvp
from operations.committees import found_committee
from operations.members import NewMember, add_member
from operations.work import Work
from tests.advisor.conftest import Browser, Office

TUESDAY, FRIDAY = "2026-12-08", "2026-12-11"


@pytest.fixture
def committee(office: Office) -> str:
    """Padma Knitwear's PICC with a member on each side."""

    def found(work: Work) -> str:
        committee_id = found_committee(work, office.factories["D4KA"], "picc")
        for name, side in (("Rahima Khatun", "worker"), ("Mr Hossain", "management")):
            add_member(work, committee_id, NewMember(name, side))
        return committee_id

    return str(office.do(found))


def plan(desk: Browser, committee: str, day: str = TUESDAY, **more: str) -> str:
    reply = desk.post(f"/advisor/committees/{committee}/meetings/new", {"day": day, "clock": "15:00", **more})
    assert reply.status_code == 303, reply.text
    return str(reply.headers["Location"])


def test_an_advisor_founds_a_committee_and_seats_a_member(office: Office, at_desk: Browser) -> None:
    reply = at_desk.post("/advisor/committees", {"factory": office.factories["D4KA"], "rules": "picc"})
    page = at_desk.get(reply.headers["Location"]).text
    assert "Add a member" in page
    reply = at_desk.post(reply.headers["Location"] + "/members", {"name": "Rahima Khatun", "side": "worker"})
    assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", reply.text)
    assert "Sides are not equal" in reply.text
    assert "Rahima" not in str(office.rows(select(Member.__table__)))


def test_a_committee_of_another_country_is_refused(office: Office, at_desk: Browser) -> None:
    reply = at_desk.post("/advisor/committees", {"factory": office.factories["D4KA"], "rules": "lks_bipartit"})
    assert reply.status_code == 422
    assert "country of this factory" in reply.text


def test_only_types_of_the_country_are_offered(at_desk: Browser) -> None:
    page = at_desk.get("/advisor/committees").text
    assert 'value="picc"' in page
    assert 'value="dialogue_vn"' not in page


def test_a_factory_of_somebody_else_has_no_committee_here(office: Office, at_desk: Browser) -> None:
    reply = at_desk.post("/advisor/committees", {"factory": office.factories["N4RA"], "rules": "picc"})
    assert reply.status_code == 404
    assert office.rows(select(Committee.id)) == []


def test_a_meeting_is_planned_and_shown_this_week(office: Office, at_desk: Browser, committee: str) -> None:
    page = at_desk.get(plan(at_desk, committee, "2026-11-26", place="canteen")).text
    assert "Thu, Nov 26, 2026, 15:00" in page
    assert "0 of 1 come, 1 needed" in page
    week = at_desk.get("/advisor/committees").text
    assert "Thu, Nov 26, 2026, 15:00" in week
    assert "No quorum yet" in week
    assert len(office.rows(select(Rsvp.member_id))) == 2


def test_a_rest_day_is_warned_about_once_and_never_blocks(office: Office, at_desk: Browser, committee: str) -> None:
    office.change(Factory, Factory.id == office.factories["D4KA"], rest_days=["friday"])
    path = f"/advisor/committees/{committee}/meetings/new"
    reply = at_desk.post(path, {"day": FRIDAY, "clock": "15:00"})
    assert reply.status_code == 422
    assert "rest day" in reply.text
    plan(at_desk, committee, FRIDAY, sure=FRIDAY)
    assert office.rows(select(Meeting.day)) == [(date(2026, 12, 11),)]


@pytest.mark.parametrize("fields", [{}, {"day": "soon", "clock": "15:00"}, {"day": TUESDAY, "clock": ""}])
def test_a_meeting_needs_a_day_and_a_time(
    office: Office, at_desk: Browser, committee: str, fields: dict[str, str]
) -> None:
    reply = at_desk.post(f"/advisor/committees/{committee}/meetings/new", fields)
    assert reply.status_code == 422
    assert office.rows(select(Meeting.id)) == []


def test_a_meeting_in_the_past_is_refused_with_words(at_desk: Browser, committee: str) -> None:
    reply = at_desk.post(f"/advisor/committees/{committee}/meetings/new", {"day": "2026-11-01", "clock": "15:00"})
    assert reply.status_code == 422
    assert "That time is over" in reply.text


def test_a_meeting_is_moved_and_called_off(office: Office, at_desk: Browser, committee: str) -> None:
    page = plan(at_desk, committee)
    assert at_desk.post(f"{page}/move", {"day": "2026-12-10", "clock": "10:00"}).status_code == 303
    assert "Thu, Dec 10, 2026, 10:00" in at_desk.get(page).text
    assert at_desk.post(f"{page}/cancel").status_code == 303
    assert "Called off" in at_desk.get(page).text
    assert at_desk.post(f"{page}/move", {"day": TUESDAY, "clock": "10:00"}).status_code == 422


def test_a_member_leaves_and_gets_another_code(office: Office, at_desk: Browser, committee: str) -> None:
    ((member,),) = office.rows(select(Member.id).where(Member.side == "worker"))
    path = f"/advisor/committees/{committee}/members/{member}"
    assert re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]", at_desk.post(f"{path}/code").text)
    assert at_desk.post(f"{path}/office", {"office": "secretary"}).status_code == 303
    assert at_desk.post(f"{path}/leave").status_code == 303
    assert "Rahima" not in at_desk.get(f"/advisor/committees/{committee}").text


KNOWN = {
    "gender": "woman",
    "union": "Sommilito",
    "department": "Sewing",
    "shift_start": "22:00",
    "shift_end": "06:00",
    "trained_on": "2026-10-01",
}


def elected(office: Office, committee: str) -> str:
    """Somebody who was just elected: a name and nothing more."""
    new = NewMember("Moyna Begum", "worker", elected=True)
    return f"/advisor/committees/{committee}/members/{office.do(lambda work: add_member(work, committee, new)).id}"


def test_what_is_known_of_an_elected_member_is_entered_later_and_counts(
    office: Office, at_desk: Browser, committee: str
) -> None:
    member = elected(office, committee)
    assert at_desk.post(f"{member}/details", KNOWN).status_code == 303
    page = at_desk.get(f"/advisor/committees/{committee}").text
    for words in ("Moyna Begum", "Sommilito", "Sewing", "22:00-06:00", "Oct 1, 2026", "Elected"):
        assert words in page
    assert "<bdi>100 %</bdi>" in page
    at_desk.post(f"{member}/details", KNOWN | {"gender": ""})
    assert "<bdi>100 %</bdi>" not in at_desk.get(f"/advisor/committees/{committee}").text
    assert "Sommilito" not in str(office.rows(select(Member.__table__)))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"shift_end": ""}, "both the beginning and the end"),
        ({"shift_start": "25:00"}, "both the beginning and the end"),
        ({"union": "u" * 61}, "at most 60 letters"),
        ({"trained_on": "soon"}, "as a day"),
        ({"gender": "x"}, "cannot be done"),
    ],
)
def test_what_cannot_be_right_is_refused_and_changes_nothing(
    office: Office, at_desk: Browser, committee: str, wrong: dict[str, str], said: str
) -> None:
    member = elected(office, committee)
    at_desk.post(f"{member}/details", KNOWN)
    refused = at_desk.post(f"{member}/details", KNOWN | {"union": "Other"} | wrong)
    assert refused.status_code == 422
    assert said in refused.text
    assert "Sommilito" in at_desk.get(f"/advisor/committees/{committee}").text
