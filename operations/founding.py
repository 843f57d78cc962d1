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
    """The types of committee that there are in the countries of these factories, by key."""
    query = select(Factory.country).where(Factory.id.in_(factory_ids))
    countries = set(connection.execute(query).scalars())
    return {key: pack for key, pack in rule_packs().items() if countries & set(pack.countries)}
