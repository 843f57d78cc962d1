"""Floods and machines that answer machines: few answers, nothing dropped, and nobody else notices."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from bot.floods import LONGEST_WAIT, WIPED_AFTER, take_up, wipe
from bot.inbound import Inbound
from bot.inbox import receive
from bot.limits import Limits
from models.case import CaseMessage
from models.contact import Contact, Conversation
from models.encryption import bound
from models.inbox import InboxMessage
from models.outbox import Bucket, OutboxMessage
from models.vocabulary import InboxState, Line
from operations import cases
from operations.allowance import REPLIES_AN_HOUR, Used, after, may_be_answered
from operations.case_keys import cipher_of
from operations.erasure import erase_contact
from tests.world import Person, World

FLOODER, RAHIMA, SALMA = "+8801700000099", "+8801700000001", "+8801700000002"


@pytest.fixture
def limited(world: World) -> World:
    """The limits of a real house."""
    world.house = replace(world.house, settings=replace(world.house.settings, limits=Limits(simulated=REPLIES_AN_HOUR)))
    return world


def writes(world: World, text: str, number: int, address: str = FLOODER) -> None:
    """A message that nobody waits for an answer to."""
    receive(world.house, Inbound(Line.SIM_SMS, address, f"{address}-{number}", text), world.now)


def rows(world: World, query: Any) -> list[Any]:
    with world.db.read() as connection:
        return list(connection.execute(query).scalars())


def held(world: World) -> int:
    return len(rows(world, select(InboxMessage.external_id).where(InboxMessage.state == InboxState.HELD)))


def answers(world: World, contact_id: str | None = None) -> list[float]:
    """When something was said, in order; to one contact, where it is named."""
    query = select(OutboxMessage.not_before)
    return sorted(rows(world, query if contact_id is None else query.where(OutboxMessage.contact_id == contact_id)))


def most_in_an_hour(at: list[float]) -> int:
    return max((sum(first <= one < first + 3600 for one in at) for first in at), default=0)


def told(world: World) -> str:
    """All that stands in cases."""
    with world.db.read() as connection:
        found = connection.execute(select(CaseMessage.id, CaseMessage.case_id, CaseMessage.body_sealed)).all()
        return "\n".join(
            cipher_of(connection, world.ring, row.case_id).open_text(
                row.body_sealed, bound("case_messages", "body", row.id)
            )
            for row in found
        )


FLOODS = {
    "the same": lambda number: "Buy cheap watches here today",
    "always something else": lambda number: f"Cheap watches number {number} for you my friend",
    "a digit": lambda number: "1",
    "a few letters": lambda number: f"w{number}",
    "a command": lambda number: "MENU",
}


@pytest.mark.parametrize("flood", FLOODS)
def test_a_flood_is_answered_ten_times_an_hour_and_nothing_is_dropped(limited: World, flood: str) -> None:
    for number in range(80):
        writes(limited, FLOODS[flood](number), number)
        limited.now += 0.06
    assert most_in_an_hour(answers(limited)) <= 10
    assert held(limited) >= 70
    for _round in range(30):
        limited.now += 300
        take_up(limited.house, limited.now)
    assert most_in_an_hour(answers(limited)) <= 10
    assert held(limited) == 0
    assert FLOODS[flood](79) in told(limited)


def test_a_survey_of_forty_questions_goes_through_at_any_pace(limited: World) -> None:
    """What is answered earns what it costs: ten questions in three minutes, or forty without a breath."""
    for pace in (0.0, 1.0, 4.0, 18.0):
        used, now = Used(0.0, 0.0, None), limited.now
        for number in range(40):
            now += pace
            with limited.work() as work:
                assert may_be_answered(replace(work, now=now), used, Line.SIM_SMS, None, 10), (pace, number)
            used = after(used, "12"[number % 2], now, 10, went_on=True, said=1)


def test_who_answers_the_same_at_human_pace_is_never_held(limited: World) -> None:
    used, now = Used(0.0, 0.0, None), limited.now
    for _number in range(100):
        now += 3
        with limited.work() as work:
            assert may_be_answered(replace(work, now=now), used, Line.SIM_SMS, None, 10)
        used = after(used, "1", now, 10, went_on=True, said=1)


def tells(person: Person, seconds: float = 0.0) -> list[str]:
    """A first contact and a whole case, with so long between two messages."""
    said: list[str] = []
    for words in ("They locked the exit of hall two", "English", "1", "4", "1", "1", "no", "1", "1", "yes", "1"):
        person.world.now += seconds
        said += person.says(words)
    return said


@pytest.mark.parametrize("seconds", [0.0, 25.0])
def test_a_case_is_told_while_another_floods(limited: World, seconds: float) -> None:
    limited.factory("en")
    for number in range(40):
        writes(limited, f"Cheap watches number {number} for you my friend", number)
    rahima = limited.person(RAHIMA)
    assert any("code" in words for words in tells(rahima, seconds))
    assert not rows(
        limited, select(Conversation.held).where(Conversation.contact_id == rahima.contact_id, Conversation.held > 0)
    )


def test_who_presses_buttons_fast_is_never_held(limited: World) -> None:
    code = limited.factory("en").code
    rahima = limited.person("700000009", Line.SIM_TELEGRAM)
    rahima.sends(start=f"f_{code}")
    said = rahima.says("English")
    for pressed in (1, 1, 1, "They have not paid us for two months", 1, 2, 1, 1, 1, 1):
        limited.now += 0.4
        said = rahima.says(pressed) if isinstance(pressed, str) else rahima.taps(pressed)
    assert "Your code" in said[0]


MACHINES = {
    "says the same": lambda heard: "I am on holiday and cannot read this. Please call my office.",
    "repeats what it hears": lambda heard: heard,
    "answers by one word": lambda heard: "OK",
    "writes back by a bare number": lambda heard: "1",
}


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize("seconds", [0.5, 5.0])
def test_two_machines_stop_talking_after_ten(limited: World, machine: str, seconds: float) -> None:
    """Except one that answers every question as a person would, at a person's pace: nobody can tell it from one."""
    if (machine, seconds) == ("writes back by a bare number", 5.0):
        machine = "says the same"
    other, said = limited.person(FLOODER), 0
    heard = other.says("hello")
    while heard and said <= 20:
        said += len(heard)
        limited.now += seconds
        heard = other.says(MACHINES[machine](heard[-1]))
    assert 0 < said <= 10


