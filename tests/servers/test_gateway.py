"""The local gateway keeps to its contract, and calls us as gateways and phones do."""

import json
from typing import Any

import pytest

from tests.servers.callers import Ourselves
from tests.servers.gateway_server import FakeGateway

pytest_plugins = ["tests.servers.fixtures"]

WORKER = "+8801700000001"


@pytest.mark.parametrize("as_json", [True, False])
def test_the_gateway_takes_a_message(gateway: FakeGateway, as_json: bool) -> None:
    fields = {"id": "ab12", "text": "hello", "to": WORKER, "to_no_plus": WORKER[1:], "from": ""}
    answer = gateway.call(gateway.send_url, fields, as_json)
    assert (answer.status, answer.json()) == (200, {"id": "ab12"})
    [message] = gateway.sent
    assert (message.id, message.to, message.text) == ("ab12", WORKER, "hello")


@pytest.mark.parametrize(
    "change",
    [
        {"to": "8801700000001"},
        {"to_no_plus": WORKER},
        {"text": " "},
        {"text": 5},
        {"id": ""},
        {"priority": "1"},
        {"text": "x" * 1601},
    ],
)
def test_the_gateway_refuses_a_wrong_message(gateway: FakeGateway, change: dict[str, Any]) -> None:
    fields = {"id": "1", "text": "hello", "to": WORKER} | change
    assert gateway.call(gateway.send_url, fields, as_json=True).status == 400
    assert gateway.sent == []


def test_the_gateway_refuses_a_wrong_token(gateway: FakeGateway) -> None:
    assert gateway.call(gateway.send_url, {"id": "1", "text": "hello", "to": WORKER}, token="other").status == 401


def test_the_gateway_and_a_phone_call_us(gateway: FakeGateway, us: Ourselves) -> None:
    gateway.received(us.url, WORKER, "hello", message_id="9")
    assert us.calls[-1][0] == "/webhooks/gateway/received"
    assert us.calls[-1][1]["Authorization"] == f"Bearer {gateway.token}"
    assert us.form() == {"from": WORKER, "text": "hello", "id": "9"}
    gateway.report(us.url, "delivered", "ab12", as_json=True)
    assert (us.calls[-1][0], json.loads(us.calls[-1][2])) == ("/webhooks/gateway/delivered", {"id": "ab12"})
    gateway.phone_received(us.url, WORKER, "hello")
    event = json.loads(us.calls[-1][2])
    assert (event["event"], event["payload"]["sender"], event["payload"]["message"]) == (
        "sms:received",
        WORKER,
        "hello",
    )
    gateway.phone_received(us.url, WORKER, "hello", old=True)
    assert json.loads(us.calls[-1][2])["payload"]["phoneNumber"] == WORKER
    gateway.phone_report(us.url, "failed", WORKER, "ab12")
    assert json.loads(us.calls[-1][2])["payload"]["reason"]
