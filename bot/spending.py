"""What a day may cost: beyond `SEGMENTS_A_DAY` broadcasts wait for the next day, beyond twice as much answers too.

Counted where a message is claimed, on the lines that are paid for. Lines count apart, so several at once may go over
by one claim each.
"""

import structlog
from sqlalchemy import Connection, func, select, update

from bot.house import House
from models.outbox import LinePace
from models.vocabulary import PAID_LINES, Priority
from operations.alerts import alert_ceiling

DAY = 86_400
log = structlog.get_logger(__name__)


def day_of(now: float) -> int:
    """The day in UTC, counted from 1970."""
    return int(now // DAY)


def lowest_priority(connection: Connection, house: House, line: str, now: float) -> int | None:
    """The lowest priority that may be sent now; None when nothing may."""
    soft, hard = house.settings.limits.segments_a_day, house.settings.limits.segments_at_most
    if line not in PAID_LINES or (soft is None and hard is None):
        return Priority.BROADCAST
    spent = spent_today(connection, now)
    if hard is not None and spent >= hard:
        return None
    return Priority.FIRST if soft is not None and spent >= soft else Priority.BROADCAST


def spent_today(connection: Connection, now: float) -> int:
    """Segments, on all lines that are paid for."""
    today = (LinePace.counted_day == day_of(now), LinePace.line.in_(PAID_LINES))
    return int(connection.execute(select(func.coalesce(func.sum(LinePace.counted), 0)).where(*today)).scalar_one())


def watch(house: House, now: float) -> int:
    """Tell leads and admins, once a day and without content, that the ceiling is reached."""
    limits = house.settings.limits
    ceiling = limits.segments_a_day or limits.segments_at_most
    if ceiling is None:
        return 0
    with house.db.read() as connection:
        spent = spent_today(connection, now)
        told = select(func.max(LinePace.alerted_day)).where(LinePace.line.in_(PAID_LINES))
        if spent < ceiling or connection.execute(told).scalar_one() == day_of(now):
            return 0
    log.warning("sender.ceiling", count=spent)
    with house.db.write() as connection:
        paid = LinePace.line.in_(PAID_LINES)
        connection.execute(update(LinePace).where(paid).values(alerted_day=day_of(now)))
        alert_ceiling(house.work(connection, now))
    return 1
