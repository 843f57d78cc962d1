"""Saying something to many people at once, each in their own language: one statement to number, one to queue."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from conversations.dialogue import Message
from conversations.rendering import as_sms, body_of
from conversations.segments import segments
from conversations.texts import Text
from locales.catalogue import catalogue
from models.base import table
from models.contact import Contact, Conversation
from models.vocabulary import Priority
from operations.outbox import INSERT, Outgoing, row_of
from operations.work import Work

LIFE = 24 * 3600.0
CHUNK = 500
Say = Callable[[str], Text]
"""From a language to the words: days and names of weekdays differ."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where and in which language somebody is told."""

    contact_id: str
    line: str
    language: str


_conversation = table(Conversation).c
_NEXT_NUMBERS = (
    update(table(Conversation))
    .where(_conversation.contact_id.in_(bindparam("contacts", expanding=True)))
    .values(outbox_number=_conversation.outbox_number + 1)
    .returning(_conversation.contact_id, _conversation.outbox_number)
)


def recipients(work: Work, contact_ids: Iterable[str]) -> list[Recipient]:
    """Those of the contacts who can be told something."""
    rows = work.connection.execute(
        select(Contact.id, Contact.line, Contact.language).where(
            Contact.id.in_(list(contact_ids)), Contact.sendable, Contact.introduced
        )
    )
    return [Recipient(row.id, row.line, row.language or "en") for row in rows]


def tell(work: Work, told: Sequence[Recipient], say: Say, life: float = LIFE) -> int:
    """Queue the words for each; not sent any more after `life` seconds. Returns how many are told."""
    bodies = {language: _body(say(language), language) for language in {one.language for one in told}}
    for start in range(0, len(told), CHUNK):
        _queue(work, told[start : start + CHUNK], bodies, life)
    return len(told)


def _queue(work: Work, told: Sequence[Recipient], bodies: dict[str, Outgoing], life: float) -> None:
    numbered = work.connection.execute(_NEXT_NUMBERS, {"contacts": [one.contact_id for one in told]})
    numbers = {row.contact_id: row.outbox_number for row in numbered}
    rows = [
        row_of(work, one.contact_id, one.line, numbers[one.contact_id], bodies[one.language])
        | {"expires_at": work.now + life}
        for one in told
    ]
    INSERT.run_each(work.connection, rows)


def _body(text: Text, language: str) -> Outgoing:
    body = body_of(Message((text,)), catalogue(language), language)
    return Outgoing(body=body, segments=segments(as_sms(body)).count, priority=Priority.BROADCAST, resend=False)
