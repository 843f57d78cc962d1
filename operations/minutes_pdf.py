"""Minutes on paper: a sheet for the notice board and the full form with signature lines, in each language of a factory.

The committee's own words stay as they were written, whatever their script; everything around them is translated.
What workers sent carries no author, and a disagreement only its side.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from babel.core import UnknownLocaleError
from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from conversations import minutes_paper as says
from conversations.committee_names import called
from conversations.texts import Text
from conversations.when import say_moment
from locales.catalogue import catalogue, translated_languages
from locales.words import direction
from models.vocabulary import EntryKind, MinutesState, Presence
from operations.attendance import THERE
from operations.minutes_views import MinutesView
from operations.pdf import nothing_fetched, printer

FOLDER = Path(__file__).parent
LETTERS = ((29, 17), (35, 14), (41, 12))
"""Lines that a page of the notice board takes, by the points of its letters; more lines get SMALLEST."""
SMALLEST = 10.5
WIDTH, FIXED = 52, 20
"""Letters of a line, and lines that are always there."""


class Sheet(StrEnum):
    """Which paper."""

    BOARD = "board"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class Voice:
    """The minutes as one language says what stands around the committee's words."""

    language: str
    view: MinutesView

    @property
    def direction(self) -> str:
        return direction(self.language)

    def say(self, text: Text) -> str:
        return text.render(catalogue(self.language))

    def day(self, day: date, length: str = "long") -> str:
        """Day, month and year; in English where nobody has written the names down."""
        try:
            return str(format_date(day, length, locale=self.language))
        except UnknownLocaleError:
            return str(format_date(day, length, locale="en"))

    @property
    def held(self) -> str:
        clock = self.view.meeting.clock
        return f"{self.day(self.view.meeting.day, 'full')}, {clock}"

    @property
    def following(self) -> str:
        """When the committee meets next; empty where nothing is planned."""
        day, clock = self.view.next_day, self.view.next_clock
        return say_moment(day, clock, self.language) if day and clock else ""

    @property
    def standing(self) -> str:
        """How the version stands: draft, approved by whom, or superseded."""
        view = self.view
        if view.state in (MinutesState.DRAFT, MinutesState.FOR_APPROVAL):
            return self.say(says.DRAFT)
        if view.state is MinutesState.SUPERSEDED or view.approved_on is None:
            return self.say(says.SUPERSEDED)
        until = self.day(view.approve_by or view.approved_on)
        silent = [self.say(says.silent(says.SIDES[side], until)) for side in view.silent_sides]
        return ". ".join([self.say(says.approved_on(self.day(view.approved_on))), *silent])


def drawn(view: MinutesView, sheet: Sheet, languages: Sequence[str]) -> bytes:
    """The PDF, a section for each language. Raises Refused without the libraries that draw."""
    spoken = [language for language in dict.fromkeys(languages) if language in translated_languages()]
    voices = [Voice(language, view) for language in spoken or ["en"]]
    page = _pages().get_template(f"{sheet}.html").render(voices=voices, view=view, size=_letters(view))
    content: bytes = printer()(string=page, url_fetcher=nothing_fetched).write_pdf()
    return content


@lru_cache(maxsize=1)
def _pages() -> Environment:
    folders = [FOLDER / "minutes_pages", FOLDER / "poster"]
    pages = Environment(loader=FileSystemLoader(folders), autoescape=True, undefined=StrictUndefined)
    pages.globals |= {"says": says, "called": called, "THERE": THERE, "Presence": Presence, "EntryKind": EntryKind}
    pages.filters["words"] = own_words
    return pages


def _letters(view: MinutesView) -> float:
    """Large where little is to be read, so that the board needs one page as long as that can be read."""
    lines = {EntryKind.DECISION: 1.4, EntryKind.ACTION: 2.6, EntryKind.DISAGREEMENT: 1.4, EntryKind.INFORMATION: 0.0}
    entries = sum(lines[entry.kind] * (1 + entry.longest // WIDTH) for entry in view.entries)
    words = sum(4 + len(one.text) // WIDTH for one in view.words)
    return next((points for most, points in LETTERS if FIXED + entries + words <= most), SMALLEST)


def own_words(text: str) -> Markup:
    """Somebody's own words: in their own direction, and in whatever script they are."""
    return Markup('<span class="words" dir="{}">{}</span>').format(_direction_of(text), text)


def _direction_of(text: str) -> str:
    """That of the first letter which has one."""
    found = (unicodedata.bidirectional(letter) for letter in text)
    return "rtl" if next((one for one in found if one in ("L", "R", "AL")), "L") != "L" else "ltr"
