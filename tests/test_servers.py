"""What all local providers have in common: faults on demand, counters, and a process of their own."""

import json
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from tests.servers.base import LocalServer
from tests.servers.callers import ask_telegram
from tests.servers.client import get
from tests.servers.gateway_server import FakeGateway
from tests.servers.telegram_server import FakeTelegram
from tests.servers.twilio_server import FakeTwilio

pytest_plugins = ["tests.servers.fixtures"]

WORKER = "+8801700000001"


def _gateway_headers(gateway: FakeGateway) -> dict[str, str]:
    return {"Authorization": f"Bearer {gateway.token}", "Content-Type": "application/json"}


def test_faults_come_in_order_and_end(twilio: FakeTwilio, client: Client) -> None:
    twilio.fail_next(status=429, retry_after=3, times=2)
    twilio.fail_next(status=500)
    twilio.fail_next(status=401)
    seen = []
    for _time in range(4):
        with pytest.raises(TwilioRestException) as failed:
            client.messages.create(to=WORKER, from_=twilio.number, body="Hello")
        seen.append((failed.value.status, failed.value.code))
    assert seen == [(429, 20429), (429, 20429), (500, 20500), (401, 20003)]
    assert client.messages.create(to=WORKER, from_=twilio.number, body="Hello").sid == twilio.sent[0].sid


def test_retry_after_is_a_header(twilio: FakeTwilio) -> None:
    twilio.fail_next(status=429, code=20429, headers={"Retry-After": "3"})
    answer = get(twilio.url + "/")
    assert (answer.status, answer.headers["Retry-After"], answer.json()["code"]) == (429, "3", 20429)


@pytest.mark.parametrize("how", ["hang", "reset", "garbage"])
@pytest.mark.parametrize("accepted", [True, False])
def test_an_answer_is_lost_before_or_after_the_message_was_taken(
    gateway: FakeGateway, how: str, accepted: bool
) -> None:
    gateway.fail_next(how=how, accepted=accepted)
    fields = {"id": "1", "text": "hello", "to": WORKER}
    request = urllib.request.Request(gateway.send_url, json.dumps(fields).encode(), _gateway_headers(gateway))
    if how == "garbage":
        with urllib.request.urlopen(request, timeout=0.5) as answer, pytest.raises(ValueError, match="Expecting"):
            json.load(answer)
    else:
        with pytest.raises(TimeoutError if how == "hang" else ConnectionResetError):
            urllib.request.urlopen(request, timeout=0.3)
    assert len(gateway.sent) == (1 if accepted else 0)


def test_a_slow_answer_comes_byte_by_byte(gateway: FakeGateway) -> None:
    gateway.fail_next(how="drip", pause=0.01)
    start = time.monotonic()
    assert gateway.call(gateway.send_url, {"id": "1", "text": "hello", "to": WORKER}, as_json=True).json() == {
        "id": "1"
    }
    assert time.monotonic() - start > 0.1


def test_faults_by_chance_and_by_path(tg: FakeTelegram) -> None:
    worker = tg.person()
    tg.fail_often(0.5, status=502, on="sendMessage")
    answers = [ask_telegram(tg, "sendMessage", chat_id=worker.id, text=f"{n}")["ok"] for n in range(40)]
    assert 8 < answers.count(False) < 32
    assert ask_telegram(tg, "getMe")["ok"]
    tg.heal()
    assert ask_telegram(tg, "sendMessage", chat_id=worker.id, text="well again")["ok"]


def test_latency_and_connections(gateway: FakeGateway) -> None:
    gateway.latency = 0.1
    start = time.monotonic()
    gateway.call(gateway.send_url, {})
    assert time.monotonic() - start >= 0.1
    assert (gateway.connections, gateway.calls, gateway.accepted) == (1, 1, 0)


def test_a_stopped_server_refuses_and_comes_back_where_it_was(gateway: FakeGateway) -> None:
    url = gateway.send_url
    gateway.stop()
    with pytest.raises(ConnectionRefusedError):
        gateway.call(url, {})
    gateway.start()
    assert gateway.call(url, {}).status == 400
    with pytest.raises(OSError, match="in use"):
        FakeGateway(port=gateway.port).start()


@pytest.mark.parametrize("name", ["twilio_server", "telegram_server", "gateway_server"])
def test_each_runs_as_a_process(name: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", f"tests.servers.{name}", "--port", str(port), "--quiet"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == f"http://127.0.0.1:{port}"
        counts = get(f"http://127.0.0.1:{port}/_counts").json()
        process.terminate()
        assert process.wait(5) == 0
    assert counts == {"calls": 0, "accepted": 0, "connections": 1}


def test_a_quiet_server_keeps_nothing_and_knows_everybody() -> None:
    with FakeTelegram(quiet=True) as tg:
        for number in range(3):
            assert ask_telegram(tg, "sendMessage", chat_id=number + 1, text="hello")["ok"]
        assert (tg.accepted, tg.sent, tg.messages) == (3, [], {})
        assert ask_telegram(tg, "answerCallbackQuery", callback_query_id="1")["ok"]
        assert not ask_telegram(tg, "sendMessage", chat_id=1, text="")["ok"]


def test_waiting_for_something_that_never_comes(gateway: FakeGateway) -> None:
    with pytest.raises(TimeoutError):
        gateway.wait_until(lambda: bool(gateway.sent), seconds=0.05)
    gateway.wait_until(lambda: not gateway.sent)


def test_a_server_must_say_what_it_answers() -> None:
    with LocalServer() as server:
        assert get(server.url + "/").status == 500
