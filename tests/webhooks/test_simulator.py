"""The phones in the browser: what they may say, what they are told, and what the page does with it."""

import asyncio
import base64
import io
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.serving import make_server
from werkzeug.test import encode_multipart

from bot.attachments import fetch_due
from bot.channels.channel import Parcel
from bot.channels.registry import open_channels
from bot.processes import SenderThread
from bot.wake import Wake
from models.case import Attachment
from models.inbox import InboxMessage
from models.vocabulary import AttachmentState, InboxState, Line
from tests.databases import Shelf, free_port, opened
from tests.world import World
from webhooks.app import build_app

WORKER = "+447700900123"
COLLEAGUE = "7000000001"


@dataclass(frozen=True)
class Demo:
    """The demo's log-in, as the command line leaves it with the app."""

    factory_code: str
    email: str = "advisor@example.org"
    password: str = "thread-lantern-otter-maple"
    factory_name: str = "Shapla Garments"

    def code(self) -> str:
        return "482913"


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


def jpeg() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (60, 40), "#0b5c56").save(drawn, "JPEG")
    return drawn.getvalue()


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


INVITATION = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
DOCUMENT = {
    "name": "meeting.ics",
    "media_type": "text/calendar",
    "content": base64.b64encode(INVITATION).decode(),
}


def sent(world: World, line: Line, address: str) -> None:
    """A message with a file is on its way to a phone."""
    body = {"text": "For your calendar", "language": "en", "document": DOCUMENT}
    world.phones.deliver(line, Parcel(address, body, "token"))


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


# ------------------------------------------------------------------------------------------------ a real browser


@contextmanager
def running(world: World, port: int, demo: Demo) -> Iterator[str]:
    """The line as `bobbin run --demo` has it, with new phones; stopped at the end."""
    world.phones = type(world.phones)()
    wake = Wake()
    app = build_app(world.house, wake, world.phones)
    app.config["DEMO"] = demo
    server = make_server("127.0.0.1", port, app, threaded=True)
    serving, sender = threading.Thread(target=server.serve_forever), SenderThread(world.house, wake, world.phones)
    serving.start()
    sender.start()
    try:
        yield f"http://127.0.0.1:{port}/simulator"
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
        sender.stop()


@pytest.fixture
def page() -> Iterator[Page]:
    """A page that must not complain of anything."""
    with sync_playwright() as browsers:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = browsers.chromium.launch(executable_path="/usr/bin/chromium", args=options)
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.set_default_timeout(15_000)
        yield page
        browser.close()


@pytest.fixture
def complaints(page: Page) -> list[str]:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


@pytest.mark.browser
def test_two_phones_talk_in_a_browser_and_survive_a_new_start(world: World, page: Page, complaints: list[str]) -> None:
    demo, port = Demo(world.factory("en", "ar").code), free_port()
    keypad, smart = page.locator(".phone.keypad"), page.locator(".phone.smart")
    with running(world, port, demo) as url:
        page.goto(url)
        _says(keypad, "لم نستلم أجورنا")
        expect(keypad.locator(".mine .words")).to_have_css("direction", "rtl")
        expect(keypad.locator(".mine .meta")).to_contain_text("1 SMS · UCS-2")
        expect(keypad.locator(".theirs .meta")).to_contain_text("1 SMS · UCS-2")
        smart.locator(".begin").get_by_text("Scan").click()
        smart.get_by_role("button", name="English").click()
        expect(smart.get_by_role("button", name="✓ English")).to_be_disabled()
        expect(smart.locator(".theirs")).to_have_count(3)
        smart.get_by_role("button", name="Tell a problem").click()
        expect(smart.get_by_role("button", name="✓ Tell a problem")).to_be_disabled()
        expect(smart.locator(".theirs").last.locator(".buttons button").first).to_be_enabled()
        _attaches_a_photo(page, smart)
        expect(smart.locator("canvas.photo")).to_be_visible()
        shown = smart.locator(".message").count()
    assert complaints == []
    expect(keypad).to_have_class("phone keypad sms offline")
    with running(world, port, demo):
        expect(keypad).to_have_class("phone keypad sms")
        assert smart.locator(".message").count() >= shown
        answered = keypad.locator(".theirs").count()
        _says(keypad, "1")
        expect(keypad.locator(".theirs")).not_to_have_count(answered)
        before = page.locator(".shelf").inner_text()
        page.reload()
        expect(keypad.locator(".mine")).to_have_count(2)
        assert page.locator(".shelf").inner_text() == before


@pytest.mark.browser
def test_phones_are_added_and_removed(world: World, page: Page, complaints: list[str]) -> None:
    with running(world, free_port(), Demo(world.factory("en").code)) as url:
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(url)
        page.get_by_role("button", name="Add a phone").click()
        page.locator("input[value=smart-sms]").check(force=True)
        page.get_by_label("Number").fill("not a number")
        page.get_by_role("button", name="Put it on the table").click()
        expect(page.get_by_role("alert")).to_contain_text("+447700900123")
        page.get_by_label("Number").fill("+44 7700 900555")
        page.get_by_role("button", name="Put it on the table").click()
        expect(page.locator(".phone .number").nth(2)).to_have_text("SMS +447700900555")
        _twice(page.get_by_role("button", name="Remove Rina’s phone").click)
        expect(page.locator(".phone")).to_have_count(2)
        page.reload()
        expect(page.locator(".phone .owner")).to_have_text(["Sokha", "Layla"])
        assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert complaints == []


@pytest.mark.browser
def test_a_file_can_be_saved_from_the_phone(world: World, page: Page, complaints: list[str]) -> None:
    with running(world, free_port(), Demo(world.factory("en").code)) as url:
        page.goto(url)
        smart = page.locator(".phone.smart")
        address = smart.locator(".number").inner_text().removeprefix("Telegram ")
        sent(world, Line.SIM_TELEGRAM, address)
        link = smart.locator("a.file")
        expect(link).to_contain_text("meeting.ics")
        expect(smart.locator(".theirs .words")).to_have_text("For your calendar")
        with page.expect_download() as saved:
            link.click()
        assert saved.value.suggested_filename == "meeting.ics"
        assert saved.value.path().read_bytes() == INVITATION
        page.reload()
        expect(link).to_contain_text("meeting.ics")
    assert complaints == []


def _says(phone: Any, text: str) -> None:
    phone.locator("textarea").fill(text)
    phone.locator("textarea").press("Enter")


def _attaches_a_photo(page: Page, phone: Any) -> None:
    phone.get_by_role("button", name="Attach").click()
    with page.expect_file_chooser() as chosen:
        phone.get_by_role("menuitem", name="Photo").click()
    chosen.value.set_files({"name": "door.jpg", "mimeType": "image/jpeg", "buffer": jpeg()})


def _twice(act: Callable[[], None]) -> None:
    act()
    act()
