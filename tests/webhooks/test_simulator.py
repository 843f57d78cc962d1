"""The phones in the browser: what they may say, and what they are told."""

import asyncio
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from bot.attachments import fetch_due
from bot.channels.channel import Parcel
from bot.channels.registry import open_channels
from models.case import Attachment
from models.inbox import InboxMessage
from models.vocabulary import AttachmentState, InboxState, Line
from tests.databases import Shelf, opened
from tests.webhooks.phones import COLLEAGUE, DOCUMENT, WORKER, Demo, jpeg, sent
from tests.world import World
from webhooks.app import build_app


@pytest.fixture
def world(shelf: Shelf) -> Iterator[World]:
    with opened(shelf, "sqlite") as db:
        yield World(db)


@pytest.fixture
def app(world: World) -> Flask:
    app = build_app(world.house, phones=world.phones, now=lambda: world.now)
    app.config["DEMO"] = Demo(world.factory("en", "bn").code)
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@dataclass
class Hand:
    """Somebody who holds a phone and speaks to the server as the page does."""

    client: FlaskClient
    world: World
    line: Line
    address: str

    def sends(self, **said: Any) -> Any:
        answer = self.client.post("/simulator/send", json={"line": self.line, "address": self.address, **said})
        self.world.settle()
        return answer

    def shows(self, content: bytes, kind: str = "photo", **fields: str) -> Any:
        form = {"line": self.line, "address": self.address, "kind": kind, **fields}
        boundary, body = encode_multipart({**form, "file": FileStorage(io.BytesIO(content), "IMG_1.jpg", "file")})
        answer = self.client.post(
            "/simulator/send", data=body, content_type=f"multipart/form-data; boundary={boundary}"
        )
        self.world.settle()
        return answer

    def sees(self, **asked: Any) -> Any:
        query = {"line": self.line, "address": self.address, **asked}
        return self.client.get("/simulator/messages", query_string=query)

    def last(self) -> Any:
        return self.sees().json["messages"][-1]


@pytest.fixture
def worker(client: FlaskClient, world: World) -> Hand:
    return Hand(client, world, Line.SIM_SMS, WORKER)


@pytest.fixture
def colleague(client: FlaskClient, world: World) -> Hand:
    return Hand(client, world, Line.SIM_TELEGRAM, COLLEAGUE)


def taken(world: World) -> int:
    with world.db.read() as connection:
        return connection.execute(select(func.count()).select_from(InboxMessage)).scalar_one()


def unprocessed(world: World) -> int:
    with world.db.read() as connection:
        query = select(func.count()).select_from(InboxMessage).where(InboxMessage.state != InboxState.PROCESSED)
        return connection.execute(query).scalar_one()


FILES = {
    "photo": (jpeg(), "image/jpeg"),
    "voice": (b"OggS" + bytes(400), "audio/ogg"),
    "file": (b"%PDF-1.7 payslip", "application/pdf"),
}


# ---------------------------------------------------------------------------------------------------- the page


def test_without_a_demo_there_is_no_simulator(world: World) -> None:
    assert build_app(world.house).test_client().get("/simulator").status_code == 404


def test_the_page_shows_how_to_sign_in(app: Flask, client: FlaskClient) -> None:
    page = client.get("/simulator").text
    demo = app.config["DEMO"]
    assert all(value in page for value in (demo.factory_code, demo.email, demo.password, demo.factory_name))


def test_without_demo_data_the_phones_work(app: Flask, client: FlaskClient, worker: Hand) -> None:
    app.config["DEMO"] = None
    assert "no demo log-in" in client.get("/simulator").text
    assert client.get("/simulator/code").status_code == 404
    assert worker.sends(text="hello").status_code == 200


def test_nothing_on_the_page_needs_a_looser_policy(client: FlaskClient) -> None:
    answer = client.get("/simulator")
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "style=" not in answer.text
    assert "<style" not in answer.text
    assert " onclick" not in answer.text


@pytest.mark.parametrize("name", ["simulator.js", "phone.js", "page.css", "phones.css", "bobbin.svg"])
def test_the_files_of_the_page_are_served(client: FlaskClient, name: str) -> None:
    with client.get(f"/simulator/static/{name}") as answer:
        assert answer.status_code == 200


def test_the_code_of_the_moment_and_how_long_it_holds(client: FlaskClient, world: World) -> None:
    world.now = 1_795_500_000.0 + 12
    assert client.get("/simulator/code").json == {"ok": True, "code": "482913", "seconds": 18}


# ------------------------------------------------------------------------------------------------------- talking


