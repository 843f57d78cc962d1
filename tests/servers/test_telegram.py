"""The local Telegram speaks with the real library, and refuses what is wrong."""

import asyncio
import json
import threading
import time
from datetime import timedelta
from typing import Any

import pytest
import telegram
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, InvalidToken, RetryAfter, TimedOut

from tests.servers.callers import Ourselves, ask_telegram, bot_says
from tests.servers.client import get, post
from tests.servers.telegram_examples import all_update_kinds
from tests.servers.telegram_schema import KINDS
from tests.servers.telegram_server import FakeTelegram

pytest_plugins = ["tests.servers.fixtures"]


def test_a_message_with_buttons_is_sent_tapped_and_edited(tg: FakeTelegram) -> None:
    worker = tg.person(first_name="Rahima", language_code="bn")
    keyboard = telegram.InlineKeyboardMarkup([[telegram.InlineKeyboardButton("Yes", callback_data="c:water:1")]])
    sent = bot_says(tg, lambda bot: bot.send_message(worker.id, " Is the water clean? ", reply_markup=keyboard))
    [message] = tg.sent
    assert (sent.text, sent.message_id, sent.chat.id) == ("Is the water clean?", message.message_id, worker.id)
    assert message.buttons == [("Yes", "c:water:1")]

    update = tg.update_tap(worker, message)
    tap = telegram.Update.de_json(update, None).callback_query
    assert tap is not None
    assert (tap.data, tap.from_user.language_code) == ("c:water:1", "bn")
    assert bot_says(tg, lambda bot: bot.answer_callback_query(tap.id))
    assert tg.answered == [{"callback_query_id": tap.id}]
    bot_says(tg, lambda bot: bot.edit_message_reply_markup(worker.id, message.message_id, reply_markup=None))
    assert message.buttons == []
    with pytest.raises(BadRequest, match="not modified"):
        bot_says(tg, lambda bot: bot.edit_message_reply_markup(worker.id, message.message_id, reply_markup=None))
    bot_says(tg, lambda bot: bot.edit_message_text("Thank you", worker.id, message.message_id))
    assert (message.text, len(tg.edited)) == ("Thank you", 2)


def test_a_tap_that_is_too_old(tg: FakeTelegram) -> None:
    worker = tg.person()
    ask_telegram(tg, "sendMessage", chat_id=worker.id, text="Water?")
    query = tg.update_tap(worker, tg.sent[0], "any:data")["callback_query"]["id"]
    later = time.time() + 3600
    tg.clock = lambda: later
    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        bot_says(tg, lambda bot: bot.answer_callback_query(query))


def test_messages_are_deleted_for_48_hours(tg: FakeTelegram) -> None:
    worker, colleague = tg.person(), tg.person()
    for text in ("one", "two", "three"):
        ask_telegram(tg, "sendMessage", chat_id=worker.id, text=text)
    hers = tg.update_text(worker, "my secret")["message"]["message_id"]
    one, two, three = tg.sent
    assert bot_says(tg, lambda bot: bot.delete_message(worker.id, hers))
    assert bot_says(tg, lambda bot: bot.delete_messages(worker.id, [one.message_id, 5, two.message_id]))
    assert [number for _chat, number in tg.deleted] == [hers, one.message_id, two.message_id]
    assert one.deleted
    tg.age(three, 48 * 3600 + 60)
    for person, number, words in (
        (worker, three.message_id, "can't be deleted for everyone"),
        (worker, one.message_id, "not found"),
        (colleague, three.message_id, "not found"),
    ):
        with pytest.raises(BadRequest, match=words):
            bot_says(tg, lambda bot, p=person, n=number: bot.delete_message(p.id, n))  # type: ignore[misc]


def test_who_cannot_be_written_to(tg: FakeTelegram) -> None:
    worker, stranger, moved = tg.person(), tg.person(started=False), tg.person()
    tg.update_blocked(worker)
    tg.migrate(moved, -1001)
    for chat_id, error in (
        (worker.id, Forbidden),
        (stranger.id, BadRequest),
        (999, BadRequest),
        (moved.id, ChatMigrated),
    ):
        with pytest.raises(error):
            bot_says(tg, lambda bot, chat_id=chat_id: bot.send_message(chat_id, "hello"))  # type: ignore[misc]
    tg.update_text(stranger, "/start f_7Q2K")
    tg.update_unblocked(worker)
    for person in (stranger, worker):
        assert ask_telegram(tg, "sendMessage", chat_id=person.id, text="hello")["ok"]


