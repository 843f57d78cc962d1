"""A Telegram update as far as we read it: what was said in a private chat, and by which chat id. No names.

The full parser of python-telegram-bot costs 29 MB in every web process and keeps names that we must drop at the
door; a test holds this one against it for every kind of update.
"""

from collections.abc import Mapping
from typing import Any

from bot.inbound import Event, Inbound
from models.vocabulary import Line

COMMAND_LENGTH = 33
PAYLOAD = 64


class Unreadable(Exception):
    """An update that does not have the shape Telegram promises."""


def parse(update: Mapping[str, Any]) -> Inbound | None:
    """The message in an update; None for the many kinds that say nothing to us. Raises Unreadable."""
    try:
        external_id = str(int(update["update_id"]))
        if "message" in update:
            return _message(update["message"], external_id)
        if "callback_query" in update:
            return _tap(update["callback_query"], external_id)
        if "my_chat_member" in update:
            return _membership(update["my_chat_member"], external_id)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise Unreadable from error
    return None


def _message(message: Mapping[str, Any], external_id: str) -> Inbound | None:
    address = _private(message["chat"])
    if address is None:
        return None
    text = _text(message.get("text", message.get("caption", "")))
    start = start_payload(text)
    if start is None and text.startswith("/"):
        text = text[1:COMMAND_LENGTH].partition("@")[0]
    return Inbound(
        line=Line.TELEGRAM,
        address=address,
        external_id=external_id,
        text="start" if start == "" else ("" if start else text),
        start=start or None,
        files=tuple(_files(message)),
        message=int(message["message_id"]),
    )


def start_payload(text: str) -> str | None:
    """The payload of a deep link: empty for a plain /start, None for anything else."""
    command, _, payload = text.partition(" ")
    if command.partition("@")[0] != "/start":
        return None
    return payload.strip()[:PAYLOAD]


def _tap(query: Mapping[str, Any], external_id: str) -> Inbound | None:
    message = query.get("message") or {}
    address = _private(message["chat"]) if "chat" in message else str(int(query["from"]["id"]))
    if address is None:
        return None
    data = _text(query.get("data", ""))
    tap = {"callback": _text(query["id"]), "message": message.get("message_id"), "label": _label(message, data)}
    return Inbound(Line.TELEGRAM, address, external_id, choice=data, tap=tap)


def _label(message: Mapping[str, Any], data: str) -> str:
    """What stood on the button."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard") or []
    labels = [button["text"] for row in rows for button in row if button.get("callback_data") == data]
    return _text(labels[0]) if labels else ""


def _membership(change: Mapping[str, Any], external_id: str) -> Inbound | None:
    address = _private(change["chat"])
    if address is None:
        return None
    gone = change["new_chat_member"]["status"] in ("kicked", "left")
    return Inbound(Line.TELEGRAM, address, external_id, event=Event.BLOCKED if gone else Event.UNBLOCKED)


def _private(chat: Mapping[str, Any]) -> str | None:
    return str(int(chat["id"])) if chat["type"] == "private" else None


def _files(message: Mapping[str, Any]) -> list[dict[str, Any]]:
    if message.get("photo"):
        largest = max(message["photo"], key=lambda size: int(size.get("file_size") or 0))
        return [_file("photo", largest, "image/jpeg")]
    for name, kind in (("voice", "voice"), ("audio", "voice"), ("document", "file"), ("video", "file")):
        if message.get(name):
            return [_file(kind, message[name], "application/octet-stream")]
    return []


def _file(kind: str, found: Mapping[str, Any], media_type: str) -> dict[str, Any]:
    """Where Telegram keeps a file and what it is; its name is left behind, because names are people's words."""
    return {
        "kind": kind,
        "ref": _text(found["file_id"]),
        "media_type": _text(found.get("mime_type") or media_type).replace("\0", "")[:80],
        "size": int(found.get("file_size") or 0),
    }


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value
