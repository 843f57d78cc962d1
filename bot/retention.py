"""Letting go, as the clock does it: batches with pauses between them, and what was deleted is overwritten."""

from sqlalchemy import exists, select

from bot.house import House
from models.contact import Contact
from models.faults import reach
from operations.erasure import erase_leaving
from operations.retention import TABLES, sweep
from operations.work import Work


def let_go(house: House, now: float) -> int:
    """One batch of what is over; the next comes with the next tick, so that nobody waits behind a long one."""
    with house.db.write() as connection:
        gone = sweep(Work(connection, house.ring, now))
        if gone:
            reach("retention.before_commit")
    if gone:
        reach("retention.committed")
        house.db.scrub(*TABLES)
    return 0


def let_leave(house: House, now: float) -> int:
    """Addresses of those who asked to be forgotten, as soon as they have been told."""
    with house.db.read() as connection:
        if not connection.execute(select(exists().where(Contact.erase_at.is_not(None)))).scalar():
            return 0
    with house.db.write() as connection:
        gone = erase_leaving(Work(connection, house.ring, now))
        if gone:
            reach("erasure.before_commit")
    if gone:
        reach("erasure.committed")
        house.db.scrub(*TABLES)
    return 0
