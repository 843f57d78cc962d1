"""Where one line cannot deliver, the next one of the factory does: the same words to the same number, once."""

import asyncio
from dataclasses import dataclass, field

import pytest
from sqlalchemy import select, update

from bot.channels.channel import SendError, Trouble
from bot.contacts import make_contact
from bot.delivery import report
from bot.house import House
from bot.inbound import Inbound
from bot.inbox import receive
from bot.next_line import lines_of
from bot.prompts import open_due
from bot.sender import Sender
from bot.settings import load_settings
from bot.wake import Wake
from models.case import CaseMessage
from models.factory import Factory
from models.outbox import OutboxMessage
from models.vocabulary import Line, OutboxState
from operations.outbox import Outgoing, queue
from tests.bot.post_office import Provider
from tests.webhooks.conftest import ENVIRONMENT
from tests.world import World

RAHIMA = "+8801700000001"


@dataclass
class Two:
    """A house with two lines of SMS and Telegram."""

    world: World
    providers: dict[str, Provider] = field(
        default_factory=lambda: {line: Provider(line) for line in (Line.TWILIO, Line.GATEWAY, Line.TELEGRAM)}
    )

    def __post_init__(self) -> None:
        self.world.house = House(self.world.db, self.world.ring, load_settings(ENVIRONMENT))
        self.factory = self.world.factory("en").id

    def writes(self, line: Line = Line.TWILIO, address: str = RAHIMA) -> str:
        """Queue a message; returns its id."""
        with self.world.work() as work:
            contact = make_contact(work, line, address, factory_id=self.factory)
            queue(work, contact, Outgoing({"text": "hello", "language": "en"}))
            return str(work.connection.execute(select(OutboxMessage.id)).scalar_one())

    def fails(self, line: Line, trouble: Trouble = Trouble.PERMANENT) -> None:
        self.providers[line].will(SendError(trouble, "21612", None))

    def sends(self) -> None:
        for _round in range(3):
            sender = Sender(self.world.house, self.providers, Wake(), {}, now=lambda: self.world.now)
            asyncio.run(sender.drain())

    def reports(self, message: str, state: OutboxState) -> None:
        with self.world.work() as work:
            assert report(work, message, state, None, "30003", lines_of(self.world.house.settings))

    @property
    def arrived(self) -> dict[str, list[str]]:
        return {line: provider.words for line, provider in self.providers.items() if provider.words}

    def states(self) -> list[tuple[str, str]]:
        with self.world.db.read() as connection:
            query = select(OutboxMessage.line, OutboxMessage.state).order_by(OutboxMessage.number)
            return [(row.line, row.state) for row in connection.execute(query)]


@pytest.fixture
def two(world: World) -> Two:
    return Two(world)


@pytest.mark.parametrize(("line", "other"), [(Line.TWILIO, Line.GATEWAY), (Line.GATEWAY, Line.TWILIO)])
def test_what_one_line_refuses_goes_by_the_other(two: Two, line: Line, other: Line) -> None:
    two.writes(line)
    two.fails(line)
    two.sends()
    assert two.arrived == {other: ["hello"]}
    assert two.states() == [(line, "failed"), (other, "sent")]


def test_when_the_other_fails_too_that_is_the_end(two: Two) -> None:
    two.writes()
    two.fails(Line.TWILIO)
    two.fails(Line.GATEWAY)
    two.sends()
    assert two.arrived == {}
    assert two.states() == [("twilio", "failed"), ("gateway", "failed")]


def test_who_wants_no_messages_gets_none_by_another_line(two: Two) -> None:
    two.writes()
    two.fails(Line.TWILIO, Trouble.UNSENDABLE)
    two.sends()
    assert two.arrived == {}
    assert two.states() == [("twilio", "blocked")]


@pytest.mark.parametrize(("line", "address"), [(Line.TWILIO, f"whatsapp:{RAHIMA}"), (Line.TELEGRAM, "5000000900")])
def test_a_chat_is_never_taken_for_a_phone(two: Two, line: Line, address: str) -> None:
    two.writes(line, address)
    two.fails(line)
    two.sends()
    assert two.arrived == {}
    assert two.states() == [(line, "failed")]


@pytest.mark.parametrize(("channels", "moved"), [(["twilio"], False), (["twilio", "gateway"], True), ([], True)])
def test_the_factory_says_which_lines_it_has(two: Two, channels: list[str], moved: bool) -> None:
    with two.world.work() as work:
        work.connection.execute(update(Factory).values(channels=channels))
    two.writes()
    two.fails(Line.TWILIO)
    two.sends()
    assert bool(two.arrived) is moved


def test_a_report_of_failing_moves_it_once_however_often_it_comes(two: Two) -> None:
    message = two.writes()
    for state in (OutboxState.UNDELIVERED, OutboxState.FAILED, OutboxState.FAILED):
        two.reports(message, state)
    two.sends()
    two.reports(message, OutboxState.FAILED)
    two.sends()
    assert two.arrived == {"gateway": ["hello"]}
    assert [state for _line, state in two.states()] == ["failed", "sent"]


class TestAnAdvisorSees:
    """That her words are on their way again, and not by which."""

    def test_the_reply_waits_again_and_then_arrives(self, two: Two) -> None:
        world = two.world
        with world.db.read() as connection:
            code = connection.execute(select(Factory.code)).scalar_one()
        for number, words in enumerate((code, "English", "1", "6", "1", "When is Eid?", "1", "1")):
            receive(world.house, Inbound(Line.TWILIO, RAHIMA, f"SM{number:032}", words), world.now)
        two.sends()
        reply = world.advisor(role="lead").replies("On Friday.")
        world.now += 86_400 / 2
        open_due(world.house, world.now)
        two.fails(Line.TWILIO)
        two.sends()
        assert two.arrived["gateway"][-1:] == ["On Friday."]
        assert delivery(world, reply) == ("sent", None)
        with world.db.read() as connection:
            query = select(OutboxMessage.line, OutboxMessage.id).where(OutboxMessage.message_id == reply)
            sent_by = {row.line: row.id for row in connection.execute(query)}
        two.reports(sent_by["twilio"], OutboxState.UNDELIVERED)  # late, of the way that had failed
        assert delivery(world, reply) == ("sent", None)
        two.reports(sent_by["gateway"], OutboxState.DELIVERED)
        assert delivery(world, reply)[0] == "delivered"


def delivery(world: World, message_id: str) -> tuple[str, str | None]:
    with world.db.read() as connection:
        query = select(CaseMessage.delivery, CaseMessage.delivery_error).where(CaseMessage.id == message_id)
        return tuple(connection.execute(query).one())  # type: ignore[return-value]
