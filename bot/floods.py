"""More than may be answered now waits in the inbox, sealed and in order, until its turn comes or a person reads it.

1. A message of a contact with nothing left in hand, of one who is muted, or behind others that wait, is held.
2. When something is in hand again the oldest is heard as if it came now.
3. What has waited for an hour goes to a person as it is, with no answer: many become one entry of a case.
"""

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

import structlog
from sqlalchemy import delete, func, select, text, update

from bot.contacts import NO_DATABASE, close_talk, open_talk_with
from bot.hearing import hear, is_stop, keep_for_a_person
from bot.house import House
from bot.inbound import Inbound
from bot.talk import Talk
from conversations.questions import Reply, part
from models.contact import Contact, Conversation
from models.encryption import Purpose, bound
from models.inbox import InboxMessage
from models.outbox import Bucket
from models.vocabulary import InboxState
from operations.allowance import after, may_be_answered
from operations.work import Work

LONGEST_WAIT = 3600.0
TOGETHER = 500
"""So many are read, and become one entry, at a time."""
WIPED_AFTER = 12 * 3600.0
"""By then nothing is used up any more, whoever it was."""
log = structlog.get_logger(__name__)


def heard(house: House, talk: Talk, inbound: Inbound) -> bool:
    """Hear a message if it may be answered now. False when it is to wait."""
    if not is_stop(inbound) and not _has_turn(house, talk):
        return False
    _hear(house, talk, inbound)
    return True


def _hear(house: House, talk: Talk, inbound: Inbound, waited: bool = False) -> None:
    hear(talk, inbound)
    replies, said, on = house.settings.limits.replies(talk.contact.line), len(talk.messages()), talk.went_on
    words = inbound.text or inbound.choice or ""
    talk.used = after(talk.used, words, talk.work.now, replies, went_on=on, said=said, waited=waited)


def _has_turn(house: House, talk: Talk) -> bool:
    row = talk.contact
    if row.held or row.muted_on is not None:
        return False
    return _may_be_answered(house, talk)


def _may_be_answered(house: House, talk: Talk) -> bool:
    row = talk.contact
    return may_be_answered(talk.work, talk.used, row.line, row.factory_id, house.settings.limits.replies(row.line))


def hold(house: House, talk: Talk, inbound: Inbound, external_id: str) -> None:
    """Let a message wait: its row in the inbox gets its words, sealed."""
    payload = json.dumps(inbound.to_json()).encode()
    sealed = house.ring.seal(Purpose.STATE, payload, place(inbound.line, external_id))
    this = (InboxMessage.line == inbound.line, InboxMessage.external_id == external_id)
    kept = {"state": InboxState.HELD, "payload_sealed": sealed, "contact_id": talk.contact.id, "retry_at": None}
    talk.work.connection.execute(update(InboxMessage).where(*this).values(**kept))
    _count(talk.work, talk.contact.id, 1)


def place(line: str, external_id: str) -> str:
    """What the words of a message are bound to."""
    return bound("inbox", "payload", f"{line}|{external_id}")


def take_up(house: House, now: float, limit: int = 50) -> int:
    """Go on with what waits. Returns how many contacts were looked at and had something taken up."""
    with house.db.read() as connection:
        waiting = connection.execute(
            select(InboxMessage.contact_id, func.min(InboxMessage.received_at).label("since"))
            .join(Contact, Contact.id == InboxMessage.contact_id)
            .where(text("inbox.state = 'held'"), Contact.muted_on.is_(None))
            .group_by(InboxMessage.contact_id)
            .order_by("since")
            .limit(limit)
        ).all()
    return sum(_take_up(house, row.contact_id, now, row.since <= now - LONGEST_WAIT) for row in waiting)


