"""The poster of a factory and its lanyard cards: which words, which ways to reach the line, and the PDF of them.

Nothing is fetched while it is drawn, and it knows no worker: the same for everybody who passes the wall.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle, groupby, islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

import phonenumbers
import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Connection, select

from conversations import poster as says
from conversations.texts import Text
from locales.catalogue import catalogue, translated_languages
from locales.words import direction
from models.factory import Factory
from models.survey import Wave
from models.vocabulary import WaveState
from operations.factories import find_factory
from operations.pdf import nothing_fetched, printer
from operations.work import Refused

FOLDER = Path(__file__).parent / "poster"
CARDS = 10
"""Cards of 86 × 54 mm on one sheet of A4."""
LETTERS = {"poster.html": (24, 10), "cards.html": (10, 6)}
"""Points of the largest letters that look well on a page, and of the smallest that can be read."""
FACTORY_LINK, SURVEY_LINK = "f_", "s_"
"""How the payload of a Telegram link begins."""
QUIET = 4
"""Modules of white around a QR code, as its standard asks."""
NO_WAY = (
    "a poster needs a way to reach the line: set TELEGRAM_BOT_NAME, a TWILIO_FROM that is a number, "
    "or GATEWAY_NUMBER, with the other settings of that line"
)


@dataclass(frozen=True, slots=True)
class Way:
    """How the line is reached: `address` as it is read, `payload` as the QR code carries it."""

    name: str
    address: str
    payload: str
    caution: Text | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """What is said in one language."""

    language: str
    direction: str
    title: str
    no_name: str
    lines: tuple[str, ...]
    send: str
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Poster:
    """All that stands on the paper. The first voice is the loudest."""

    factory: str
    code: str
    ways: tuple[Way, ...]
    voices: tuple[Voice, ...]


def find_poster(connection: Connection, typed: str, addresses: Mapping[str, str]) -> Poster:
    """The poster of the factory with this join code; `addresses` by channel name, as settings have them."""
    found = find_factory(connection, typed)
    ways = ways_to(addresses, found.code, found.channels)
    if not ways:
        raise Refused(NO_WAY)
    spoken = [language for language in found.languages if language in translated_languages()]
    return Poster(found.name, found.code, ways, tuple(_voice(language, ways) for language in spoken or ["en"]))


def survey_poster(connection: Connection, wave_id: str, addresses: Mapping[str, str]) -> Poster | None:
    """The poster of a survey that is begun by a word; None where it has none. Raises Refused."""
    found = connection.execute(
        select(Factory.name, Factory.languages, Factory.channels, Wave.keyword)
        .join(Wave, Wave.factory_id == Factory.id)
        .where(Wave.id == wave_id, Wave.keyword.is_not(None), Wave.state == WaveState.OPEN)
    ).one_or_none()
    if found is None:
        return None
    ways = ways_to(addresses, found.keyword, found.channels, SURVEY_LINK)
    if not ways:
        raise Refused(NO_WAY)
    spoken = [language for language in found.languages if language in translated_languages()] or ["en"]
    voices = tuple(_voice(language, ways, says.SURVEY, says.SURVEY_LINES) for language in spoken)
    return Poster(found.name, found.keyword, ways, voices)


def ways_to(
    addresses: Mapping[str, str], code: str, channels: Sequence[str] = (), link: str = FACTORY_LINK
) -> tuple[Way, ...]:
    """The ways people can write by, in the factory's order; what cannot be written to is left out."""
    offered = [channel for channel in channels or addresses if channel in addresses]
    ways = (_way(channel, addresses[channel], code, link) for channel in offered)
    return tuple({way.payload: way for way in ways if way}.values())


def payloads(poster: Poster) -> tuple[str, ...]:
    """What the QR codes say."""
    return tuple(way.payload for way in poster.ways)


def _way(channel: str, address: str, code: str, link: str) -> Way | None:
    if channel == "telegram":
        return Way("Telegram", f"@{address}", f"https://t.me/{address}?start={link}{code}", says.TELEGRAM_SEEN)
    number = address.removeprefix("whatsapp:")
    if not number.removeprefix("+").isdecimal():
        return None  # a messaging service or a name as sender: nobody can write to it
    if number != address:
        return Way("WhatsApp", _readable(number), f"https://wa.me/{number.lstrip('+')}?text={quote(code)}")
    return Way("SMS", _readable(number), f"SMSTO:{number}:{code}", says.SMS_SEEN)


def _readable(number: str) -> str:
    """A number in groups, as its country writes it; a short code as it is."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def _voice(language: str, ways: Sequence[Way], title: Text = says.TITLE, lines: Sequence[Text] = says.LINES) -> Voice:
    spoken = catalogue(language)
    return Voice(
        language=language,
        direction=direction(language),
        title=title.render(spoken),
        no_name=says.NO_NAME.render(spoken),
        lines=tuple(line.render(spoken) for line in lines),
        send=says.SEND.render(spoken),
        cautions=tuple(dict.fromkeys(way.caution.render(spoken) for way in ways if way.caution)),
    )


def drawn(poster: Poster) -> bytes:
    """The PDF: the poster on the first page, a sheet of cards on the second. Raises Refused without libraries."""
    html = printer()
    pages = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined)
    pages.globals["qr"] = qr_squares
    cards = tuple(islice(cycle(poster.voices), CARDS))

    def page(name: str, size: float) -> Any:
        text = pages.get_template(name).render(poster=poster, cards=cards, size=size)
        return html(string=text, url_fetcher=nothing_fetched).render()

    wall, sheet = (_fitting(partial(page, name), *letters) for name, letters in LETTERS.items())
    pdf: bytes = wall.copy([*wall.pages, *sheet.pages]).write_pdf()
    return pdf


def qr_squares(payload: str) -> tuple[int, str]:
    """A QR code as the path of an SVG: how many modules wide with its quiet zone, and its black runs."""
    symbol = segno.make(payload, error="q", micro=False)
    runs = (
        f"M{x + QUIET} {y + QUIET}h{length}v1h-{length}z"
        for y, row in enumerate(symbol.matrix)
        for x, length in _black_runs(row)
    )
    return len(symbol.matrix) + 2 * QUIET, "".join(runs)


def _black_runs(row: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Where black begins in a row, and how long it is."""
    x = 0
    for black, modules in groupby(row):
        length = len(list(modules))
        if black:
            yield x, length
        x += length


def _fitting(draw: Callable[[float], Any], largest: int, smallest: int) -> Any:
    """The document in the largest letters that leave it on one page, to a quarter of a point."""
    sizes = [largest - step / 4 for step in range(4 * (largest - smallest) + 1)]
    first = bisect_left(sizes, True, key=lambda size: len(draw(size).pages) == 1)
    if first == len(sizes):
        raise Refused("the factory has more languages than fit on one page that can be read")
    return draw(sizes[first])