def test_errors_of_telegram_as_its_library_knows_them(tg: FakeTelegram, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # else the library warns of its own next version
    worker = tg.person()
    tg.fail_next(status=429, retry_after=7)
    with pytest.raises(RetryAfter) as wait:
        bot_says(tg, lambda bot: bot.send_message(worker.id, "hello"))
    assert wait.value.retry_after == timedelta(seconds=7)
    tg.fail_next(how="hang")
    with pytest.raises(TimedOut):
        bot_says(tg, lambda bot: bot.send_message(worker.id, "hello", read_timeout=0.2))
    with pytest.raises(InvalidToken):
        bot_says(tg, lambda bot: bot.get_me(), token="7000000001:wrong")
    assert bot_says(tg, lambda bot: bot.get_me()).username == "line_test_bot"


def test_files_go_both_ways(tg: FakeTelegram) -> None:
    worker = tg.person()
    message = telegram.Update.de_json(tg.update_photo(worker, b"picture" * 50, "the exit"), None).message
    assert message is not None
    assert message.caption == "the exit"

    async def fetch(bot: telegram.Bot) -> bytes:
        file = await bot.get_file(message.photo[-1].file_id)
        return bytes(await file.download_as_bytearray())

    assert bot_says(tg, fetch) == b"picture" * 50
    for update in (tg.update_document(worker, b"%PDF", "pay.pdf"), tg.update_voice(worker, b"OggS")):
        assert telegram.Update.de_json(update, None).message.effective_attachment.file_size == 4  # type: ignore[union-attr]

    bot_says(
        tg, lambda bot: bot.send_document(worker.id, b"BEGIN:VCALENDAR", filename="meeting.ics", caption="Meeting")
    )
    bot_says(tg, lambda bot: bot.send_photo(worker.id, b"poster"))
    assert tg.sent[0].file == ("meeting.ics", b"BEGIN:VCALENDAR")
    assert tg.sent[1].file is not None
    with pytest.raises(BadRequest, match="non-empty"):
        bot_says(tg, lambda bot: bot.send_document(worker.id, b""))
    with pytest.raises(BadRequest, match=r"(?i)wrong file_id"):
        bot_says(tg, lambda bot: bot.get_file("nothing"))
    assert get(f"{tg.url}/file/bot{tg.token}/photos/none.jpg").status == 404


FILE = 'name="document"; filename="meeting.ics"\r\nContent-Type: text/calendar'


def in_parts(tg: FakeTelegram, *parts: tuple[str, bytes], boundary: str = "b") -> tuple[int, str]:
    """Call sendDocument with these parts, whatever they are; how it was answered."""
    body = b"".join(
        f"--b\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content + b"\r\n" for head, content in parts
    )
    kind = "multipart/form-data" + (f"; boundary={boundary}" if boundary else "")
    answer = post(f"{tg.url}/bot{tg.token}/sendDocument", body + b"--b--\r\n", {"Content-Type": kind})
    return answer.status, answer.json().get("description", "")


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ([], "there is no document in the request"),
        ([('name="document"', b"a.ics")], "wrong remote file identifier"),
        ([('name="document"', b"https://bobbin.example/a.ics")], "wrong remote file identifier"),
        ([('name="document"', b"attach://nothing")], "wrong remote file identifier"),
        ([(FILE, b"")], "non-empty"),
        ([(FILE, b"a"), (FILE, b"b")], "twice"),
        ([(FILE, b"a"), ('name="caption"; filename="a"', b"b")], "is no file"),
        ([(FILE, b"a"), ('name="other"; filename="a"', b"b")], "unknown parameter"),
        ([(FILE, b"a"), ('name="text"', b"b")], "unknown parameter"),
        ([(FILE, b"a"), ('name="link_preview_options"', b'{"is_disabled": true}')], "unknown parameter"),
        ([(FILE, b"a"), ('name="caption"', b"\xff\xfe")], "UTF-8"),
        ([(FILE, b"a"), ('name="caption"', "😀".encode() * 513)], "too long"),
        ([(FILE, b"a"), ('name="reply_markup"', b"{")], "JSON"),
    ],
)
def test_a_file_that_is_sent_wrongly_is_refused(tg: FakeTelegram, parts: list[tuple[str, bytes]], words: str) -> None:
    to = ('name="chat_id"', str(tg.person().id).encode())
    status, said = in_parts(tg, to, *parts)
    assert status == 400
    assert words in said
    assert tg.sent == []


