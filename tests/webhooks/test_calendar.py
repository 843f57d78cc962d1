"""Private calendars over HTTP: a member's, an advisor's, and a stranger's, who learns not even that there is one."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select, text, update
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from bot.house import House
from conversations.meeting import CALENDAR_ENTRY, CALENDAR_NAME
from locales.catalogue import catalogue
from models.audit import AuditEntry
from models.base import Base
from models.committee import Committee as CommitteeRow
from models.encryption import Purpose
from models.user import User
from operations.calendar_feeds import new_feed
from operations.committees import found_committee
from operations.meetings import NewMeeting, cancel_meeting, move_meeting, plan_meeting
from operations.members import NewMember, add_member, find_member, leave, new_seat_code, take_seat
from operations.users import add_user
from tests.committee_world import Committee
from tests.operations.calendar_programs import Phone
from tests.operations.libical import is_strictly_right
from tests.world import World
from webhooks.app import build_app

DAY = date(2026, 12, 8)
HEADERS = {
    "Content-Type": "text/calendar; charset=utf-8",
    "Content-Disposition": "attachment; filename=meetings.ics",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}


@dataclass
class Desk:
    """The line's web, and those who ask it for their calendars."""

    committee: Committee
    client: FlaskClient

    @property
    def world(self) -> World:
        return self.committee.world

    def of_member(self, name: str) -> str:
        """A new address for a member; its token."""
        with self.world.work() as work:
            return new_feed(work, member_id=self.committee.members[name])

    def of_user(self, email: str, role: str, *factories: str) -> str:
        """A new user with an address; its token."""
        with self.world.work() as work:
            add_user(work, email, role, factories)
            return new_feed(work, user_id=work.connection.execute(select(User.id).where(User.email == email)).scalar())

    def second_committee(self, rules: str = "safety", factory_id: str = "") -> str:
        with self.world.work() as work:
            return found_committee(work, factory_id or self.committee.factory.id, rules)

    def plans(self, committee_id: str, day: date) -> str:
        with self.world.work() as work:
            return plan_meeting(work, committee_id, NewMeeting(day, time(9)))

    def fetch(self, token: str) -> TestResponse:
        return self.client.get(f"/calendar/{token}.ics")

    def read(self, token: str) -> list[tuple[str, str]]:
        """UID and state of each meeting of a calendar, in its order."""
        answer = self.fetch(token)
        assert answer.status_code == 200
        assert is_strictly_right(answer.data)
        return [(str(one["UID"]), str(one["STATUS"])) for one in Calendar.from_ical(answer.data).walk("VEVENT")]


@pytest.fixture
def desk(world: World) -> Desk:
    app = build_app(world.house, now=lambda: world.now)
    return Desk(Committee(world), app.test_client())


# What it holds


def test_a_member_reads_the_meetings_of_every_committee_her_phone_sits_on(desk: Desk) -> None:
    ours, safety, others = desk.committee.meets(DAY), desk.second_committee(), desk.second_committee("participation")
    with desk.world.work() as work:
        rahima = find_member(work.connection, work.ring, desk.committee.members["Rahima"])
        add_member(work, safety, NewMember("Rahima Khatun", "worker"), rahima.contact_id)
    hers = desk.plans(safety, date(2026, 12, 1))
    desk.plans(others, date(2026, 12, 2))
    assert desk.read(desk.of_member("Rahima")) == [(hers, "CONFIRMED"), (ours, "CONFIRMED")]
    assert desk.read(desk.of_member("Salma")) == [(ours, "CONFIRMED")]


def test_an_advisor_reads_those_of_her_factories_a_lead_all_and_an_admin_none(desk: Desk) -> None:
    ours, meghna = desk.committee.meets(DAY), desk.world.factory("en", name="Meghna Denim")
    theirs = desk.plans(desk.second_committee("picc", meghna.id), date(2026, 12, 9))
    farida = desk.of_user("farida@advisors.example", "advisor", desk.committee.factory.code)
    colleague = desk.of_user("near@advisors.example", "advisor", meghna.code)
    lead = desk.of_user("lead@advisors.example", "lead")
    assert desk.read(farida) == [(ours, "CONFIRMED")]
    assert desk.read(colleague) == [(theirs, "CONFIRMED")]
    assert desk.read(lead) == [(ours, "CONFIRMED"), (theirs, "CONFIRMED")]
    for role in ("admin", "auditor"):
        assert desk.read(desk.of_user(f"{role}@advisors.example", role)) == []


