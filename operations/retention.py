"""How long things are kept. Each sweep takes what is over, a batch at a time; what is alive is looked at again in the
statement that deletes it, so nothing goes that has come back.

| what | until |
|---|---|
| words and files of a case | closed, and nothing new in it, for 90 days |
| address of a worker | 30 days after her last case was closed, and nothing is still to be asked |
| messages sent, questions asked, when messages were taken in | 7 days |
| a message that could never be read | 90 days |
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, or_, select, text, update

from models.case import Case, CaseMessage
from models.committee import Member
from models.contact import Contact, Conversation, Prompt
from models.election import Candidate, Election
from models.inbox import InboxMessage
from models.outbox import OutboxMessage
from models.reminder import Reminder
from models.survey import Invitation
from models.vocabulary import UNFINISHED, CaseStatus, ElectionState, InboxState, PromptState, ReminderState
from operations.erasure import erase_contact, erase_leaving, erase_words
from operations.survey_retention import lists_over, waves_over
from operations.work import Work

WORDS = timedelta(days=90)
ADDRESS = timedelta(days=30)
INSTANTS = 7 * 86_400.0
BATCH = 200
TO_BE_ASKED = ("reserve", "waiting", "asked", "started")
TABLES = (
    "case_keys",
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
    limit = work.day() - WORDS
    due = select(Case.id).where(_still(limit), Case.messages > 0).limit(BATCH).with_for_update(skip_locked=True)
    found = work.connection.execute(due).scalars().all()
    if found:
        erase_words(work, found)
    return len(found)


def addresses_over(work: Work) -> int:
    """Addresses of workers with whom nothing is open any more."""
    found = work.connection.execute(_silent(work.day() - ADDRESS)).scalars().all()
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


def unreadable_over(work: Work) -> int:
    """Dead letters that nobody could make sense of."""
    old = (InboxMessage.state == InboxState.DEAD, InboxMessage.received_at < work.now - WORDS.total_seconds())
    gone = {"state": InboxState.PROCESSED, "payload_sealed": None}
    return work.connection.execute(update(InboxMessage).where(*old).values(**gone)).rowcount


SWEEPS: tuple[Callable[[Work], int], ...] = (
    words_over, addresses_over, leaving, sent_over, asked_over, hours_over, unreadable_over, waves_over, lists_over
)  # fmt: skip


def _still(limit: date) -> ColumnElement[bool]:
    """A case that has been closed since `limit`, in which nothing was said since, and which nobody is talking of."""
    later = exists().where(CaseMessage.case_id == Case.id, CaseMessage.on_day > limit)
    asked = exists().where(Prompt.case_id == Case.id, Prompt.state == PromptState.WAITING)
    spoken_of = exists().where(Conversation.thread_case_id == Case.id, Conversation.state_sealed.is_not(None))
    return and_(
        Case.status == CaseStatus.CLOSED,
        Case.closed_on <= limit,
        Case.changed_on <= limit,
        ~later,
        ~asked,
        ~spoken_of,
        ~_reminded(Case.id),
    )


def _silent(limit: date) -> Select[str]:
    """Contacts whose cases are all over, with no seat, no candidacy, and nothing said, waiting or to be asked."""
    theirs = Case.contact_id == Contact.id
    candidacy = select(Candidate.id).join(Election, Election.id == Candidate.election_id)
    running = candidacy.where(Candidate.contact_id == Contact.id, Election.state.not_in(_OVER)).exists()
    alive = (
        exists().where(theirs, ~_still(limit)),
        exists().where(Member.contact_id == Contact.id),
        exists().where(Conversation.contact_id == Contact.id, Conversation.state_sealed.is_not(None)),
        exists().where(Prompt.contact_id == Contact.id, Prompt.state == PromptState.WAITING),
        exists().where(OutboxMessage.contact_id == Contact.id, OutboxMessage.state.in_(UNFINISHED)),
        running,
        exists().where(Invitation.contact_id == Contact.id, Invitation.state.in_(TO_BE_ASKED)),
    )
    return (
        select(Contact.id)
        .where(Contact.user_id.is_(None), exists().where(theirs), *(~one for one in alive))
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )


_OVER = (ElectionState.CERTIFIED, ElectionState.CANCELLED)


def _reminded(about: Any) -> ColumnElement[bool]:
    return exists().where(Reminder.about_id == about, Reminder.state == ReminderState.WAITING)