def test_parts_without_a_boundary_are_refused(tg: FakeTelegram) -> None:
    to = ('name="chat_id"', str(tg.person().id).encode())
    assert in_parts(tg, to, (FILE, b"a"), boundary="")[0] == 400
    assert in_parts(tg, to, (FILE, b"a"), boundary="another")[0] == 400
    assert in_parts(tg, to, (FILE, b"a")) == (200, "")
    assert tg.sent[0].content["document"]["mime_type"] == "text/calendar"


BUTTON = {"text": "Yes", "callback_data": "c:k:1"}


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ({"text": ""}, "text is empty"),
        ({"text": " \n"}, "text is empty"),
        ({"text": "x" * 4097}, "too long"),
        ({"text": "😀" * 2049}, "too long"),
        ({"text": "\ud83d"}, "UTF-8"),
        ({"chat_id": "1.5"}, "chat not found"),
        ({"chat_id": "@someone"}, "chat not found"),
        ({"disable_web_page_preview": True}, "unknown parameter"),
        ({"protect_content": "maybe"}, "protect_content"),
        ({"message_thread_id": "first"}, "message_thread_id"),
        ({"parse_mode": "XML"}, "parse_mode"),
        ({"parse_mode": "HTML", "text": "a < b"}, "entities"),
        ({"parse_mode": "HTML", "text": "<b>bold"}, "entities"),
        ({"parse_mode": "HTML", "text": "<p>text</p>"}, "entities"),
        ({"parse_mode": "MarkdownV2", "text": "Done."}, "entities"),
        ({"reply_markup": "{"}, "JSON"),
        ({"reply_markup": []}, "object"),
        ({"reply_markup": {"inline_keyboard": [BUTTON]}}, "list"),
        ({"reply_markup": {"inline_keyboard": [[{"text": "Yes"}]]}}, "unallowed"),
        ({"reply_markup": {"inline_keyboard": [[BUTTON | {"url": "https://bobbin.example"}]]}}, "unallowed"),
        ({"reply_markup": {"inline_keyboard": [[BUTTON | {"callback_data": ""}]]}}, "BUTTON_DATA_INVALID"),
        ({"reply_markup": {"inline_keyboard": [[BUTTON | {"callback_data": "ক" * 22}]]}}, "BUTTON_DATA_INVALID"),
        ({"reply_markup": {"inline_keyboard": [[BUTTON | {"colour": "red"}]]}}, "unknown field"),
        ({"reply_markup": {"inline_keyboard": [[BUTTON | {"text": 1}]]}}, "String"),
        ({"reply_markup": {"inline_keyboard": [[BUTTON | {"text": ""}]]}}, "non-empty"),
        ({"reply_markup": {"keyboard": [["Yes"]]}}, "object"),
        ({"reply_parameters": {"message_id": 1}}, "replied not found"),
        ({"link_preview_options": {"is_disabled": 1}}, "Boolean"),
    ],
)
def test_a_wrong_call_is_refused(tg: FakeTelegram, call: dict[str, Any], words: str) -> None:
    worker = tg.person()
    answer = ask_telegram(tg, "sendMessage", **({"chat_id": worker.id, "text": "hello"} | call))
    assert (answer["ok"], answer["error_code"]) == (False, 400)
    assert answer["description"].startswith("Bad Request: ")
    assert words in answer["description"]
    assert tg.sent == []


@pytest.mark.parametrize(
    ("method", "call"),
    [
        ("sendMessage", {"text": "hello"}),
        ("answerCallbackQuery", {}),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}),
        ("editMessageText", {"text": "hello"}),
        ("editMessageText", {"chat_id": 1, "message_id": 1}),
        ("deleteMessages", {"chat_id": 1, "message_ids": []}),
        ("deleteMessages", {"chat_id": 1, "message_ids": ["1"]}),
        ("sendDocument", {"chat_id": 1}),
        ("getFile", {}),
        ("getUpdates", {"limit": 101}),
        ("getUpdates", {"allowed_updates": ["messages"]}),
        ("setWebhook", {"url": "http://bobbin.example/webhooks/telegram"}),
        ("setWebhook", {"url": "https://bobbin.example:8000/webhooks/telegram"}),
        ("setWebhook", {"url": "https://bobbin.example/", "secret_token": "not so good!"}),
        ("setMyCommands", {"commands": [{"command": "Start", "description": "begin"}]}),
        ("setMyCommands", {"commands": [{"command": "start", "description": ""}]}),
        ("setMyCommands", {"commands": [{"command": "start", "description": "x"}] * 101}),
        ("setMyCommands", {"commands": [], "language_code": "bengali"}),
    ],
)
def test_other_wrong_calls_are_refused(tg: FakeTelegram, method: str, call: dict[str, Any]) -> None:
    answer = ask_telegram(tg, method, **call)
    assert (answer["ok"], answer["error_code"]) == (False, 400)


