"""What a survey answer costs beside a message of somebody telling a problem: time of both, and statements on SQLite.

Both in turn, each message in a transaction of its own as a webhook hands it in; nothing is sent.
"""

import time
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import event

from bot.inbound import Inbound
from bot.inbox import receive
from models.base import new_id
from models.database import Database, open_database
from tests.bench.report import Figure, ratio
from tests.databases import Shelf
from tests.wave_world import wave
from tests.world import Person, World

PEOPLE, ROUNDS = 15, 5
BEGINNING = ("PAY", "1")
ANSWERS = ("2", "12", "1 3", "Fans in summer")
TELLING = ("1", "1", "They have not paid us for two months", "1", "2", "1", "Pay us", "1")
"""From the menu to sending it off."""


def measure(shelf: Shelf, engine: str) -> Iterator[Figure]:
    """The figures of one engine."""
    db = open_database(shelf.sqlite_url() if engine == "SQLite" else shelf.postgresql_url())
    world, counted = World(db), _counted(db)
    code = world.factory("en", "bn").code
    wave(world, code, keyword="PAY", invites=False)
    times, statements = [], []
    for number in range(ROUNDS + 1):
        answers, told = _round(world, code, number, counted)
        if number:
            times.append((_each(answers, 0), _each(told, 0)))
            statements.append((_each(answers, 1), _each(told, 1)))
    name = f"surveys, {engine}: an answer, of a message that tells a problem"
    yield ratio(name, times, 1.0, least=False, unit=" ms")
    if engine == "SQLite":
        ours, theirs = statements[-1]
        detail = f"{ours:.1f} to {theirs:.1f} in a transaction"
        yield Figure(f"{name}, statements", ours / theirs, 1.0, False, "", detail)
    db.dispose()


Cost = tuple[float, int]
"""Milliseconds and statements of one message."""


def _round(world: World, code: str, number: int, counted: list[int]) -> tuple[list[Cost], list[Cost]]:
    answers: list[Cost] = []
    told: list[Cost] = []
    for place in range(PEOPLE):
        asker, teller = (world.person(f"+88018{number:02}{2 * place + side:06}") for side in (0, 1))
        for person, first in ((asker, BEGINNING), (teller, ())):
            _said(world, person, (code, "1", *first), counted)
        answers += _said(world, asker, ANSWERS, counted)
        told += _said(world, teller, TELLING, counted)
    return answers, told


def _said(world: World, person: Person, texts: Sequence[str], counted: list[int]) -> list[Cost]:
    costs = []
    for text in texts:
        inbound, before = Inbound(person.line, person.address, new_id(), text=text), counted[0]
        began = time.perf_counter()
        receive(world.house, inbound, world.now)
        costs.append((1000 * (time.perf_counter() - began), counted[0] - before))
    return costs


def _each(costs: Sequence[Cost], what: int) -> float:
    return sum(cost[what] for cost in costs) / len(costs)


def _counted(db: Database) -> list[int]:
    """A count that goes up with each statement that SQLite runs, those included that go past SQLAlchemy."""
    count = [0]

    def up(_statement: str) -> None:
        count[0] += 1

    def listen(connection: Any, _record: Any) -> None:
        if db.is_sqlite:
            connection.set_trace_callback(up)

    event.listen(db.engine, "connect", listen)
    db.engine.dispose()
    return count
