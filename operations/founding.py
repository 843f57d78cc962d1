"""Founding a committee with everything that begins with it. Whoever founds one does it here."""

from collections.abc import Mapping
from typing import Any

from operations.committees import chamber, found_committee
from operations.rhythm import plan_asking
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
