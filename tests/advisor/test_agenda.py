"""The agenda on the advisor's desk: its order, workers' points in other words, equal say; nothing names anybody."""

import re
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import select

from models.agenda import AgendaItem
from models.audit import AuditEntry
from models.committee import Committee
from models.contact import Contact
from models.meeting import Meeting, PetitionMark
from models.vocabulary import Audience, ItemState, Side
from operations.agenda import propose
from operations.cases import Origin
from operations.committees import found_committee
from operations.meetings import NewMeeting, plan_meeting
from operations.points import accept, send_point
from operations.users import NewUser
from operations.work import Work
from tests.advisor.conftest import DHAKA, Browser, Office

DAY = date(2026, 12, 8)
Desk = Any


@pytest.fixture
def committee(office: Office) -> str:
    return str(office.do(lambda work: found_committee(work, office.factories["D4KA"], "picc")))


@pytest.fixture
def meeting(office: Office, committee: str) -> str:
    return str(office.do(lambda work: plan_meeting(work, committee, NewMeeting(DAY, time(15)))))


def point(office: Office, committee: str, words: str) -> str:
    """A worker sends a point; returns her case."""
    contact = office.contact()
    origin = Origin(contact, "twilio", "bn", office.factories["D4KA"], DHAKA)
    parts = ({"text": words, "files": []},)
    return str(office.do(lambda work: send_point(work, origin, committee, parts)).case_id)


def item_of(office: Office, case_id: str) -> Any:
    (row,) = office.rows(select(AgendaItem.__table__).where(AgendaItem.case_id == case_id))
    return row


def known_workers(office: Office, count: int) -> None:
    for _number in range(count):
        office.case("D4KA")
    office.change(Contact, Contact.user_id.is_(None), factory_id=office.factories["D4KA"])


def member_says(office: Office, committee: str, side: Side, *titles: str) -> None:
    for title in titles:
        office.do(lambda work, title=title: propose(work, committee, side, title))


def order(page: str) -> list[str]:
    return re.findall(r'<div class="point"><strong dir="auto">([^<]+)</strong>', page)


def move(desk: Browser, office: Office, meeting: str, title: str, place: str) -> list[str]:
    page = desk.get(f"/advisor/meetings/{meeting}/agenda").text
    found = re.search(re.escape(title) + r".*?/agenda/([0-9a-f]{32})/" + place, page, re.S)
    assert found
    address = f"/advisor/meetings/{meeting}/agenda/{found[1]}/{place}"
    assert desk.post(address, page="/advisor/settings").status_code == 303
    return order(desk.get(f"/advisor/meetings/{meeting}/agenda").text)


def test_standing_items_stand_around_the_points_and_sides_take_turns(
    office: Office, at_desk: Browser, committee: str, meeting: str
) -> None:
    member_says(office, committee, Side.WORKER, "Fans", "Water")
    member_says(office, committee, Side.MANAGEMENT, "Orders")
    shown = order(at_desk.get(f"/advisor/meetings/{meeting}/agenda").text)
    assert shown == [
        "Opening, last minutes",
        "Open actions",
        "Safety",
        "Fans",
        "Orders",
        "Water",
        "Any other business",
    ]


def test_equal_say_and_too_long_an_agenda_are_seen(
    office: Office, at_desk: Browser, committee: str, meeting: str
) -> None:
    member_says(office, committee, Side.WORKER, "Fans", "Water", "Stairs")
    member_says(office, committee, Side.MANAGEMENT, "Orders", "Shifts")
    page = at_desk.get(f"/advisor/meetings/{meeting}/agenda").text
    assert "70 of 60 minutes" in page
    assert "Too long for the meeting" in page
    rows = re.findall(r'<th scope="row" class="fw-normal">(\w+)</th><td><bdi>(\d+)</bdi></td><td><bdi>(\d+)', page)
    assert rows == [("Workers", "3", "30"), ("Management", "2", "20")]


def test_an_advisor_orders_words_times_and_takes_off(
    office: Office, at_desk: Browser, committee: str, meeting: str
) -> None:
    member_says(office, committee, Side.WORKER, "Fans", "Water")
    assert move(at_desk, office, meeting, "Water", "up")[3:5] == ["Water", "Fans"]
    assert move(at_desk, office, meeting, "Water", "down")[3:5] == ["Fans", "Water"]
    (fans,) = office.rows(select(AgendaItem.id).where(AgendaItem.position == 4))
    address = f"/advisor/meetings/{meeting}/agenda/{fans.id}"
    typed = {"wording": "Fans on every floor", "wording_bn": "প্রতি তলায় ফ্যান", "minutes": "25"}
    assert at_desk.post(f"{address}/edit", typed, page="/advisor/settings").status_code == 303
    page = at_desk.get(f"/advisor/meetings/{meeting}/agenda").text
    assert "Fans on every floor" in page
    assert "প্রতি তলায় ফ্যান" in page
    assert "25 min" in page
    at_desk.post(f"{address}/remove", page="/advisor/settings")
    for _twice in range(2):
        assert "Fans" not in at_desk.get(f"/advisor/meetings/{meeting}/agenda").text


