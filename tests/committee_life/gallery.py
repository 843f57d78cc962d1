"""At the end every page of a committee is looked at, on a desk and on a phone, in English and in Arabic."""

import os
import re
from pathlib import Path

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
    """Each page fits; where Arabic is spoken it is written from right to left, too, and says nothing in English."""
    life: Life = records.life
    _phones_kept(life)
    for name, path in pages_of(records).items():
        life.advisor.goes_to(path)
        life.advisor.looks(f"all-{name}")
    if "ar" in life.place.languages:
        _in_arabic(records)


def _in_arabic(records: Records) -> None:
    life = records.life
    _speaks(life.advisor, "ar")
    for name, path in pages_of(records).items():
        page = life.advisor.goes_to(path)
        assert page.evaluate("document.documentElement.dir") == "rtl"
        life.advisor.looks(f"ar-{name}")
        assert LATIN.findall(page.evaluate(WORDS_OF_PAGE)) == [], name


def _phones_kept(life: Life) -> None:
    """What every phone was sent, where pictures are wanted: to be read by who reads the language."""
    if folder := os.environ.get("BOBBIN_PICTURES"):
        for phone in (*life.workers, *life.managers):
            shown = "\n---\n".join(phone.inbox())
            Path(folder, f"{life.place.factory['country']}-phone-{phone.name}.txt").write_text(shown, encoding="utf-8")


def _speaks(desk: Desk, language: str) -> None:
    page = desk.goes_to("/advisor/settings")
    page.locator("select[name=language]").select_option(language)
    page.locator("form:has(select[name=language]) button").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
