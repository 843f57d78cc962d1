"""What the sender does when sending goes wrong: again, later, never, or not at all on this line."""

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, text

from bot.channels.channel import Parcel, Sent
from bot.clock import TICKS
from bot.sender import FIRST_RETRY, LONGEST_RETRY, MISTAKES, backoff
from models.case import CaseMessage
from models.outbox import LinePace
from models.vocabulary import Line, OutboxState
from operations.outbox import Outgoing, queue
from operations.sessions import new_link_token
from tests.bot.post_office import SALMA, PostOffice, failing
from tests.world import World


@pytest.fixture
def post(world: World) -> PostOffice:
    return PostOffice(world)


def tick(post: PostOffice, seconds: float) -> None:
    """Time passes and the clock ticks; nothing is sent."""
    post.world.now += seconds
    for _name, due, _seconds in TICKS:
        due(post.world.house, post.world.now)


@given(attempts=st.integers(1, 500))
def test_it_waits_longer_each_time_and_never_long(attempts: int) -> None:
    longest = min(FIRST_RETRY * 2 ** (attempts - 1), LONGEST_RETRY)
    assert 0.8 * longest <= backoff(attempts) <= longest


def test_it_is_marked_before_it_is_sent(post: PostOffice) -> None:
    """A restart can tell “never sent” from “perhaps sent”."""
    message, seen = post.writes("hello"), []
    post.provider.will(lambda _parcel: seen.append(post.row(message).state))
    post.sends()
    assert seen == ["sending"]
    assert (post.row(message).state, post.row(message).provider_id) == ("sent", message)


def test_it_comes_again_later_each_time_and_in_order(post: PostOffice) -> None:
    first = post.writes("first")
    post.writes("second")
    post.provider.will(*[failing("retry")] * 3)
    waits = []
    for _try in range(3):
        post.sends()
        assert post.provider.words == []
        waits.append(post.row(first).not_before - post.world.now)
        post.world.now = post.row(first).not_before
    assert all(low <= wait <= high for wait, low, high in zip(waits, (4, 8, 16), (5, 10, 20), strict=True))
    post.sends()
    assert post.provider.words == ["first", "second"]


@pytest.mark.parametrize("seconds", [1.0, 35.0, 900.0])
def test_it_comes_again_exactly_when_the_provider_says_and_so_does_the_line(post: PostOffice, seconds: float) -> None:
    message = post.writes("hello")
    post.writes("another", to=SALMA)
    post.provider.will(failing("retry", "429", seconds), failing("retry", "429", seconds))
    post.sends()
    again = post.world.now + seconds
    assert post.row(message).not_before == again
    post.writes("a third", to="+8801700000003")
    post.world.now = again - 0.1
    assert post.sends() == 0
    post.world.now = again
    assert post.sends() == 3


def test_refused_credentials_stop_the_line_and_lose_nothing(post: PostOffice) -> None:
    message = post.writes("hello")
    post.provider.will(failing("line_down", "401"))
    post.sends()
    post.writes("another", to=SALMA)
    post.world.now += 59
    assert post.sends() == 0
    with post.world.db.read() as connection:
        assert connection.execute(select(LinePace.paused_reason)).scalar_one() == "401"
    post.world.now += 1
    assert post.sends() == 2
    assert post.row(message).state == "sent"


def test_of_refused_credentials_leads_and_admins_hear_once_in_an_outage(post: PostOffice) -> None:
    admin = post.world.advisor(role="admin", email="admin@advisors.example")
    chat = post.world.person("900000001", Line.SIM_TELEGRAM)
    with post.world.work() as work:
        token = new_link_token(work, admin.id)
    chat.sends(start=f"u_{token}")
    for _time in range(3):
        post.writes("hello")
    post.provider.will(*(failing("line_down", "401") for _time in range(6)))
    post.sends()
    post.world.now += 60
    post.sends()
    post.world.sends()
    assert chat.hears() == ["Bobbin: a line is refused by its provider. Its access must be renewed."]
    post.world.now += 3 * 3600
    post.writes("again")
    post.provider.will(failing("line_down", "401"))
    post.sends()
    post.world.sends()
    assert len(chat.hears()) == 1


def test_who_cannot_be_reached_is_not_tried_again(post: PostOffice) -> None:
    for words in ("one", "two", "three"):
        post.writes(words)
    post.provider.will(failing("unsendable", "21610"))
    assert post.sends() == 1
    assert post.states() == ["blocked"] * 3
    assert (post.contact().sendable, post.contact().unsendable_reason) == (False, "21610")
    post.writes("four")
    assert post.sends() == 0


