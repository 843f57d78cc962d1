"""What may be sent now: in order for each person, replies first, at the line's pace, by one sender alone."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import update

from bot.claims import LEASE, Claimed, Result, pause, record
from bot.delivery import report
from models.contact import Contact
from models.vocabulary import OutboxState, Priority
from tests.bot.post_office import RAHIMA, SALMA, PostOffice
from tests.world import World


@pytest.fixture
def post(world: World) -> PostOffice:
    return PostOffice(world)


def finish(post: PostOffice, message: str, state: OutboxState = OutboxState.SENT) -> None:
    with post.world.work() as work:
        record(work, Result(message, None, state))


def test_one_person_gets_one_message_after_the_other(post: PostOffice) -> None:
    first = post.writes("first")
    post.writes("second")
    post.writes("for Salma", to=SALMA)
    assert sorted(post.claims()) == ["first", "for Salma"]
    assert post.claims() == []
    finish(post, first)
    assert post.claims() == ["second"]


@pytest.mark.parametrize("state", [OutboxState.SENDING, OutboxState.UNKNOWN])
def test_while_nobody_knows_of_one_the_next_waits(post: PostOffice, state: OutboxState) -> None:
    first = post.writes("first")
    post.writes("second")
    post.claims()
    finish(post, first, state)
    assert post.claims() == []


@pytest.mark.parametrize(
    "state", [OutboxState.ACCEPTED, OutboxState.FAILED, OutboxState.BLOCKED, OutboxState.EXPIRED, OutboxState.DELIVERED]
)
def test_what_is_over_holds_nothing_up(post: PostOffice, state: OutboxState) -> None:
    first = post.writes("first")
    post.writes("second")
    post.claims()
    finish(post, first, state)
    assert post.claims() == ["second"]


def test_replies_overtake_broadcasts(post: PostOffice) -> None:
    for number in range(5):
        post.writes(f"survey {number}", to=f"+88017000001{number:02}", priority=Priority.BROADCAST)
    post.world.now += 1
    post.writes("your answer")
    assert post.claims(most=1) == ["your answer"]
    assert len(post.claims(most=3)) == 3


def test_nothing_leaves_before_its_time_or_after_its_life(post: PostOffice) -> None:
    post.writes("late", life=10.0)
    post.world.now -= 1
    assert post.claims() == []
    post.world.now += 12
    assert post.claims() == []
    post.world.now -= 2
    assert post.claims() == ["late"]


def test_no_more_is_claimed_than_was_asked_for(post: PostOffice) -> None:
    for number in range(60):
        post.writes(str(number), to=f"+880170000{number:04}")
    taken = [post.claims(most=7) for _time in range(9)]
    assert [len(words) for words in taken] == [7] * 8 + [4]
    assert len({word for words in taken for word in words}) == 60


def test_claimed_means_sending_is_committed_for_a_minute(post: PostOffice) -> None:
    message = post.writes("hello")
    post.claims()
    row = post.row(message)
    assert (row.state, row.attempts, row.leased_until) == ("sending", 1, post.world.now + LEASE)


class TestPace:
    def queue(self, post: PostOffice, count: int, segments: int = 1) -> None:
        for number in range(count):
            post.writes(str(number), to=f"+880170000{number:04}", segments=segments)

    def per_second(self, post: PostOffice, seconds: int, pace: float) -> list[int]:
        sent = []
        for _second in range(seconds):
            sent.append(len(post.claimed(pace=pace)))
            post.world.now += 1
        return sent

    def test_a_line_sends_so_much_a_second_and_no_more(self, post: PostOffice) -> None:
        self.queue(post, 12)
        assert self.per_second(post, 5, pace=3) == [3, 3, 3, 3, 0]

    def test_a_slow_line_sends_now_and_then(self, post: PostOffice) -> None:
        self.queue(post, 3)
        assert self.per_second(post, 6, pace=0.5) == [1, 0, 1, 0, 1, 0]

    def test_a_rest_saves_up_one_second_and_no_flood(self, post: PostOffice) -> None:
        self.queue(post, 20)
        assert len(post.claimed(pace=4)) == 4
        post.world.now += 3600
        assert len(post.claimed(pace=4)) == 4

    def test_a_long_message_goes_and_the_line_then_waits_for_what_it_cost(self, post: PostOffice) -> None:
        self.queue(post, 3, segments=6)
        assert self.per_second(post, 13, pace=1) == [1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1]

    def test_two_senders_share_the_pace(self, post: PostOffice) -> None:
        self.queue(post, 10)
        assert len(post.claimed(pace=4)) == 4
        assert post.claimed(pace=4) == []

    def test_a_clock_set_back_gives_nothing_away(self, post: PostOffice) -> None:
        self.queue(post, 10)
        post.claimed(pace=4)
        with post.world.work() as work:
            work.connection.exec_driver_sql("update outbox set not_before = 0")
        post.world.now -= 3600
        assert post.claimed(pace=4) == []


def test_a_line_rests_as_long_as_it_was_told_and_no_less(post: PostOffice) -> None:
    post.writes("hello")
    post.claimed(most=0)
    with post.world.work() as work:
        pause(work, post.provider.line, post.world.now + 35, "429")
        pause(work, post.provider.line, post.world.now + 5, "429")
    post.world.now += 34.9
    assert post.claims() == []
    post.world.now += 0.1
    assert post.claims() == ["hello"]


def test_an_address_that_does_not_open_holds_up_nobody(post: PostOffice) -> None:
    post.writes("to nowhere")
    with post.world.work() as work:
        work.connection.execute(update(Contact).values(address_sealed=b"\x01\0\1" + b"x" * 40))
    post.writes("hello", to=SALMA)
    post.sends()
    assert sorted(post.states()) == ["failed", "sent"]
    assert post.provider.words == ["hello"]


def test_a_report_that_came_first_is_not_taken_back(post: PostOffice) -> None:
    message = post.writes("hello")
    post.claims()
    with post.world.work() as work:
        assert report(work, message, OutboxState.DELIVERED, "SM1", None)
        assert record(work, Result(message, None, OutboxState.ACCEPTED, "SM1")) == [False]
    assert post.row(message).state == "delivered"


def work_away(post: PostOffice, got: list[Claimed]) -> None:
    """As a sender does: claims, sends, says so."""
    while batch := post.claimed(most=3):
        got += batch
        for message in batch:
            finish(post, message.id)


def test_many_senders_at_once_claim_everything_once_and_in_order(post: PostOffice) -> None:
    """Also where no sender was before: all begin in the same moment."""
    people = [RAHIMA, SALMA, *(f"+88017000001{number:02}" for number in range(18))]
    for number in range(4):
        for person in people:
            post.writes(f"{number}", to=person)
    got: list[Claimed] = []
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _sender: work_away(post, got), range(8)))
    work_away(post, got)
    assert len(got) == 80
    assert {message.attempts for message in got} == {1}
    for person in people:
        assert [message.body["text"] for message in got if message.address == person and message.body] == list("0123")
