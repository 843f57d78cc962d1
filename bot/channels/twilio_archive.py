"""What Twilio keeps of the messages that went through it: listed, to find what we were never told, and deleted.

Speaks REST directly: Twilio's library would cost a clock 26 MB for three calls.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import aiohttp

from bot.channels.basic import basic
from bot.channels.http import BROKEN, new_session
from bot.inbound import Inbound
from bot.settings import Twilio
from models.vocabulary import Line

TWILIO = "https://api.twilio.com"
PAGE = 200
GONE = (204, 404)
KINDS = {"image": "photo", "audio": "voice"}


class ArchiveTrouble(Exception):
    """Twilio did not do what it was asked. Holds a code and no words."""

    def __init__(self, code: str, wait: bool) -> None:
        super().__init__(code)
        self.code = code[:32]
        self.wait = wait
        """Whether it is of no use to ask for anything else now."""


class Archive:
    """The messages of an account. Use it as `async with opened(settings) as archive`."""

    def __init__(self, settings: Twilio, session: aiohttp.ClientSession) -> None:
        self._session = session
        self._base = settings.api_url or TWILIO
        self._messages = f"{self._base}/2010-04-01/Accounts/{settings.account_sid}/Messages"
        self._headers = {"Authorization": basic(settings.account_sid, settings.tokens[0])}

    async def delete(self, sid: str) -> None:
        """Delete a message and its files there; also when it is gone already. Raises ArchiveTrouble."""
        if sid.startswith("MM"):
            for one in await self._media(sid):
                await self._gone(f"{self._messages}/{sid}/Media/{one['sid']}.json")
        await self._gone(f"{self._messages}/{sid}.json")

    async def received_since(self, since: float) -> AsyncIterator[Inbound]:
        """Messages to us since the day of an instant, newest first. Raises ArchiveTrouble."""
        day = datetime.fromtimestamp(since, UTC).date().isoformat()
        url: str | None = f"{self._messages}.json?DateSent%3E={day}&PageSize={PAGE}"
        while url:
            page = await self._read(url)
            for message in page["messages"]:
                if message["direction"] == "inbound":
                    yield await self._inbound(message)
            url = self._next(page.get("next_page_uri"))

    async def _inbound(self, message: Mapping[str, Any]) -> Inbound:
        count, files = str(message.get("num_media") or "0"), []
        if count != "0":
            for one in await self._media(message["sid"]):
                ref = f"{self._messages}/{message['sid']}/Media/{one['sid']}"
                kind = KINDS.get(one["content_type"].partition("/")[0], "file")
                files.append({"kind": kind, "ref": ref, "media_type": one["content_type"][:80]})
        return Inbound(
            Line.TWILIO, message["from"][:80], message["sid"][:80], message["body"] or "", files=tuple(files)
        )

    async def _media(self, sid: str) -> list[Mapping[str, Any]]:
        page = await self._read(f"{self._messages}/{sid}/Media.json", missing={"media_list": []})
        return list(page["media_list"])

    def _next(self, uri: str | None) -> str | None:
        """The next page; our credentials go to nobody else."""
        url = urljoin(self._base, uri) if uri else None
        return url if url and urlsplit(url).netloc == urlsplit(self._base).netloc else None

    async def _read(self, url: str, missing: Any = None) -> Any:
        try:
            async with self._session.get(url, headers=self._headers) as answer:
                if answer.status == 404 and missing is not None:
                    return missing
                _check(answer.status, (200,))
                return await answer.json()
        except (*BROKEN, ValueError) as error:
            raise ArchiveTrouble(type(error).__name__, wait=True) from error

    async def _gone(self, url: str) -> None:
        try:
            async with self._session.delete(url, headers=self._headers) as answer:
                _check(answer.status, GONE)
        except BROKEN as error:
            raise ArchiveTrouble(type(error).__name__, wait=True) from error


def _check(status: int, good: tuple[int, ...]) -> None:
    if status not in good:
        raise ArchiveTrouble(f"http_{status}", wait=status in (401, 403, 408, 425, 429) or status >= 500)


@asynccontextmanager
async def opened(settings: Twilio) -> AsyncIterator[Archive]:
    session = new_session(8)
    try:
        yield Archive(settings, session)
    finally:
        await session.close()
