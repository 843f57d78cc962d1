"""Twilio keeps nothing that is done with, and what it never told us is taken in exactly once."""

import pytest
from sqlalchemy import func, select, update

from bot.copies import EVERY, LATER, SILENT, Reconciliation, purge, waiting
from bot.house import House
from bot.inbound import Inbound
from bot.inbox import FILES_FIRST, receive
from bot.settings import load_settings
from models.base import table
from models.contact import Contact
from models.inbox import InboxMessage
from models.outbox import OutboxMessage
from models.vocabulary import Line
from operations.erasure import erase_contact
from tests.promises import figure
from tests.servers.twilio_server import FakeTwilio
from tests.world import World

pytest_plugins = ["tests.servers.fixtures"]
RAHIMA = "+8801700000001"


class Account:
    """Our account at a local Twilio, and what we do with it."""

    def __init__(self, world: World, twilio: FakeTwilio) -> None:
        self.world, self.twilio = world, twilio
        twilio.clock = lambda: world.now
        settings = {
            "TWILIO_ACCOUNT_SID": twilio.account_sid,
            "TWILIO_AUTH_TOKEN": twilio.auth_token,
            "TWILIO_FROM": twilio.number,
            "TWILIO_API_URL": twilio.url,
        }
        world.house = House(world.db, world.ring, load_settings(settings))
        self.reconciliation = Reconciliation()

    def hears(self, words: str, from_: str = RAHIMA, **values: object) -> str:
        """A message arrives at Twilio and we are told."""
        sid = self.twilio.arrive(from_, words, **values).sid  # type: ignore[arg-type]
        files = ({"kind": "photo", "ref": "x", "media_type": "image/png"},) if sid.startswith("MM") else ()
        receive(self.world.house, Inbound(Line.TWILIO, from_, sid, words, files=files), self.world.now)
        return sid

    def asks(self, later: float = 0.0) -> int:
        self.world.now += later
        return self.reconciliation(self.world.house, self.world.now)

    def purges(self, later: float = 0.0) -> None:
        self.world.now += later
        purge(self.world.house, self.world.now)

    def count(self, model: type) -> int:
        with self.world.db.read() as connection:
            return int(connection.execute(select(func.count()).select_from(table(model))).scalar_one())

    def kept(self) -> int:
        with self.world.db.read() as connection:
            return waiting(connection, self.world.now + 1)


@pytest.fixture
def line(world: World, twilio: FakeTwilio) -> Account:
    return Account(world, twilio)


