"""An advisor's morning in a real Chromium: with JavaScript, without, on a phone, right to left."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, expect, sync_playwright
from sqlalchemy import select
from waitress.server import create_server

from models.case import Case
from models.contact import Prompt
from models.user import User
from operations.users import NewUser
from tests.advisor.conftest import Office, build, code_of
from tests.operations.test_xlsforms import row
from tests.servers.ours import run_until_closed
from tests.survey_world import closed_wave

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("db", ["sqlite"], indirect=True)]
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]


@dataclass
class Site:
    """A running web view and a browser, which complain of everything."""

    office: Office
    address: str
    playwright: Playwright

    def open(self, **options: object) -> BrowserContext:
        browser = self.playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        context = browser.new_context(base_url=self.address, **options)  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        return context

    def sign_in(self, page: Page, user: NewUser) -> None:
        page.goto("/advisor/")
        page.get_by_label("E-mail address").fill(user.email)
        page.get_by_label("Password").fill(user.password)
        page.get_by_role("button", name="Continue").click()
        page.locator("#code").fill(code_of(user, self.office.clock))
        page.locator("main button").click()
        page.wait_for_url("**/advisor/")


@pytest.fixture
def site(office: Office) -> Iterator[Site]:
    app = build(office, "http://127.0.0.1")
    server = create_server(app, host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=run_until_closed, args=(server,))
    thread.start()
    with sync_playwright() as playwright:
        yield Site(office, f"http://127.0.0.1:{server.effective_port}", playwright)
    server.close()
    server.task_dispatcher.shutdown()
    thread.join(10)


def complaints(page: Page) -> list[str]:
    """What the browser's console says that it should not."""
    heard: list[str] = []
    page.on("console", lambda said: heard.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


@pytest.mark.parametrize("javascript", [False, True])
def test_an_advisor_answers_takes_and_closes(site: Site, farida: NewUser, javascript: bool) -> None:
    opened = site.office.case(story="দরজা তালা দেওয়া <script>document.title = 'broken'</script>", urgent=True)
    page = site.open(java_script_enabled=javascript).new_page()
    heard = complaints(page)
    site.sign_in(page, farida)
    page.get_by_role("link", name="Safety: Fire, exits").click()
    expect(page.get_by_text("Urgent since")).to_be_visible()
    expect(page).not_to_have_title("broken")
    page.locator("#text").fill("ক" * 403)
    if javascript:
        expect(page.locator("#length")).to_contain_text("7 text messages: too long")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Your answer is too long.")).to_be_visible()
    expect(page.locator("#text")).to_have_value("ক" * 403)
    page.locator("#text").fill("ধন্যবাদ, আমরা আজই দেখছি।")
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Your answer is on its way.")).to_be_visible()
    page.get_by_role("button", name="Take it").click()
    page.get_by_role("button", name="Close the case").click()
    expect(page.get_by_text("Closed. The worker is asked whether it was solved.")).to_be_visible()
    assert site.office.rows(select(Case.status).where(Case.id == opened.case_id)) == [("closed",)]
    assert {row.script for row in site.office.rows(select(Prompt.script))} == {"reply", "closure"}
    assert [said for said in heard if "422" not in said] == []


def test_going_back_after_signing_out_shows_no_words(site: Site, farida: NewUser) -> None:
    opened = site.office.case(story="The exit is locked.")
    page = site.open().new_page()
    site.sign_in(page, farida)
    page.goto(f"/advisor/cases/{opened.case_id}")
    expect(page.get_by_text("The exit is locked.")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/advisor/login")
    page.go_back()
    page.wait_for_load_state()
    assert "The exit is locked." not in page.content()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_pages_fit_a_phone_in_both_directions(site: Site, farida: NewUser, language: str) -> None:
    opened = site.office.case(story="المخرج مقفل " * 30, remedy="x" * 300, urgent=True)
    page = site.open(viewport={"width": 360, "height": 740}).new_page()
    site.sign_in(page, farida)
    site.office.change(User, User.email == farida.email, language=language)
    for path in ("/advisor/", f"/advisor/cases/{opened.case_id}", "/advisor/settings"):
        page.goto(path)
        assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        small = page.evaluate(
            "[...document.querySelectorAll('button, select, .folders a')]"
            ".filter(e => 0 < e.getBoundingClientRect().height && e.getBoundingClientRect().height < 30)"
            ".map(e => e.textContent.trim())"
        )
        assert small == []


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_survey_is_brought_looked_at_and_published_without_javascript(
    site: Site, farida: NewUser, tmp_path: Path, language: str
) -> None:
    file = tmp_path / "wishes.xlsx"
    file.write_bytes(row("text", "wish", "What is your wish?", "ইচ্ছা কী?"))
    page = site.open(java_script_enabled=False, viewport={"width": 390, "height": 800}).new_page()
    site.sign_in(page, farida)
    site.office.change(User, User.email == farida.email, language=language)
    page.goto("/advisor/surveys")
    page.locator("#file").set_input_files(file)
    page.locator("form[enctype] button").click()
    expect(page.locator("h1")).to_have_text("wishes")
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    page.locator("details.change summary").last.click()
    expect(page.get_by_text("000 বলতে চাই না").last).to_be_visible()
    assert page.locator("body").bounding_box()["width"] <= 390  # type: ignore[index]
    page.locator("form[action$=publish] button").click()
    expect(page.locator("form[action$=version] button")).to_be_visible()


def test_results_on_a_phone_right_to_left(site: Site, farida: NewUser) -> None:
    wave_id = site.office.do(lambda work: closed_wave(work, site.office.factories["D4KA"]))
    page = site.open(viewport={"width": 360, "height": 740}).new_page()
    heard = complaints(page)
    site.sign_in(page, farida)
    site.office.change(User, User.email == farida.email, language="ar")
    page.goto(f"/advisor/waves/{wave_id}")
    expect(page.get_by_role("heading", name="هل تثق في لجنتك؟")).to_be_visible()
    expect(page.get_by_role("img", name="هل تثق في لجنتك؟")).to_be_visible()
    page.locator("details").first.click()
    expect(page.locator("details svg").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert heard == []
