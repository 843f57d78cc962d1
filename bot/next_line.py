"""The next line of the factory, where one cannot deliver: the same words to the same number, once.

Only from one SMS line to another, for a number is the same person on both; a phone is never tied to a chat by guess.
Who has asked for silence is left in peace. Advisors see the message as waiting again, and not by which way it goes.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import select, update

from bot.claims import Result, record
from bot.contacts import open_address
from bot.settings import Settings
from models.case import CaseMessage
from models.contact import Contact
from models.encryption import SealBroken
from models.factory import Factory
from models.outbox import OutboxMessage
from models.vocabulary import OUTBOX_RANK, Line, OutboxState
from operations.outbox import Outgoing, open_body, queue
from operations.work import Work

NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
SHARED = (Line.TWILIO, Line.GATEWAY)
"""Lines on which a number is the same phone."""


def lines_of(settings: Settings) -> tuple[Line, ...]:
    """The lines of SMS that are switched on."""
    found = {Line.TWILIO: settings.twilio, Line.GATEWAY: settings.gateway}
    return tuple(line for line in SHARED if found[line] is not None)


def give_up(work: Work, result: Result, lines: Sequence[str]) -> None:
    """Write that a message failed for good, and queue it on the next line where there is one.

    It goes on when its own row fails for the first time; one on another line than its contact's was moved already.
    What a provider had called sent has lost its words, unless they are those of a case.
    """
    query = _message().where(OutboxMessage.id == result.row_id).with_for_update(of=OutboxMessage)
    row = work.connection.execute(query).one()
    first = row.rank < OUTBOX_RANK[result.state]
    shown = None if not first and _went_on(work, row) else result.message_id
    record(work, replace(result, message_id=shown))
    line = _next(row, lines) if first and _may_go_on(work, row) else None
    if line is not None:
        _queue_on(work, result.row_id, row, line)


def _went_on(work: Work, row: Any) -> bool:
    """Whether the same words of a case are on their way by another line."""
    elsewhere = (OutboxMessage.message_id == row.message_id, OutboxMessage.line != row.line)
    return row.message_id and work.connection.execute(select(OutboxMessage.id).where(*elsewhere)).first() is not None


def _queue_on(work: Work, outbox_id: str, row: Any, line: str) -> None:
    body = open_body(work.ring, outbox_id, row.body_sealed) if row.body_sealed is not None else None
    outgoing = Outgoing(body, row.message_id, row.segments, row.priority, row.resend, row.expires_at - work.now)
    queue(work, row.contact_id, outgoing, line)
    if row.message_id:
        again = {"delivery": OutboxState.QUEUED, "delivery_rank": 0, "delivery_error": None}
        work.connection.execute(update(CaseMessage).where(CaseMessage.id == row.message_id).values(**again))


def _message() -> Any:
    return (
        select(
            OutboxMessage.line,
            OutboxMessage.rank,
            OutboxMessage.contact_id,
            OutboxMessage.body_sealed,
            OutboxMessage.message_id,
            OutboxMessage.segments,
            OutboxMessage.priority,
            OutboxMessage.resend,
            OutboxMessage.expires_at,
            Contact.line.label("own_line"),
            Contact.sendable,
            Contact.address_sealed,
            Factory.channels,
        )
        .join(Contact, Contact.id == OutboxMessage.contact_id)
        .outerjoin(Factory, Factory.id == Contact.factory_id)
    )


def _may_go_on(work: Work, row: Any) -> bool:
    if row.line != row.own_line or not row.sendable or row.expires_at <= work.now:
        return False
    if row.body_sealed is None and row.message_id is None:
        return False
    try:
        return NUMBER.fullmatch(open_address(work.ring, row.contact_id, row.address_sealed)) is not None
    except SealBroken:
        return False


def _next(row: Any, lines: Sequence[str]) -> str | None:
    """The first other line of the factory, in its order; of all that are switched on where it names none."""
    wanted = row.channels or lines
    return next((line for line in wanted if line in lines and line in SHARED and line != row.line), None)