class TestReconciliation:
    """Twilio gives up after seconds and never calls again; its list knows."""

    def test_what_came_while_we_were_down_is_taken_in_once(self, line: Account) -> None:
        line.hears("Hello")
        line.twilio.arrive(RAHIMA, "English")
        line.twilio.arrive("+8801700000002", "The exit is locked")
        assert line.asks(1800) == 2
        assert (line.count(InboxMessage), line.count(Contact)) == (3, 2)
        assert line.asks(EVERY + 1) == 0
        assert Reconciliation()(line.world.house, line.world.now) == 0, "another process, just started"
        assert line.count(InboxMessage) == 3

    def test_it_asks_at_the_start_and_every_five_minutes(self, line: Account) -> None:
        calls = [(line.asks(later), line.twilio.calls)[1] for later in (0, 1, EVERY - 2, 2)]
        assert calls == [1, 1, 1, 2]

    def test_a_long_list_is_read_to_its_end_oldest_first(self, line: Account, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("bot.channels.twilio_archive.PAGE", 3)
        for number in range(10):
            line.twilio.arrive(f"+88017000001{number:02}", "Hello")
        assert line.asks() == 10
        assert line.twilio.calls == 4

    def test_our_own_messages_are_in_the_list_and_are_not_taken_in(self, line: Account) -> None:
        line.twilio.arrive(RAHIMA, "Hello").direction = "outbound-api"
        assert line.asks() == 0

    def test_files_are_taken_along(self, line: Account) -> None:
        line.twilio.arrive(RAHIMA, "Look", media=[("image/png", b"png")])
        assert line.asks() == 1
        with line.world.db.read() as connection:
            due = connection.execute(select(InboxMessage.copy_due)).scalar_one()
        assert due == line.world.now + FILES_FIRST

    @pytest.mark.parametrize(
        "fault", [{"status": 500}, {"status": 401}, {"status": 429}, {"how": "garbage"}, {"how": "reset"}]
    )
    def test_when_twilio_does_not_answer_it_is_asked_again_in_a_minute(
        self, line: Account, fault: dict[str, object]
    ) -> None:
        line.twilio.arrive(RAHIMA, "Hello")
        line.twilio.fail_next(2, **fault)
        assert line.asks() == 0
        line.twilio.heal()
        assert line.asks(61) == 1

    def test_after_a_month_of_silence_all_that_is_left_is_looked_at(self, line: Account) -> None:
        line.hears("Hello")
        line.world.now += 20 * 86_400
        line.twilio.arrive("+8801700000002", "The exit is locked")
        line.world.now += 5 * 86_400
        with line.world.work() as work:
            work.connection.execute(update(InboxMessage).values(received_at=0.0))
        assert line.asks() == 1


class TestDeletion:
    """Taken in, committed, deleted there."""

    def test_what_was_taken_in_is_deleted_and_we_forget_its_id(self, line: Account) -> None:
        sid = line.hears("The exit is locked")
        assert line.kept() == 1
        line.purges()
        assert line.twilio.deleted == [sid]
        assert (line.twilio.messages, line.kept()) == ({}, 0)
        line.purges(86_400)
        assert line.twilio.calls == 1

    def test_files_are_fetched_first_and_then_deleted_with_the_message(self, line: Account) -> None:
        line.hears("Look", media=[("image/png", b"png")])
        line.purges(FILES_FIRST - 1)
        assert line.twilio.calls == 0
        line.purges(2)
        assert (line.twilio.messages, line.twilio.media) == ({}, {})

    @pytest.mark.parametrize("fault", [{"status": 500}, {"status": 401}, {"status": 429}, {"how": "reset"}])
    def test_it_is_tried_until_it_is_gone(self, line: Account, fault: dict[str, object]) -> None:
        for number in range(20):
            line.hears("Hello", f"+88017000001{number:02}")
        line.twilio.fail_next(40, **fault)
        line.purges()
        assert line.twilio.calls <= 16, "when it says no to one, the others wait"
        line.twilio.heal()
        line.purges(LATER + 1)
        assert (line.twilio.messages, line.kept()) == ({}, 0)
        figure(
            "P20", f"20 of 20 deleted after failures; tried every 30 s, after a failure every {LATER / 60:.0f} minutes"
        )

    def test_what_is_gone_already_is_gone(self, line: Account) -> None:
        sid = line.hears("Hello")
        del line.twilio.messages[sid]
        line.purges()
        assert line.kept() == 0

    def test_one_that_cannot_be_deleted_yet_holds_up_no_other(self, line: Account) -> None:
        slow, other = line.hears("Hello"), line.hears("Hello", "+8801700000002")
        line.twilio.messages[slow].status = "receiving"
        line.purges()
        assert line.twilio.deleted == [other]
        line.twilio.messages[slow].status = "received"
        line.purges(LATER + 1)
        assert line.kept() == 0

    @pytest.mark.parametrize(
        ("state", "rank", "wait"), [("delivered", 6, 0.0), ("undelivered", 5, 0.0), ("sent", 4, SILENT + 60)]
    )
    def test_what_we_sent_is_deleted_after_its_last_report(
        self, line: Account, state: str, rank: int, wait: float
    ) -> None:
        line.hears("Hello")
        line.purges()
        ours = line.twilio.arrive(RAHIMA, "Welcome")
        with line.world.work() as work:
            values = {"state": state, "rank": rank, "provider_id": ours.sid}
            work.connection.execute(update(OutboxMessage).values(**values))
        if wait:
            line.purges(60)
            assert ours.sid in line.twilio.messages
        line.purges(wait)
        assert (line.twilio.messages, line.kept()) == ({}, 0)

    def test_who_is_erased_is_deleted_there_too(self, line: Account) -> None:
        line.hears("Hello")
        ours = line.twilio.arrive(RAHIMA, "Welcome")
        with line.world.work() as work:
            work.connection.execute(update(OutboxMessage).values(state="sent", rank=4, provider_id=ours.sid))
            erase_contact(work, work.connection.execute(select(Contact.id)).scalar_one())
        line.purges()
        assert line.twilio.messages == {}

    def test_after_a_restart_nothing_is_forgotten(self, line: Account) -> None:
        line.hears("Hello")
        line.twilio.stop()
        line.purges()
        assert line.kept() == 1
        line.twilio.start()
        Account(line.world, line.twilio).purges(LATER + 1)
        assert line.twilio.messages == {}
