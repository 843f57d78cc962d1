"""A member on Telegram asks for the address of her calendar, gets it once, and a new one when she asks again."""

import re
from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from bot.house import House
from models.outbox import OutboxMessage
from models.vocabulary import Line
from operations.members import new_seat_code
from tests.committee_world import Committee
from tests.world import Person, World
from webhooks.app import build_app

ADDRESS = re.compile(r"https://line\.example\.org(/calendar/[A-Za-z0-9_-]{43}\.ics)")


@pytest.fixture
def committee(world: World) -> Committee:
    settings = replace(world.house.settings, public_url="https://line.example.org")
    world.house = House(world.db, world.ring, settings)
    return Committee(world)


@pytest.fixture
def nasima(committee: Committee) -> Person:
    """A member who is on Telegram."""
    return committee.seat("Nasima Begum", "worker", 9, Line.SIM_TELEGRAM)


@pytest.fixture
def web(world: World, committee: Committee) -> FlaskClient:
    return build_app(world.house, now=lambda: world.now).test_client()


def asks(person: Person) -> list[str]:
    """She goes there by the menus."""
    person.says("COMMITTEE")
    person.says("Meetings")
    return person.says("Calendar")


def given(heard: list[str]) -> str:
    """The path of the one address among what was heard, which stands alone in its message."""
    [path] = [found[1] for words in heard if (found := ADDRESS.fullmatch(words))]
    return path


def test_she_is_given_an_address_that_works(committee: Committee, nasima: Person, web: FlaskClient) -> None:
    heard = asks(nasima)
    assert "Keep it to yourself" in heard[0]
    meeting_id = committee.meets(date(2026, 12, 8))
    assert meeting_id in web.get(given(heard)).text


def test_the_address_is_not_said_again_and_a_new_one_ends_it(nasima: Person, web: FlaskClient) -> None:
    first = given(asks(nasima))
    assert first not in " ".join(nasima.says("MENU"))
    second = given(asks(nasima))
    assert web.get(first).status_code == 404
    assert web.get(second).status_code == 200


def test_once_it_is_sent_the_line_does_not_know_it(world: World, nasima: Person) -> None:
    asks(nasima)
    with world.db.read() as connection:
        assert set(connection.execute(select(OutboxMessage.body_sealed)).scalars()) == {None}


def test_a_member_on_sms_is_not_offered_one(committee: Committee) -> None:
    secretary = committee.people["Salma"]
    assert "Calendar" not in secretary.says("COMMITTEE")[-1]
    assert "Calendar" not in secretary.says("Meetings")[-1]


def test_a_worker_who_is_no_member_is_not_offered_one(committee: Committee, world: World) -> None:
    stranger = world.person("7000000777", Line.SIM_TELEGRAM)
    stranger.sends(start=f"f_{committee.factory.code}")
    stranger.taps(1)
    stranger.says("COMMITTEE")
    offered = [label for shown in world.phones.received(stranger.line, stranger.address) for _d, label in shown.options]
    assert "Representatives" in offered
    assert "Calendar" not in offered


def test_a_phone_that_has_lost_its_seat_gets_none(committee: Committee, nasima: Person) -> None:
    nasima.says("COMMITTEE")
    nasima.says("Meetings")
    with committee.world.work() as work:
        new_seat_code(work, committee.members["Nasima"], "")
    (words,) = nasima.says("Calendar")
    assert "not tied to that seat" in words


def test_what_she_tells_at_the_menu_becomes_a_case_of_its_own(nasima: Person) -> None:
    nasima.says("COMMITTEE")
    nasima.says("They have locked the exit on the third floor again")
    nasima.says("Meetings")
    heard = nasima.says("Calendar")
    assert given(heard)
    assert heard[-1].startswith("What is it about?")
