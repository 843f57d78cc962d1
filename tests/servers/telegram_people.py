"""The people of the local Telegram, what they do, and what they see. Knows no HTTP."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

DEFAULT_OFF = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Updates that a bot gets only when it asks for them."""
DOWNLOAD_LARGEST = 20 * 1024 * 1024


@dataclass(eq=False)
class Person:
    """Somebody with Telegram. `started`: has written to the bot, so that it may write back."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    started: bool = True
    blocked: bool = False
    migrated_to: int | None = None

    def user(self) -> dict[str, Any]:
        optional = {"last_name": self.last_name, "username": self.username, "language_code": self.language_code}
        user: dict[str, Any] = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        return user | {name: value for name, value in optional.items() if value}

    def chat(self) -> dict[str, Any]:
        optional = {"last_name": self.last_name, "username": self.username}
        chat: dict[str, Any] = {"id": self.id, "first_name": self.first_name, "type": "private"}
        return chat | {name: value for name, value in optional.items() if value}


@dataclass(eq=False)
class Message:
    """A message in a private chat, of the bot or of the person, as it stands now."""

    message_id: int
    chat: dict[str, Any]
    sender: dict[str, Any]
    date: int
    content: dict[str, Any]
    reply_markup: dict[str, Any] | None = None
    params: dict[str, Any] = field(default_factory=dict)
    file: tuple[str, bytes] | None = None
    deleted: bool = False

    @property
    def chat_id(self) -> int:
        return int(self.chat["id"])

    @property
    def text(self) -> str:
        return str(self.content.get("text", self.content.get("caption", "")))

    @property
    def buttons(self) -> list[tuple[str, str | None]]:
        """The inline buttons in reading order: label and callback data."""
        rows = (self.reply_markup or {}).get("inline_keyboard", [])
        return [(button["text"], button.get("callback_data")) for row in rows for button in row]

    def resource(self) -> dict[str, Any]:
        """The message as Telegram shows it."""
        message = {"message_id": self.message_id, "from": self.sender, "chat": self.chat, "date": self.date}
        shown = {"reply_markup": self.reply_markup} if "inline_keyboard" in (self.reply_markup or {}) else {}
        return message | self.content | shown


@dataclass
class Waiting:
    """An update that nobody has confirmed yet."""

    update: dict[str, Any]

    @property
    def number(self) -> int:
        return int(self.update["update_id"])


class People:
    """Everybody who could write to the bot. Each `update_…` returns the update, which also waits for getUpdates."""

    def __init__(self) -> None:
        self.clock: Callable[[], float] = time.time
        self.bot = {"id": 7000000001, "is_bot": True, "first_name": "Line", "username": "line_test_bot"}
        self.people: dict[int, Person] = {}
        self.messages: dict[tuple[int, int], Message] = {}
        self.files: dict[str, tuple[str, bytes]] = {}
        self.queries: dict[str, float] = {}
        self.waiting: list[Waiting] = []
        self.allowed_updates: list[str] = []
        self._last_message = 1000
        self._last_update = 400_000_000
        self._last_person = 5_000_000_000

    def person(self, first_name: str = "Rahima", *, started: bool = True, **values: Any) -> Person:
        """A new person; not `started`, the bot may not write to her yet."""
        self._last_person += 1
        person = Person(values.pop("id", self._last_person), first_name, started=started, **values)
        self.people[person.id] = person
        return person

    def update_text(self, person: Person, text: str, **more: Any) -> dict[str, Any]:
        """She writes; a word that starts with / is marked as a command, as Telegram does."""
        content: dict[str, Any] = {"text": text}
        if text.startswith("/"):
            content["entities"] = [{"offset": 0, "length": len(text.split(maxsplit=1)[0]), "type": "bot_command"}]
        return self._update_message(person, content | more)

    def update_photo(self, person: Person, content: bytes, caption: str | None = None) -> dict[str, Any]:
        """She sends a photo, which comes in two sizes; the last is the photo itself."""
        small = self._file("photos", "jpg", content[:100]) | {"width": 90, "height": 67}
        large = self._file("photos", "jpg", content) | {"width": 1280, "height": 960}
        return self._update_message(person, {"photo": [small, large]}, caption)

    def update_document(
        self, person: Person, content: bytes, name: str = "note.pdf", mime: str = "application/pdf", **more: Any
    ) -> dict[str, Any]:
        document = self._file("documents", name.rpartition(".")[2], content)
        return self._update_message(person, {"document": {"file_name": name, "mime_type": mime} | document}, **more)

    def update_voice(self, person: Person, content: bytes, seconds: int = 7) -> dict[str, Any]:
        voice = {"duration": seconds, "mime_type": "audio/ogg"} | self._file("voice", "oga", content)
        return self._update_message(person, {"voice": voice})

    def update_tap(self, person: Person, message: Message, button: int | str = 0) -> dict[str, Any]:
        """She taps a button of a message: the one at this place, counted from 0, or any data at all."""
        data = message.buttons[button][1] if isinstance(button, int) else button
        query = str(secrets.randbelow(10**18))
        self.queries[query] = self.clock()
        instance = str(person.id * 7)
        tap = {"id": query, "from": person.user(), "chat_instance": instance, "data": data}
        shown = {"chat": message.chat, "message_id": message.message_id, "date": 0}
        return self.update("callback_query", tap | {"message": shown if message.deleted else message.resource()})

    def update_blocked(self, person: Person) -> dict[str, Any]:
        """She blocks the bot."""
        person.blocked = True
        return self._update_membership(person, "member", "kicked")

    def update_unblocked(self, person: Person) -> dict[str, Any]:
        person.blocked, person.started = False, True
        return self._update_membership(person, "kicked", "member")

    def update(self, kind: str, content: dict[str, Any]) -> dict[str, Any]:
        """Any update at all. It waits for getUpdates when the bot asked for its kind."""
        self._last_update += 1
        update = {"update_id": self._last_update, kind: content}
        if kind in self.allowed_updates if self.allowed_updates else kind not in DEFAULT_OFF:
            self.waiting.append(Waiting(update))
            self.arrived()
        return update

    def arrived(self) -> None:
        """An update waits. The server overrides it to wake a long poll."""

    def write(self, chat: dict[str, Any], sender: dict[str, Any], content: dict[str, Any], **more: Any) -> Message:
        """A new message in a chat."""
        self._last_message += 1
        return Message(self._last_message, chat, sender, int(self.clock()), content, **more)

    def keep(self, message: Message) -> Message:
        self.messages[message.chat_id, message.message_id] = message
        return message

    def age(self, message: Message, seconds: float) -> None:
        """The message is that much older, as after a long wait."""
        message.date -= int(seconds)

    def _update_message(self, person: Person, content: dict[str, Any], caption: str | None = None) -> dict[str, Any]:
        person.started, person.blocked = True, False
        content |= {"caption": caption} if caption else {}
        message = self.keep(self.write(person.chat(), person.user(), content))
        return self.update("message", message.resource())

    def _update_membership(self, person: Person, old: str, new: str) -> dict[str, Any]:
        def member(status: str) -> dict[str, Any]:
            return {"user": self.bot, "status": status} | ({"until_date": 0} if status == "kicked" else {})

        change = {"chat": person.chat(), "from": person.user(), "date": int(self.clock())}
        return self.update("my_chat_member", change | {"old_chat_member": member(old), "new_chat_member": member(new)})

    def _file(self, folder: str, ending: str, content: bytes) -> dict[str, Any]:
        file_id = f"AgAD{secrets.token_urlsafe(24)}"
        self.files[file_id] = (f"{folder}/file_{len(self.files)}.{ending}", content)
        return {"file_id": file_id, "file_unique_id": file_id[4:20], "file_size": len(content)}
