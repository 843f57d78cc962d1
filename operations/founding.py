"""Founding a committee with everything that begins with it. Whoever founds one does it here."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection, select

from models.factory import Factory
from operations.committees import chamber, found_committee
from operations.rhythm import plan_asking
from operations.rules import RulePack, rule_packs
from operations.self_checks import plan_self_check
from operations.work import Work

PICC = "picc"
"""The type that Better Work sets up; a committee of a country's own law stands beside it."""


def found(
    work: Work, factory_id: str, rules: str, name: str = "", settings: Mapping[str, Any] | None = None, by: str = ""
) -> str:
    """Found a committee, and plan what its rules want of it from now on. Returns its id. Raises Refused."""
    committee_id = found_committee(work, factory_id, rules, name, settings, by)
    house = chamber(work.connection, committee_id)
    plan_asking(work, house)
    plan_self_check(work, house)
    return committee_id


def packs_for(connection: Connection, factory_ids: Collection[str]) -> dict[str, RulePack]:
    """The types of committee that there are in the countries of these factories, by key.

    Those of the first factory's country come first: a PICC where Better Work has any, then what its law knows.
    """
    query = select(Factory.id, Factory.country).where(Factory.id.in_(factory_ids))
    countries = {row.id: row.country for row in connection.execute(query)}
    first = next((countries[factory_id] for factory_id in factory_ids if factory_id in countries), "")
    fitting = [pack for pack in rule_packs().values() if set(countries.values()) & set(pack.countries)]
    fitting.sort(key=lambda pack: (first not in pack.countries, pack.key != PICC, len(pack.countries), pack.title))
    return {pack.key: pack for pack in fitting}