def test_what_the_provider_will_never_take_holds_up_nothing(post: PostOffice) -> None:
    post.writes("nonsense")
    post.writes("words")
    post.provider.will(failing("permanent", "400"))
    post.sends()
    assert post.states() == ["failed", "sent"]


def test_it_gives_up_when_the_next_try_would_be_too_late(post: PostOffice) -> None:
    message = post.writes("the meeting begins", life=30.0)
    post.provider.will(failing("retry", "429", 31.0))
    post.sends()
    assert (post.row(message).state, post.row(message).body_sealed) == ("expired", None)


def test_a_mistake_of_ours_with_one_message_stops_no_other(post: PostOffice) -> None:
    message = post.writes("odd")
    post.writes("plain", to=SALMA)

    def breaks(parcel: Parcel) -> None:
        if parcel.body["text"] == "odd":
            raise ZeroDivisionError

    post.provider.will(*[breaks] * 20)
    for _try in range(MISTAKES + 1):
        post.sends()
        post.world.now += LONGEST_RETRY
    assert post.provider.words == ["plain"]
    assert (post.row(message).state, post.row(message).attempts) == ("failed", MISTAKES)
    assert post.row(message).error == "ZeroDivisionError"


def test_a_provider_that_takes_and_never_says_so_sends_one_text_a_few_times(post: PostOffice) -> None:
    """Nobody can close this gap; it must not fill her phone."""
    message = post.writes("hello")
    swallowed: list[Parcel] = []

    def swallows(parcel: Parcel) -> None:
        swallowed.append(parcel)
        raise failing("unknown", "timeout")

    post.provider.will(*[swallows] * 500)
    while post.row(message).state in ("queued", "unknown"):
        post.sends()
        tick(post, 600)
    assert 5 <= len(swallowed) <= 30
    assert post.row(message).state == "expired"


def test_words_of_a_case_that_was_erased_are_not_sent(post: PostOffice) -> None:
    world = post.world
    rahima = world.person("+8801700000001")
    for words in (world.factory("en").code, "English", "1", "6", "1", "When is Eid?", "1", "1"):
        rahima.says(words)
    (case,) = world.cases()
    with world.work() as work:
        message = work.connection.execute(select(CaseMessage.id)).scalar_one()
        queue(work, str(case.contact_id), Outgoing(message_id=message))
        work.connection.execute(text("delete from case_keys"))
    post.sends()
    assert post.provider.words == []
    with world.db.read() as connection:
        assert connection.execute(text("select error from outbox where message_id is not null")).scalar() == "erased"


class TestTheLoop:
    def run(self, post: PostOffice, story: Any) -> None:
        """The sender at work, while something happens beside it."""

        async def main() -> None:
            stop, sender = asyncio.Event(), post.sender()
            working = asyncio.create_task(sender.run(stop))
            try:
                await story(sender)
            finally:
                stop.set()
                await asyncio.wait_for(working, 10)

        asyncio.run(main())

    async def until(self, true: Any) -> None:
        for _time in range(100):
            if true():
                return
            await asyncio.sleep(0.05)
        raise AssertionError("it did not happen in time")

    def test_what_is_queued_later_is_sent_too(self, post: PostOffice) -> None:
        async def story(_sender: Any) -> None:
            post.writes("first")
            await self.until(lambda: post.provider.words == ["first"])
            post.writes("second")
            await self.until(lambda: post.provider.words == ["first", "second"])

        self.run(post, story)

    def test_what_is_in_flight_is_finished_before_it_stops(self, post: PostOffice) -> None:
        going = asyncio.Event()

        async def slow(parcel: Parcel) -> Sent:
            going.set()
            await asyncio.sleep(0.3)
            return Sent("1", OutboxState.SENT)

        post.provider.send = slow  # type: ignore[method-assign]
        message = post.writes("hello")

        async def story(_sender: Any) -> None:
            await asyncio.wait_for(going.wait(), 5)

        self.run(post, story)
        assert post.row(message).state == "sent"

    def test_it_outlives_a_database_that_is_away(self, post: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("bot.sender.AWAY", 0.05)

        async def story(_sender: Any) -> None:
            with post.world.work() as work:
                work.connection.execute(text("alter table outbox rename to elsewhere"))
            await asyncio.sleep(0.5)
            with post.world.work() as work:
                work.connection.execute(text("alter table elsewhere rename to outbox"))
            post.writes("hello")
            await self.until(lambda: post.provider.words == ["hello"])

        self.run(post, story)
