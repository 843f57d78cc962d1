"""The clock: ticks, nothing else. All truth is in tables; each tick asks “what is due?”.

One process leads, by a lease in the database of 20 s that it renews every 5 s: two never tick, either may die, and
another has taken over within 30 s. Leases are dated by a clock that all share and nobody sets: PostgreSQL's own; on
SQLite, which is one machine, that of its running time. So clocks that differ or jump make neither two leaders nor none.
"""

import secrets
import time
from collections.abc import Callable

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import func, select, update
from sqlalchemy.exc import SQLAlchemyError

from bot.copies import Reconciliation, purge
from bot.deadlines import warn_late
from bot.delivery import expire, release_leases
from bot.floods import take_up, wipe
from bot.house import House
from bot.inbox import retry_waiting
from bot.prompts import open_due, take_up_silence
from bot.reminders import fire_due
from bot.retention import let_go, let_leave
from bot.room import Room
from bot.spending import watch
from bot.wake import Wake
from bot.waves import go_on
from models.faults import reach
from models.lease import LEASE, Lease
from models.upsert import insert_or_ignore
from operations.sessions import sweep
from operations.work import Work


def sweep_sessions(house: House, now: float) -> int:
    """Forget web sessions and links that are over."""
    with house.db.write() as connection:
        sweep(Work(connection, house.ring, now))
    return 0


RENEW = 5.0
"""Also how often those who stand by look: a leader that died is missed for LEASE + RENEW at most."""
JUMP = 60.0
"""Seconds by which a clock must be off to have been set, rather than to drift."""
NAME = "clock"
log = structlog.get_logger(__name__)
_NEW_LEASE = insert_or_ignore(Lease)

Tick = Callable[[House, float], int]
TICKS: tuple[tuple[str, Tick, float], ...] = (
    ("prompts", open_due, 1.0),
    ("reminders", fire_due, 1.0),
    ("surveys", go_on, 2.0),
    ("silence", take_up_silence, 2.0),
    ("inbox", retry_waiting, 5.0),
    ("held", take_up, 5.0),
    ("leases", release_leases, 10.0),
    ("expiry", expire, 30.0),
    ("spending", watch, 30.0),
    ("deadlines", warn_late, 600.0),
    ("leaving", let_leave, 10.0),
    ("retention", let_go, 600.0),
    ("used", wipe, 3600.0),
    ("sessions", sweep_sessions, 3600.0),
)
"""What is looked for, and every how many seconds."""


class Clock:
    """Runs the ticks while this process leads."""

    def __init__(self, house: House, wake: Wake, now: Callable[[], float] = time.time) -> None:
        self._house = house
        self._wake = wake
        self._now = now
        self._holder = secrets.token_hex(8)
        self._leads_until = 0.0
        """By the monotonic clock."""
        self._apart = now() - time.monotonic()
        self._scheduler = BackgroundScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )

    def start(self) -> None:
        """Begin to tick, in threads of their own."""
        self._lead()
        self._scheduler.add_job(self._lead, "interval", seconds=RENEW)
        for name, tick, seconds in TICKS:
            self._scheduler.add_job(self._tick, "interval", seconds=seconds, args=(name, tick))
        self._scheduler.add_job(self._tick, "interval", seconds=60, args=("room", Room()))
        if self._house.settings.twilio is not None:
            self._scheduler.add_job(self._tick, "interval", seconds=2, args=("reconciliation", Reconciliation()))
            self._scheduler.add_job(self._tick, "interval", seconds=30, args=("copies", purge))
        self._scheduler.start()

    def stop(self) -> None:
        """Stop ticking and let another lead at once."""
        self._scheduler.shutdown(wait=True)
        self._resign()

    def tick_all(self) -> int:
        """Every tick once, now; returns how much was due."""
        return sum(tick(self._house, self._now()) for _name, tick, _seconds in TICKS)

    def _lead(self) -> None:
        self._watch_the_wall()
        asked = time.monotonic()
        try:
            leads = take_lease(self._house, self._holder, moment_of_lease(self._house), self._now())
        except SQLAlchemyError as error:
            log.error("clock.no_lease", error=type(error).__name__)
        else:
            self._leads_until = asked + LEASE if leads else 0.0
            reach("clock.leading")

    def _watch_the_wall(self) -> None:
        """Say so when the clock of this machine was set: what is due may come so much sooner or later."""
        apart = self._now() - time.monotonic()
        if abs(apart - self._apart) > JUMP:
            log.error("clock.jumped", count=round(apart - self._apart))
            self._apart = apart

    def _tick(self, name: str, tick: Tick) -> None:
        if time.monotonic() >= self._leads_until:
            return
        try:
            if tick(self._house, self._now()):
                self._wake.set()
        except Exception as error:  # one failed tick must not stop the clock: the next finds the same rows due
            log.error("clock.tick_failed", reason=name, error=type(error).__name__)

    def _resign(self) -> None:
        with self._house.db.write() as connection:
            connection.execute(
                update(Lease).where(Lease.name == NAME, Lease.holder == self._holder).values(expires_at=0.0)
            )


def moment_of_lease(house: House) -> float:
    """The time by which leases are dated, in seconds since whenever."""
    if house.db.is_sqlite:
        return time.monotonic()
    with house.db.read() as connection:
        return float(connection.execute(select(func.extract("epoch", func.clock_timestamp()))).scalar_one())


def take_lease(house: House, holder: str, moment: float, now: float | None = None) -> float:
    """Take or renew the lease. Returns until when this holder leads; 0 when another does.

    One that ends later than any could is of before a restart, or of before the clock was put back: it has ended.
    `now` is what everybody else takes for the time of the last tick.
    """
    with house.db.write() as connection:
        until = {"expires_at": moment + LEASE, "ticked_at": moment if now is None else now}
        fresh = {"name": NAME, "holder": holder} | until
        if connection.execute(_NEW_LEASE[connection.dialect.name], fresh).rowcount == 1:
            return moment + LEASE
        lease = connection.execute(
            select(Lease.holder, Lease.expires_at).where(Lease.name == NAME).with_for_update()
        ).one()
        if lease.holder != holder and moment < lease.expires_at <= moment + LEASE:
            return 0.0
        connection.execute(update(Lease).where(Lease.name == NAME).values(**fresh))
        return moment + LEASE
