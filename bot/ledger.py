"""What a sender writes down and claims, each in a thread of its own: the disk is waited for while calls go on.

A result is on disk before its message counts as done, and few may wait for that (bot.sender), so a sender that dies
leaves little more in doubt than it had in flight. Results that come back while one is being written share a commit.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError

from bot.claims import Result, record
from bot.house import House
from models.faults import reach
from operations.work import Work

Entry = Callable[[Work], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Something to write, and who waits for it."""

    what: Entry | Result
    written: asyncio.Future[None]


class Ledger:
    """Belongs to one event loop."""

    def __init__(self, house: House, now: Callable[[], float]) -> None:
        self._house, self._now = house, now
        self._threads = ThreadPoolExecutor(2, "ledger")
        self._waiting: list[_Waiting] = []
        self._writing: asyncio.Task[None] | None = None

    async def record(self, result: Result) -> None:
        """Returns once it is on disk. Raises SQLAlchemyError."""
        await self._written(result)

    async def write(self, entry: Entry) -> None:
        """Returns once it is on disk. Raises what the entry raised, or SQLAlchemyError."""
        await self._written(entry)

    async def ask(self, question: Callable[[], T]) -> T:
        """Something else that waits for the database."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, question)

    def close(self) -> None:
        self._threads.shutdown()

    async def _written(self, what: Entry | Result) -> None:
        loop = asyncio.get_running_loop()
        waiting = _Waiting(what, loop.create_future())
        self._waiting.append(waiting)
        if self._writing is None or self._writing.done():
            self._writing = loop.create_task(self._write())
        await waiting.written

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                await self.ask(partial(self._commit, batch))
            except Exception as error:  # whatever it was, each is told what became of its own
                await self._one_by_one(batch, error)
            else:
                for waiting in batch:
                    _tell(waiting)

    async def _one_by_one(self, batch: Sequence[_Waiting], error: Exception) -> None:
        """A mistake with one entry must not undo the others; a database that is away is away for all."""
        for waiting in batch:
            failed: Exception | None = error
            if len(batch) > 1 and not isinstance(error, SQLAlchemyError):
                try:
                    await self.ask(partial(self._commit, [waiting]))
                    failed = None
                except Exception as own:
                    failed = own
            _tell(waiting, failed)

    def _commit(self, batch: Sequence[_Waiting]) -> None:
        with self._house.db.write() as connection:
            work = self._house.work(connection, self._now())
            record(work, *(waiting.what for waiting in batch if isinstance(waiting.what, Result)))
            for waiting in batch:
                if not isinstance(waiting.what, Result):
                    waiting.what(work)
            reach("outbox.recording")
        reach("outbox.recorded")


def _tell(waiting: _Waiting, error: Exception | None = None) -> None:
    if waiting.written.done():  # whoever waited has been cancelled
        return
    if error is None:
        waiting.written.set_result(None)
    else:
        waiting.written.set_exception(error)