@pytest.mark.parametrize("typed", [{"wording": " "}, {"wording": "x" * 201}, {"minutes": "0"}, {"minutes": "many"}])
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    office: Office, at_desk: Browser, committee: str, meeting: str, typed: dict[str, str]
) -> None:
    fields = {"wording": "Canteen prices", "minutes": "10"} | typed
    refused = at_desk.post(f"/advisor/meetings/{meeting}/agenda", fields, page="/advisor/settings")
    assert refused.status_code == 422
    assert 'class="wrong"' in refused.text
    assert at_desk.get(f"/advisor/meetings/{meeting}/agenda").text.count("Canteen") == 0


def test_a_workers_words_are_shown_and_never_prefilled(
    office: Office, at_desk: Browser, committee: str, meeting: str
) -> None:
    case_id = point(office, committee, "Halima at line 4 faints, the fan is broken")
    for address in (f"/advisor/committees/{committee}/points", f"/advisor/meetings/{meeting}/agenda"):
        page = at_desk.get(address).text
        assert '<p class="said mb-1" dir="auto">Halima at line 4 faints, the fan is broken</p>' in page
        assert page.count("Halima") == 1
        assert "2026" not in page.split("Points of workers to be worded")[1].split("</section>")[0]
    accept = f"/advisor/committees/{committee}/points/{item_of(office, case_id).id}/accept"
    assert at_desk.post(accept, {"wording": ""}, page="/advisor/settings").status_code == 422
    taken = at_desk.post(accept, {"wording": "Heat on the floors", "meeting": meeting}, page="/advisor/settings")
    assert taken.headers["Location"] == f"/advisor/meetings/{meeting}/agenda"
    page = at_desk.get(f"/advisor/meetings/{meeting}/agenda").text
    assert "Halima" not in page
    assert "Heat on the floors" not in order(page)
    assert "Accepted, released with the next agenda" in page
    assert at_desk.post(accept, {"wording": "Again"}, page="/advisor/settings").status_code == 422


def test_waiting_points_stand_in_an_order_that_tells_nothing_and_stays(
    office: Office, at_desk: Browser, committee: str
) -> None:
    for number in range(8):
        point(office, committee, f"Point number {number}")
    shown = [
        re.findall(r"Point number (\d)", at_desk.get(f"/advisor/committees/{committee}/points").text)
        for _twice in range(2)
    ]
    assert shown[0] == shown[1]
    ids = [row.id for row in office.rows(select(AgendaItem.id))]
    assert len(set(ids)) == len(shown[0]) == 8


def test_a_declined_point_goes_and_the_case_stays(office: Office, at_desk: Browser, committee: str) -> None:
    case_id = point(office, committee, "The manager of line 2 is cruel")
    decline = f"/advisor/committees/{committee}/points/{item_of(office, case_id).id}/decline"
    at_desk.post(decline, page="/advisor/settings")
    assert item_of(office, case_id).state == ItemState.DECLINED
    assert "cruel" not in at_desk.get(f"/advisor/committees/{committee}/points").text
    assert "cruel" in at_desk.get(f"/advisor/cases/{case_id}").text


def test_five_points_of_five_days_go_out_together_without_author_or_day(
    office: Office, desk_of: Desk, farida: NewUser, committee: str, meeting: str
) -> None:
    by = office.user_id(farida.email)
    for number in range(5):
        case_id = point(office, committee, f"Worker {number} complains")
        item_id, words = item_of(office, case_id).id, f"Topic {number}"
        office.do(lambda work, item_id=item_id, words=words: accept(work, item_id, words, by))
        office.clock.pass_by(86400)
    desk, address = desk_of(farida), f"/advisor/meetings/{meeting}/agenda"
    assert "Topic" not in " ".join(order(desk.get(address).text))
    assert desk.post(f"{address}/send", page="/advisor/settings").status_code == 303
    page = desk.get(address).text
    assert sorted(order(page)[3:8]) == [f"Topic {number}" for number in range(5)]
    listed = re.sub('[0-9a-f]{32}|value="[^"]{40,}"', "", page.split('<ol class="agenda">')[1].split("</ol>")[0])
    assert not re.search(r"20\d\d|Nov|Dec|cases|Worker \d|farida", listed)
    assert desk.post(f"{address}/send", page="/advisor/settings").status_code == 422
    assert office.rows(select(Meeting.agenda_sent).where(Meeting.id == meeting))[0].agenda_sent


def case_page(office: Office, at_desk: Browser, **more: Any) -> tuple[str, str]:
    case_id = office.case("D4KA", **more).case_id
    return case_id, at_desk.get(f"/advisor/cases/{case_id}").text


def make(at_desk: Browser, case_id: str, committee: str, **more: str) -> Any:
    fields = {"committee": committee, "wording": "Exits are blocked", "people": "40"} | more
    return at_desk.post(f"/advisor/cases/{case_id}/point", fields, page="/advisor/settings")


