"""A local Telegram: the methods of its Bot API that we use, its files, and the updates that it brings.

Run it alone with `python -m tests.servers.telegram_server --port 9100 [--quiet]`.
"""

import asyncio
import re
from collections.abc import Callable

from aiohttp import web

from tests.servers.base import LocalServer, arguments, json_answer, run
from tests.servers.faults import Fault
from tests.servers.telegram_form import Files, Upload, read_form
from tests.servers.telegram_people import DOWNLOAD_LARGEST, Message, Person
from tests.servers.telegram_rules import NAMES, Refused, bad, check_answer, parse
from tests.servers.telegram_updates import OTHER_POLL, Updates, Values

TOKEN = "7000000001:AAHlocal-telegram_for_tests-0123456"
DELETABLE = 48 * 3600
"""Seconds for which a message can be taken back."""
DELETED_AT_ONCE = 100
ANSWERABLE = 60
"""Seconds for which a tap can be answered; the real limit is not documented and somewhat longer."""
PHOTO_LARGEST = 10 * 1024 * 1024
UPLOAD_LARGEST = 50 * 1024 * 1024
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
WORDS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: " + OTHER_POLL,
    500: "Internal Server Error",
    502: "Bad Gateway",
}
_PATH = re.compile(r"(?P<file>/file)?/bot(?P<token>[0-9]+:[A-Za-z0-9_-]+)/(?P<rest>.+)")


