"""The line speaks first: what waits is opened when the person is free, and silence is taken up."""

from typing import Any

import structlog
from sqlalchemy import select, text, update

from bot.contacts import IN_THE_MIDDLE, NO_DATABASE, close_talk, open_talk_with
from bot.house import House
from bot.stack import hushed
from bot.talk import Moot, Talk
from models.case import Case, CaseMessage
from models.codes import spoken
from models.contact import Conversation, Prompt
from models.encryption import bound
from models.faults import reach
from models.vocabulary import OutboxState, Priority, PromptState
from operations.case_keys import cipher_of
from operations.check_ins import decent_hour, to_be_asked
from operations.outbox import show_delivery
from operations.work import Work

AFTER_A_MISTAKE = 3600.0
"""One conversation that cannot be gone on with must not hold up the others; it is tried again after so long."""
ASKED_OF_MANY = frozenset({"survey", "fix_poll"})
"""Scripts that are opened with many people at once: replies to others overtake them."""
ASKED_AGAIN = frozenset({"check_in", "still_solved"})
log = structlog.get_logger(__name__)


def open_due(house: House, now: float, limit: int = 50) -> int:
    """Open what waits for people who are free. Returns how many were looked at."""
    with house.db.read() as connection:
        due = connection.execute(
            select(Prompt.id)
            .where(text("state = 'waiting'"), Prompt.not_before <= now)
            .order_by(Prompt.not_before, Prompt.expires_at)  # what waited together comes as it was asked for
            .limit(limit)
        ).scalars()
        ids = list(due)
    for prompt_id in ids:
        try:
            with house.db.write() as connection:
                _open(house.work(connection, now), prompt_id)
                reach("prompts.before_commit")
        except NO_DATABASE:
            raise
        except Exception as error:  # whatever the mistake, the next person must not wait for it
            log.error("prompt.failed", prompt=prompt_id, error=type(error).__name__)
            with house.db.write() as connection:
                _set(house.work(connection, now), prompt_id, not_before=now + AFTER_A_MISTAKE)
    return len(ids)


def take_up_silence(house: House, now: float, limit: int = 50) -> int:
    """Tell open conversations that their person rests. Returns how many."""
    resting = (Conversation.rest_at <= now, Conversation.state_sealed.is_not(None))
    with house.db.read() as connection:
        ids = list(connection.execute(select(Conversation.contact_id).where(*resting).limit(limit)).scalars())
    for contact_id in ids:
        try:
            with house.db.write() as connection:
                _rest(house.work(connection, now), contact_id)
                reach("silence.before_commit")
        except NO_DATABASE:
            raise
        except Exception as error:  # as above
            log.error("silence.failed", error=type(error).__name__)
            with house.db.write() as connection:
                later = {"rest_at": now + AFTER_A_MISTAKE}
                connection.execute(update(Conversation).where(Conversation.contact_id == contact_id).values(**later))
    return len(ids)


def _rest(work: Work, contact_id: str) -> None:
    if work.connection.execute(_resting(contact_id, work.now)).first():
        talk = open_talk_with(work, contact_id)
        talk.silence()
        close_talk(talk, heard=False)


def _resting(contact_id: str, now: float) -> Any:
    return (
        select(Conversation.contact_id)
        .where(Conversation.contact_id == contact_id, Conversation.rest_at <= now)
        .with_for_update()
    )


def _open(work: Work, prompt_id: str) -> None:
    """The conversation is locked before the prompt, as by an incoming message: neither waits for the other for ever."""
    contact_id = work.connection.execute(select(Prompt.contact_id).where(Prompt.id == prompt_id)).scalar_one_or_none()
    if contact_id is None:
        return
    talk, prompt = open_talk_with(work, contact_id), _still_waiting(work, prompt_id)
    if prompt is None:
        return
    if prompt.expires_at <= work.now or not talk.contact.sendable:
        _give_up(work, talk, prompt)
    elif (later := max(_busy_until(work, prompt.contact_id), _decent_hour(work, prompt))) > work.now:
        _set(work, prompt_id, not_before=later)
    else:
        _speak(work, talk, prompt)


def _still_waiting(work: Work, prompt_id: str) -> Any:
    return work.connection.execute(
        select(Prompt.__table__)
        .where(Prompt.id == prompt_id, Prompt.state == PromptState.WAITING)
        .with_for_update(skip_locked=True)
    ).one_or_none()


def _speak(work: Work, talk: Talk, prompt: Any) -> None:
    """Open the script on top of what rests below."""
    if prompt.message_id:
        talk.deliver(prompt.message_id, _words(work, prompt))
    talk.thread_case_id = prompt.case_id or talk.thread_case_id
    facts = {"case_id": prompt.case_id, "code": _code(work, prompt.case_id), "about_id": prompt.about_id}
    if prompt.script == "reply" and talk.stack and talk.stack[-1].script == "reply":
        talk.stack.pop()  # the earlier answer of the advisor waits no longer for its own reply
    if prompt.script in ASKED_OF_MANY:
        talk.priority = Priority.BROADCAST
    talk.stack[-1:] = map(hushed, talk.stack[-1:])
    try:
        talk.go(prompt.script, facts=facts)
    except Moot:
        _set(work, prompt.id, state=PromptState.EXPIRED)
        return
    close_talk(talk, heard=False)
    _set(work, prompt.id, state=PromptState.OPENED)


def _words(work: Work, prompt: Any) -> str:
    """What the advisor wrote."""
    sealed = work.connection.execute(
        select(CaseMessage.body_sealed).where(CaseMessage.id == prompt.message_id)
    ).scalar_one()
    cipher = cipher_of(work.connection, work.ring, prompt.case_id)
    return cipher.open_text(sealed, bound("case_messages", "body", prompt.message_id))


def _give_up(work: Work, talk: Talk, prompt: Any) -> None:
    """Too late, or the person wants no messages: the advisor sees that it did not arrive."""
    _set(work, prompt.id, state=PromptState.EXPIRED)
    if prompt.message_id:
        state, why = (OutboxState.EXPIRED, "expired")
        if not talk.contact.sendable:
            state, why = OutboxState.BLOCKED, talk.contact.unsendable_reason or "unsendable"
        show_delivery(work, prompt.message_id, state, why)


def _decent_hour(work: Work, prompt: Any) -> float:
    """Asking again has no hurry: a question that was held up until the night waits for the day."""
    place = to_be_asked(work, prompt.about_id) if prompt.script in ASKED_AGAIN else None
    return work.now if place is None else decent_hour(work.now, place)


def _busy_until(work: Work, contact_id: str) -> float:
    active = work.connection.execute(
        select(Conversation.active_at).where(
            Conversation.contact_id == contact_id, Conversation.state_sealed.is_not(None)
        )
    ).scalar_one_or_none()
    return (active or 0.0) + IN_THE_MIDDLE


def _code(work: Work, case_id: str | None) -> str | None:
    if case_id is None:
        return None
    return spoken(work.connection.execute(select(Case.code).where(Case.id == case_id)).scalar_one())


def _set(work: Work, prompt_id: str, **values: Any) -> None:
    work.connection.execute(update(Prompt).where(Prompt.id == prompt_id).values(**values))