def test_a_case_that_many_could_have_raised_becomes_a_point(office: Office, at_desk: Browser, committee: str) -> None:
    known_workers(office, 5)
    case_id, page = case_page(office, at_desk, audience=Audience.FACTORY)
    assert "How many people could have raised it?" in page
    assert make(at_desk, case_id, committee).status_code == 303
    item = item_of(office, case_id)
    assert (item.state, item.source, item.side) == (ItemState.ACCEPTED, "case", "worker")
    assert "It waits to be released" in at_desk.get(f"/advisor/cases/{case_id}").text
    again = make(at_desk, case_id, committee)
    assert (again.status_code, "point for the committee already" in again.text) == (422, True)


def test_too_small_a_crowd_is_refused_in_words(office: Office, at_desk: Browser, committee: str) -> None:
    case_id, _page = case_page(office, at_desk, audience=Audience.FACTORY)
    few = make(at_desk, case_id, committee, people="4")
    assert (few.status_code, "At least 5 people" in few.text) == (422, True)
    assert 'value="Exits are blocked"' in few.text
    assert "The exit is locked." in few.text
    unknown = make(at_desk, case_id, committee, people="4000")
    assert (unknown.status_code, "Fewer than 5 workers" in unknown.text) == (422, True)
    assert office.rows(select(AgendaItem.id)) == []


def test_better_work_only_means_better_work_only(office: Office, at_desk: Browser, committee: str) -> None:
    known_workers(office, 5)
    case_id, page = case_page(office, at_desk, audience=Audience.BETTER_WORK)
    assert "lets only Better Work know" in page
    assert "How many people" not in page
    forced = make(at_desk, case_id, committee, agreed="yes")
    assert (forced.status_code, "lets only Better Work know" in forced.text) == (422, True)


@pytest.mark.parametrize("audience", [Audience.REPRESENTATIVES, Audience.UNION])
def test_who_told_others_is_asked_before_the_committee_hears(
    office: Office, at_desk: Browser, committee: str, audience: Audience
) -> None:
    known_workers(office, 5)
    case_id, page = case_page(office, at_desk, audience=audience)
    assert "The worker has agreed" in page
    assert "Ask first" in make(at_desk, case_id, committee).text
    assert make(at_desk, case_id, committee, agreed="yes").status_code == 303


def test_a_committee_of_another_factory_gets_nothing(office: Office, at_desk: Browser, committee: str) -> None:
    known_workers(office, 5)
    other = str(office.do(lambda work: found_committee(work, office.factories["N4RA"], "picc")))
    case_id, _page = case_page(office, at_desk, audience=Audience.FACTORY)
    assert make(at_desk, case_id, other).status_code == 422
    assert make(at_desk, case_id, "x").status_code == 422


def test_an_item_of_another_committee_is_not_there(office: Office, at_desk: Browser, meeting: str) -> None:
    other = str(office.do(lambda work: found_committee(work, office.factories["N4RA"], "picc")))
    member_says(office, other, Side.WORKER, "Secret of Meghna")
    (item,) = office.rows(select(AgendaItem.id).where(AgendaItem.committee_id == other))
    for place in ("up", "edit", "remove"):
        address = f"/advisor/meetings/{meeting}/agenda/{item.id}/{place}"
        assert at_desk.post(address, {"wording": "x"}, page="/advisor/settings").status_code == 404


def test_workers_who_ask_are_seen_as_no_number_and_the_advisor_can_call(
    office: Office, at_desk: Browser, committee: str
) -> None:
    assert "Workers ask for an extraordinary meeting" not in at_desk.get(f"/advisor/committees/{committee}").text

    def ask(work: Work) -> None:
        mark = {"committee_id": committee, "tag": "a" * 64, "on_day": date(2026, 11, 24), "heard": True}
        work.connection.execute(PetitionMark.__table__.insert().values(**mark))  # type: ignore[attr-defined]

    office.do(ask)
    assert "Workers ask for an extraordinary meeting" in at_desk.get(f"/advisor/committees/{committee}").text
    called = at_desk.post(f"/advisor/committees/{committee}/extraordinary", page="/advisor/settings")
    assert called.headers["Location"].endswith("/meetings/new?kind=extraordinary")
    form = at_desk.get(called.headers["Location"]).text
    assert re.search(r'<option value="extraordinary" selected>', form)
    (entry,) = office.rows(select(AuditEntry.object_id).where(AuditEntry.action == "meeting.called_for"))
    assert entry.object_id == committee
    fields = {"day": "2026-12-01", "clock": "15:00", "minutes": "60", "kind": "extraordinary"}
    at_desk.post(f"/advisor/committees/{committee}/meetings/new", fields, page="/advisor/settings")
    assert "Workers ask for an extraordinary meeting" not in at_desk.get(f"/advisor/committees/{committee}").text


def test_whoever_looks_after_no_factory_of_it_finds_nothing(
    office: Office, desk_of: Desk, committee: str, meeting: str
) -> None:
    stranger = desk_of(office.user("karim@advisors.example", "advisor", ("N4RA",)))
    for address in (f"/advisor/meetings/{meeting}/agenda", f"/advisor/committees/{committee}/points"):
        assert stranger.get(address).status_code == 404
    assert office.rows(select(Committee.id))
