"""The certificate of an election as a PDF: a page in each language of the factory, to be signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from babel.core import UnknownLocaleError
from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Connection

from conversations import certificate as says
from conversations.committee_names import called
from conversations.texts import Text
from locales.catalogue import catalogue, translated_languages
from locales.words import direction
from models.vocabulary import ElectionState
from operations.candidates import Standing, candidates_of
from operations.committees import Chamber, chamber
from operations.pdf import nothing_fetched, printer
from operations.work import Refused

FOLDER = Path(__file__).parent / "poster"


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on one page: everything in one language."""

    language: str
    direction: str
    title: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...]
    signatures: tuple[str, ...]
    sign: str


def certificate_of(connection: Connection, ring: Any, election: Any) -> bytes:
    """The PDF of a certified election. Raises Refused for any other, and without the libraries that draw."""
    if election.state != ElectionState.CERTIFIED:
        raise Refused("the election is not certified")
    house = chamber(connection, election.committee_id)
    elected = [one for one in candidates_of(connection, ring, election) if one.elected]
    spoken = [language for language in house.languages if language in translated_languages()] or ["en"]
    return drawn(house, elected, [sheet(house, election, len(elected), language) for language in spoken])


def drawn(house: Chamber, elected: Sequence[Standing], sheets: Sequence[Sheet]) -> bytes:
    """The sheets as a PDF."""
    pages = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined)
    text = pages.get_template("certificate.html").render(house=house, elected=elected, sheets=sheets)
    pdf: bytes = printer()(string=text, url_fetcher=nothing_fetched).write_pdf()
    return pdf


def sheet(house: Chamber, election: Any, count: int, language: str) -> Sheet:
    """The page in one language."""
    say = partial(Text.render, catalogue=catalogue(language))
    return Sheet(
        language,
        direction(language),
        say(says.TITLE),
        say(says.elected(count)),
        tuple((say(label), value) for label, value in _facts(house, election, language)),
        tuple(map(say, _remarks(election.result))),
        tuple(map(say, says.SIGNATURES)),
        say(says.NAME_AND_DATE),
    )


def _facts(house: Chamber, election: Any, language: str) -> list[tuple[Text, str]]:
    facts = [
        (says.FACTORY, house.factory),
        (says.COMMITTEE, called(house.name).render(catalogue(language))),
        (says.ANNOUNCED, long_day(election.announced_on, language)),
        (says.CERTIFIED, long_day(date.fromisoformat(election.result["certified_on"]), language)),
    ]
    rounds = election.result.get("rounds", ())
    if rounds and rounds[0]["turnout"]:
        low, high = rounds[0]["turnout"]
        facts.append((says.TURNOUT, f"{low}–{high} %"))
    return facts


def _remarks(result: dict[str, Any]) -> list[Text]:
    if result.get("unopposed"):
        return [says.UNOPPOSED]
    tied = [says.RUN_OFF] if len(result["rounds"]) > 1 else []
    return [says.SECRET, *tied, *([says.LOT] if result.get("lot") else [])]


def long_day(day: date, language: str) -> str:
    """A day with its year, in full; a language without names of its own is said in English."""
    try:
        return str(format_date(day, "long", locale=language))
    except UnknownLocaleError:
        return str(format_date(day, "long", locale="en"))
