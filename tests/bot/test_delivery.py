"""What becomes of a message after it left: reports in any order, leases that ran out, lives that ended."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from bot.claims import LEASE, Result, record, requeue
from bot.delivery import LONGEST_PATIENCE, PATIENCE, expire, patience, release_leases, report
from bot.reports import TWILIO_REPORTS
from models.case import CaseMessage
from models.outbox import OutboxMessage
from models.user import User
from models.vocabulary import OUTBOX_RANK, OutboxState
from operations import access, cases
from operations.sessions import Viewer
from operations.users import add_user
from tests.bot.post_office import PostOffice
from tests.promises import figure
from tests.world import World

STATUSES = ("queued", "sending", "sent", "undelivered", "failed", "delivered")


@pytest.fixture
def post(world: World) -> PostOffice:
    return PostOffice(world)


def test_in_all_orders_and_doubled_the_rank_only_rises(post: PostOffice) -> None:
    """P4: 720 orders of six statuses, each twice; on PostgreSQL some of them, for the statement is the same."""
    message = post.writes("hello")
    row = OutboxMessage.id == message
    orders = list(itertools.permutations(STATUSES))[:: 1 if post.world.db.is_sqlite else 12]
    with post.world.work() as work:
        for order in orders:
            work.connection.execute(update(OutboxMessage).where(row).values(state="sending", rank=1))
            highest = 1
            for status in (status for status in order for _time in range(2)):
                state = TWILIO_REPORTS[status]
                (raised,) = record(work, Result(message, None, state))
                assert raised == (OUTBOX_RANK[state] >= highest)
                highest = max(highest, OUTBOX_RANK[state])
            assert work.connection.execute(select(OutboxMessage.state).where(row)).scalar_one() == "delivered"
    if post.world.db.is_sqlite:
        figure("P4", f"{len(orders)} orders of {len(STATUSES)} reports, each doubled: none went back")


@pytest.mark.parametrize("how", ["resend", "once"])
def test_a_sender_that_died_leaves_it_unknown_then_its_class_decides(post: PostOffice, how: str) -> None:
    message = post.writes("hello", resend=how == "resend")
    post.claims()
    post.world.now += LEASE - 1
    assert release_leases(post.world.house, post.world.now) == 0
    post.world.now += 1
    release_leases(post.world.house, post.world.now)
    row = post.row(message)
    assert (row.state, row.error, row.leased_until) == ("unknown", "sender_gone", post.world.now + PATIENCE)
    post.world.now += PATIENCE - 1
    assert release_leases(post.world.house, post.world.now) == 0
    post.world.now += 1
    release_leases(post.world.house, post.world.now)
    row = post.row(message)
    assert (row.state, row.error) == (("queued", "resent") if how == "resend" else ("failed", "unknown"))
    assert post.claims() == (["hello"] if how == "resend" else [])


@pytest.mark.parametrize("known", [OutboxState.ACCEPTED, OutboxState.SENT, OutboxState.DELIVERED])
def test_a_report_in_time_ends_the_doubt(post: PostOffice, known: OutboxState) -> None:
    message = post.writes("hello")
    post.claims()
    post.world.now += LEASE
    release_leases(post.world.house, post.world.now)
    with post.world.work() as work:
        assert report(work, message, known, "SM1", None)
    post.world.now += 10 * PATIENCE
    release_leases(post.world.house, post.world.now)
    assert (post.row(message).state, post.row(message).provider_id) == (known.value, "SM1")
    assert post.claims() == []


def test_what_was_confirmed_is_never_put_back(post: PostOffice) -> None:
    message = post.writes("hello")
    post.claims()
    with post.world.work() as work:
        report(work, message, OutboxState.SENT, None, None)
        requeue(work, message, post.world.now, "late")
    assert post.row(message).state == "sent"


def test_nobody_s_report_is_nobody_s(post: PostOffice) -> None:
    post.writes("hello")
    with post.world.work() as work:
        assert not report(work, "0" * 32, OutboxState.DELIVERED, None, None)


@given(attempts=st.integers(0, 10_000))
def test_patience_grows_and_ends(attempts: int) -> None:
    assert 0 < patience(attempts) <= LONGEST_PATIENCE
    assert patience(1) == PATIENCE


def test_what_is_too_old_is_given_up_and_its_words_forgotten(post: PostOffice) -> None:
    message = post.writes("the meeting begins", life=60.0)
    post.world.now += 59
    assert expire(post.world.house, post.world.now) == 0
    post.world.now += 1
    assert expire(post.world.house, post.world.now) == 1
    row = post.row(message)
    assert (row.state, row.error, row.body_sealed) == ("expired", "expired", None)


class TestAnAdvisorSees:
    """The reply on the advisor's page follows the message, and outlives it."""

    @pytest.fixture
    def reply(self, post: PostOffice) -> str:
        """A reply to a worker, claimed. Returns the id of the case message."""
        world = post.world
        rahima = world.person("+8801700000001")
        for words in (world.factory("en").code, "English", "1", "6", "1", "When is Eid?", "1", "1"):
            rahima.says(words)
        with world.work() as work:
            add_user(work, "farida@advisors.example", "lead")
            farida = work.connection.execute(select(User.id)).scalar_one()
            viewer = Viewer(farida, "farida@advisors.example", "lead", "en")
            case = access.find_case(work.connection, viewer, world.cases()[0].id)
            assert case is not None
            return cases.reply(work, case, farida, "On the tenth.", at_once=True)

    def shown(self, post: PostOffice, reply: str) -> tuple[str | None, str | None]:
        with post.world.db.read() as connection:
            query = select(CaseMessage.delivery, CaseMessage.delivery_error).where(CaseMessage.id == reply)
            return tuple(connection.execute(query).one())  # type: ignore[return-value]

    def test_that_it_waits_and_then_that_it_arrived(self, post: PostOffice, reply: str) -> None:
        assert self.shown(post, reply) == ("queued", None)
        post.world.settle()
        assert self.shown(post, reply) == ("delivered", None)

    def test_that_nobody_knows_and_then_that_it_arrived_after_all(self, post: PostOffice, reply: str) -> None:
        post.world.wait(0)
        with post.world.work() as work:
            row = work.connection.execute(
                select(OutboxMessage.id).where(OutboxMessage.message_id == reply)
            ).scalar_one()
            work.connection.execute(update(OutboxMessage).values(state="sending", rank=1))
            work.connection.execute(update(CaseMessage).values(delivery="queued", delivery_rank=0))
            seen = []
            for state in (OutboxState.UNKNOWN, OutboxState.SENT, OutboxState.UNKNOWN, OutboxState.DELIVERED):
                record(work, Result(row, reply, state))
                seen.append(
                    work.connection.execute(select(CaseMessage.delivery).where(CaseMessage.id == reply)).scalar()
                )
        assert seen == ["unknown", "sent", "sent", "delivered"]

    def test_that_she_stopped_before_it_came(self, post: PostOffice, reply: str) -> None:
        post.world.person("+8801700000001").sends(text="STOP")
        assert self.shown(post, reply) == ("blocked", "stopped")
