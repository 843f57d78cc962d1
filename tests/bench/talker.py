"""Somebody who writes to the line again and again, and how long she waits until she is taken in and answered."""

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from statistics import quantiles
from typing import Any

from bot.house import House
from bot.inbound import Inbound
from bot.inbox import receive
from bot.settings import load_settings
from models.base import new_id
from models.database import open_database
from models.encryption import load_ring
from models.vocabulary import Line
from tests.bench.settings import UNHURRIED

WARM = 10
"""Messages before the clock runs: a line that has just started reads its texts and writes its SQL first."""


class Waits(list[float]):
    """Seconds, one a message."""

    @property
    def p99(self) -> float:
        """In milliseconds."""
        return 1000 * quantiles(self, n=100)[98]


def always_the_same() -> Inbound:
    """Somebody known, who writes to a menu."""
    return Inbound(Line.TWILIO, "+15005550006", new_id(), text="1")


def a_new_one() -> Inbound:
    """Somebody who was never here."""
    return Inbound(Line.SIM_SMS, f"+1202{secrets.randbelow(10**7):07}", new_id(), text="Hello")


@contextmanager
def beside(house: House, who: Callable[[], Inbound], every: float) -> Iterator[Waits]:
    """In a thread of this process, as all of the line stands in one process on SQLite."""
    over, waits = threading.Event(), Waits()
    _warm(house, who)
    thread = threading.Thread(target=_write, args=(house, who, every, over, waits), daemon=True)
    thread.start()
    try:
        yield waits
    finally:
        over.set()
        thread.join()


@contextmanager
def apart(url: str, keys: Path, who: Callable[[], Inbound], every: float) -> Iterator[Waits]:
    """In a process of its own, as the web stands beside the clock and the commands."""
    context, waits = get_context("spawn"), Waits()
    over, told = context.Event(), context.Queue()
    process = context.Process(target=_live_apart, args=(url, keys, who, every, over, told))
    process.start()
    told.get()
    try:
        yield waits
    finally:
        over.set()
        waits += told.get()
        process.join()


def _live_apart(url: str, keys: Path, who: Callable[[], Inbound], every: float, over: Any, told: Any) -> None:
    house, waits = House(open_database(url), load_ring(keys), load_settings(UNHURRIED)), Waits()
    _warm(house, who)
    told.put("ready")
    _write(house, who, every, over, waits)
    told.put(list(waits))
    house.db.dispose()


def _warm(house: House, who: Callable[[], Inbound]) -> None:
    for _ in range(WARM):
        receive(house, who(), time.time())


def _write(house: House, who: Callable[[], Inbound], every: float, over: Any, waits: Waits) -> None:
    while not over.wait(every):
        began = time.perf_counter()
        receive(house, who(), time.time())
        waits.append(time.perf_counter() - began)
