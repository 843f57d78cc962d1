"""How long things are kept. Each sweep takes what is over, a batch at a time; what is alive is looked at again in the
statement that deletes it, so nothing goes that has come back.

| what | until |
|---|---|
| words and files of a case | closed, and nothing new in it, for 90 days; nothing is still to be asked |
| address of a worker | 30 days after her last case was closed, and nothing is still to be asked |
| messages sent, questions asked, when messages were taken in | 7 days |
| a message that could never be read, or waits and is never taken up | 90 days |
| which messages stand in a chat | 48 hours |
| tries of a PIN | a quarter of an hour |
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, or_, select, text, update

from models.case import Case, CaseKey, CaseMessage
from models.committee import Member
from models.contact import Contact, Conversation, Prompt
from models.election import Candidate, Election
from models.inbox import InboxMessage
from models.outbox import OutboxMessage
from models.phone import CaseLink
from models.reminder import Reminder
from models.survey import Invitation
from models.vocabulary import UNFINISHED, CaseStatus, ElectionState, InboxState, PromptState, ReminderState
from operations.check_ins import awaited
from operations.erasure import drop_held, erase_contact, erase_leaving, erase_words
from operations.phones import tries_over
from operations.survey_retention import lists_over, waves_over
from operations.work import Work

WORDS = timedelta(days=90)
ADDRESS = timedelta(days=30)
INSTANTS = 7 * 86_400.0
BATCH = 200
TO_BE_ASKED = ("reserve", "waiting", "asked", "started")
TABLES = (
    "case_keys",
    "case_pins",
    "case_links",
    "case_messages",
    "attachment_contents",
    "cases",
    "contacts",
    "conversations",
    "outbox",
    "inbox",
    "wave_keys",
    "responses",
    "survey_texts",
    "survey_files",
    "survey_file_contents",
    "roster_entries",
)
"""What erasure deletes from."""


def sweep(work: Work) -> int:
    """Let go of what is over. Returns how many rows went; 0 when nothing is left to do."""
    return sum(one(work) for one in SWEEPS)


def words_over(work: Work) -> int:
    """Words of cases that have been closed long enough."""
    due = select(Case.id).where(_still(work.day(), WORDS), _opens).limit(BATCH).with_for_update(skip_locked=True)
    found = work.connection.execute(due).scalars().all()
    if found:
        erase_words(work, found)
    return len(found)


def addresses_over(work: Work) -> int:
    """Addresses of workers with whom nothing is open any more."""
    found = work.connection.execute(_silent(work.day())).scalars().all()
    for contact_id in found:
        work.connection.execute(update(Case).where(Case.contact_id == contact_id).values(contact_id=None))
        erase_contact(work, contact_id)
    return len(found)


def leaving(work: Work) -> int:
    return erase_leaving(work)


def sent_over(work: Work) -> int:
    """Messages that came to an end, and whose copy at the provider is gone."""
    over = (
        OutboxMessage.state.not_in(UNFINISHED),
        OutboxMessage.not_before < work.now - INSTANTS,
        or_(OutboxMessage.line != "twilio", OutboxMessage.provider_id.is_(None)),
    )
    ids = select(OutboxMessage.id).where(*over).limit(BATCH)
    return work.connection.execute(delete(OutboxMessage).where(OutboxMessage.id.in_(ids))).rowcount


def asked_over(work: Work) -> int:
    """Questions that were asked or came too late, some time ago."""
    over = (Prompt.state != PromptState.WAITING, Prompt.expires_at < work.now - INSTANTS)
    ids = select(Prompt.id).where(*over).limit(BATCH)
    return work.connection.execute(delete(Prompt).where(Prompt.id.in_(ids))).rowcount


def hours_over(work: Work) -> int:
    """When messages were taken in: what is left is that they were."""
    exact = (InboxMessage.received_at > 0, InboxMessage.received_at < work.now - INSTANTS, text("state = 'processed'"))
    keys = select(InboxMessage.external_id).where(*exact).limit(BATCH)
    bare = update(InboxMessage).where(InboxMessage.external_id.in_(keys), *exact).values(received_at=0.0, error=None)
    return work.connection.execute(bare).rowcount


def chats_over(work: Work) -> int:
    """Which messages stand in a chat, once they cannot be deleted there any more."""
    over = update(Conversation).where(Conversation.chat_until <= work.now)
    return work.connection.execute(over.values(chat_sealed=None, chat_until=None)).rowcount


def unreadable_over(work: Work) -> int:
    """Dead letters that nobody could make sense of."""
    old = (InboxMessage.state == InboxState.DEAD, InboxMessage.received_at < work.now - WORDS.total_seconds())
    gone = {"state": InboxState.PROCESSED, "payload_sealed": None}
    return work.connection.execute(update(InboxMessage).where(*old).values(**gone)).rowcount


def held_over(work: Work) -> int:
    """Messages that wait and nobody took up, because their contact is muted."""
    old = InboxMessage.received_at < work.now - WORDS.total_seconds()
    theirs = select(InboxMessage.contact_id).where(text("inbox.state = 'held'"), old).distinct()
    contacts = work.connection.execute(theirs).scalars().all()
    if not contacts:
        return 0
    gone = drop_held(work.connection, InboxMessage.contact_id.in_(contacts), old)
    left = select(func.count()).where(text("inbox.state = 'held'"), InboxMessage.contact_id == Conversation.contact_id)
    counted = update(Conversation).where(Conversation.contact_id.in_(contacts)).values(held=left.scalar_subquery())
    work.connection.execute(counted)
    return gone


SWEEPS: tuple[Callable[[Work], int], ...] = (
    addresses_over, words_over, leaving, sent_over, asked_over, hours_over, unreadable_over, held_over, waves_over,
    lists_over, tries_over, chats_over,
)  # fmt: skip
"""An address before the words: a case without words no longer says whose it was."""


_opens = exists().where(CaseKey.case_id == Case.id)
"""A case in which nothing was said has a key as well."""


@lru_cache(maxsize=4)  # the same all day, and dear to put together
def _still(today: date, kept: timedelta) -> ColumnElement[bool]:
    """A case that has been closed for so long, with nothing said since, which nobody is talking of or asked about."""
    limit = today - kept
    later = exists().where(CaseMessage.case_id == Case.id, CaseMessage.on_day > limit)
    to_ask = or_(Prompt.case_id == Case.id, Prompt.contact_id == Case.contact_id)
    asked = exists().where(to_ask, Prompt.state == PromptState.WAITING)
    hers = or_(Conversation.thread_case_id == Case.id, Conversation.contact_id == Case.contact_id)
    spoken_of = exists().where(hers, Conversation.state_sealed.is_not(None))
    on_its_way = exists().where(OutboxMessage.contact_id == Case.contact_id, OutboxMessage.state.in_(UNFINISHED))
    return and_(
        Case.status == CaseStatus.CLOSED,
        Case.closed_on <= limit,
        Case.changed_on <= limit,
        ~later,
        ~asked,
        ~spoken_of,
        ~on_its_way,
        ~_reminded(Case.id),
        ~awaited(Case.id, today),
    )


@lru_cache(maxsize=2)
def _silent(today: date) -> Select[str]:
    """Contacts whose cases, and those they follow, are all over; with no seat, no candidacy, and nothing said, waiting
    or to be asked."""
    theirs, followed = Case.contact_id == Contact.id, CaseLink.contact_id == Contact.id
    candidacy = select(Candidate.id).join(Election, Election.id == Candidate.election_id)
    running = candidacy.where(Candidate.contact_id == Contact.id, Election.state.not_in(_OVER)).exists()
    alive = (
        exists().where(theirs, ~_still(today, ADDRESS)),
        exists().where(followed, Case.id == CaseLink.case_id, ~_still(today, ADDRESS)),
        exists().where(Member.contact_id == Contact.id),
        exists().where(Conversation.contact_id == Contact.id, Conversation.state_sealed.is_not(None)),
        exists().where(Prompt.contact_id == Contact.id, Prompt.state == PromptState.WAITING),
        exists().where(OutboxMessage.contact_id == Contact.id, OutboxMessage.state.in_(UNFINISHED)),
        exists().where(InboxMessage.contact_id == Contact.id, text("inbox.state = 'held'")),
        running,
        exists().where(Invitation.contact_id == Contact.id, Invitation.state.in_(TO_BE_ASKED)),
    )
    told = or_(exists().where(theirs), exists().where(followed))
    return (
        select(Contact.id)
        .where(Contact.user_id.is_(None), told, *(~one for one in alive))
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )


_OVER = (ElectionState.CERTIFIED, ElectionState.CANCELLED)


def _reminded(about: Any) -> ColumnElement[bool]:
    return exists().where(Reminder.about_id == about, Reminder.state == ReminderState.WAITING)