def test_what_is_cancelled_stays_and_what_is_older_than_a_year_goes(desk: Desk) -> None:
    token, meeting_id = desk.of_member("Rahima"), desk.committee.meets(DAY)
    with desk.world.work() as work:
        cancel_meeting(work, meeting_id)
    assert desk.read(token) == [(meeting_id, "CANCELLED")]
    desk.world.now += 370 * 86400
    assert desk.read(token) == [(meeting_id, "CANCELLED")]
    desk.world.now += 15 * 86400
    assert desk.read(token) == []


def test_a_calendar_without_meetings_is_one(desk: Desk) -> None:
    assert desk.read(desk.of_member("Rahima")) == []


def test_nothing_in_it_names_anybody_or_says_more_than_when_and_where(desk: Desk) -> None:
    desk.committee.meets(DAY, place="canteen")
    file = desk.fetch(desk.of_member("Rahima")).text.replace("\r\n ", "")
    assert "SUMMARY:Meeting\r\n" in file
    assert "LOCATION:canteen\r\n" in file
    for secret in ("Shapla", desk.committee.factory.code, "PICC", "Rahima", "+880", desk.committee.id):
        assert secret not in file


def test_it_speaks_the_language_of_its_owner(world: World) -> None:
    desk = Desk(Committee(world, "fr"), build_app(world.house, now=lambda: world.now).test_client())
    desk.committee.meets(DAY)
    calendar = Calendar.from_ical(desk.fetch(desk.of_member("Rahima")).data)
    [meeting] = calendar.walk("VEVENT")
    assert str(meeting["SUMMARY"]) == CALENDAR_ENTRY.render(catalogue("fr"))
    assert str(calendar.calendar_name) == CALENDAR_NAME.render(catalogue("fr"))


# How it comes


def test_it_comes_as_a_calendar_that_nobody_keeps(desk: Desk) -> None:
    answer = desk.fetch(desk.of_member("Rahima"))
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "Set-Cookie" not in answer.headers
    assert desk.client.post(answer.request.path).status_code == 405


def test_the_keys_of_the_advisors_pages_are_enough(desk: Desk) -> None:
    meeting_id, world = desk.committee.meets(DAY), desk.world
    few = House(world.db, world.ring.only(Purpose.CASE, Purpose.SESSION), world.house.settings)
    token, desk.client = desk.of_member("Rahima"), build_app(few, now=lambda: world.now).test_client()
    assert desk.read(token) == [(meeting_id, "CONFIRMED")]
    assert b"LOCATION:canteen" in desk.fetch(token).data


def test_no_token_is_kept_and_none_is_in_the_log_of_what_was_done(desk: Desk) -> None:
    token = desk.of_member("Rahima")
    with desk.world.db.read() as connection:
        kept = connection.execute(text("select token_hash from calendar_feeds")).scalars().all()
        rows = [str(row) for table in Base.metadata.sorted_tables for row in connection.execute(select(table))]
        made = connection.execute(select(AuditEntry.object_id).where(AuditEntry.action == "calendar.made")).scalars()
        assert made.all() == [None]
    assert kept == [hashlib.sha256(token.encode()).hexdigest()]
    assert len(token) == 43
    assert not any(token in row for row in rows)


# Who gets nothing


@pytest.fixture
def nothing(desk: Desk) -> TestResponse:
    """What the line answers where nothing ever was."""
    return desk.client.get("/nothing-at-all")


def is_nothing(answer: TestResponse, nothing: TestResponse) -> bool:
    same = ("Content-Type", "Cache-Control", "Content-Length")
    return (answer.status_code, answer.data) == (404, nothing.data) and all(
        answer.headers.get(name) == nothing.headers.get(name) for name in same
    )


@pytest.mark.parametrize(
    "token", ["a", "A" * 43, "A" * 5000, "%00", "%ff", "সভা", "..", "a'--", "a.ics", "%F0%9F%98%80"]
)
def test_an_address_that_was_never_given_out_is_none(desk: Desk, nothing: TestResponse, token: str) -> None:
    desk.of_member("Rahima")
    assert is_nothing(desk.fetch(token), nothing)


