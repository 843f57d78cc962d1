"""Telegram: python-telegram-bot as API client, over our HTTP client. Buttons carry `conversation:key:value`."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, LinkPreviewOptions, Message
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import BaseRequest, RequestData

from bot.channels.channel import FetchError, Parcel, SendError, Sent, Trouble
from bot.channels.http import BROKEN, NOT_CONNECTED, download, new_session
from bot.settings import Telegram
from models.vocabulary import Line, OutboxState

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
DELETED_AT_ONCE = 100
"""The most messages that one call may name."""
USED = "-"
"""The data of a button that was pressed already."""


class NotConnected(NetworkError):
    """Telegram was not reached: nothing was sent."""


class Transport(BaseRequest):
    """The HTTP client that the library is given. Its default scans its whole pool for each request."""

    def __init__(self) -> None:
        self.session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return 10.0

    async def initialize(self) -> None:
        if self.session is None:
            self.session = new_session()

    async def shutdown(self) -> None:
        if self.session is not None:
            await self.session.close()
            self.session = None

    async def do_request(  # type: ignore[override]  # the library's own types for its time-outs are private
        self, url: str, method: str, request_data: RequestData | None = None, read_timeout: Any = None, **_times: Any
    ) -> tuple[int, bytes]:
        assert self.session is not None
        try:
            async with self.session.request(method, url, data=_form(request_data), **_longer(read_timeout)) as answer:
                return answer.status, await answer.read()
        except NOT_CONNECTED as error:
            raise NotConnected("not connected") from error
        except BROKEN as error:
            raise TimedOut("broken or timed out") from error


class TelegramChannel:
    """Sends to private chats; acknowledges taps; fetches files."""

    line: str = Line.TELEGRAM

    def __init__(self, settings: Telegram) -> None:
        self._settings = settings
        self._transport = Transport()
        self.bot = new_bot(settings, self._transport)

    async def open(self) -> None:
        await self._transport.initialize()

    async def close(self) -> None:
        await self._transport.shutdown()

    async def send(self, parcel: Parcel) -> Sent:
        try:
            await self._acknowledge(parcel.address, parcel.body.get("tap"))
            message = await self._deliver(int(parcel.address), parcel.body)
        except TelegramError as error:
            raise trouble_of(error) from None
        except (KeyError, TypeError, AttributeError) as error:  # 200 with something that is no message
            raise SendError(Trouble.UNKNOWN, "garbage") from error
        return Sent(str(message.message_id), OutboxState.SENT)

    async def fetch(self, source: str) -> bytes:
        assert self._transport.session is not None
        try:
            file = await self.bot.get_file(source)
        except TelegramError as error:
            trouble = trouble_of(error)
            raise FetchError(trouble.code, trouble.retryable or trouble.trouble is Trouble.UNKNOWN) from None
        return await download(self._transport.session, str(file.file_path))

    async def _deliver(self, chat_id: int, body: Mapping[str, Any]) -> Message:
        """Words, or a file with the words below it."""
        words, buttons = body["text"], keyboard(body)
        if "clear" in body and await self._clear(chat_id, body["clear"]["ids"]):
            words = body["clear"]["left"]
        if "document" in body:
            file = file_of(body["document"])
            return await self.bot.send_document(
                chat_id=chat_id, document=file, caption=words or None, reply_markup=buttons
            )
        return await self.bot.send_message(
            chat_id=chat_id, text=words or "…", reply_markup=buttons, link_preview_options=NO_PREVIEW
        )

    async def _clear(self, chat_id: int, ids: Sequence[int]) -> int:
        """Delete messages of both sides; those that are gone already are passed over. Returns how many stay."""
        kept = 0
        for start in range(0, len(ids), DELETED_AT_ONCE):
            some = list(ids[start : start + DELETED_AT_ONCE])
            try:
                await self.bot.delete_messages(chat_id=chat_id, message_ids=some)
            except BadRequest:  # one that is too old holds up the others
                kept += sum([await self._stays(chat_id, one) for one in some])
        return kept

    async def _stays(self, chat_id: int, message_id: int) -> bool:
        try:
            await self.bot.delete_message(chat_id=chat_id, message_id=message_id)
        except BadRequest as error:
            return "not found" not in error.message.lower()  # Telegram has no code for it, only this text
        return False

    async def _acknowledge(self, address: str, tap: Mapping[str, Any] | None) -> None:
        """Answer a tap and leave of its buttons the one that was chosen. What is too late does not matter."""
        if not tap:
            return
        try:
            await self.bot.answer_callback_query(tap["callback"])
            if tap.get("message"):
                chosen = [[InlineKeyboardButton(f"✓ {tap['label']}", callback_data=USED)]] if tap.get("label") else []
                await self.bot.edit_message_reply_markup(
                    chat_id=int(address), message_id=tap["message"], reply_markup=InlineKeyboardMarkup(chosen)
                )
        except BadRequest:
            return


def new_bot(settings: Telegram, transport: Transport) -> Bot:
    """A client of the Bot API. It is never `initialize`d: that asks Telegram who we are at every start."""
    return Bot(
        settings.token,
        base_url=f"{settings.api_url}/bot",
        base_file_url=f"{settings.api_url}/file/bot",
        request=transport,
        get_updates_request=transport,
    )


def keyboard(body: Mapping[str, Any]) -> InlineKeyboardMarkup | None:
    """One option a row; each button names its own question, so that an old one answers that or none."""
    options = body.get("options")
    if not options:
        return None
    prefix = f"{body['conversation']}:{body['key']}:"
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=prefix + value)] for value, label in options]
    )


def file_of(document: Mapping[str, str]) -> InputFile:
    """A file of a body. The library guesses its type from the name by the machine's tables; we know it."""
    file = InputFile(base64.b64decode(document["content"]), filename=document["name"])
    file.mimetype = document["media_type"]
    return file


