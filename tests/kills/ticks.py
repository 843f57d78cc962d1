"""What a clock does in ten minutes, once and at once: every tick, Twilio's list, the copies there."""

import time

from bot.clock import TICKS
from bot.copies import Reconciliation, purge
from cli.house import CLOCK, open_house


def tick_once() -> None:
    """In a process of its own, with the keys of a clock."""
    house = open_house("clock", CLOCK)
    for _name, tick, _seconds in TICKS:
        tick(house, time.time())
    Reconciliation()(house, time.time())
    purge(house, time.time())
    house.db.dispose()