def test_there_is_no_such_method(tg: FakeTelegram) -> None:
    assert ask_telegram(tg, "sendTelepathy")["error_code"] == 404
    assert ask_telegram(tg, "SENDMESSAGE", chat_id=tg.person().id, text="hello")["ok"]


def test_updates_are_asked_for_and_confirmed_by_the_next_question(tg: FakeTelegram) -> None:
    worker = tg.person()
    for text in ("one", "two", "three"):
        tg.update_text(worker, text)
    first = bot_says(tg, lambda bot: bot.get_updates(limit=2))
    again = bot_says(tg, lambda bot: bot.get_updates(limit=2))
    assert [one.message.text for one in first if one.message] == ["one", "two"]
    assert [one.update_id for one in again] == [one.update_id for one in first]
    rest = bot_says(tg, lambda bot: bot.get_updates(offset=first[-1].update_id + 1))
    assert [one.message.text for one in rest if one.message] == ["three"]
    assert len(tg.waiting) == 1
    assert bot_says(tg, lambda bot: bot.get_updates(offset=rest[-1].update_id + 1)) == ()


def test_a_long_poll_ends_when_somebody_writes(tg: FakeTelegram) -> None:
    worker = tg.person()
    later = threading.Timer(0.1, tg.update_text, (worker, "hello"))
    start = time.monotonic()
    later.start()
    assert len(bot_says(tg, lambda bot: bot.get_updates(timeout=5))) == 1
    later.join()
    assert time.monotonic() - start < 2
    assert ask_telegram(tg, "getUpdates", offset=-1, timeout=0)["result"]


def test_a_second_poll_ends_the_first(tg: FakeTelegram) -> None:
    async def both(bot: telegram.Bot) -> list[object]:
        first = asyncio.ensure_future(bot.get_updates(timeout=5))
        await asyncio.sleep(0.1)
        second = bot.get_updates(timeout=0)
        return list(await asyncio.gather(first, second, return_exceptions=True))

    first, second = bot_says(tg, both)
    assert isinstance(first, Conflict)
    assert second == ()


def test_a_webhook_and_polling_exclude_each_other(tg: FakeTelegram, us: Ourselves) -> None:
    worker = tg.person()
    public = "https://bobbin.example/webhooks/telegram"
    bot_says(tg, lambda bot: bot.set_webhook(public, secret_token="s3cret", allowed_updates=["message"]))
    with pytest.raises(Conflict):
        bot_says(tg, lambda bot: bot.get_updates())
    update = tg.update_text(worker, "hello")
    tg.update_blocked(worker)
    us.status = 503
    assert tg.deliver(update, via=us.url).status == 503
    info = bot_says(tg, lambda bot: bot.get_webhook_info())
    assert (info.url, info.pending_update_count, info.last_error_date is None) == (public, 1, False)
    us.status = 200
    assert tg.deliver(update, via=us.url).status == 200
    path, headers, body = us.calls[-1]
    assert (path, json.loads(body)) == ("/webhooks/telegram", update)
    assert headers["X-Telegram-Bot-Api-Secret-Token"] == "s3cret"
    assert tg.waiting == []
    assert bot_says(tg, lambda bot: bot.delete_webhook())
    assert bot_says(tg, lambda bot: bot.get_updates()) == ()


def test_commands_are_kept_by_language(tg: FakeTelegram) -> None:
    bot_says(tg, lambda bot: bot.set_my_commands([("help", "সাহায্য")], language_code="bn"))
    assert tg.commands["bn"] == [{"command": "help", "description": "সাহায্য"}]


def test_there_is_an_update_of_each_kind() -> None:
    examples = all_update_kinds()
    assert list(examples) == KINDS
    assert len(examples) == 25
    known = {name for name in telegram.Update.__slots__ if not name.startswith("_")}
    for kind, update in examples.items():
        parsed = telegram.Update.de_json(update, None)
        assert kind not in known or getattr(parsed, kind) is not None
