"""One valid update of each of the 25 kinds of the Bot API 10.1. Nobody in them is real."""

from typing import Any

WHEN = 1_795_500_000
WORKER: dict[str, Any] = {
    "id": 5_000_000_900,
    "is_bot": False,
    "first_name": "Rahima",
    "last_name": "Akter",
    "username": "rahima_example",
    "language_code": "bn",
}
BOT: dict[str, Any] = {"id": 7000000001, "is_bot": True, "first_name": "Line", "username": "line_test_bot"}
PRIVATE: dict[str, Any] = {"id": WORKER["id"], "type": "private", "first_name": "Rahima"}
CHANNEL: dict[str, Any] = {"id": -1001000000001, "type": "channel", "title": "Notices"}
GROUP: dict[str, Any] = {"id": -1001000000002, "type": "supergroup", "title": "Line 4"}
LIKE: dict[str, Any] = {"type": "emoji", "emoji": "👍"}
SOURCE: dict[str, Any] = {"source": "premium", "user": WORKER}
ADDRESS: dict[str, Any] = {
    "country_code": "BD",
    "state": "",
    "city": "Dhaka",
    "street_line1": "1 Example Road",
    "street_line2": "",
    "post_code": "1000",
}


def _message(chat: dict[str, Any], text: str, **more: Any) -> dict[str, Any]:
    sender = {} if chat is CHANNEL else {"from": WORKER}
    return {"message_id": 17, "date": WHEN, "chat": chat, "text": text} | sender | more


def _boost() -> dict[str, Any]:
    return {"boost_id": "boost-1", "add_date": WHEN, "expiration_date": WHEN + 86400, "source": SOURCE}


def _connection() -> dict[str, Any]:
    return {"id": "business-1", "user": WORKER, "user_chat_id": WORKER["id"], "date": WHEN, "is_enabled": True}


def _membership(chat: dict[str, Any], who: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    old = {"status": "member", "user": who}
    return {"chat": chat, "from": WORKER, "date": WHEN, "old_chat_member": old, "new_chat_member": new}


def _poll() -> dict[str, Any]:
    options = [{"persistent_id": str(n), "text": word, "voter_count": n} for n, word in enumerate(("No", "Yes"))]
    truths = {"is_closed": False, "is_anonymous": True, "allows_multiple_answers": False}
    rules = {"allows_revoting": False, "members_only": False, "type": "regular", "total_voter_count": 1}
    return {"id": "poll-1", "question": "Is the water clean?", "options": options} | truths | rules


def _payment() -> dict[str, Any]:
    return {"id": "pay-1", "from": WORKER, "invoice_payload": "order-1"}


def _contents() -> dict[str, dict[str, Any]]:
    edited = {"edit_date": WHEN + 5}
    business = {"business_connection_id": "business-1"}
    place = {"chat": GROUP, "message_id": 17, "date": WHEN}
    tap = {"id": "4382", "from": WORKER, "chat_instance": "77", "data": "c:k:1", "message": _message(PRIVATE, "Water?")}
    return {
        "message": _message(PRIVATE, "hello"),
        "edited_message": _message(PRIVATE, "hello!", **edited),
        "channel_post": _message(CHANNEL, "A notice"),
        "edited_channel_post": _message(CHANNEL, "A notice!", **edited),
        "business_connection": _connection(),
        "business_message": _message(PRIVATE, "hello", **business),
        "edited_business_message": _message(PRIVATE, "hello!", **business, **edited),
        "deleted_business_messages": {"chat": PRIVATE, "message_ids": [17], **business},
        "guest_message": _message(GROUP, "@line_test_bot hello"),
        "message_reaction": place | {"user": WORKER, "old_reaction": [], "new_reaction": [LIKE]},
        "message_reaction_count": place | {"reactions": [{"type": LIKE, "total_count": 2}]},
        "inline_query": {"id": "inline-1", "from": WORKER, "query": "water", "offset": ""},
        "chosen_inline_result": {"result_id": "1", "from": WORKER, "query": "water"},
        "callback_query": tap,
        "shipping_query": _payment() | {"shipping_address": ADDRESS},
        "pre_checkout_query": _payment() | {"currency": "BDT", "total_amount": 100},
        "purchased_paid_media": {"from": WORKER, "paid_media_payload": "photo-1"},
        "poll": _poll(),
        "poll_answer": {"poll_id": "poll-1", "user": WORKER, "option_ids": [1], "option_persistent_ids": ["1"]},
        "my_chat_member": _membership(PRIVATE, BOT, {"status": "kicked", "user": BOT, "until_date": 0}),
        "chat_member": _membership(GROUP, WORKER, {"status": "left", "user": WORKER}),
        "chat_join_request": {"chat": GROUP, "from": WORKER, "user_chat_id": WORKER["id"], "date": WHEN},
        "chat_boost": {"chat": CHANNEL, "boost": _boost()},
        "removed_chat_boost": {"chat": CHANNEL, "boost_id": "boost-1", "remove_date": WHEN, "source": SOURCE},
        "managed_bot": {"user": WORKER, "bot": BOT},
    }


def all_update_kinds() -> dict[str, dict[str, Any]]:
    """An update of each kind, by its kind."""
    numbered = enumerate(_contents().items(), 500_000_000)
    return {kind: {"update_id": number, kind: content} for number, (kind, content) in numbered}
