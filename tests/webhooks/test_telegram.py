"""Telegram's webhook: the secret, private chats only, every kind of update, and no name ever kept."""

from typing import Any

import pytest
from telegram import Update

from bot.inbound import Event
from bot.telegram_updates import parse
from tests.webhooks.conftest import Machines

NAMED = {"id": 700000001, "is_bot": False, "first_name": "Amina", "last_name": "Begum", "username": "amina_b"}
CHAT = {"id": 700000001, "type": "private", "first_name": "Amina", "username": "amina_b"}


def said(text: str, number: int = 1, **more: Any) -> dict[str, Any]:
    message = {"message_id": number, "date": 1_795_500_000, "from": NAMED, "chat": CHAT, "text": text, **more}
    return {"update_id": number, "message": message}


def test_a_message_is_taken_in(machines: Machines) -> None:
    assert machines.telegram(said("hello")).status_code == 200
    assert machines.count("outbox") == 1


@pytest.mark.parametrize("secret", ["", "wrong", "a-secret-for-telegram-webhook", "ünï"])
def test_without_the_secret_nothing_is_heard(machines: Machines, secret: str) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret.encode().decode("latin-1")}
    assert machines.client.post("/webhooks/telegram", json=said("hello"), headers=headers).status_code == 403
    assert machines.client.post("/webhooks/telegram", json=said("hello")).status_code == 403
    assert sum(machines.rows().values()) == 0


def test_a_repeat_has_one_effect_and_a_smaller_id_is_as_good(machines: Machines) -> None:
    for _time in range(5):
        machines.telegram(said("hello", 900))
    machines.telegram(said("1", 3))
    assert machines.count("inbox") == 2


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
def test_only_private_chats_are_heard(machines: Machines, kind: str) -> None:
    update = said("hello")
    update["message"]["chat"] = {"id": -100, "type": kind, "title": "Line 4"}
    assert machines.telegram(update).status_code == 200
    assert sum(machines.rows().values()) == 0


@pytest.mark.parametrize(
    "broken",
    [
        {"update_id": 1, "message": {"chat": 7}},
        {"update_id": 1, "message": {"chat": {"id": "x", "type": "private"}, "text": "hi"}},
        {"update_id": 1, "message": {"chat": CHAT, "text": 7}},
        {"update_id": "no", "message": {}},
        {"message": {}},
        [],
        "text",
    ],
)
def test_what_cannot_be_read_is_kept_and_answered(machines: Machines, broken: Any) -> None:
    assert machines.telegram(broken).status_code == 200
    assert machines.count("inbox", "state = 'dead'") == 1


def test_no_json_at_all_is_kept_too(machines: Machines) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": "a-secret-for-telegram-webhooks"}
    for raw in (b"{", b"\xff\xfe", b"[" * 30_000):
        assert machines.client.post("/webhooks/telegram", data=raw, headers=headers).status_code == 200
    assert machines.count("inbox", "state = 'dead'") == 3


def test_blocking_the_bot_makes_unsendable_at_once(machines: Machines) -> None:
    machines.telegram(said("hello"))
    change = {"chat": CHAT, "from": NAMED, "date": 1, "old_chat_member": {"status": "member", "user": NAMED}}
    blocked = {"update_id": 2, "my_chat_member": {**change, "new_chat_member": {"status": "kicked", "user": NAMED}}}
    assert machines.telegram(blocked).status_code == 200
    assert machines.count("contacts", "not sendable") == 1
    back = {"update_id": 3, "my_chat_member": {**change, "new_chat_member": {"status": "member", "user": NAMED}}}
    machines.telegram(back)
    assert machines.count("contacts", "sendable") == 1


def test_names_never_pass_the_door() -> None:
    for update in (said("hello"), tapped()):
        inbound = parse(update)
        assert inbound is not None
        assert not any(name in str(inbound.to_json()) for name in ("Amina", "Begum", "amina_b"))


def tapped() -> dict[str, Any]:
    keyboard = {"inline_keyboard": [[{"text": "English", "callback_data": "abc:language:en"}]]}
    message = {"message_id": 5, "date": 1_795_500_000, "chat": CHAT, "text": "Bobbin", "reply_markup": keyboard}
    query = {"id": "77", "from": NAMED, "chat_instance": "1", "data": "abc:language:en", "message": message}
    return {"update_id": 9, "callback_query": query}


def test_we_read_what_the_library_reads() -> None:
    """Our own parser against python-telegram-bot's, for what we take from an update."""
    for update in (said("hello"), said("/start f_7Q2K"), said("/menu"), tapped()):
        theirs, ours = Update.de_json(update, None), parse(update)
        assert ours is not None
        assert theirs.effective_chat is not None
        assert (ours.external_id, ours.address) == (str(theirs.update_id), str(theirs.effective_chat.id))
        if theirs.callback_query:
            assert ours.choice == theirs.callback_query.data
            assert ours.tap == {"callback": "77", "message": 5, "label": "English"}
    assert parse(said("/start f_7Q2K")).start == "f_7Q2K"  # type: ignore[union-attr]
    assert parse(said("/menu")).text == "menu"  # type: ignore[union-attr]


def test_files_are_named_by_kind_and_reference_only() -> None:
    photo = [{"file_id": "small", "file_unique_id": "1", "file_size": 10, "width": 9, "height": 9}]
    photo.append({**photo[0], "file_id": "large", "file_size": 999})
    inbound = parse(said("", photo=photo, caption="the locked exit") | {})
    assert inbound is not None
    assert inbound.files[0]["ref"] == "large"
    document = {
        "file_id": "d",
        "file_unique_id": "2",
        "file_name": "Amina Begum payslip.pdf",
        "mime_type": "application/pdf",
    }
    inbound = parse(said("", document=document))
    assert inbound is not None
    assert "Amina" not in str(inbound.to_json())


def test_leaving_and_groups_say_nothing() -> None:
    update = {
        "update_id": 1,
        "my_chat_member": {"chat": {"id": -1, "type": "group"}, "new_chat_member": {"status": "left"}},
    }
    assert parse(update) is None
    assert parse({"update_id": 1, "poll_answer": {}}) is None
    assert Event.BLOCKED != Event.UNBLOCKED
