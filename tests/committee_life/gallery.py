"""At the end every page of a committee is looked at, on a desk and on a phone, in English and in Arabic."""

import re

from playwright.sync_api import expect

from tests.committee_life.desk import Desk
from tests.committee_life.life import Life
from tests.committee_life.records import Records

LATIN = re.compile(r"[A-Za-z]?[a-z]{2,}")
WORDS_OF_PAGE = """
(() => { const main = document.querySelector('main').cloneNode(true)
  main.querySelectorAll('[lang=en], bdi, option, code, input, .said, [dir=auto], script').forEach(one => one.remove())
  return main.textContent })()
"""
"""What a page itself says: no names, and nothing that people wrote."""


def pages_of(records: Records) -> dict[str, str]:
    life, meeting = records.life, records.sitting.meeting
    return {
        "committees": "/advisor/committees",
        "committee": f"/advisor{life.committee}",
        "elections": f"/advisor{life.committee}/elections",
        "election": f"/advisor{life.election}",
        "points": f"/advisor{life.committee}/points",
        "actions": f"/advisor{life.committee}/actions",
        "meeting": f"/advisor{meeting}",
        "agenda": f"/advisor{meeting}/agenda",
        "minutes": f"/advisor{meeting}/minutes",
        "meeting-new": f"/advisor{life.committee}/meetings/new",
    }


def looked_at(records: Records) -> None:
    """Each page fits; in Arabic it is written from right to left and says nothing in English."""
    life: Life = records.life
    for name, path in pages_of(records).items():
        life.advisor.goes_to(path)
        life.advisor.looks(f"all-{name}")
    _speaks(life.advisor, "ar")
    for name, path in pages_of(records).items():
        page = life.advisor.goes_to(path)
        assert page.evaluate("document.documentElement.dir") == "rtl"
        life.advisor.looks(f"ar-{name}")
        assert LATIN.findall(page.evaluate(WORDS_OF_PAGE)) == [], name


def _speaks(desk: Desk, language: str) -> None:
    page = desk.goes_to("/advisor/settings")
    page.locator("select[name=language]").select_option(language)
    page.locator("form:has(select[name=language]) button").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