def test_the_letters_of_a_token_count(desk: Desk, nothing: TestResponse) -> None:
    token = desk.of_member("Rahima")
    for wrong in (token.swapcase(), token[:-1], token + "A", f" {token}", hashlib.sha256(token.encode()).hexdigest()):
        assert is_nothing(desk.fetch(wrong), nothing)


def test_a_new_address_ends_the_old_one_and_nobody_elses(desk: Desk, nothing: TestResponse) -> None:
    salma = desk.of_member("Salma")
    old, new = desk.of_member("Rahima"), desk.of_member("Rahima")
    assert is_nothing(desk.fetch(old), nothing)
    assert desk.fetch(new).status_code == desk.fetch(salma).status_code == 200


def test_a_new_address_from_another_seat_of_the_same_phone_ends_the_old_one(desk: Desk, nothing: TestResponse) -> None:
    old, safety = desk.of_member("Rahima"), desk.second_committee()
    with desk.world.work() as work:
        rahima = find_member(work.connection, work.ring, desk.committee.members["Rahima"])
        seat = add_member(work, safety, NewMember("Rahima Khatun", "worker"), rahima.contact_id)
        new = new_feed(work, member_id=seat.id)
    assert is_nothing(desk.fetch(old), nothing)
    assert desk.fetch(new).status_code == 200


def test_a_member_who_left_reads_nothing_any_more(desk: Desk, nothing: TestResponse) -> None:
    token = desk.of_member("Rahima")
    with desk.world.work() as work:
        leave(work, desk.committee.members["Rahima"], "")
    assert is_nothing(desk.fetch(token), nothing)


def test_a_lost_phone_reads_nothing_though_the_seat_goes_on(desk: Desk, nothing: TestResponse) -> None:
    token, world = desk.of_member("Rahima"), desk.world
    with world.work() as work:
        code = new_seat_code(work, desk.committee.members["Rahima"], "")
    assert is_nothing(desk.fetch(token), nothing)
    with world.work() as work:
        salma = find_member(work.connection, work.ring, desk.committee.members["Salma"])
        assert take_seat(work, str(salma.contact_id), code)
    assert is_nothing(desk.fetch(token), nothing)


def test_a_user_who_was_switched_off_reads_nothing(desk: Desk, nothing: TestResponse) -> None:
    token = desk.of_user("farida@advisors.example", "advisor", desk.committee.factory.code)
    assert desk.fetch(token).status_code == 200
    with desk.world.work() as work:
        work.connection.execute(update(User).values(active=False))
    assert is_nothing(desk.fetch(token), nothing)


def test_a_committee_that_is_dissolved_is_in_no_calendar(desk: Desk) -> None:
    token, _meeting = desk.of_member("Rahima"), desk.committee.meets(DAY)
    with desk.world.work() as work:
        work.connection.execute(update(CommitteeRow).values(dissolved_on=DAY))
    assert desk.read(token) == []


def test_without_its_database_the_line_asks_calendars_to_come_again(desk: Desk) -> None:
    token = desk.of_member("Rahima")
    with desk.world.db.write() as connection:
        connection.execute(text("alter table calendar_feeds rename to elsewhere"))
    assert desk.fetch(token).status_code == 503


# In a real calendar


@contextmanager
def running(world: World) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, build_app(world.house, now=lambda: world.now), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_rahima_follows_her_meetings_in_a_real_calendar(desk: Desk, tmp_path: Path) -> None:
    world, rahima = desk.world, Phone(tmp_path / "rahima", "Asia/Dhaka")
    meeting_id, token = desk.committee.meets(DAY), desk.of_member("Rahima")
    with running(world) as line:
        rahima.subscribes(f"{line}/calendar/{token}.ics")
        rahima.refreshes()
        assert rahima.shows("2026-12-01") == ["2026-12-08 15:00 – 2026-12-08 16:00 Meeting @ canteen CONFIRMED"]
        with world.work() as work:
            move_meeting(work, meeting_id, NewMeeting(date(2026, 12, 10), time(10), "hall 2"))
        rahima.refreshes()
        assert rahima.shows("2026-12-01") == ["2026-12-10 10:00 – 2026-12-10 11:00 Meeting @ hall 2 CONFIRMED"]
        with world.work() as work:
            cancel_meeting(work, meeting_id)
        rahima.refreshes()
        assert rahima.shows("2026-12-01") == ["2026-12-10 10:00 – 2026-12-10 11:00 Meeting @ hall 2 CANCELLED"]