def _take_up(house: House, contact_id: str, now: float, too_long: bool) -> int:
    try:
        with house.db.write() as connection:
            talk = open_talk_with(house.work(connection, now), contact_id)
            if not too_long and not _may_be_answered(house, talk):
                return 0
            waiting = _oldest(talk.work, contact_id, TOGETHER if too_long else 1)
            if too_long:
                _keep(talk, [_opened(house, row) for row in waiting])
                close_talk(talk, heard=False)
            for row in waiting[: 0 if too_long else 1]:
                _hear(house, talk, _opened(house, row), waited=True)
                close_talk(talk)
            _release(talk.work, contact_id, waiting)
            return len(waiting)
    except NO_DATABASE:
        raise
    except Exception as error:  # a mistake of ours with one message must not keep the others waiting
        log.error("inbox.failed", error=type(error).__name__)
        return _leave_to_retries(house, contact_id, now, error)


def _keep(talk: Talk, waited: Sequence[Inbound]) -> None:
    """All of it for a person: the words once each with how often they came, and whatever has files by itself."""
    language = talk.language
    words = Counter(inbound.text for inbound in waited if inbound.text and not inbound.files)
    lines = [said if times == 1 else f"{said} (×{times})" for said, times in words.items()]
    told = [part(Reply("\n".join(lines), None, (), language))] if lines else []
    told += [part(Reply(inbound.text, None, inbound.files, language)) for inbound in waited if inbound.files]
    if told:
        keep_for_a_person(talk, told)


def _oldest(work: Work, contact_id: str, most: int) -> Sequence[Any]:
    return work.connection.execute(
        select(InboxMessage.line, InboxMessage.external_id, InboxMessage.payload_sealed)
        .where(text("inbox.state = 'held'"), InboxMessage.contact_id == contact_id)
        .order_by(InboxMessage.received_at, InboxMessage.external_id)
        .limit(most)
        .with_for_update(skip_locked=True)
    ).all()


def _opened(house: House, row: Any) -> Inbound:
    payload = house.ring.open(Purpose.STATE, row.payload_sealed, place(row.line, row.external_id))
    return Inbound.from_json(json.loads(payload))


def _release(work: Work, contact_id: str, rows: Sequence[Any]) -> None:
    done = {"state": InboxState.PROCESSED, "payload_sealed": None, "contact_id": None}
    for row in rows:
        this = (InboxMessage.line == row.line, InboxMessage.external_id == row.external_id)
        work.connection.execute(update(InboxMessage).where(*this).values(**done))
    _count(work, contact_id, -len(rows))


def _count(work: Work, contact_id: str, step: int) -> None:
    conversation = Conversation.contact_id == contact_id
    work.connection.execute(update(Conversation).where(conversation).values(held=Conversation.held + step))


def _leave_to_retries(house: House, contact_id: str, now: float, error: Exception) -> int:
    """The oldest is from here on one that failed, and tried as such."""
    failed = {"state": InboxState.NEW, "attempts": 1, "retry_at": now, "error": type(error).__name__}
    with house.db.write() as connection:
        work = house.work(connection, now)
        for row in _oldest(work, contact_id, 1):
            this = (InboxMessage.line == row.line, InboxMessage.external_id == row.external_id)
            connection.execute(update(InboxMessage).where(*this).values(contact_id=None, **failed))
            _count(work, contact_id, -1)
    return 1


def wipe(house: House, now: float, limit: int = 500) -> int:
    """Forget what was used up once all of it has come back: it would tell when somebody wrote last."""
    over = (Conversation.heard_at > 0, Conversation.heard_at < now - WIPED_AFTER)
    with house.db.read() as connection:
        found = connection.execute(select(Conversation.contact_id).where(*over).limit(limit)).scalars().all()
        shared = connection.execute(select(Bucket.scope).where(Bucket.at < now - WIPED_AFTER)).scalars().all()
    if found or shared:
        with house.db.write() as connection:
            these = (Conversation.contact_id.in_(found), *over)
            connection.execute(update(Conversation).where(*these).values(spent=0.0, heard_at=0.0, echo=None))
            connection.execute(delete(Bucket).where(Bucket.scope.in_(shared), Bucket.at < now - WIPED_AFTER))
    return 0
