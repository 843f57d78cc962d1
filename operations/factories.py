"""Registering factories."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import Connection, insert, select, update

from locales.words import known_languages
from models.base import new_id
from models.codes import new_factory_code, read_factory_code
from models.factory import Factory
from models.vocabulary import Line
from operations import audit
from operations.work import Mistyped, Work

MOST_WORKERS = 1_000_000
CHANNELS = tuple(line.value for line in Line if line is not Line.EMAIL)


@dataclass(frozen=True, slots=True)
class NewFactory:
    """A factory as it was entered; `shift` is `HH:MM-HH:MM`."""

    name: str
    country: str
    timezone: str
    languages: Sequence[str]
    shift: str = "08:00-17:00"
    rest_days: Sequence[str] = ()
    channels: Sequence[str] = ()
    workers: int | None = None
    women_percent: int | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """A factory registered, with the code workers join by."""

    id: str
    code: str
    name: str


def add_factory(work: Work, wanted: NewFactory, code: str | None = None) -> Added:
    """Register a factory. Raises Refused, naming what is wrong."""
    start, end = _checked(wanted)
    added = Added(new_id(), code or _free_code(work), wanted.name.strip())
    work.connection.execute(
        insert(Factory).values(
            id=added.id,
            code=added.code,
            name=added.name,
            country=wanted.country.upper(),
            timezone=wanted.timezone,
            languages=list(wanted.languages),
            shift_start=start,
            shift_end=end,
            rest_days=list(wanted.rest_days),
            channels=list(wanted.channels),
            workers=wanted.workers,
            women_percent=wanted.women_percent,
            created_on=work.day(wanted.timezone),
        )
    )
    audit.record(work, "factory.added", detail={"code": added.code})
    return added


def find_factory(connection: Connection, typed: str) -> Any:
    """Id, code, name, languages and channels of the factory with a join code, in whatever way it was typed."""
    columns = (Factory.id, Factory.code, Factory.name, Factory.languages, Factory.channels)
    found = connection.execute(select(*columns).where(Factory.code == (read_factory_code(typed) or ""))).one_or_none()
    if found is None:
        raise Mistyped(f"there is no factory with the code {typed}; “bobbin factory add” registers one")
    return found


def count_workforce(work: Work, factory_id: str, workers: int | None, women_percent: int | None, by: str) -> None:
    """How many people a factory employs, and the women's share; None where it is not known. Raises Refused."""
    _check_workforce(workers, women_percent)
    values = {"workers": workers, "women_percent": women_percent}
    work.connection.execute(update(Factory).where(Factory.id == factory_id).values(**values))
    audit.record(work, "factory.workforce", user_id=by, factory_id=factory_id, detail=values)


def _check_workforce(workers: int | None, women_percent: int | None) -> None:
    if workers is not None and not 1 <= workers <= MOST_WORKERS:
        raise Mistyped(f"workers “{workers}” should be a number from 1 to {MOST_WORKERS}")
    if women_percent is not None and not 0 <= women_percent <= 100:
        raise Mistyped(f"women “{women_percent}” should be per cent, from 0 to 100")


def _checked(wanted: NewFactory) -> tuple[str, str]:
    """The shift's two times, once everything else is right."""
    if not wanted.name.strip():
        raise Mistyped("the factory has no name")
    if not re.fullmatch(r"[A-Za-z]{2}", wanted.country):
        raise Mistyped(f"country “{wanted.country}” should be two letters, such as BD")
    if wanted.timezone not in available_timezones():
        raise Mistyped(f"time zone “{wanted.timezone}” is not known; it should be one such as Asia/Dhaka")
    ZoneInfo(wanted.timezone)
    for language in wanted.languages:
        if language not in known_languages():
            raise Mistyped(f"language “{language}” is not known; choose from {', '.join(known_languages())}")
    for channel in wanted.channels:
        if channel not in CHANNELS:
            raise Mistyped(f"channel “{channel}” is not known; choose from {', '.join(CHANNELS)}")
    _check_workforce(wanted.workers, wanted.women_percent)
    return _shift(wanted.shift)


def _shift(text: str) -> tuple[str, str]:
    found = re.fullmatch(r"(([01]\d|2[0-3]):[0-5]\d)-(([01]\d|2[0-3]):[0-5]\d)", text)
    if found is None or found[1] == found[3]:
        raise Mistyped(f"shift “{text}” should be two times, such as 08:00-17:00")
    return found[1], found[3]


def _free_code(work: Work) -> str:
    while True:
        code = new_factory_code()
        if work.connection.execute(select(Factory.id).where(Factory.code == code)).first() is None:
            return code


def languages_of(connection: Connection, factory_id: str) -> tuple[str, ...]:
    """The languages spoken in a factory, the first being the one most speak."""
    return tuple(connection.execute(select(Factory.languages).where(Factory.id == factory_id)).scalar_one()) or ("en",)
