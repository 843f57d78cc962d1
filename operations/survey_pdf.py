"""Published results on paper, in each language of the factory. It holds what was published and released, no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from babel.core import UnknownLocaleError
from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from conversations import survey_paper as says
from locales.catalogue import translated_languages
from operations.minutes_pdf import own_words
from operations.pdf import nothing_fetched, printer
from operations.survey_form import Form
from operations.survey_published import Published
from operations.survey_texts import Told
from operations.survey_words import Words

FOLDER = Path(__file__).parent
LETTERS = 10.5


@dataclass(frozen=True, slots=True)
class Voice(Words):
    """The words of one language, with its days."""

    def day(self, day: date) -> str:
        try:
            return str(format_date(day, "long", locale=self.language))
        except UnknownLocaleError:
            return str(format_date(day, "long", locale="en"))


def report(results: Published, form: Form, factory: str, languages: Sequence[str], texts: Sequence[Told] = ()) -> bytes:
    """The PDF, a section for each language. Raises Refused without the libraries that draw."""
    spoken = [language for language in dict.fromkeys(languages) if language in translated_languages()]
    voices = [Voice(form, language) for language in spoken or ["en"]]
    values = {"voices": voices, "results": results, "factory": factory, "texts": texts, "size": LETTERS}
    page = _pages().get_template("report.html").render(**values)
    content: bytes = printer()(string=page, url_fetcher=nothing_fetched).write_pdf()
    return content


@lru_cache(maxsize=1)
def _pages() -> Environment:
    folders = [FOLDER / "survey_pages", FOLDER / "minutes_pages", FOLDER / "poster"]
    pages = Environment(loader=FileSystemLoader(folders), autoescape=True, undefined=StrictUndefined)
    pages.globals["says"] = says
    pages.filters["words"] = own_words
    return pages
