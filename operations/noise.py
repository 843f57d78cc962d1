"""Hard garbling: a “no” to a sensitive question is noted as “yes” at a known rate, so a “yes” can always be chance.

A true “yes” stays one. With blocks, the noise of so many respondents is dealt from a shuffled block, so that a small
group surely has some: the counters hold what is left of the block, never whom it went to. (Source of the method:
Chassang and others, “Hard garbling”; safely-report's documentation.)
"""

import secrets
from typing import Any

from sqlalchemy import bindparam, select, update

from models.base import table
from models.survey import WaveCount
from models.upsert import insert_or_ignore
from operations.garbling import ones_in_block
from operations.survey_form import Garble, Item
from operations.waves import OpenWave
from operations.work import Work

FINE = 1 << 32
_counts = table(WaveCount).c
_LEFT = (
    select(_counts.number)
    .where(_counts.wave_id == bindparam("wave"), _counts.name == bindparam("called"))
    .with_for_update()
)
_SET = (
    update(table(WaveCount))
    .where(_counts.wave_id == bindparam("wave"), _counts.name == bindparam("called"))
    .values(number=bindparam("left"))
)
_NEW = insert_or_ignore(WaveCount)


def noted(work: Work, wave: OpenWave, item: Item, value: Any) -> Any:
    """What is kept of an answer: the answer itself, but for a garbled item."""
    if item.garble is None or value not in ("yes", "no"):
        return value
    noisy = _dealt(work, wave, item.name, item.garble) if item.garble.block else _tossed(item.garble.rate)
    return "yes" if value == "yes" or noisy else "no"


def _tossed(rate: float) -> bool:
    return secrets.randbelow(FINE) < rate * FINE


def _dealt(work: Work, wave: OpenWave, name: str, garble: Garble) -> bool:
    """One card of the block, drawn without putting it back; everybody draws, whatever they answered."""
    cards = _left(work, wave, f"cards.{name}")
    noisy = _left(work, wave, f"noise.{name}")
    if not cards:
        cards, noisy = garble.block, ones_in_block(garble)
    drawn = secrets.randbelow(cards) < noisy
    _set(work, wave, f"cards.{name}", cards - 1)
    _set(work, wave, f"noise.{name}", noisy - drawn)
    return drawn


def _left(work: Work, wave: OpenWave, called: str) -> int:
    row = {"wave_id": wave.id, "name": called, "number": 0}
    work.connection.execute(_NEW[work.connection.dialect.name], row)
    return int(work.connection.execute(_LEFT, {"wave": wave.id, "called": called}).scalar_one())


def _set(work: Work, wave: OpenWave, called: str, left: int) -> None:
    work.connection.execute(_SET, {"wave": wave.id, "called": called, "left": left})
