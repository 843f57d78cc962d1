"""Back to the workers: the result in one message to everyone who was asked, once an advisor has approved its words.

Who was asked is forgotten as they are told.
"""

from sqlalchemy import delete, select, update

from conversations.survey import result
from models.base import table
from models.contact import Contact
from models.survey import Invitation, Wave
from operations import audit
from operations.notices import Recipient, tell
from operations.survey_form import worded
from operations.work import Refused, Work

LIFE = 7 * 86400.0
CHUNK = 500
_invitation, _contact = table(Invitation).c, table(Contact).c


def tell_result(work: Work, wave_id: str, by: str = "") -> int:
    """Queue the approved words for everybody who was asked. Returns how many. Raises Refused."""
    wave = work.connection.execute(
        select(Wave.factory_id, Wave.message, Wave.told_on).where(Wave.id == wave_id).with_for_update()
    ).one()
    if not wave.message:
        raise Refused("the message has not been approved")
    if wave.told_on is not None:
        raise Refused("they have been told already")
    told = sum(_tell(work, wave.message, people) for people in iter(lambda: _next(work, wave_id), []))
    work.connection.execute(update(Wave).where(Wave.id == wave_id).values(told_on=work.day()))
    audit.record(work, "wave.told", user_id=by or None, about=("wave", wave_id), factory_id=wave.factory_id)
    return told


def _next(work: Work, wave_id: str) -> list[Recipient]:
    """Some of those who are still to be told; from here on nobody knows that they were asked."""
    rows = work.connection.execute(
        select(_contact.id, _contact.line, _contact.language, _contact.sendable)
        .join(table(Invitation), _invitation.contact_id == _contact.id)
        .where(_invitation.wave_id == wave_id)
        .limit(CHUNK)
    ).all()
    these = (_invitation.wave_id == wave_id, _invitation.contact_id.in_([row.id for row in rows]))
    work.connection.execute(delete(table(Invitation)).where(*these))
    return [Recipient(row.id, row.line, row.language or "en") for row in rows]


def _tell(work: Work, message: dict[str, str], people: list[Recipient]) -> int:
    """Somebody who wants no messages is passed over by the outbox itself."""
    return tell(work, people, lambda language: result(worded(message, language, tuple(message))), LIFE)
