"""One transaction a message: repeats, mistakes of ours, a database that is away; nothing is lost or doubled."""

from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from bot import inbox, scripts
from bot.house import House
from bot.inbound import Inbound
from bot.inbox import ATTEMPTS, Received, receive
from conversations.outcomes import Go
from models.contact import Contact
from models.database import open_database
from models.inbox import InboxMessage
from models.outbox import OutboxMessage
from models.prepared import together
from models.vocabulary import Line
from tests.promises import figure
from tests.world import World


def hello(number: int = 1, text: str = "hello", worker: int = 1) -> Inbound:
    return Inbound(Line.SIM_SMS, f"+88017000000{worker:02}", f"id-{number}", text)


def count(world: World, table: Any, *where: Any) -> int:
    with world.db.read() as connection:
        return int(connection.execute(select(func.count()).select_from(table).where(*where)).scalar_one())


def test_a_repeat_ends_at_the_inbox(world: World) -> None:
    assert receive(world.house, hello(), world.now) is Received.DONE
    assert receive(world.house, hello(), world.now) is Received.REPEATED
    assert count(world, OutboxMessage) == 1


def test_after_a_repeat_another_process_may_write_and_then_we_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A result that nobody has read keeps SQLite's view of the file, however short a time it is still held."""
    held: list[Any] = []

    def holding(*arguments: Any) -> Any:
        held.append(together(*arguments))
        return held[-1]

    monkeypatch.setattr(inbox, "together", holding)
    receive(world.house, hello(), world.now)
    assert receive(world.house, hello(), world.now) is Received.REPEATED
    elsewhere = open_database(world.db.engine.url.render_as_string(hide_password=False))
    receive(House(elsewhere, world.ring, world.house.settings), hello(2), world.now)
    elsewhere.dispose()
    assert receive(world.house, hello(3), world.now) is Received.DONE
    assert held


def test_many_at_once_shuffled_and_repeated_have_one_effect_each(world: World) -> None:
    messages = [hello(number, "hello", number % 20) for number in range(120)]
    sent = [message for message in messages for _time in range(Random(message.external_id).randint(1, 5))]
    Random(1).shuffle(sent)
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda message: receive(world.house, message, world.now), sent))
    assert done.count(Received.DONE) == len(messages)
    assert done.count(Received.KEPT) == 0
    assert count(world, InboxMessage) == len(messages)
    assert count(world, Contact) == 20
    figure("P2", f"0 doubled of {len(messages)} messages in {len(sent)} deliveries, shuffled, 8 at once")


def test_numbers_count_up_for_each_contact_under_load(world: World) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: receive(world.house, hello(number), world.now), range(40)))
    with world.db.read() as connection:
        numbers = list(connection.execute(select(OutboxMessage.number).order_by(OutboxMessage.number)).scalars())
    assert numbers == list(range(1, len(numbers) + 1))


def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake of ours in one script."""

    def fails(_talk: Any, _outcome: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(scripts, "PERFORMERS", {**scripts.PERFORMERS, Go: fails})


def introduced(world: World) -> None:
    worker = world.person("+8801700000001")
    for words in ("hello", "English", "1"):
        worker.says(words)


def test_what_fails_is_kept_sealed_and_tried_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    introduced(world)
    with monkeypatch.context() as mistake:
        broken(mistake)
        assert receive(world.house, hello(9, "1"), world.now) is Received.KEPT
    with world.db.read() as connection:
        row = connection.execute(select(InboxMessage).where(InboxMessage.state == "new")).one()
    assert b"88017" not in row.payload_sealed
    assert row.error == "ZeroDivisionError"
    world.wait(3600)
    assert "What is it about" in world.person("+8801700000001").hears()[-1]
    assert count(world, InboxMessage, InboxMessage.state == "new") == 0
    assert count(world, InboxMessage, InboxMessage.payload_sealed.is_not(None)) == 0


def test_after_five_failures_it_is_a_dead_letter_and_others_go_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    introduced(world)
    broken(monkeypatch)
    receive(world.house, hello(9, "1"), world.now)
    for _time in range(ATTEMPTS + 2):
        world.wait(3600)
    assert count(world, InboxMessage, InboxMessage.state == "dead") == 1
    colleague = world.person("+8801700000002")
    assert colleague.says("hello")


def test_a_kept_message_that_is_repeated_is_not_kept_twice(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    introduced(world)
    broken(monkeypatch)
    assert receive(world.house, hello(9, "1"), world.now) is Received.KEPT
    assert receive(world.house, hello(9, "1"), world.now) is Received.REPEATED


def test_a_database_that_is_away_is_said_so(world: World) -> None:
    world.db.dispose()
    gone = World(world.db)
    with world.db.write() as connection:
        connection.execute(text("alter table inbox rename to elsewhere"))
    with pytest.raises(SQLAlchemyError) as raised:
        receive(House(gone.db, gone.ring, gone.house.settings), hello(), gone.now)
    assert "8801700000001" not in str(raised.value)
    with world.db.write() as connection:
        connection.execute(text("alter table elsewhere rename to inbox"))


def statements(world: World) -> list[str]:
    """What the drivers themselves are given from here on, but for the bounds of transactions."""
    given: list[str] = []

    class Counting(psycopg.Cursor[Any]):
        def execute(self, query: Any, *args: Any, **kwargs: Any) -> Any:
            note(str(query))
            return super().execute(query, *args, **kwargs)

    def note(sql: str) -> None:
        if not sql.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT", "ROLLBACK", "PRAGMA")):
            given.append(sql)

    def watch(connection: Any, _record: object) -> None:
        if world.db.is_sqlite:
            connection.set_trace_callback(note)
        else:
            connection.cursor_factory = Counting

    world.db.dispose()
    event.listen(world.db.engine, "connect", watch)
    return given


def test_the_statements_a_message_costs_are_counted(world: World) -> None:
    """A menu's answer needs four: inbox, whoever wrote, the reply, the conversation."""
    introduced(world)
    given = statements(world)
    receive(world.house, hello(49, "1"), world.now)
    given.clear()
    receive(world.house, hello(50, "1"), world.now)
    assert len(given) == 4, given
