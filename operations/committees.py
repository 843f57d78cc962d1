"""Committees: founding one, its rules, its cipher."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select, update

from models.base import new_id
from models.committee import Committee
from models.factory import Factory
from operations import audit
from operations.data_keys import COMMITTEES
from operations.rules import Rules, rules_of
from operations.work import Refused, Work

cipher_of = COMMITTEES.find


@dataclass(frozen=True, slots=True)
class Chamber:
    """A committee with what is needed to plan for it: its rules, and its factory's place, days and hours."""

    id: str
    name: str
    factory_id: str
    factory: str
    rules: Rules
    country: str
    timezone: str
    languages: tuple[str, ...]
    rest_days: tuple[str, ...]
    shift: str
    workers: int | None
    women_percent: int | None
    founded_on: date
    proposed_on: date | None = None
    """Since when an extraordinary meeting is proposed to the advisor."""


def found_committee(
    work: Work, factory_id: str, rules: str, name: str = "", settings: Mapping[str, Any] | None = None, by: str = ""
) -> str:
    """Found a committee of a type; `by` is the user. Returns its id. Raises Refused."""
    pack = rules_of(rules, settings or {}).pack
    factory = work.connection.execute(
        select(Factory.country, Factory.timezone).where(Factory.id == factory_id)
    ).one_or_none()
    if factory is None:
        raise Refused("there is no such factory")
    if factory.country not in pack.countries:
        raise Refused(f"{pack.title} is not a committee of this country ({factory.country})")
    committee_id = new_id()
    work.connection.execute(
        insert(Committee).values(
            id=committee_id,
            factory_id=factory_id,
            rules=rules,
            name=name.strip() or pack.name,
            settings=dict(settings or {}),
            founded_on=work.day(factory.timezone),
        )
    )
    COMMITTEES.make(work, committee_id)
    audit.record(
        work, "committee.founded", user_id=by or None, about=("committee", committee_id), factory_id=factory_id
    )
    return committee_id


def set_rule(work: Work, committee_id: str, name: str, value: Any, by: str) -> None:
    """Set a rule for one committee; it holds over that of its type."""
    row = work.connection.execute(
        select(Committee.settings, Committee.factory_id).where(Committee.id == committee_id).with_for_update()
    ).one()
    if row.settings.get(name) != value:
        settings = {**row.settings, name: value}
        work.connection.execute(update(Committee).where(Committee.id == committee_id).values(settings=settings))
        about, detail = ("committee", committee_id), {name: value}
        audit.record(work, "committee.rule", user_id=by, about=about, factory_id=row.factory_id, detail=detail)


def chamber(connection: Connection, committee_id: str) -> Chamber:
    """Everything about a committee but its people. Raises Refused when there is none."""
    row = connection.execute(_CHAMBER.where(Committee.id == committee_id)).one_or_none()
    if row is None:
        raise Refused("there is no such committee")
    return _chamber(row)


def chambers_of(connection: Connection, factory_id: str) -> list[Chamber]:
    """The committees of a factory that are not dissolved."""
    rows = connection.execute(
        _CHAMBER.where(Committee.factory_id == factory_id, Committee.dissolved_on.is_(None)).order_by(Committee.name)
    )
    return [_chamber(row) for row in rows]


_CHAMBER = select(
    Committee.id,
    Committee.name,
    Committee.factory_id,
    Committee.rules,
    Committee.settings,
    Committee.founded_on,
    Committee.proposed_on,
    Factory.name.label("factory"),
    Factory.country,
    Factory.timezone,
    Factory.languages,
    Factory.rest_days,
    Factory.shift_start,
    Factory.shift_end,
    Factory.workers,
    Factory.women_percent,
).join(Factory, Factory.id == Committee.factory_id)


def _chamber(row: Any) -> Chamber:
    return Chamber(
        id=row.id,
        name=row.name,
        factory_id=row.factory_id,
        factory=row.factory,
        rules=rules_of(row.rules, row.settings),
        country=row.country,
        timezone=row.timezone,
        languages=tuple(row.languages),
        rest_days=tuple(row.rest_days),
        shift=f"{row.shift_start}-{row.shift_end}",
        workers=row.workers,
        women_percent=row.women_percent,
        founded_on=row.founded_on,
        proposed_on=row.proposed_on,
    )
