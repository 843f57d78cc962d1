"""Members on Telegram get each meeting as a file for their phone's calendar; nobody else gets a file."""

import asyncio
import base64
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from bot.channels.registry import open_channels
from bot.clock import TICKS
from bot.contacts import make_contact
from bot.house import House
from bot.inbox import receive
from bot.sender import Sender
from bot.telegram_updates import parse
from bot.wake import Wake
from conversations.meeting import CALENDAR_ENTRY
from locales.catalogue import catalogue
from models.vocabulary import Line
from operations.meetings import NewMeeting, cancel_meeting, move_meeting, plan_meeting
from operations.members import NewMember, add_member
from tests.channel_cases import settings_of, telegram
from tests.committee_world import Committee
from tests.operations.calendar_programs import Phone
from tests.operations.libical import is_strictly_right
from tests.servers import telegram_people
from tests.servers.telegram_people import Message
from tests.servers.telegram_server import FakeTelegram
from tests.world import Person, World

DAY, LATER = date(2026, 12, 8), date(2026, 12, 10)
MOVED = NewMeeting(LATER, time(10))


@pytest.fixture
def committee(world: World) -> Committee:
    return Committee(world)


def files(person: Person) -> list[bytes]:
    """Every file that is on a phone, in the order they came."""
    shown = person.world.phones.received(person.line, person.address)
    return [base64.b64decode(one.document["content"]) for one in shown if one.document]


def read(file: bytes) -> tuple[str, str, int, str]:
    """Of a calendar file the method, and of its one meeting UID, sequence and state."""
    assert is_strictly_right(file)
    calendar = Calendar.from_ical(file)
    [meeting] = calendar.walk("VEVENT")
    return calendar["METHOD"], str(meeting["UID"]), meeting["SEQUENCE"], str(meeting["STATUS"])


def moves(committee: Committee, meeting_id: str, to: NewMeeting = MOVED) -> None:
    with committee.world.work() as work:
        move_meeting(work, meeting_id, to)
    committee.world.settle()


def calls_off(committee: Committee, meeting_id: str) -> None:
    with committee.world.work() as work:
        cancel_meeting(work, meeting_id)
    committee.world.settle()


def test_a_member_on_telegram_gets_the_invitation_the_change_and_the_cancellation(committee: Committee) -> None:
    nasima = committee.seat("Nasima Begum", "worker", 9, Line.SIM_TELEGRAM)
    meeting_id = committee.meets(DAY)
    assert [read(file) for file in files(nasima)] == [("REQUEST", meeting_id, 0, "CONFIRMED")]
    nasima.hears()
    nasima.taps(1)
    moves(committee, meeting_id)
    calls_off(committee, meeting_id)
    assert [read(file) for file in files(nasima)[1:]] == [
        ("REQUEST", meeting_id, 1, "CONFIRMED"),
        ("CANCEL", meeting_id, 2, "CANCELLED"),
    ]


def test_the_words_come_with_the_file_and_are_said_once(committee: Committee) -> None:
    nasima = committee.seat("Nasima Begum", "worker", 9, Line.SIM_TELEGRAM)
    meeting_id = committee.meets(DAY)
    invited, question = nasima.looks()
    assert invited.text == "Meeting Tue, Dec 8, 15:00. Open this file to put it into your calendar."
    assert (question.text[-12:], question.document) == ("Do you come?", None)
    moves(committee, meeting_id)
    moved, question = nasima.looks()
    assert moved.text == "The meeting of Tue, Dec 8, 15:00 is moved to Thu, Dec 10, 10:00."
    assert moved.document
    assert question.text.endswith("Do you come?")
    calls_off(committee, meeting_id)
    [called_off] = nasima.looks()
    assert "does not take place" in called_off.text
    assert called_off.document


def test_on_sms_the_same_is_said_and_no_file_comes(committee: Committee) -> None:
    meeting_id = committee.meets(DAY)
    moves(committee, meeting_id)
    calls_off(committee, meeting_id)
    heard = committee.people["Rahima"].hears()
    assert files(committee.people["Rahima"]) == []
    assert sum("moved" in words for words in heard) == 1
    assert sum("does not take place" in words for words in heard) == 1


def test_who_has_declined_hears_of_a_change_but_gets_only_the_cancellation(committee: Committee) -> None:
    nasima = committee.seat("Nasima Begum", "worker", 9, Line.SIM_TELEGRAM)
    meeting_id = committee.meets(DAY)
    declines(nasima)
    moves(committee, meeting_id)
    assert any("moved" in words for words in nasima.hears())
    calls_off(committee, meeting_id)
    assert [read(file) for file in files(nasima)[1:]] == [("CANCEL", meeting_id, 2, "CANCELLED")]


def test_who_declined_one_date_and_comes_on_the_next_gets_that(committee: Committee) -> None:
    nasima = committee.seat("Nasima Begum", "worker", 9, Line.SIM_TELEGRAM)
    meeting_id = committee.meets(DAY)
    declines(nasima)
    moves(committee, meeting_id)
    assert len(files(nasima)) == 1
    nasima.hears()
    nasima.taps(1)
    assert [read(file) for file in files(nasima)[1:]] == [("REQUEST", meeting_id, 1, "CONFIRMED")]


def declines(person: Person) -> None:
    person.hears()
    person.taps(2)
    person.says("I am on leave")


