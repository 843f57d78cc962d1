"""Rule packs: what a type of committee has to keep, as data with a source for every number.

A rule without a source is a default that no source gives, and says so; every rule can be set for one committee.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from operations.work import Mistyped

FOLDER = Path(__file__).parent / "rule_packs"
OWN_SETTING = "set for this committee"
NO_SOURCE = "a default: no source gives a number"


@dataclass(frozen=True, slots=True)
class Rule:
    """A value, and where it comes from in words."""

    value: Any
    source: str


@dataclass(frozen=True, slots=True)
class RulePack:
    """The rules of a type of committee. Days of lead times are working days of the factory."""

    key: str
    name: str
    title: str
    countries: tuple[str, ...]
    rules: Mapping[str, Rule]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules one committee lives by: its pack, with what was set for it."""

    pack: RulePack
    settings: Mapping[str, Any]

    def get(self, name: str) -> Any:
        """The value of a rule; None where the pack has no such rule."""
        rule = self.rule(name)
        return rule.value if rule else None

    def rule(self, name: str) -> Rule | None:
        if name in self.settings:
            return Rule(self.settings[name], OWN_SETTING)
        return self.pack.rules.get(name)

    def quorum(self, seats: int) -> int:
        """How many of a side's seats must be taken: more than half, or at least the share that the pack names."""
        percent = int(self.get("quorum_percent"))
        return seats // 2 + 1 if percent == 50 else -(-seats * percent // 100)


@lru_cache(maxsize=1)
def rule_packs() -> Mapping[str, RulePack]:
    """Every pack by its key."""
    return {path.stem: _read(path) for path in sorted(FOLDER.glob("*.toml"))}


def rules_of(key: str, settings: Mapping[str, Any]) -> Rules:
    """The rules of a committee. Raises Mistyped for a type that there is not."""
    pack = rule_packs().get(key)
    if pack is None:
        raise Mistyped(f"there is no committee type “{key}”; choose from {', '.join(rule_packs())}")
    return Rules(pack, settings)


def _read(path: Path) -> RulePack:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    rules = {name: Rule(rule["value"], rule.get("source", NO_SOURCE)) for name, rule in data["rules"].items()}
    return RulePack(path.stem, data["name"], data["title"], tuple(data["countries"]), rules, data.get("note", ""))
