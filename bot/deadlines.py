"""Alarms for times that passed, as the clock looks for them."""

from datetime import UTC, datetime, timedelta

from bot.house import House
from operations import deadlines

WESTERNMOST = timedelta(hours=12)
"""A day is over everywhere so long after it is over in UTC."""


def warn_late(house: House, now: float) -> int:
    """One batch of alarms; looked for without writing first."""
    day = (datetime.fromtimestamp(now, UTC) - WESTERNMOST).date() - timedelta(days=1)
    with house.db.read() as connection:
        if not deadlines.any_late(connection, day):
            return 0
    with house.db.write() as connection:
        return deadlines.warn_late(house.work(connection, now), day)
