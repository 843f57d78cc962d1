"""Saying something to many people at once, each in their own language: one statement to number, one to queue."""

import base64
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select, update

from conversations.dialogue import Message
from conversations.rendering import as_sms, body_of
from conversations.segments import segments
from conversations.texts import Text, Verbatim
from locales.catalogue import catalogue
from models.base import table
from models.contact import Contact, Conversation
from models.packed import packed
from models.prepared import Prepared, among, listed
from models.vocabulary import Priority
from operations.outbox import Outgoing, queue_told, row_of
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


@dataclass(frozen=True, slots=True)
class Document:
    """A file to go with words, for those whose line carries files."""

    name: str
    media_type: str
    content: bytes

    def to_json(self) -> dict[str, str]:
        content = base64.b64encode(self.content).decode()
        return {"name": self.name, "media_type": self.media_type, "content": content}


@dataclass(frozen=True, slots=True)
class Notice:
    """Words for one person, with a file or without, not sent any more after `life` seconds."""

    to: Recipient
    text: Text
    life: float = LIFE
    file: Document | None = None


Said = tuple[str, str | int, Document | None]
"""A language, the words in it or the identity of the text that they come from, and the file."""
_conversation = table(Conversation).c
_numbering = (
    update(table(Conversation))
    .values(outbox_number=_conversation.outbox_number + 1)
    .returning(_conversation.contact_id, _conversation.outbox_number)
)
_NEXT_NUMBERS = Prepared(
    {dialect: _numbering.where(these) for dialect, these in among(_conversation.contact_id, "contacts").items()}
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
    """Queue the same words for each, in their language; not sent any more after `life` seconds.

    Returns how many are told.
    """
    words = {language: say(language) for language in {one.language for one in told}}
    return tell_each(work, [Notice(one, words[one.language], life) for one in told])


def tell_each(work: Work, notices: Sequence[Notice]) -> int:
    """Queue words of their own for each, many in one statement; somebody told twice hears both, in order."""
    rounds: list[list[Notice]] = []
    seen: Counter[str] = Counter()
    for notice in notices:
        place = seen[notice.to.contact_id]
        seen[notice.to.contact_id] += 1
        if place == len(rounds):
            rounds.append([])
        rounds[place].append(notice)
    bodies: dict[Said, Outgoing] = {}
    for once in rounds:
        for start in range(0, len(once), CHUNK):
            _queue(work, once[start : start + CHUNK], bodies)
    return len(notices)


def _queue(work: Work, notices: Sequence[Notice], bodies: dict[Said, Outgoing]) -> None:
    told = listed(work.connection, [notice.to.contact_id for notice in notices])
    numbered = _NEXT_NUMBERS.run(work.connection, {"contacts": told}).all()
    numbers = {row.contact_id: row.outbox_number for row in numbered}
    work.numbered.update(numbers.keys())
    rows = []
    for notice in notices:
        to = notice.to
        row = row_of(work, to.contact_id, to.line, numbers[to.contact_id], _outgoing(notice, bodies))
        row["expires_at"] = work.now + notice.life
        rows.append(row)
    queue_told(work.connection, rows)


def _outgoing(notice: Notice, bodies: dict[Said, Outgoing]) -> Outgoing:
    """The words as they are queued; made once for all who are told the same."""
    language = notice.to.language
    same = (language, id(notice.text), notice.file)
    found = bodies.get(same)
    if found is None:
        said = notice.text.render(catalogue(language))
        found = bodies.get((language, said, notice.file)) or _made(language, said, notice.file)
        bodies[same] = bodies[language, said, notice.file] = found
    return found


def _made(language: str, said: str, file: Document | None) -> Outgoing:
    body = body_of(Message((Verbatim(said),)), catalogue(language), language)
    if file is not None:
        body["document"] = file.to_json()
    count = segments(as_sms(body)).count
    return Outgoing(body=body, segments=count, priority=Priority.BROADCAST, resend=False, ready=packed(body))
