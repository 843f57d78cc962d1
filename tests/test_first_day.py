"""The first day with the demo, as somebody who tries it has it: the real program, three workers, one advisor.

A keypad phone in romanised Bengali, a keypad phone by numbers, Telegram with a photo; all three become cases, are
answered in the browser, and each hears back. With BOBBIN_PICTURES set to a folder, what is seen is kept there.
"""

import io
import json
import os
import signal
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect, sync_playwright

from tests.databases import free_port
from tests.test_end_to_end import BOBBIN, until

pytestmark = [pytest.mark.browser, pytest.mark.processes, pytest.mark.long]
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]


class Demo:
    """`bobbin run --demo` in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
        self.environment = {**kept, "PORT": str(self.port), "KEY_FILE": str(folder / "keys" / "keys.json")}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def login(self) -> dict[str, str]:
        found: dict[str, str] = json.loads((self.folder / "keys" / "demo.json").read_text())
        return found

    def start(self) -> None:
        self.process = subprocess.Popen([BOBBIN, "run", "--demo"], env=self.environment, cwd=self.folder)
        until(self._answers)

    def stop(self, how: int = signal.SIGTERM) -> None:
        self.process.send_signal(how)
        self.process.wait(20)

    def _answers(self) -> bool:
        try:
            return bool(urllib.request.urlopen(f"{self.url}/health", timeout=2).status == 200)
        except OSError:
            return False


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Demo]:
    demo = Demo(tmp_path)
    demo.start()
    yield demo
    demo.stop()


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        page.set_default_timeout(20_000)
        expect.set_options(timeout=20_000)
        yield page
        browser.close()


def picture(page: Page, name: str) -> None:
    folder = os.environ.get("BOBBIN_PICTURES")
    if folder:
        page.screenshot(path=f"{folder}/{name}.png")


def says(phone: Locator, *texts: str) -> None:
    """Each text, once the answer to the one before has come."""
    for text in texts:
        before = phone.locator(".theirs").count()
        phone.locator("textarea").fill(text)
        phone.locator("textarea").press("Enter")
        expect(phone.locator(".theirs")).not_to_have_count(before)


def taps(phone: Locator, *numbers: int) -> None:
    """A button of the newest message that has some."""
    for number in numbers:
        before = phone.locator(".theirs").count()
        phone.locator(".theirs:has(.buttons)").last.locator(".buttons button").nth(number - 1).click()
        expect(phone.locator(".theirs")).not_to_have_count(before)


def add_phone(page: Page, kind: str, number: str, name: str) -> Locator:
    page.get_by_role("button", name="Add a phone").click()
    page.locator(f"input[value={kind}]").check(force=True)
    page.get_by_label("Whose").fill(name)
    page.get_by_label("Number").fill(number)
    page.get_by_role("button", name="Put it on the table").click()
    return page.locator(".phone").filter(has_text=number.replace(" ", ""))


def photo() -> bytes:
    drawn = Image.new("RGB", (320, 240), (70, 90, 100))
    ImageDraw.Draw(drawn).rectangle((110, 40, 210, 230), fill=(120, 60, 40))
    made = io.BytesIO()
    drawn.save(made, "JPEG")
    return made.getvalue()


def show_photo(page: Page, phone: Locator) -> None:
    """A second piece of a story is listened to in silence."""
    phone.get_by_role("button", name="Attach").click()
    with page.expect_file_chooser() as chosen:
        phone.get_by_role("menuitem", name="Photo").click()
    chosen.value.set_files({"name": "exit.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    expect(phone.locator("canvas.photo, img.photo")).to_be_visible()


def sign_in(page: Page, demo: Demo) -> None:
    login = demo.login
    page.goto(f"{demo.url}/advisor/")
    page.get_by_label("E-mail address").fill(login["email"])
    page.get_by_label("Password").fill(login["password"])
    page.get_by_role("button", name="Continue").click()
    page.locator("#code").fill(pyotp.TOTP(login["totp_secret"]).now())
    page.locator("main button").click()
    page.wait_for_url("**/advisor/")


def answers(page: Page, case: Locator, words: str, name: str) -> None:
    case.click()
    page.locator("#text").fill(words)
    picture(page, name)
    page.get_by_role("button", name="Send the answer").click()
    expect(page.locator(".done")).to_be_visible()
    page.goto(page.url.split("/cases")[0] + "/?folder=open")


def test_three_workers_are_heard_and_each_hears_back(demo: Demo, page: Page) -> None:
    shop = page.context.new_page()
    shop.goto(f"{demo.url}/simulator")
    keypads, smart = shop.locator(".phone.keypad"), shop.locator(".phone.smart").first
    rahima = keypads.first
    says(rahima, "amader supervisor protidin gali dey ar overtime er taka dey na", "bangla")
    says(rahima, demo.login["factory_code"], "4", "1", "ses", "na", "1", "amader taka din", "ha", "1")
    says(sokha := add_phone(shop, "keypad-sms", "+12025550142", "Sokha B"), "hi", "English")
    says(
        sokha,
        demo.login["factory_code"],
        "1",
        "3",
        "2",
        "The guard of the cutter on line 4 is off, one lost a finger",
        "1",
    )
    says(sokha, "2", "2", "1", "1", "1")
    smart.locator(".begin").get_by_text("Scan").click()
    expect(smart.locator(".theirs")).to_have_count(1)
    smart.get_by_role("button", name="العربية").click()
    expect(smart.locator(".theirs")).to_have_count(3)
    taps(smart, 1, 3, 1)
    says(smart, "باب الطوارئ مقفل بقفل منذ أسبوع")
    show_photo(shop, smart)
    taps(smart, 1, 1, 1)
    picture(shop, "simulator")
    for phone in (rahima, sokha, smart):
        expect(phone.locator(".theirs").filter(has_text="-").last).to_be_visible()

    sign_in(page, demo)
    page.goto(f"{demo.url}/advisor/?folder=open")
    expect(page.locator(".cases li")).to_have_count(3)
    expect(page.locator(".cases li").first).to_have_class("urgent")
    picture(page, "cases")
    replies = {
        "urgent": "شكرا. سنزور المصنع اليوم.",
        "shout": "ধন্যবাদ। আমরা কথা বলব।",
        "heat": "Thank you. We look at it.",
    }
    answers(page, page.locator(".cases li.urgent a"), replies["urgent"], "case")
    answers(page, page.locator(".cases li").filter(has_text="Shouting").locator("a"), replies["shout"], "case-bn")
    answers(page, page.locator(".cases li").filter(has_text="Machines").locator("a"), replies["heat"], "case-en")
    for phone, words in ((smart, replies["urgent"]), (rahima, replies["shout"]), (sokha, replies["heat"])):
        expect(phone.locator(".theirs").filter(has_text=words)).to_be_visible()
    picture(shop, "heard-back")


def test_the_advisor_reads_right_to_left(demo: Demo, page: Page) -> None:
    shop = page.context.new_page()
    shop.goto(f"{demo.url}/simulator")
    smart = shop.locator(".phone.smart").first
    smart.locator(".begin").get_by_text("Scan").click()
    smart.get_by_role("button", name="العربية").click()
    expect(smart.locator(".theirs")).to_have_count(3)
    taps(smart, 1, 1, 1)
    says(smart, "لم نستلم أجورنا منذ شهرين")
    taps(smart, 1, 2, 1, 1, 1, 1)
    sign_in(page, demo)
    page.goto(f"{demo.url}/advisor/settings")
    page.locator("select[name=language]").select_option("ar")
    page.locator("form:has(select[name=language]) button").click()
    page.goto(f"{demo.url}/advisor/?folder=open")
    assert page.evaluate("document.documentElement.dir") == "rtl"
    picture(page, "cases-ar")
    page.locator(".cases li a").first.click()
    expect(page.get_by_text("لم نستلم أجورنا منذ شهرين")).to_be_visible()
    picture(page, "case-ar")


def test_a_second_start_finds_everything_in_place(demo: Demo) -> None:
    first = demo.login
    demo.stop(signal.SIGINT)
    demo.start()
    assert demo.login == first
