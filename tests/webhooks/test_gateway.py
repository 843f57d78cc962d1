"""The generic gateway: RapidPro's form, an Android app's JSON, and clear words for what cannot be read."""

import hashlib
import hmac
import json

import pytest

from tests.webhooks.conftest import BEARER, Machines


def event(number: str, words: str) -> dict[str, object]:
    """An event of the Android app: its own id, and a message id that is made from the words."""
    payload = {"messageId": words * 8, "phoneNumber": "01700000001", "message": words}
    return {"id": number, "event": "sms:received", "payload": payload}


def test_the_same_words_twice_are_two_messages(machines: Machines) -> None:
    machines.gateway("received", json=event("a1", "1"))
    machines.gateway("received", json=event("a2", "1"))
    machines.gateway("received", json=event("a2", "1"))
    assert machines.count("inbox") == 2


def test_a_phone_may_sign_instead_of_showing_the_token(machines: Machines) -> None:
    raw, stamp = json.dumps(event("a1", "hello")).encode(), str(int(machines.world.now))
    good = hmac.new(BEARER.encode(), raw + stamp.encode(), hashlib.sha256).hexdigest()

    def posted(signature: str, at: str) -> int:
        headers = {"X-Signature": signature, "X-Timestamp": at, "Content-Type": "application/json"}
        return machines.client.post("/webhooks/gateway/received", data=raw, headers=headers).status_code

    assert posted(good, stamp) == 200
    assert posted(good[:-1] + ("0" if good[-1] != "0" else "1"), stamp) == 401
    assert posted(good, str(int(stamp) + 1)) == 401
    machines.world.now += 2 * 86400
    assert posted(good, stamp) == 401


def test_a_form_and_a_json_event_are_one_worker(machines: Machines) -> None:
    assert machines.gateway("received", data={"from": "+8801700000001", "text": "hello", "id": "a1"}).status_code == 200
    assert machines.gateway("received", json=event("a2", "1")).status_code == 200
    assert machines.count("contacts") == 1
    assert machines.count("inbox") == 2


def test_a_repeat_has_one_effect_also_without_an_id(machines: Machines) -> None:
    for _time in range(3):
        machines.gateway("received", data={"from": "+8801700000001", "text": "hello", "date": "2026-11-24T09:00:00Z"})
    assert machines.count("inbox") == 1


@pytest.mark.parametrize("bearer", ["", "wrong", "ünï"])
def test_without_the_token_nothing_is_heard(machines: Machines, bearer: str) -> None:
    bearer = bearer.encode().decode("latin-1")
    assert machines.gateway("received", bearer, data={"from": "+8801700000001", "text": "x"}).status_code == 401
    assert machines.gateway("delivered", bearer, data={"id": "0" * 32}).status_code == 401
    assert sum(machines.rows().values()) == 0


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"text": "hello"}, "from"),
        ({"from": "+8801700000001"}, "text"),
        ({"from": "the guard", "text": "hello"}, "phone number"),
        ({"from": "12", "text": "hello"}, "phone number"),
    ],
)
def test_what_is_missing_is_named(machines: Machines, fields: dict[str, str], word: str) -> None:
    answer = machines.gateway("received", data=fields)
    assert answer.status_code == 400
    assert word in answer.get_json()["error"]


def test_broken_json_is_a_clear_400(machines: Machines) -> None:
    for raw in (b"{", b"[]", b"null", b"[" * 30_000):
        answer = machines.gateway("received", data=raw, content_type="application/json")
        assert answer.status_code == 400


def test_other_methods_and_oversize(machines: Machines) -> None:
    assert machines.client.get("/webhooks/gateway/received").status_code == 405
    assert machines.gateway("received", data={"from": "+8801700000001", "text": "x" * 70_000}).status_code == 413