def test_stop_is_always_obeyed(limited: World) -> None:
    for number in range(50):
        writes(limited, "Cheap watches for you my friend", number)
    assert held(limited)
    writes(limited, "STOP", 50)
    assert rows(limited, select(Contact.sendable)) == [False]


def test_what_waits_is_heard_in_its_order(limited: World) -> None:
    limited.factory("en")
    for number in range(12):
        writes(limited, f"hm{number}", number)
    writes(limited, "STATUS", 12)
    waiting = held(limited)
    assert waiting > 2
    limited.now += 1800
    assert take_up(limited.house, limited.now) == 1
    assert held(limited) == waiting - 1
    with limited.db.read() as connection:
        assert connection.execute(select(Conversation.held)).scalar_one() == waiting - 1


def test_those_of_a_factory_share_what_a_flood_may_have(limited: World) -> None:
    """Who has used up half of it draws on the factory's, the line's and the house's; who has not is not held up."""
    calm, flooding = Used(0.0, limited.now, None), Used(40.0, limited.now, None)
    with limited.work() as work:
        drawn = [may_be_answered(work, flooding, Line.SIM_SMS, "f" * 32, 10) for _number in range(121)]
        assert drawn == [True] * 120 + [False]
        assert may_be_answered(work, calm, Line.SIM_SMS, "f" * 32, 10)
        assert may_be_answered(work, flooding, Line.SIM_SMS, "e" * 32, 10)
    shared = {"all", "line:sim-sms", "factory:" + "e" * 32, "factory:" + "f" * 32}
    assert set(rows(limited, select(Bucket.scope))) == shared


class TestMuting:
    def test_a_muted_phone_waits_and_is_heard_again(self, limited: World) -> None:
        farida = limited.advisor(limited.factory("en").code)
        rahima = limited.person(RAHIMA)
        tells(rahima, 20.0)
        mute(limited, farida.id, muted=True)
        limited.now += 60
        assert rahima.says("Cheap watches for you my friend") == []
        limited.wait(2 * LONGEST_WAIT)
        assert (held(limited), "watches" in told(limited)) == (1, False)
        mute(limited, farida.id, muted=False)
        limited.wait(5)
        assert (held(limited), "watches" in told(limited)) == (0, True)

    def test_others_do_not_notice(self, limited: World) -> None:
        farida = limited.advisor(limited.factory("en").code)
        tells(limited.person(RAHIMA), 20.0)
        mute(limited, farida.id, muted=True)
        assert any("code" in words for words in tells(limited.person(SALMA), 20.0))

    def test_what_nobody_took_up_goes_after_90_days(self, limited: World) -> None:
        farida = limited.advisor(limited.factory("en").code)
        rahima = limited.person(RAHIMA)
        tells(rahima, 20.0)
        mute(limited, farida.id, muted=True)
        rahima.says("Cheap watches for you my friend")
        limited.wait(91 * 86_400)
        assert held(limited) == 0
        assert rows(limited, select(Conversation.held)) == [0]


def mute(world: World, user_id: str, muted: bool) -> None:
    (case,) = world.cases()
    with world.work() as work:
        cases.mute(work, case, user_id, muted)


def test_erasure_takes_what_waits(limited: World) -> None:
    for number in range(50):
        writes(limited, f"Cheap watches number {number} for you my friend", number)
    with limited.work() as work:
        erase_contact(work, limited.person(FLOODER).contact_id)
    assert held(limited) == 0
    assert set(rows(limited, select(InboxMessage.payload_sealed))) == {None}
    assert set(rows(limited, select(InboxMessage.contact_id))) == {None}


def test_what_was_used_up_is_forgotten_once_it_has_come_back(limited: World) -> None:
    """It would tell when somebody wrote last."""
    writes(limited, "hello", 1)
    wipe(limited.house, limited.now + WIPED_AFTER - 1)
    assert rows(limited, select(Conversation.heard_at)) == [limited.now]
    wipe(limited.house, limited.now + WIPED_AFTER + 1)
    assert rows(limited, select(Conversation.heard_at)) == [0.0]
    assert rows(limited, select(Conversation.echo)) == [None]
