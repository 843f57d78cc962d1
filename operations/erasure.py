"""Erasure: keys first, then rows. What was deleted is overwritten by `Database.scrub`, after the commit.

A case that is erased leaves nothing. A case whose time is over leaves its row without words, for counting. What a
person did for others stays without her: votes counted, minutes approved, a seat in a committee.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, or_, select, text, update

from models.agenda import AgendaItem
from models.case import Attachment, Case, CaseKey, CaseMessage
from models.check_in import CheckIn
from models.committee import CalendarFeed, Member
from models.contact import Contact, Conversation, Prompt
from models.election import Candidate
from models.faults import reach
from models.inbox import InboxMessage
from models.outbox import OutboxMessage
from models.phone import CaseLink, CasePin, PinSource
from models.reminder import Reminder
from models.survey import Invitation, RosterEntry
from models.upsert import insert_or_ignore
from models.vocabulary import UNFINISHED, InboxState, ItemState
from operations import audit
from operations.answering import forget_answers
from operations.check_ins import drop_check_ins, forget_plans
from operations.receipts import COPYING, receipt
from operations.work import Work

LAST_WORD = 3600.0
"""Seconds after which an address goes, even if the last message to it could not be sent."""


def erase_contact(work: Work, contact_id: str, last_word: bool = False) -> None:
    """Forget a person: her cases with their keys, what waits for her, her conversation, her address.

    With `last_word` the bare address stays until what is queued now or in this transaction has been sent
    (`erase_leaving`, by the clock), so that she can be told; nothing else does, and what she has answered in surveys
    that are open goes too. What was queued before is dropped either way. Her seat in a committee,
    if she has one, stays without a phone.
    """
    connection = work.connection
    hers = connection.execute(select(Case.id).where(Case.contact_id == contact_id)).scalars().all()
    others = connection.execute(select(CaseLink.contact_id).where(CaseLink.case_id.in_(hers))).scalars().all()
    erase_cases(work, hers)
    _erase_strangers(work, others)
    connection.execute(delete(CaseLink).where(CaseLink.contact_id == contact_id))
    connection.execute(delete(PinSource).where(PinSource.contact_id == contact_id))
    connection.execute(delete(Prompt).where(Prompt.contact_id == contact_id))
    _remember_copies(work, OutboxMessage.contact_id == contact_id)
    connection.execute(delete(OutboxMessage).where(OutboxMessage.contact_id == contact_id))
    drop_held(connection, InboxMessage.contact_id == contact_id)
    _untie_seat(connection, contact_id)
    if last_word:
        forget_answers(work, contact_id)
        _let_leave(work, contact_id)
    else:
        connection.execute(delete(Contact).where(Contact.id == contact_id))
    audit.record(work, "contact.erased")


def erase_cases(work: Work, case_ids: Sequence[str]) -> None:
    """Erase cases whole: keys, words, files, and points made of them that no committee has seen yet."""
    connection = work.connection
    if not case_ids:
        return
    connection.execute(delete(CaseKey).where(CaseKey.case_id.in_(case_ids)))
    reach("erasure.shredded")
    unseen = AgendaItem.state.in_((ItemState.PENDING, ItemState.ACCEPTED, ItemState.DECLINED))
    connection.execute(delete(AgendaItem).where(AgendaItem.case_id.in_(case_ids), unseen))
    forget_plans(work, select(CheckIn.id).where(CheckIn.case_id.in_(case_ids)))
    connection.execute(delete(Reminder).where(Reminder.about_id.in_(case_ids)))
    connection.execute(delete(Case).where(Case.id.in_(case_ids)))
    audit.record(work, "case.erased", detail={"count": len(case_ids)})


def erase_words(work: Work, case_ids: Sequence[str]) -> None:
    """Erase what was said in cases; their rows stay, without a person, for counting."""
    connection = work.connection
    connection.execute(delete(CaseKey).where(CaseKey.case_id.in_(case_ids)))
    reach("erasure.shredded")
    connection.execute(delete(CasePin).where(CasePin.case_id.in_(case_ids)))
    connection.execute(delete(CaseLink).where(CaseLink.case_id.in_(case_ids)))
    connection.execute(delete(Attachment).where(Attachment.case_id.in_(case_ids)))
    connection.execute(delete(CaseMessage).where(CaseMessage.case_id.in_(case_ids)))
    connection.execute(delete(Prompt).where(Prompt.case_id.in_(case_ids)))
    drop_check_ins(work, CheckIn.case_id.in_(case_ids))
    connection.execute(update(Case).where(Case.id.in_(case_ids)).values(contact_id=None, messages=0))
    audit.record(work, "case.words_erased", detail={"count": len(case_ids)})


def erase_leaving(work: Work) -> int:
    """Drop the addresses of those who were erased, once their last word is sent. Returns how many."""
    connection = work.connection
    waits = exists().where(OutboxMessage.contact_id == Contact.id, OutboxMessage.state.in_(UNFINISHED))
    over = and_(Contact.erase_at.is_not(None), or_(Contact.erase_at <= work.now, ~waits))
    came_back = exists().where(Conversation.contact_id == Contact.id, Conversation.state_sealed.is_not(None))
    has_case = exists().where(Case.contact_id == Contact.id)
    connection.execute(
        update(Contact).where(Contact.erase_at.is_not(None), or_(came_back, has_case)).values(erase_at=None)
    )
    drop_held(connection, InboxMessage.contact_id.in_(select(Contact.id).where(over)))
    _remember_copies(work, OutboxMessage.contact_id.in_(select(Contact.id).where(over)))
    return connection.execute(delete(Contact).where(over)).rowcount


def drop_held(connection: Connection, *condition: ColumnElement[bool]) -> int:
    """Messages that wait to be heard lose their words and whose they were; that they were taken in stays."""
    bare = {"state": InboxState.PROCESSED, "payload_sealed": None, "contact_id": None}
    held = update(InboxMessage).where(text("inbox.state = 'held'"), *condition)
    return connection.execute(held.values(**bare)).rowcount


def _erase_strangers(work: Work, contact_ids: Sequence[str]) -> None:
    """Phones that followed a case and with which nothing else is open: they go with it."""
    ties = (
        exists().where(Case.contact_id == Contact.id),
        exists().where(CaseLink.contact_id == Contact.id),
        exists().where(Member.contact_id == Contact.id),
        exists().where(Candidate.contact_id == Contact.id),
        exists().where(RosterEntry.contact_id == Contact.id),
        exists().where(Invitation.contact_id == Contact.id),
    )
    strangers = (Contact.id.in_(contact_ids), Contact.user_id.is_(None), *(~one for one in ties))
    _remember_copies(work, OutboxMessage.contact_id.in_(select(Contact.id).where(*strangers)))
    work.connection.execute(delete(Contact).where(*strangers))


def _remember_copies(work: Work, condition: ColumnElement[bool]) -> None:
    """The provider's copies of messages whose rows go now are still to be deleted: their ids stay until then."""
    copied = (OutboxMessage.line == COPYING, OutboxMessage.provider_id.is_not(None), condition)
    found = work.connection.execute(select(OutboxMessage.provider_id).where(*copied)).scalars().all()
    rows = [
        {
            "line": COPYING,
            "external_id": receipt(str(sid)),
            "state": InboxState.PROCESSED.value,
            "attempts": 0,
            "received_at": 0.0,
            "copy_id": sid,
            "copy_due": work.now,
        }
        for sid in found
    ]
    if rows:
        work.connection.execute(insert_or_ignore(InboxMessage)[work.connection.dialect.name], rows)


def _let_leave(work: Work, contact_id: str) -> None:
    """Nothing of her stays beside the address; its conversation goes on empty, to hold the number of messages."""
    bare = {
        "factory_id": None,
        "user_id": None,
        "introduced": False,
        "muted_on": None,
        "safe_hours": None,
        "erase_at": work.now + LAST_WORD,
    }
    work.connection.execute(update(Contact).where(Contact.id == contact_id).values(**bare))
    idle = {"state_sealed": None, "active_at": 0.0, "rest_at": None, "thread_case_id": None}
    idle |= {"spent": 0.0, "heard_at": 0.0, "echo": None, "held": 0}
    idle |= {"chat_sealed": None, "chat_until": None}
    work.connection.execute(update(Conversation).where(Conversation.contact_id == contact_id).values(**idle))


def _untie_seat(connection: Connection, contact_id: str) -> None:
    """The calendar's address is on the phone; the seat itself belongs to the committee."""
    seats = select(Member.id).where(Member.contact_id == contact_id)
    connection.execute(delete(CalendarFeed).where(CalendarFeed.member_id.in_(seats)))
    connection.execute(update(Member).where(Member.contact_id == contact_id).values(contact_id=None))