def test_a_worker_writes_an_sms_and_is_answered_with_its_cost(worker: Hand) -> None:
    sent = worker.sends(text="hello")
    assert sent.json == {"ok": True, "segments": 1, "encoding": "GSM-7", "left": 155}
    answer = worker.last()
    assert "English" in answer["text"]
    assert (answer["segments"], answer["encoding"], answer["options"]) == (1, "UCS-2", [])


def test_what_a_text_costs_while_it_is_written(client: FlaskClient) -> None:
    counted = client.post("/simulator/count", json={"text": "বেতন " * 20})
    assert counted.json == {"ok": True, "segments": 2, "encoding": "UCS-2", "left": 34}


def test_a_deep_link_joins_the_factory_and_buttons_come(app: Flask, colleague: Hand) -> None:
    colleague.sends(start=f"f_{app.config['DEMO'].factory_code}")
    assert [label for _data, label in colleague.last()["options"]][:2] == ["English", "বাংলা"]


@pytest.mark.parametrize("typed", ["/start", "hello", "/help@bobbin_bot"])
def test_words_and_commands_are_read_as_on_telegram(colleague: Hand, typed: str) -> None:
    colleague.sends(text=typed)
    assert colleague.last()["options"]
    assert unprocessed(colleague.world) == 0


def test_a_typed_deep_link_is_a_deep_link(app: Flask, colleague: Hand) -> None:
    colleague.sends(text=f"/start f_{app.config['DEMO'].factory_code}")
    assert [label for _data, label in colleague.last()["options"]][:2] == ["English", "বাংলা"]


def test_the_answer_to_a_tap_says_which_button_it_was(colleague: Hand) -> None:
    colleague.sends(text="hello")
    asked = colleague.last()
    data, label = asked["options"][0]
    assert colleague.sends(choice=data, label=label, message=asked["number"]).json == {"ok": True}
    answered = colleague.sees(after=asked["number"]).json["messages"]
    assert (answered[0]["tapped"]["message"], answered[0]["tapped"]["label"]) == (asked["number"], label)


@pytest.mark.parametrize("kind", ["photo", "voice", "file"])
def test_a_file_reaches_a_case(colleague: Hand, world: World, kind: str) -> None:
    content, kept_as = FILES[kind]
    colleague.sends(text="hello")
    colleague.sends(text="STOP")  # who wants no answer is not asked anything: what she tells is a case at once
    assert colleague.shows(content, kind, text="the door is locked all day").status_code == 200
    asyncio.run(fetch_due(world.house, open_channels(world.house.settings, world.phones), world.now))
    with world.db.session() as session:
        kept = session.scalars(select(Attachment)).one()
    assert (kept.state, kept.media_type) == (AttachmentState.READY, kept_as)


def test_two_phones_do_not_hear_each_other(worker: Hand, client: FlaskClient, world: World) -> None:
    worker.sends(text="hello")
    stranger = Hand(client, world, Line.SIM_SMS, "+447700900999")
    assert stranger.sees().json["messages"] == []


def test_only_what_is_new_is_told(worker: Hand) -> None:
    worker.sends(text="hello")
    news = worker.sees().json
    assert worker.sees(after=news["messages"][-1]["number"], boot=news["boot"]).json["messages"] == []


def test_after_a_new_start_a_phone_is_told_from_the_beginning(worker: Hand, world: World) -> None:
    worker.sends(text="hello")
    before = worker.sees().json["boot"]
    worker.client = build_app(world.house, phones=world.phones).test_client()
    after = worker.sees(after=9, boot=before).json
    assert after["boot"] != before
    assert [message["number"] for message in after["messages"]] == [1]


def test_the_advisors_mailbox_can_be_read(client: FlaskClient, world: World) -> None:
    body = {"text": "something urgent waits", "language": "en"}
    world.phones.deliver(Line.EMAIL, Parcel("advisor@example.org", body, "token"))
    mails = client.get("/simulator/messages?line=email&address=advisor@example.org").json["messages"]
    assert [mail["text"] for mail in mails] == ["something urgent waits"]


def test_a_file_comes_to_a_phone_that_can_show_it(world: World, worker: Hand, colleague: Hand) -> None:
    sent(world, Line.SIM_TELEGRAM, COLLEAGUE)
    sent(world, Line.SIM_SMS, WORKER)
    assert colleague.last()["document"] == DOCUMENT
    assert (worker.last()["text"], worker.last()["document"]) == ("For your calendar", None)


# ------------------------------------------------------------------------------------------------------- refusals

