"""An advisor's desk: a real Chromium on the pages of the town, and pictures of what is seen there."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyotp
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from operations.users import NewUser
from tests.committee_life.town import Town

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
DESKTOP, NARROW = 1280, 380
"""Widths of a screen on a desk and of one in a hand."""
BEYOND_PANELS = """
[...document.querySelectorAll('.panel')].flatMap(panel => {
  const box = panel.getBoundingClientRect(), style = getComputedStyle(panel)
  const left = box.left + parseFloat(style.paddingLeft) - 1, right = box.right - parseFloat(style.paddingRight) + 1
  const words = 'a, bdi, button, dd, dt, h2, input, label, p, select, span, strong, summary, td, th'
  return [...panel.querySelectorAll(words)]
    .filter(one => one.getClientRects().length && !one.classList.contains('visually-hidden'))
    .filter(one => { const at = one.getBoundingClientRect(); return at.width && (at.right > right || at.left < left) })
    .map(one => one.outerHTML.slice(0, 120))
})
"""
"""Words that stand out of the panel they are in."""
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]")


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


class Desk:
    """Somebody who works in the browser. Signs in again when so much time has passed that it is needed."""

    def __init__(self, town: Town, browser: Browser, user: NewUser, pictures: str = "") -> None:
        self.town, self._user, self._pictures = town, user, pictures
        context = browser.new_context(base_url=town.base, viewport={"width": DESKTOP, "height": 900})
        context.set_default_timeout(15_000)
        self.page: Page = context.new_page()
        self.seen: list[str] = []

    def goes_to(self, path: str) -> Page:
        self.page.goto(path)
        if "/advisor/login" in self.page.url:
            self._sign_in()
            self.page.goto(path)
        return self.page

    def follows(self, name: str) -> Page:
        """A link of the page."""
        self.page.get_by_role("link", name=name, exact=True).first.click()
        self.page.wait_for_load_state()
        return self.page

    def presses(self, name: str, within: Locator | None = None) -> Page:
        (within or self.page).get_by_role("button", name=name, exact=True).first.click()
        self.page.wait_for_load_state()
        return self.page

    def code(self) -> str:
        """The code that the page shows this once."""
        return str(self.page.locator(".font-monospace").first.inner_text()).strip()

    def sees(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text)

    def pdf(self, path: str, name: str) -> bytes:
        """A paper as it comes down the wire."""
        answer = self.page.request.get(path)
        assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
        content = answer.body()
        if folder := os.environ.get("BOBBIN_PICTURES"):
            drawn = Path(folder, f"{self._pictures}{name}.pdf")
            drawn.write_bytes(content)
            subprocess.run(["pdftoppm", "-png", "-r", "60", str(drawn), str(drawn.with_suffix(""))], check=True)
        return content

    def looks(self, name: str, widths: tuple[int, ...] = (DESKTOP, NARROW)) -> None:
        """The page fits every width, and words their panel; a picture of each where pictures are wanted."""
        self.seen.append(self.page.content())
        for width in widths:
            self.page.set_viewport_size({"width": width, "height": 900})
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            out = self.page.evaluate(BEYOND_PANELS)
            if folder := os.environ.get("BOBBIN_PICTURES"):
                self.page.screenshot(path=f"{folder}/{self._pictures}{name}-{width}.png", full_page=True)
            assert wide <= width, f"{self.page.url} is {wide} wide on a screen of {width}"
            assert out == [], f"{self.page.url} on a screen of {width}"
        self.page.set_viewport_size({"width": DESKTOP, "height": 900})

    def _sign_in(self) -> None:
        self.page.get_by_label("E-mail address").fill(self._user.email)
        self.page.get_by_label("Password").fill(self._user.password)
        self.page.get_by_role("button", name="Continue").click()
        self.page.locator("#code").fill(pyotp.TOTP(self._user.totp_secret).at(int(self.town.now)))
        self.page.locator("main button").click()
        self.page.wait_for_url("**/advisor/")
