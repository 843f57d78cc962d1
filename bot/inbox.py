"""The one transaction of an incoming message.

1. Insert into the inbox; a provider id that is there already ends here.
2. Find the contact by blind index and lock the conversation; make both at first contact.
3. Hear the message: keyword or script turn, its outcome performed. More than may be answered now waits (bot.floods).
4. Write the conversation, queue the replies, commit. Only then may the caller acknowledge.

A message that cannot be processed is kept sealed, tried again, and after five failures left as a dead letter;
the others go on.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import structlog
from sqlalchemy import Connection, select, text, update

from bot import contacts, floods
from bot.house import House
from bot.inbound import Inbound
from conversations.election import UNKEPT
from models.encryption import Purpose
from models.faults import reach
from models.inbox import InboxMessage
from models.prepared import Done, Prepared, together
from models.upsert import insert_or_ignore
from models.vocabulary import InboxState
from operations.receipts import COPYING, receipt
from operations.work import Work

ATTEMPTS = 5
RETRY_AFTER = 30.0
FILES_FIRST = 3 * 3600.0
"""Seconds that the provider's copy stays where there are files to be fetched; longer than they are tried."""
log = structlog.get_logger(__name__)


class Received(StrEnum):
    """What became of a message; all of them are acknowledged."""

    DONE = "done"
    REPEATED = "repeated"
    KEPT = "kept"


_COLUMNS = (
    "line", "external_id", "state", "payload_sealed", "attempts", "retry_at", "received_at", "error", "copy_id",
    "copy_due",
)  # fmt: skip
_INSERT = Prepared(insert_or_ignore(InboxMessage), _COLUMNS)


def receive(house: House, inbound: Inbound, now: float) -> Received:
    """Take one message in. Returns after the commit; raises only when the database itself fails."""
    try:
        with house.db.write() as connection:
            work = house.work(connection, now)
            row = _row(inbound.line, inbound.external_id, now, bool(inbound.files))
            new, *found = together(connection, (_INSERT, row), *contacts.search(work, inbound))
            if not new.rowcount:
                for unread in found:  # would keep SQLite's old view of the file, and let nobody write here
                    unread.all()
                return Received.REPEATED
            reach("inbox.written")
            process(house, work, inbound, found)
            reach("inbox.before_commit")
        reach("inbox.committed")
        return Received.DONE
    except contacts.NO_DATABASE:
        raise
    except Exception as error:  # a message is never lost to a mistake of ours: it is kept, whatever the mistake
        return _keep(house, inbound, now, error)


def process(house: House, work: Work, inbound: Inbound, found: Sequence[Done] | None = None) -> bool:
    """Hear a message and write what follows from it; `found` is what the search for whoever wrote came to.

    False when it is to wait: it is kept in its row of the inbox.
    """
    talk = contacts.open_talk(work, inbound, found)
    if not floods.heard(house, talk, inbound):
        floods.hold(house, talk, inbound, receipt(inbound.external_id))
        return False
    contacts.close_talk(talk, _tap(inbound))
    return True


def _tap(inbound: Inbound) -> Mapping[str, Any] | None:
    """What is needed to answer a tap. Of a secret answer not what was pressed: the reply that carries it is kept."""
    key = (inbound.choice or "").partition(":")[2]
    if inbound.tap and key.startswith(UNKEPT):
        return {name: value for name, value in inbound.tap.items() if name != "label"}
    return inbound.tap


def retry_waiting(house: House, now: float, limit: int = 20) -> int:
    """Try again what could not be processed. Returns how many were tried."""
    with house.db.read() as connection:
        due = connection.execute(
            select(InboxMessage.line, InboxMessage.external_id)
            .where(text("state = 'new'"), InboxMessage.retry_at <= now)
            .limit(limit)
        ).all()
    for line, external_id in due:
        _retry(house, line, external_id, now)
    return len(due)


def keep_unreadable(house: House, line: str, external_id: str, raw: bytes, now: float) -> Received:
    """Keep what was verified but is no message we know: a dead letter, sealed, for people to look at."""
    return _keep_sealed(house, line, external_id, raw, now, state=InboxState.DEAD, error="unreadable")


def _keep(house: House, inbound: Inbound, now: float, error: Exception) -> Received:
    """Keep what failed, to be tried again."""
    log.error("inbox.failed", line=inbound.line, error=type(error).__name__)
    payload = json.dumps(inbound.to_json()).encode()
    failed = {"state": InboxState.NEW, "attempts": 1, "retry_at": now + RETRY_AFTER, "error": type(error).__name__}
    return _keep_sealed(house, inbound.line, inbound.external_id, payload, now, **failed)


def _keep_sealed(house: House, line: str, external_id: str, payload: bytes, now: float, **values: Any) -> Received:
    row = _row(line, external_id, now)
    row |= {"payload_sealed": house.ring.seal(Purpose.STATE, payload, floods.place(line, row["external_id"])), **values}
    with house.db.write() as connection:
        kept = _INSERT.run(connection, row).rowcount == 1
        reach("inbox.keeping")
    return Received.KEPT if kept else Received.REPEATED


def _row(line: str, external_id: str, now: float, files: bool = True) -> dict[str, Any]:
    copied = line == COPYING
    return {
        "line": line,
        "external_id": receipt(external_id),
        "state": InboxState.PROCESSED.value,
        "payload_sealed": None,
        "attempts": 0,
        "retry_at": None,
        "received_at": now,
        "error": None,
        "copy_id": external_id if copied else None,
        "copy_due": now + (FILES_FIRST if files else 0.0) if copied else None,
    }


@dataclass(frozen=True)
class _Failure:
    attempts: int
    error: str


def _retry(house: House, line: str, external_id: str, now: float) -> None:
    attempts = 0
    this = (InboxMessage.line == line, InboxMessage.external_id == external_id)
    try:
        with house.db.write() as connection:
            row = _waiting(connection, this)
            if row is None:
                return
            attempts = row.attempts
            payload = house.ring.open(Purpose.STATE, row.payload_sealed, floods.place(line, external_id))
            if not process(house, house.work(connection, now), Inbound.from_json(json.loads(payload))):
                return
            done = {"state": InboxState.PROCESSED, "payload_sealed": None, "retry_at": None, "error": None}
            connection.execute(update(InboxMessage).where(*this).values(**done))
            reach("inbox.retrying")
    except contacts.NO_DATABASE:
        raise
    except Exception as error:  # as above: the next message must not wait for this one
        _failed_again(house, this, _Failure(attempts + 1, type(error).__name__), now)


def _failed_again(house: House, this: Any, failure: _Failure, now: float) -> None:
    dead = failure.attempts >= ATTEMPTS
    log.error("inbox.dead" if dead else "inbox.failed", error=failure.error, count=failure.attempts)
    values = {
        "state": InboxState.DEAD if dead else InboxState.NEW,
        "attempts": failure.attempts,
        "retry_at": None if dead else now + RETRY_AFTER * 2**failure.attempts,
        "error": failure.error,
    }
    with house.db.write() as connection:
        connection.execute(update(InboxMessage).where(*this).values(**values))


def _waiting(connection: Connection, this: Any) -> Any:
    return connection.execute(
        select(InboxMessage.attempts, InboxMessage.payload_sealed)
        .where(*this, InboxMessage.state == InboxState.NEW)
        .with_for_update(skip_locked=True)
    ).one_or_none()