SMS = {"line": "sim-sms", "address": WORKER}
TELEGRAM = {"line": "sim-telegram", "address": COLLEAGUE}
TAP = {**TELEGRAM, "choice": "a:b:c", "label": "Pay", "message": 1}
BAD: list[Any] = [
    [],
    "hello",
    {},
    {**SMS},
    {**SMS, "text": ""},
    {**SMS, "text": " \n"},
    {**SMS, "text": 7},
    {**SMS, "text": "a" * 4097},
    {**SMS, "line": "twilio", "text": "hello"},
    {**SMS, "line": "email", "text": "hello"},
    {**SMS, "line": None, "text": "hello"},
    {**SMS, "line": ["sim-sms"], "text": "hello"},
    {**SMS, "address": "447700900123", "text": "hello"},
    {**SMS, "address": "+٤٤٧٧٠٠٩٠٠١٢٣", "text": "hello"},
    {**SMS, "address": WORKER + "\n", "text": "hello"},
    {**SMS, "address": 7, "text": "hello"},
    {**SMS, "choice": "a:b:c"},
    {**SMS, "start": "f_7Q2K"},
    {**TELEGRAM, "address": WORKER, "text": "hello"},
    {**TELEGRAM, "address": "-100", "text": "hello"},
    {**TELEGRAM, "start": "two words"},
    {**TELEGRAM, "start": "a" * 65},
    {**TELEGRAM, "start": None},
    {**TAP, "choice": ""},
    {**TAP, "choice": "ক" * 22},
    {**TAP, "choice": None},
    {**TAP, "message": 0},
    {**TAP, "message": True},
    {**TAP, "message": "1"},
    {**TAP, "message": 2**31},
    {**TAP, "label": None},
]


@pytest.mark.parametrize("said", BAD, ids=range(len(BAD)))
def test_what_makes_no_sense_is_refused_in_words(client: FlaskClient, world: World, said: Any) -> None:
    answer = client.post("/simulator/send", json=said)
    assert answer.status_code == 400
    assert answer.json["ok"] is False
    assert answer.json["error"]
    assert taken(world) == 0


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b"[" * 60_000])
def test_what_is_no_json_is_refused(client: FlaskClient, raw: bytes) -> None:
    answer = client.post("/simulator/send", data=raw, content_type="application/json")
    assert (answer.status_code, answer.json["error"]) == (400, "this is not JSON")


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_a_form_that_any_site_may_send_is_refused(client: FlaskClient, kind: str) -> None:
    assert client.post("/simulator/send", data=b'{"line": "sim-sms"}', content_type=kind).status_code == 415


@pytest.mark.parametrize("text", ["\x00", "\ud800", "\u200f\u200e", "😀" * 2000])
def test_strange_letters_are_taken_without_harm(worker: Hand, colleague: Hand, text: str) -> None:
    assert worker.sends(text=f"hello {text}").status_code == 200
    assert colleague.sends(text=f"hello {text}").status_code == 200


@pytest.mark.parametrize("asked", ["line=sim-sms", "line=x&address=1", "line=email&address=x"])
def test_a_phone_that_cannot_be_is_refused(client: FlaskClient, asked: str) -> None:
    assert client.get(f"/simulator/messages?{asked}").status_code == 400


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "٣", "9" * 5000])
def test_a_number_that_is_none_is_refused(worker: Hand, after: str) -> None:
    assert worker.sees(after=after).status_code == 400


def test_no_file_goes_by_sms(worker: Hand, world: World) -> None:
    assert worker.shows(jpeg()).status_code == 400
    assert taken(world) == 0


@pytest.mark.parametrize(("content", "kind"), [(b"", "photo"), (b"a", "sticker")])
def test_a_file_that_is_none_is_refused(colleague: Hand, content: bytes, kind: str) -> None:
    assert colleague.shows(content, kind).status_code == 400


def test_a_file_of_more_than_12_megabytes_is_refused(colleague: Hand) -> None:
    answer = colleague.shows(b"a" * (12 * 1024 * 1024 + 1), "file")
    assert (answer.status_code, answer.json["ok"]) == (413, False)


def test_a_text_larger_than_any_is_refused(worker: Hand) -> None:
    assert worker.sends(text="a" * 70_000).status_code == 413


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200),
        ({"Origin": "http://127.0.0.1:8000"}, 200),
        ({"Origin": "http://localhost"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://127.0.0.1:8000"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "https://stranger.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_only_our_own_page_may_speak(client: FlaskClient, headers: dict[str, str], status: int) -> None:
    said = {**SMS, "text": "hello"}
    assert client.post("/simulator/send", json=said, headers=headers).status_code == status
