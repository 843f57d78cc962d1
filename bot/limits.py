"""Limits that keep floods, loops and mistakes from stopping the line or costing a fortune; read with the settings."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from models.vocabulary import SIMULATED
from operations.allowance import REPLIES_AN_HOUR

T = TypeVar("T")
MOST = 1_000_000
NUMBER = f"a number from 1 to {MOST}"


class Reader(Protocol):
    """What reads a variable; it refuses a bad value with what it should be."""

    def read(self, name: str, default: str, parse: Callable[[str], T], should_be: str) -> T: ...


@dataclass(frozen=True)
class Limits:
    """What one contact may have, and what the house may spend."""

    replies_an_hour: int = REPLIES_AN_HOUR
    """How often a contact is answered in an hour without going on with the conversation."""
    segments_a_day: int | None = None
    """SMS segments after which broadcasts wait for the next day; none: there is no ceiling."""
    segments_at_most: int | None = None
    """SMS segments after which answers wait too."""
    countries: tuple[str, ...] = ()
    """Where SMS may go, by two letters; empty: the countries of the factories."""
    simulated: int = MOST
    """What `replies_an_hour` is for a simulated phone: nobody floods us with it, and who tries it presses fast."""

    def replies(self, line: str) -> int:
        """How often a contact of a line is answered in an hour without going on."""
        return self.simulated if line in SIMULATED else self.replies_an_hour


def read_limits(reader: Reader) -> Limits:
    soft = reader.read("SEGMENTS_A_DAY", "", _count_or_none, f"{NUMBER}, or empty for no ceiling")
    hard = reader.read("SEGMENTS_A_DAY_AT_MOST", "", _at_least(soft), f"{NUMBER}, and no less than SEGMENTS_A_DAY")
    return Limits(
        replies_an_hour=reader.read("REPLIES_AN_HOUR", str(REPLIES_AN_HOUR), _count, NUMBER),
        segments_a_day=soft,
        segments_at_most=hard or (2 * soft if soft else None),
        countries=reader.read("SMS_COUNTRIES", "", _countries, "countries by two letters, such as BD,KH"),
    )


def _count(value: str) -> int:
    count = int(value)
    if not 0 < count <= MOST:
        raise ValueError(value)
    return count


def _count_or_none(value: str) -> int | None:
    return _count(value) if value else None


def _at_least(soft: int | None) -> Callable[[str], int | None]:
    def parse(value: str) -> int | None:
        hard = _count_or_none(value)
        if hard is not None and hard < (soft or 0):
            raise ValueError(value)
        return hard

    return parse


def _countries(value: str) -> tuple[str, ...]:
    countries = tuple(part.strip().upper() for part in value.split(",") if part.strip())
    if not all(len(country) == 2 and country.isascii() and country.isalpha() for country in countries):
        raise ValueError(value)
    return countries