class FakeTelegram(Updates, LocalServer):
    """`sent` are the bot's messages, in order and as they stand now; `edited` and `answered` hold the parameters of
    the calls, `deleted` pairs of chat and message, `commands` what setMyCommands set, by language.
    """

    def __init__(self, token: str = TOKEN, port: int = 0, quiet: bool = False) -> None:
        LocalServer.__init__(self, port, quiet)
        Updates.__init__(self)
        self.token = token
        self.sent: list[Message] = []
        self.edited: list[Values] = []
        self.answered: list[Values] = []
        self.deleted: list[tuple[int, int]] = []
        self._methods: dict[str, Callable[[Values, Files], object]] = {
            "getMe": lambda _values, _files: self.bot | {"can_join_groups": False},
            "sendMessage": self._send_message,
            "sendDocument": self._send_document,
            "sendPhoto": self._send_photo,
            "editMessageText": self._edit_text,
            "editMessageReplyMarkup": self._edit_markup,
            "answerCallbackQuery": self._answer_query,
            "deleteMessage": self._delete_message,
            "deleteMessages": self._delete_messages,
            "getFile": self._get_file,
            "setMyCommands": self.set_commands,
            "setWebhook": self.set_webhook,
            "deleteWebhook": self.delete_webhook,
            "getWebhookInfo": self.webhook_info,
        }

    def migrate(self, person: Person, chat_id: int) -> None:
        """The chat has another number from now on."""
        person.migrated_to = chat_id

    def arrived(self) -> None:
        self.in_loop(self.news.set)

    async def serve(self, ready: Callable[[], None]) -> None:
        self.news = asyncio.Event()
        await super().serve(ready)

    async def answer(self, request: web.BaseRequest) -> web.Response:
        try:
            return await self._answer(request)
        except Refused as refused:
            return _error(refused.status, refused.description, refused.parameters)

    def failure(self, fault: Fault) -> web.Response:
        headers = dict(fault.headers)
        if fault.body is not None:
            return web.Response(body=fault.body, status=fault.status, headers=headers)
        if fault.status == 429:
            wait = 3 if fault.retry_after is None else fault.retry_after
            headers.setdefault("Retry-After", str(wait))
            return _error(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait}, headers)
        words = fault.message or WORDS.get(fault.status, "Internal Server Error")
        return _error(fault.code or fault.status, words, None, headers)

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        match = _PATH.fullmatch(request.rel_url.path)
        if match is None:
            raise Refused("Not Found", 404)
        if match["token"] != self.token:
            raise Refused("Unauthorized", 401)
        if match["file"]:
            return self._file_content(request, match["rest"])
        method = NAMES.get(match["rest"].lower())
        if method is None or request.method not in ("GET", "POST"):
            raise Refused("Not Found: method not found" if method is None else "Not Found", 404)
        form, files = await read_form(request)
        values = parse(method, form, files)
        if method == "getUpdates":
            return json_answer({"ok": True, "result": await self.get_updates(values)})
        return json_answer({"ok": True, "result": self._methods[method](values, files)})

    # Messages

    def _send_message(self, values: Values, _files: Files) -> object:
        content: Values = {"text": values["text"].strip()}
        if "link_preview_options" in values:
            content["link_preview_options"] = values["link_preview_options"]
        return self._send(values, content)

    def _send_document(self, values: Values, files: Files) -> object:
        name, content, media_type = self._upload("document", values, files, UPLOAD_LARGEST)
        document = {"file_name": name, "mime_type": media_type}
        return self._send(values, {"document": document | self._file("documents", "bin", content)}, (name, content))

    def _send_photo(self, values: Values, files: Files) -> object:
        name, content, _media_type = self._upload("photo", values, files, PHOTO_LARGEST)
        size = {"width": 640, "height": 480} | self._file("photos", "jpg", content)
        return self._send(values, {"photo": [size]}, (name, content))

    def _send(self, values: Values, content: Values, file: tuple[str, bytes] | None = None) -> object:
        person = self._reachable(values["chat_id"])
        self._check_reply(person, values.get("reply_parameters"))
        content |= {"caption": values["caption"]} if values.get("caption") else {}
        content |= {"has_protected_content": True} if values.get("protect_content") else {}
        message = self.write(person.chat(), self.bot, content, params=values, file=file)
        message.reply_markup = values.get("reply_markup")
        self.accepted += 1
        if not self.quiet:
            self.sent.append(self.keep(message))
        return message.resource()

    def _edit_text(self, values: Values, _files: Files) -> object:
        if "text" not in values:
            raise bad("message text is empty")
        return self._edit(values, {"text": values["text"].strip()})

    def _edit_markup(self, values: Values, _files: Files) -> object:
        return self._edit(values, None)

    def _edit(self, values: Values, content: Values | None) -> object:
        if "inline_message_id" in values or "chat_id" not in values or "message_id" not in values:
            raise bad("message identifier is not specified")
        self.edited.append(values) if not self.quiet else None
        person = self._reachable(values["chat_id"])
        message = self._message(person, values["message_id"], "message to edit not found")
        if message.sender is not self.bot:
            raise bad("message can't be edited")
        content, markup = content or message.content, _shown(values.get("reply_markup"))
        if not self.quiet and content == message.content and markup == _shown(message.reply_markup):
            self.edited.remove(values)
            raise bad(NOT_MODIFIED)
        message.content, message.reply_markup = content, markup
        return message.resource() | {"edit_date": int(self.clock())}

    def _answer_query(self, values: Values, _files: Files) -> object:
        check_answer(values)
        asked = self.queries.get(values["callback_query_id"])
        if not self.quiet and (asked is None or self.clock() - asked > ANSWERABLE):
            raise bad("query is too old and response timeout expired or query ID is invalid")
        if not self.quiet:
            self.answered.append(values)
        return True

    def _delete_message(self, values: Values, _files: Files) -> object:
        person = self._reachable(values["chat_id"])
        message = self._message(person, values["message_id"], "message to delete not found")
        if self.clock() - message.date > DELETABLE:
            raise bad("message can't be deleted for everyone")
        self._remove(message)
        return True

    def _delete_messages(self, values: Values, _files: Files) -> object:
        person = self._reachable(values["chat_id"])
        if not 1 <= len(values["message_ids"]) <= DELETED_AT_ONCE:
            raise bad("too many messages to delete")
        found = [self.messages.get((person.id, number)) for number in values["message_ids"]]
        there = [message for message in found if message is not None]
        if any(self.clock() - message.date > DELETABLE for message in there):
            raise bad("message can't be deleted for everyone")
        for message in there:
            self._remove(message)
        return True

    def _remove(self, message: Message) -> None:
        message.deleted = True
        self.messages.pop((message.chat_id, message.message_id), None)
        if not self.quiet:
            self.deleted.append((message.chat_id, message.message_id))

    def _message(self, person: Person, number: int, otherwise: str) -> Message:
        if self.quiet:
            return Message(number, person.chat(), self.bot, int(self.clock()), {"text": "…"})
        message = self.messages.get((person.id, number))
        if message is None:
            raise bad(otherwise)
        return message

    def _reachable(self, chat_id: int | str) -> Person:
        person = self.people.get(chat_id) if isinstance(chat_id, int) else None
        if person is None and self.quiet and isinstance(chat_id, int):
            person = Person(chat_id, "Somebody")
        if person is None or not person.started:
            raise bad("chat not found")
        if person.migrated_to is not None:
            words = "group chat was upgraded to a supergroup chat"
            raise Refused(f"Bad Request: {words}", 400, {"migrate_to_chat_id": person.migrated_to})
        if person.blocked:
            raise Refused("Forbidden: bot was blocked by the user", 403)
        return person

    def _check_reply(self, person: Person, reply: Values | None) -> None:
        if reply and not reply.get("allow_sending_without_reply") and not self.quiet:
            self._message(person, reply["message_id"], "message to be replied not found")

    # Files

    def _upload(self, name: str, values: Values, files: Files, largest: int) -> Upload:
        source = str(values.get(name, ""))
        if source in self.files:
            path, content = self.files[source]
            return path.rpartition("/")[2], content, "application/octet-stream"
        part = files.get(source.removeprefix("attach://") if source.startswith("attach://") else name)
        if part is None:
            raise bad("wrong remote file identifier specified: Wrong string length")
        if not part[1]:
            raise bad("file must be non-empty")
        if len(part[1]) > largest:
            raise Refused("Request Entity Too Large", 413)
        return part

    def _get_file(self, values: Values, _files: Files) -> object:
        file_id = values["file_id"]
        if file_id not in self.files:
            raise bad("wrong file_id or the file is temporarily unavailable")
        path, content = self.files[file_id]
        if len(content) > DOWNLOAD_LARGEST:
            raise bad("file is too big")
        unique = file_id[4:20]
        return {"file_id": file_id, "file_unique_id": unique, "file_size": len(content), "file_path": path}

    def _file_content(self, request: web.BaseRequest, path: str) -> web.Response:
        for known, content in list(self.files.values()):
            if known == path and request.method == "GET":
                return web.Response(body=content, headers={"Content-Type": "application/octet-stream"})
        raise Refused("Not Found", 404)


def _shown(markup: Values | None) -> Values | None:
    """A keyboard without buttons is none."""
    return markup if markup and any(markup.get("inline_keyboard", [])) else None


def _error(
    status: int, words: str, parameters: Values | None = None, headers: dict[str, str] | None = None
) -> web.Response:
    more = {"parameters": parameters} if parameters else {}
    return json_answer({"ok": False, "error_code": status, "description": words, **more}, status, headers)


def main() -> None:
    parser = arguments("telegram_server")
    parser.add_argument("--token", default=TOKEN)
    given = parser.parse_args()
    run(FakeTelegram(given.token, port=given.port, quiet=given.quiet), given.latency)


if __name__ == "__main__":
    main()
