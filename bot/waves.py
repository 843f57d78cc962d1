"""What a survey's waves need from the clock: drawing people, asking at the wave's pace, closing in time, telling."""

from time import monotonic, sleep
from typing import Any

from sqlalchemy import select

from bot.house import House
from models.base import table
from models.faults import reach
from models.survey import Wave
from models.vocabulary import WaveState
from operations.asking import ask_next, is_time, open_waves, to_tell
from operations.wave_closing import close_wave
from operations.wave_telling import tell_result
from operations.waves import draw_on

DRAWING = 1.0
"""Seconds of a tick that go to drawing people, at most: a million take some minutes of ticks."""
PAUSE = 0.005
"""Seconds between two chunks, for those who write meanwhile."""
_waves = table(Wave).c
_TO_DRAW = select(_waves.id).where(_waves.state == WaveState.OPEN.value, _waves.drawing.is_not(None))


def go_on(house: House, now: float) -> int:
    """Let every open wave take its next step, each in a transaction of its own. Returns how many did something."""
    return _draw(house, now) + _ask_or_close(house, now) + _tell(house, now)


def _draw(house: House, now: float) -> int:
    """Chunk after chunk, until a tick's share of time is used up. Returns how many were drawn."""
    chunks, until = 0, monotonic() + DRAWING
    while more := draw_next(house, now):
        chunks += more
        if monotonic() > until:
            break
        sleep(PAUSE)
    return chunks


def draw_next(house: House, now: float) -> int:
    """One chunk for each wave that has people to be drawn: between two chunks others are answered."""
    with house.db.read() as connection:
        ids = connection.execute(_TO_DRAW).scalars().all()
    for wave_id in ids:
        with house.db.write() as connection:
            draw_on(house.work(connection, now), wave_id)
    return len(ids)


def _ask_or_close(house: House, now: float) -> int:
    with house.db.read() as connection:
        waves = open_waves(house.work(connection, now))
    return sum(_step(house, now, wave) for wave in waves)


def _step(house: House, now: float, wave: Any) -> int:
    with house.db.write() as connection:
        work = house.work(connection, now)
        if wave.closes_at > now:
            return ask_next(work, wave)
        close_wave(work, wave.id)
    reach("wave.closed")
    return 1


def _tell(house: House, now: float) -> int:
    """What an advisor approved goes to everybody who was asked, at a decent hour."""
    with house.db.read() as connection:
        waves = to_tell(house.work(connection, now))
    told = [wave for wave in waves if is_time(wave, now)]
    for wave in told:
        with house.db.write() as connection:
            tell_result(house.work(connection, now), wave.id)
    return len(told)
