"""Due reminders: found by one indexed query among many, and ten thousand of them queued.

10,000 committees with ten members each have 100,000 reminders waiting; one in ten falls due.
"""

import resource
import time
from collections.abc import Iterator
from datetime import date
from itertools import islice
from statistics import median
from typing import Any

from sqlalchemy import Connection, insert

from bot.house import House
from bot.reminders import BATCH, fire_due
from bot.settings import load_settings
from models.base import new_id, table
from models.committee import Committee, CommitteeKey, Member
from models.contact import Contact, Conversation
from models.database import open_database
from models.encryption import new_ring
from models.factory import Factory
from models.meeting import Meeting, Rsvp
from models.reminder import Reminder
from operations.reminders import due
from tests.bench.report import Figure
from tests.bench.settings import UNHURRIED
from tests.databases import Shelf

COMMITTEES, MEMBERS, DUE = 10_000, 10, 10_000
CHUNK = 5_000
LATER = 30 * 86400.0


def measure(shelf: Shelf, engine: str) -> Iterator[Figure]:
    """The figures of one engine."""
    db = open_database(shelf.sqlite_url() if engine == "SQLite" else shelf.postgresql_url())
    house, now = House(db, new_ring(), load_settings(UNHURRIED)), time.time()
    with db.write() as connection:
        _settle(connection, now)
    if engine == "PostgreSQL":
        with db.write() as connection:
            connection.exec_driver_sql("analyze")
    yield Figure(f"reminders, {engine}: what is due of 100,000", _find(house, now), 1, False, " ms")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    began = time.perf_counter()
    fired = 0
    while batch := fire_due(house, now, BATCH):
        fired += batch
    took = time.perf_counter() - began
    assert fired == DUE, fired
    yield Figure(f"reminders, {engine}: 10,000 queued", took, 2, False, " s")
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000 - before
    yield Figure(f"reminders, {engine}: memory grown meanwhile", grown, 20, False, " MB")
    db.dispose()


def _find(house: House, now: float) -> float:
    """Milliseconds to find the next one that is due, when almost all wait for later."""
    times = []
    for _ in range(50):
        with house.db.read() as connection:
            began = time.perf_counter()
            due(connection, now, 1)
            times.append(1000 * (time.perf_counter() - began))
    return median(times)


def _settle(connection: Connection, now: float) -> None:
    factory = {"id": new_id(), "code": "7Q2K", "name": "Shapla", "country": "BD", "timezone": "Asia/Dhaka"}
    more = {"languages": ["en"], "shift_start": "08:00", "shift_end": "17:00", "rest_days": [], "channels": []}
    connection.execute(insert(table(Factory)), [{**factory, **more, "created_on": date(2026, 1, 1)}])
    committees = [new_id() for _ in range(COMMITTEES)]
    meetings = [new_id() for _ in range(COMMITTEES)]
    members = [(new_id(), new_id(), number % COMMITTEES) for number in range(COMMITTEES * MEMBERS)]
    _insert(connection, Committee, (_committee(one, factory["id"]) for one in committees))
    _insert(
        connection, CommitteeKey, ({"committee_id": one, "recipient": "server", "wrapped": b"x"} for one in committees)
    )
    _insert(connection, Contact, (_contact(contact) for _member, contact, _place in members))
    _insert(
        connection,
        Conversation,
        ({"contact_id": one[1], "version": 0, "outbox_number": 0, "active_at": 0.0} for one in members),
    )
    _insert(connection, Member, (_member(one, committees) for one in members))
    _insert(connection, Meeting, (_meeting(one, place, committees, now) for place, one in enumerate(meetings)))
    _insert(connection, Rsvp, ({"meeting_id": meetings[one[2]], "member_id": one[0], "sequence": 0} for one in members))
    _insert(connection, Reminder, (_reminder(place, one, meetings, now) for place, one in enumerate(members)))


def _insert(connection: Connection, model: Any, rows: Any) -> None:
    rows = iter(rows)
    while chunk := list(islice(rows, CHUNK)):
        connection.execute(insert(table(model)), chunk)


def _committee(committee_id: str, factory_id: str) -> dict[str, Any]:
    row = {"id": committee_id, "factory_id": factory_id, "rules": "picc", "name": "PICC", "settings": {}}
    return {**row, "founded_on": date(2026, 1, 1)}


def _contact(contact_id: str) -> dict[str, Any]:
    row = {"id": contact_id, "line": "twilio", "index_tag": bytes.fromhex(contact_id) * 2, "index_version": 1}
    more = {"address_sealed": b"x", "language": "en", "introduced": True, "sendable": True}
    return {**row, **more, "first_on": date(2026, 1, 1)}


def _member(one: tuple[str, str, int], committees: list[str]) -> dict[str, Any]:
    row = {"id": one[0], "committee_id": committees[one[2]], "contact_id": one[1], "details_sealed": b"x"}
    return {**row, "side": "worker", "elected": False, "term_from": date(2026, 1, 1)}


def _meeting(meeting_id: str, place: int, committees: list[str], now: float) -> dict[str, Any]:
    row = {"id": meeting_id, "committee_id": committees[place], "number": 1, "kind": "ordinary", "state": "planned"}
    when = {"day": date(2027, 1, 1 + place % 28), "clock": "15:00", "timezone": "Asia/Dhaka", "starts_at": now + LATER}
    more = {"minutes": 60, "sequence": 0, "facilitated": False, "agenda_sent": False, "changed_at": now}
    return {**row, **when, **more}


def _reminder(place: int, one: tuple[str, str, int], meetings: list[str], now: float) -> dict[str, Any]:
    falls_due = now - 1 if place < DUE else now + LATER / 2
    row = {"id": new_id(), "kind": "meeting", "about_id": meetings[one[2]], "member_id": one[0], "step": 1440}
    return {**row, "due_at": falls_due, "expires_at": now + LATER, "state": "waiting"}
