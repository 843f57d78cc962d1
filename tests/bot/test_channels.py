"""Every channel over its real library against its local provider: one table of cases, and what only one has."""

import asyncio
import base64
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from sqlalchemy import select

from bot.channels import http
from bot.channels.channel import FetchError, Parcel, SendError
from bot.channels.registry import open_channels
from bot.contacts import make_contact
from bot.house import House
from bot.sender import Sender
from bot.settings import Settings
from bot.wake import Wake
from models.contact import Contact
from models.outbox import LinePace, OutboxMessage
from models.vocabulary import Line
from operations.outbox import Outgoing, queue
from tests.channel_cases import CASES, RIGS, WORKER, Case, Rig, settings_of, twilio
from tests.world import World

BODY = {"text": "Is anyone in danger now?", "language": "en"}
FILE = {
    "text": "Meeting <Tuesday> & more সভা",
    "language": "bn",
    "document": {
        "name": "meeting.ics",
        "media_type": "text/calendar",
        "content": base64.b64encode(b"BEGIN:VCALENDAR\r\n").decode(),
    },
}
QUESTION = BODY | {"options": [["yes", "Yes"], ["no", "No"]], "conversation": "c0ffee00", "key": "danger"}


@pytest.fixture(params=RIGS)
def rig(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    monkeypatch.setattr(http, "TIMEOUT", 0.5)
    with RIGS[request.param]() as rig:
        yield rig


class Post:
    """A world whose line is connected to a provider."""

    def __init__(self, world: World, rig: Rig) -> None:
        self.world, self.rig = world, rig
        self.house = House(world.db, world.ring, settings_of(rig))

    def queue(self, body: dict[str, object] | None = None, **values: object) -> None:
        with self.world.work() as work:
            contact = make_contact(work, self.rig.line, self.rig.address)
            queue(work, contact, Outgoing(body=dict(body or BODY), **values))  # type: ignore[arg-type]

    def send(self) -> int:
        return asyncio.run(self._send(self.house.settings))

    async def _send(self, settings: Settings) -> int:
        channels = open_channels(settings)
        for channel in channels.values():
            await channel.open()
        try:
            return await Sender(self.house, channels, Wake(), {}, now=lambda: self.world.now).drain()
        finally:
            for channel in channels.values():
                await channel.close()

    def one(self) -> OutboxMessage:
        with self.world.db.session() as session:
            return session.scalars(select(OutboxMessage).order_by(OutboxMessage.number)).all()[0]

    def contact(self) -> Contact:
        with self.world.db.session() as session:
            return session.scalars(select(Contact)).one()

    def rests_until(self) -> float:
        with self.world.db.session() as session:
            return session.scalars(select(LinePace.paused_until)).one()


@pytest.fixture
def post(world: World, rig: Rig) -> Post:
    return Post(world, rig)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_becomes_of_a_message(post: Post, case: Case) -> None:
    if case.fault:
        post.rig.server.fail_next(**case.fault)
    post.queue()
    post.send()
    row = post.one()
    assert row.state == case.state or (case.state == "sent" and row.state in ("accepted", "sent"))
    if case.error:
        assert row.error == case.error
    if case.waits:
        assert case.waits * 0.79 <= row.not_before - post.world.now <= case.waits
    if case.line_rests:
        assert post.rests_until() == pytest.approx(row.not_before)


def test_refused_credentials_stop_the_line_until_they_are_looked_at(post: Post) -> None:
    """It rests, calls nobody meanwhile, and then goes on with what had to wait: nothing is given up."""
    server = post.rig.server
    server.fail_next(3, status=401)
    for number in range(3):
        post.queue({"text": f"part {number}", "language": "en"})
    post.send()
    calls = server.calls
    post.world.now += 59
    assert post.send() == 0
    assert server.calls == calls
    for _rest in range(4):
        post.world.now += 61
        post.send()
    assert post.rig.words() == [f"part {number}" for number in range(3)]


def test_no_provider_is_waited_for_as_long_as_it_likes() -> None:
    """Ten seconds, and that is true of all at once: twilio's own default is for ever."""

    async def waits(rig: Rig) -> SendError:
        (channel,) = open_channels(settings_of(rig)).values()
        await channel.open()
        try:
            with pytest.raises(SendError) as given_up:
                await channel.send(Parcel(rig.address, BODY, "0" * 32))
            return given_up.value
        finally:
            await channel.close()

    async def all_at_once(rigs: list[Rig]) -> list[SendError]:
        return await asyncio.wait_for(asyncio.gather(*map(waits, rigs)), 50)

    with ExitStack() as stack:
        rigs = [stack.enter_context(rig()) for rig in RIGS.values()]
        for rig in rigs:
            rig.server.fail_next(how="hang")
        found = asyncio.run(all_at_once(rigs))
    assert [(one.trouble, one.code) for one in found] == [("unknown", "timeout")] * 3


def test_after_trouble_it_arrives_once(post: Post) -> None:
    post.rig.server.fail_next(2, status=500)
    post.queue()
    for _try in range(4):
        post.send()
        post.world.now += 400
    assert post.rig.words() == ["Is anyone in danger now?"]


def test_a_provider_that_is_not_there_is_tried_again(post: Post) -> None:
    post.rig.server.stop()
    post.queue()
    post.send()
    assert (post.one().state, post.one().error) == ("queued", "not_connected")


def test_what_is_too_old_is_never_sent(post: Post) -> None:
    post.rig.server.fail_next(status=500)
    post.queue(life=3.0)
    post.send()
    assert post.one().state == "expired"
    post.world.wait(600)
    post.send()
    assert post.rig.words() == []


def test_messages_to_one_person_leave_in_order(post: Post) -> None:
    post.rig.server.fail_next(status=500)
    for number in range(4):
        post.queue({"text": f"part {number}", "language": "en"})
    for _try in range(6):
        post.send()
        post.world.now += 30
    assert post.rig.words() == [f"part {number}" for number in range(4)]


def test_the_words_do_not_stay_once_they_are_sent(post: Post) -> None:
    post.queue()
    post.send()
    row = post.one()
    assert row.body_sealed is None or row.state == "accepted"


def test_options_reach_every_phone(post: Post) -> None:
    post.queue(QUESTION)
    post.send()
    words = post.rig.words()[0]
    if post.rig.line is Line.TELEGRAM:
        buttons = post.rig.server.sent[0].buttons
        assert buttons == [("Yes", "c0ffee00:danger:yes"), ("No", "c0ffee00:danger:no")]
    else:
        assert words == "Is anyone in danger now?\n1 Yes\n2 No"


def test_a_file_arrives_on_telegram_with_its_words_below(world: World) -> None:
    with RIGS["telegram"]() as rig:
        post = Post(world, rig)
        post.queue(FILE | {"options": QUESTION["options"], "conversation": "c0ffee00", "key": "danger"})
        post.queue(FILE | {"text": ""})
        post.send()
        assert [message.file for message in rig.server.sent] == [("meeting.ics", b"BEGIN:VCALENDAR\r\n")] * 2
        assert rig.server.sent[0].content["document"]["mime_type"] == "text/calendar"
        assert rig.words() == ["Meeting <Tuesday> & more সভা", ""]
        assert [label for label, _data in rig.server.sent[0].buttons] == ["Yes", "No"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_becomes_of_a_file(world: World, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "TIMEOUT", 0.5)
    with RIGS["telegram"]() as rig:
        post = Post(world, rig)
        if case.fault:
            rig.server.fail_next(**case.fault)
        post.queue(FILE)
        post.send()
        assert post.one().state == case.state


def test_who_has_blocked_the_bot_gets_no_file(world: World) -> None:
    with RIGS["telegram"]() as rig:
        post = Post(world, rig)
        rig.block()
        post.queue(FILE)
        post.send()
        assert (post.one().state, post.contact().sendable) == ("blocked", False)


@pytest.mark.parametrize("who", ["twilio", "telegram"])
def test_who_has_opted_out_is_unsendable_at_once(world: World, who: str) -> None:
    with RIGS[who]() as rig:
        post = Post(world, rig)
        rig.block()
        post.queue()
        post.queue()
        post.send()
        assert post.one().state == "blocked"
        assert not post.contact().sendable
        post.queue()
        assert rig.words() == []


class TestTelegram:
    @pytest.fixture
    def post(self, world: World) -> Iterator[Post]:
        with RIGS["telegram"]() as rig:
            yield Post(world, rig)

    def test_a_chat_that_has_another_number_now_is_not_written_to(self, post: Post) -> None:
        server = post.rig.server
        server.migrate(server.people[int(post.rig.address)], -1001234567890)
        for _time in range(2):
            post.queue()
            post.send()
        assert (post.one().state, post.one().error) == ("blocked", "migrated")
        assert not post.contact().sendable
        assert server.calls == 1

    def test_a_chat_that_is_not_there_is_not_written_to(self, post: Post) -> None:
        post.rig.server.people.clear()
        post.queue()
        post.send()
        assert (post.one().state, post.contact().sendable) == ("blocked", False)

    def test_a_message_it_will_not_take_says_nothing_about_the_person(self, post: Post) -> None:
        post.rig.server.fail_next(status=400, message="Bad Request: message is too long")
        post.queue()
        post.queue({"text": "a shorter one", "language": "en"})
        post.send()
        post.send()
        assert (post.one().state, post.contact().sendable) == ("failed", True)
        assert post.rig.words() == ["a shorter one"]

    def test_a_page_in_place_of_json_leaves_it_unknown(self, post: Post) -> None:
        post.rig.server.fail_next(how="garbage")
        post.queue()
        post.send()
        assert post.one().state == "unknown"


class TestTwilio:
    @pytest.fixture
    def post(self, world: World) -> Iterator[Post]:
        with twilio() as rig:
            yield Post(world, rig)

    def test_it_asks_for_a_report_under_the_row_s_own_token(self, post: Post) -> None:
        post.queue()
        post.send()
        assert post.rig.server.sent[0].status_callback == (
            f"https://line.example.org/webhooks/twilio/status/{post.one().id}"
        )
        assert post.rig.server.sent[0].params["ValidityPeriod"] == ["14400"]

    def test_a_messaging_service_sends_in_place_of_a_number(self, post: Post) -> None:
        post.rig.environment["TWILIO_FROM"] = "MG" + "0" * 32
        Post.__init__(post, post.world, post.rig)
        post.queue()
        post.send()
        assert post.rig.server.sent[0].messaging_service_sid == "MG" + "0" * 32

    def test_whatsapp_is_answered_as_whatsapp(self, post: Post) -> None:
        post.rig.address = f"whatsapp:{WORKER}"
        post.queue()
        post.send()
        assert (post.rig.server.sent[0].to, post.rig.server.sent[0].from_) == (
            f"whatsapp:{WORKER}", "whatsapp:+15005550006",
        )  # fmt: skip

    def test_a_page_in_place_of_json_leaves_it_unknown(self, post: Post) -> None:
        post.rig.server.fail_next(how="garbage")
        post.queue()
        post.send()
        assert post.one().state == "unknown"

    def test_what_is_unknown_is_sent_again_after_patience_unless_a_report_comes(self, post: Post) -> None:
        post.rig.server.fail_next(how="reset", accepted=True)
        post.queue()
        post.send()
        post.world.wait(60)
        assert post.one().state == "unknown"
        post.world.wait(90)
        assert (post.one().state, post.one().error) == ("queued", "resent")

    def test_what_must_not_be_doubled_is_given_up(self, post: Post) -> None:
        post.rig.server.fail_next(how="reset", accepted=True)
        post.queue(resend=False)
        post.send()
        post.world.wait(150)
        assert (post.one().state, post.one().error) == ("failed", "unknown")

    def test_files_are_fetched_with_our_name_and_only_from_twilio(self, post: Post) -> None:
        channel = open_channels(post.house.settings)[Line.TWILIO]

        async def fetch(url: str) -> bytes:
            await channel.open()
            try:
                return await channel.fetch(url)
            finally:
                await channel.close()

        with pytest.raises(FetchError, match="foreign"):
            asyncio.run(fetch("https://evil.example/steal"))


def test_the_pace_of_a_line_is_kept_and_nothing_is_dropped(world: World) -> None:
    with twilio() as rig:
        rig.environment["TWILIO_PACE"] = "1"
        post = Post(world, rig)
        for number in range(5):
            post.queue({"text": f"{number}", "language": "en"})

        async def one_second() -> int:
            channels = open_channels(post.house.settings)
            await channels[Line.TWILIO].open()
            sender = Sender(post.house, channels, Wake(), {Line.TWILIO: 1.0}, now=lambda: world.now)
            try:
                return await sender.drain()
            finally:
                await channels[Line.TWILIO].close()

        sent = []
        for _second in range(8):
            sent.append(asyncio.run(one_second()))
            world.now += 1
        assert max(sent) == 1
        assert sum(sent) == 5