def test_an_alternate_gets_it_when_she_is_asked(committee: Committee) -> None:
    abdul = committee.members["Abdul"]
    nasima = committee.seat("Nasima Begum", "worker", 9, Line.SIM_TELEGRAM, stands_in_for_id=abdul)
    meeting_id = committee.meets(DAY)
    assert nasima.hears() == []
    committee.people["Abdul"].says("2")
    committee.people["Abdul"].says("My child is ill")
    assert [read(file) for file in files(nasima)] == [("REQUEST", meeting_id, 0, "CONFIRMED")]


def test_who_was_never_asked_hears_of_no_cancellation(committee: Committee) -> None:
    abdul = committee.members["Abdul"]
    nasima = committee.seat("Nasima Begum", "worker", 9, Line.SIM_TELEGRAM, stands_in_for_id=abdul)
    calls_off(committee, committee.meets(DAY))
    assert nasima.hears() == []


def test_the_file_speaks_the_members_language_and_names_nobody(world: World) -> None:
    committee = Committee(world, "bn")
    nasima = committee.seat("Nasima Begum", "worker", 9, Line.SIM_TELEGRAM)
    committee.meets(DAY)
    [file] = files(nasima)
    [meeting] = Calendar.from_ical(file).walk("VEVENT")
    assert str(meeting["SUMMARY"]) == CALENDAR_ENTRY.render(catalogue("bn"))
    assert str(meeting["LOCATION"]) == "canteen"
    assert str(meeting["DTSTART"].dt) == "2026-12-08 15:00:00+06:00"
    said = file.decode().replace("\r\n ", "")
    for secret in ("Shapla", committee.factory.code, "PICC", "Nasima", "Rahima", nasima.address):
        assert secret not in said


def test_another_place_is_a_change_too(committee: Committee) -> None:
    nasima = committee.seat("Nasima Begum", "worker", 9, Line.SIM_TELEGRAM)
    moves(committee, committee.meets(DAY), NewMeeting(DAY, time(15), "hall 2"))
    assert b"LOCATION:hall 2" in files(nasima)[1]
    assert read(files(nasima)[1])[2] == 1


# Over Telegram's own protocol


@dataclass
class Connected:
    """A world whose members are on Telegram, with the local Telegram at the other end."""

    committee: Committee
    server: FakeTelegram
    settings: Any

    def __post_init__(self) -> None:
        self.world = self.committee.world
        self.world.house = House(self.world.db, self.world.ring, replace(self.settings, demo=True))

    def seats(self, name: str, side: str) -> telegram_people.Person:
        person = self.server.person(name.split(maxsplit=1)[0])
        with self.world.work() as work:
            known = {"introduced": True, "factory_id": self.committee.factory.id, "language": "en"}
            contact_id = make_contact(work, Line.TELEGRAM, str(person.id), **known)
            add_member(work, self.committee.id, NewMember(name, side), contact_id)
        return person

    def taps(self, person: telegram_people.Person, message: Message, button: int) -> None:
        inbound = parse(self.server.update_tap(person, message, button))
        assert inbound is not None
        receive(self.world.house, inbound, self.world.now)
        self.settle()

    def settle(self) -> None:
        """What is due happens, and is sent."""
        for _name, tick, _seconds in TICKS:
            tick(self.world.house, self.world.now)
        asyncio.run(self._send())

    async def _send(self) -> None:
        channels = {Line.TELEGRAM: open_channels(self.world.house.settings)[Line.TELEGRAM]}
        await channels[Line.TELEGRAM].open()
        try:
            await Sender(self.world.house, channels, Wake(), {}, now=lambda: self.world.now).drain()
        finally:
            await channels[Line.TELEGRAM].close()


@pytest.fixture
def connected(committee: Committee) -> Iterator[Connected]:
    with telegram() as rig:
        yield Connected(committee, rig.server, settings_of(rig))


def test_a_meeting_comes_by_telegram_into_a_real_calendar_moves_there_and_is_gone(
    connected: Connected, tmp_path: Path
) -> None:
    nasima, calendar = connected.seats("Nasima Begum", "worker"), Phone(tmp_path / "nasima", "Asia/Dhaka")
    with connected.world.work() as work:
        meeting_id = plan_meeting(work, connected.committee.id, NewMeeting(DAY, time(15), "canteen"))
    connected.settle()
    invited, question = connected.server.sent
    assert invited.content["document"] == invited.content["document"] | {
        "file_name": "meeting.ics",
        "mime_type": "text/calendar",
    }
    assert question.text.endswith("Do you come?")
    calendar.opens(received(invited))
    assert calendar.shows("2026-12-01") == ["2026-12-08 15:00 – 2026-12-08 16:00 Meeting @ canteen CONFIRMED"]

    connected.taps(nasima, question, 0)
    with connected.world.work() as work:
        move_meeting(work, meeting_id, MOVED)
    connected.settle()
    [moved] = [message for message in connected.server.sent if "moved" in message.text]
    calendar.opens(received(moved))
    assert calendar.shows("2026-12-01") == ["2026-12-10 10:00 – 2026-12-10 11:00 Meeting @ canteen CONFIRMED"]

    with connected.world.work() as work:
        cancel_meeting(work, meeting_id)
    connected.settle()
    calendar.opens(received(connected.server.sent[-1]))
    assert calendar.shows("2026-12-01") == ["2026-12-10 10:00 – 2026-12-10 11:00 Meeting @ canteen CANCELLED"]


def received(message: Message) -> bytes:
    """The file of a message, as it arrived."""
    assert message.file is not None
    assert is_strictly_right(message.file[1])
    return message.file[1]
