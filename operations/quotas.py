"""Quotas: when enough people of a kind have answered, the next of that kind are thanked and asked no further.

A quota names a question and a choice: `{"item": "shift", "choice": "night", "most": 50}`. Only a number is counted.
"""

from typing import Any

from sqlalchemy import select, update

from models.base import table
from models.survey import WaveCount
from models.upsert import insert_or_ignore
from operations.waves import OpenWave
from operations.work import Work

_counts = table(WaveCount).c
_NEW = insert_or_ignore(WaveCount)


def is_full(work: Work, wave: OpenWave, item: str, value: Any) -> bool:
    """Whether enough have given this answer."""
    most = _most(wave, item, value)
    if most is None:
        return False
    mine = (_counts.wave_id == wave.id, _counts.name == _name(item, value))
    return int(work.connection.execute(select(_counts.number).where(*mine)).scalar() or 0) >= most


def take_place(work: Work, wave: OpenWave, item: str, value: Any, before: Any) -> None:
    """Count an answer that has a quota, once: `before` is what the same person had answered."""
    if value == before:
        return
    if _most(wave, item, value) is not None:
        _add(work, wave, _name(item, value), 1)
    if before is not None and _most(wave, item, before) is not None:
        _add(work, wave, _name(item, before), -1)


def _most(wave: OpenWave, item: str, value: Any) -> int | None:
    named = (quota for quota in wave.plan.get("quotas", ()) if quota["item"] == item and quota["choice"] == value)
    return next((int(quota["most"]) for quota in named), None)


def _add(work: Work, wave: OpenWave, name: str, number: int) -> None:
    work.connection.execute(_NEW[work.connection.dialect.name], {"wave_id": wave.id, "name": name, "number": 0})
    mine = (_counts.wave_id == wave.id, _counts.name == name)
    work.connection.execute(update(table(WaveCount)).where(*mine).values(number=_counts.number + number))


def _name(item: str, value: Any) -> str:
    return f"quota.{item}.{value}"
