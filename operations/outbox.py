"""Queueing what is to be said. Nothing is sent here: senders claim what waits."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from models.base import new_id, table
from models.case import CaseMessage
from models.contact import Contact, Conversation
from models.encryption import Purpose, SealBroken, bound
from models.outbox import OutboxMessage
from models.packed import packed
from models.prepared import Prepared, insert_of_lists
from models.vocabulary import OUTBOX_RANK, UNFINISHED, OutboxState, Priority
from operations.check_ins import drop_of_contact
from operations.work import Work

REPLY_LIFE = 24 * 3600.0
"""A reply that could not be sent for a day is given up and shown as failed."""

_COLUMNS = (
    "id", "contact_id", "line", "number", "priority", "state", "rank", "body_sealed", "message_id", "segments",
    "attempts", "not_before", "expires_at", "resend", "error",
)  # fmt: skip
INSERT = Prepared(insert(table(OutboxMessage)), _COLUMNS)
_EACH = ("id", "contact_id", "line", "number", "body_sealed", "segments", "expires_at")
_SAME = tuple(name for name in _COLUMNS if name not in _EACH)
"""What is the same for everybody who is told something at once."""
_INSERT_TOLD = insert_of_lists(OutboxMessage, _EACH, _SAME)
_next_number = (
    update(Conversation)
    .where(Conversation.contact_id == bindparam("contact"))
    .values(outbox_number=Conversation.outbox_number + 1)
    .returning(Conversation.outbox_number)
)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message to queue: a body of its own, or the words of a case message."""

    body: dict[str, Any] | None = None
    message_id: str | None = None
    segments: int = 1
    priority: int = Priority.REPLY
    resend: bool = True
    life: float = REPLY_LIFE
    ready: bytes | None = None
    """The body as it is sealed, where many are told the same."""


def row_of(work: Work, contact_id: str, line: str, number: int, outgoing: Outgoing) -> dict[str, Any]:
    """The outbox row of a message, its body sealed and bound to it."""
    row_id = new_id()
    return {
        "id": row_id,
        "contact_id": contact_id,
        "line": line,
        "number": number,
        "priority": outgoing.priority,
        "state": OutboxState.QUEUED.value,
        "rank": 0,
        "body_sealed": _sealed(work, row_id, outgoing),
        "message_id": outgoing.message_id,
        "segments": outgoing.segments,
        "attempts": 0,
        "not_before": work.now,
        "expires_at": work.now + outgoing.life,
        "resend": outgoing.resend,
        "error": None,
    }


def queue_told(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Queue what many people are told at once: rows that differ in nothing but `_EACH`."""
    if connection.dialect.name == "sqlite":
        INSERT.run_each(connection, rows)
    elif rows:
        lists = {name: [row[name] for row in rows] for name in _EACH}
        _INSERT_TOLD.run(connection, lists | {name: rows[0][name] for name in _SAME})


def open_body(ring: Any, row_id: str, sealed: bytes) -> dict[str, Any]:
    """What `row_of` sealed."""
    place = bound("outbox", "body", row_id)
    try:
        plain = ring.open(Purpose.STATE, sealed, place)
    except SealBroken:  # said from the advisor's room
        plain = ring.open(Purpose.CASE, sealed, place)
    body: dict[str, Any] = json.loads(plain)
    return body


def queue(work: Work, contact_id: str, outgoing: Outgoing, line: str | None = None) -> None:
    """Queue one message to a contact, beside what is said to them in an open conversation. `line`: not on theirs."""
    contact = work.connection.execute(select(Contact.line, Contact.sendable).where(Contact.id == contact_id)).one()
    number = work.connection.execute(_next_number, {"contact": contact_id}).scalar_one()
    work.numbered[contact_id] += 1
    row = row_of(work, contact_id, line or contact.line, number, outgoing)
    if not contact.sendable:
        row.update(state=OutboxState.BLOCKED.value, rank=OUTBOX_RANK[OutboxState.BLOCKED], error="unsendable")
    INSERT.run(work.connection, row)
    if outgoing.message_id and not contact.sendable:
        show_delivery(work, outgoing.message_id, OutboxState.BLOCKED, "unsendable")


def make_unsendable(work: Work, contact_id: str, reason: str) -> None:
    """The person or the provider wants no more messages: what waits is blocked, and advisors see why."""
    connection = work.connection
    drop_of_contact(work, contact_id)
    connection.execute(update(Contact).where(Contact.id == contact_id).values(sendable=False, unsendable_reason=reason))
    blocked = connection.execute(
        update(OutboxMessage)
        .where(OutboxMessage.contact_id == contact_id, OutboxMessage.state.in_(UNFINISHED))
        .values(state=OutboxState.BLOCKED, rank=OUTBOX_RANK[OutboxState.BLOCKED], error=reason, body_sealed=None)
        .returning(OutboxMessage.message_id)
    ).scalars()
    for message_id in blocked.all():
        if message_id:
            show_delivery(work, message_id, OutboxState.BLOCKED, reason)


def make_sendable(work: Work, contact_id: str) -> None:
    work.connection.execute(
        update(Contact).where(Contact.id == contact_id).values(sendable=True, unsendable_reason=None)
    )


def show_delivery(work: Work, message_id: str, state: OutboxState, error: str | None = None) -> None:
    """Let advisors see how far a reply has come; only ever further."""
    work.connection.execute(
        update(CaseMessage)
        .where(CaseMessage.id == message_id, CaseMessage.delivery_rank <= OUTBOX_RANK[state])
        .values(delivery=state, delivery_rank=OUTBOX_RANK[state], delivery_error=error)
    )


def _sealed(work: Work, row_id: str, outgoing: Outgoing) -> bytes | None:
    """The advisor's room holds no key to what is said on the line: its own words it seals as those of a case."""
    if outgoing.body is None:
        return None
    purpose = Purpose.STATE if work.ring.has(Purpose.STATE) else Purpose.CASE
    return work.ring.seal(purpose, outgoing.ready or packed(outgoing.body), bound("outbox", "body", row_id))
