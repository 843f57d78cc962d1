"""The page with the simulated phones in a real Chromium, over a new start of the program."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Page, expect, sync_playwright
from werkzeug.serving import make_server

from bot.processes import SenderThread
from bot.wake import Wake
from models.vocabulary import Line
from tests.databases import Shelf, free_port, opened
from tests.webhooks.phones import INVITATION, Demo, jpeg, sent
from tests.world import World
from webhooks.app import build_app


@pytest.fixture
def world(shelf: Shelf) -> Iterator[World]:
    with opened(shelf, "sqlite") as db:
        yield World(db)


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
def test_a_chat_that_is_cleared_is_empty_also_after_the_page_is_opened_anew(
    world: World, page: Page, complaints: list[str]
) -> None:
    smart = page.locator(".phone.smart")
    with running(world, free_port(), Demo(world.factory("en", "ar").code)) as url:
        page.goto(url)
        smart.locator(".begin").get_by_text("Scan").click()
        smart.get_by_role("button", name="English").click()
        smart.get_by_role("button", name="Tell a problem").click()
        expect(smart.locator(".theirs")).to_have_count(4)
        _says(smart, "CLEAR")
        expect(smart.locator(".message")).to_have_count(1)
        expect(smart.locator(".theirs .words")).to_contain_text("deleted")
        page.reload()
        expect(smart.locator(".message")).to_have_count(1)
        shown = world.phones.received(Line.SIM_TELEGRAM, smart.locator(".number").inner_text().split()[-1])
        assert [one.text for one in shown[:-1]] == [""] * (len(shown) - 1)
    assert complaints == []


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
