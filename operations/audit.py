"""The audit log: append to the chain, and check it."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from models.audit import AuditEntry, AuditHead
from models.base import table
from operations.work import Work

GENESIS = "0" * 64
HEAD = 1

_end = table(AuditHead).c
_END = select(_end.number, _end.hash).where(_end.id == HEAD).with_for_update()
_APPEND = insert(table(AuditEntry))
_MOVE_END = update(table(AuditHead)).where(_end.id == HEAD).values(number=bindparam("last"), hash=bindparam("digest"))


def record(
    work: Work,
    action: str,
    *,
    user_id: str | None = None,
    about: tuple[str, str] | None = None,
    factory_id: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Append an entry. `about` is (kind, id) of the object.

    An entry without a user was caused by a worker: it keeps neither object nor hour, because the order of the
    log would tell who wrote before whom (threat model, D31).
    """
    kind, object_id = about or (None, None)
    by_worker = user_id is None
    number, previous = _lock_head(work.connection)
    entry = {
        "number": number + 1,
        "on_day": work.day().isoformat(),
        "at": None if by_worker else work.now,
        "user_id": user_id,
        "action": action,
        "object_kind": kind,
        "object_id": None if by_worker else object_id,
        "factory_id": None if by_worker else factory_id,
        "detail": dict(detail or {}),
        "previous_hash": previous,
    }
    digest = entry_hash(entry)
    work.connection.execute(_APPEND, {**entry, "on_day": work.day(), "hash": digest})
    work.connection.execute(_MOVE_END, {"last": number + 1, "digest": digest})


def entry_hash(entry: Mapping[str, Any]) -> str:
    """SHA-256 over the entry in canonical JSON, the hash of the one before included."""
    return hashlib.sha256(json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def first_broken(connection: Connection) -> int | None:
    """The number of the first entry that does not fit the chain; None when all do."""
    previous, expected = GENESIS, 1
    for row in connection.execute(select(AuditEntry.__table__).order_by(AuditEntry.number)).mappings():
        entry = {name: row[name] for name in row if name != "hash"}
        entry["on_day"] = row["on_day"].isoformat()
        if row["number"] != expected or row["previous_hash"] != previous or entry_hash(entry) != row["hash"]:
            return expected
        previous, expected = row["hash"], expected + 1
    return None if _head_fits(connection, expected - 1, previous) else expected


def _head_fits(connection: Connection, number: int, digest: str) -> bool:
    head = connection.execute(select(AuditHead.number, AuditHead.hash)).one_or_none()
    return (number, digest) == (tuple(head) if head else (0, GENESIS))


def _lock_head(connection: Connection) -> tuple[int, str]:
    """The end of the chain; its row is made by the first migration, so that two never race to make it."""
    row = connection.execute(_END).one()
    return row.number, row.hash
