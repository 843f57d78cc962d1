"""Telegram without a public address: ask for updates, take each in, and only then say that it was taken.

The offset is confirmed by the next question, so it never goes beyond what was committed.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from telegram.error import TelegramError

from bot.channels.telegram import Transport, new_bot
from bot.house import House
from bot.inbox import keep_unreadable, receive
from bot.settings import Telegram
from bot.telegram_updates import Unreadable, parse
from bot.wake import Wake
from models.vocabulary import Line

LONG_POLL = 25
REST = 3.0
KINDS = ["message", "callback_query", "my_chat_member"]
log = structlog.get_logger(__name__)


class Poller:
    """Takes updates in, one after the other, until stopped."""

    def __init__(self, house: House, settings: Telegram, wake: Wake, now: Callable[[], float] = time.time) -> None:
        self._house = house
        self._wake = wake
        self._now = now
        self._transport = Transport()
        self._bot = new_bot(settings, self._transport)
        self._offset: int | None = None

    async def run(self, stop: asyncio.Event) -> None:
        await self._transport.initialize()
        try:
            while not stop.is_set():
                await self._once(stop)
        finally:
            await self._transport.shutdown()

    async def _once(self, stop: asyncio.Event) -> None:
        if self._house.is_full():  # what is not asked for, Telegram keeps for a day
            log.error("polling.disk_low")
            await asyncio.sleep(REST)
            return
        try:
            updates = await self._unless_stopped(stop)
            for update in updates:
                self._take(update)
                self._offset = int(update["update_id"]) + 1
        except TelegramError as error:
            log.warning("polling.failed", error=type(error).__name__)
            await asyncio.sleep(REST)
        except SQLAlchemyError as error:
            log.error("polling.no_database", error=type(error).__name__)
            await asyncio.sleep(REST)

    async def _unless_stopped(self, stop: asyncio.Event) -> list[dict[str, Any]]:
        """Ask, and stop asking when the process is to end."""
        asking = asyncio.ensure_future(self._ask())
        ending = asyncio.ensure_future(stop.wait())
        await asyncio.wait({asking, ending}, return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if not asking.done():
            asking.cancel()
            return []
        return asking.result()

    async def _ask(self) -> list[dict[str, Any]]:
        """The raw updates: the library's own objects would keep names."""
        answer = await self._bot.do_api_request(
            "getUpdates",
            api_kwargs={"timeout": LONG_POLL, "allowed_updates": KINDS}
            | ({"offset": self._offset} if self._offset is not None else {}),
            read_timeout=LONG_POLL + 5,
        )
        return list(answer) if isinstance(answer, list) else []

    def _take(self, update: dict[str, Any]) -> None:
        try:
            inbound = parse(update)
        except Unreadable:
            keep_unreadable(self._house, Line.TELEGRAM, str(update.get("update_id")), b"", self._now())
            return
        if inbound is not None:
            receive(self._house, inbound, self._now())
            self._wake.set()