def trouble_of(error: TelegramError) -> SendError:
    """The library's errors as what they mean for the message. The order matters: BadRequest is a NetworkError."""
    if isinstance(error, RetryAfter):
        return SendError(Trouble.RETRY, "429", _seconds(error))
    if isinstance(error, Forbidden | ChatMigrated):
        return SendError(Trouble.UNSENDABLE, "blocked" if isinstance(error, Forbidden) else "migrated")
    if isinstance(error, InvalidToken | Conflict):
        return SendError(Trouble.LINE_DOWN, "401")
    return _network_trouble(error)


def _seconds(error: RetryAfter) -> float:
    """The library is moving from whole seconds to a timedelta."""
    wait: Any = error.retry_after
    return float(wait) if isinstance(wait, int | float) else wait.total_seconds()


def _network_trouble(error: TelegramError) -> SendError:
    if isinstance(error, TimedOut):
        return SendError(Trouble.UNKNOWN, "timeout")
    if isinstance(error, BadRequest):
        unreachable = "chat not found" in error.message.lower()  # Telegram has no code for it, only this text
        return SendError(Trouble.UNSENDABLE if unreachable else Trouble.PERMANENT, "400")
    if isinstance(error, NetworkError):
        return SendError(Trouble.RETRY, "not_connected" if isinstance(error, NotConnected) else "5xx")
    return SendError(Trouble.UNKNOWN, "garbage")


def _form(data: RequestData | None) -> Any:
    if data is None or not data.parameters:
        return None
    if not data.contains_files:
        return data.json_parameters
    form = aiohttp.FormData(data.json_parameters)
    for name, (file_name, content, media_type) in data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=media_type)
    return form


def _longer(read_timeout: Any) -> dict[str, Any]:
    """A long poll may take longer than other calls."""
    if isinstance(read_timeout, int | float) and read_timeout > 10:
        return {"timeout": aiohttp.ClientTimeout(total=read_timeout + 5)}
    return {}
