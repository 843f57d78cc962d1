"""Who is asked next in an open wave: invitations at its pace, at decent hours off the shift, and reminders.

1. Nothing leaves at night, nor on a shift where the day leaves other hours; what could not leave waits, and is not
   made up for in a burst.
2. A reminder goes only to somebody who has not finished and has not refused; two at most.
3. Somebody who cannot be reached makes room for one of the reserve.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, or_, select, update

from models.base import table
from models.contact import Contact
from models.factory import Factory
from models.survey import Invitation, Wave
from models.vocabulary import InvitationState, SurveyConsent, WaveState
from operations import prompts
from operations.hours import decent_moment
from operations.work import Work

DAY = 86400.0
REMIND_AFTER = 2 * DAY
AT_ONCE = 200
"""Invitations in one transaction, at most."""
SCRIPT = "survey"
_invitation, _contact, _waves = table(Invitation).c, table(Contact).c, table(Wave).c
_factory = table(Factory).c
_WITH_HOURS = select(table(Wave), _factory.timezone, _factory.shift_start, _factory.shift_end).join(
    table(Factory), _factory.id == _waves.factory_id
)
_OPEN = _waves.state == WaveState.OPEN.value
REMINDED = (InvitationState.ASKED, InvitationState.STARTED)


def open_waves(work: Work) -> list[Any]:
    """Waves that have begun and are not closed: those to be closed are among them."""
    return list(work.connection.execute(_WITH_HOURS.where(_OPEN, _waves.opens_at <= work.now)))


def to_tell(work: Work) -> list[Any]:
    """Waves whose result was approved and not told yet."""
    return list(work.connection.execute(_WITH_HOURS.where(_waves.message.is_not(None), _waves.told_on.is_(None))))


def ask_next(work: Work, wave: Any) -> int:
    """Let the line ask those whose turn it is. Returns how many."""
    if not is_time(wave, work.now):
        work.connection.execute(update(table(Wave)).where(_waves.id == wave.id).values(paced_at=work.now))
        return 0
    since = min(work.now - wave.paced_at, max(60.0, 3600.0 / wave.pace))
    room = min(AT_ONCE, int(since * wave.pace / 3600.0 + 1e-6))
    if room < 1:
        return 0
    people = _due(work, wave, room)
    if not people:
        return 0
    asked = [one.contact_id for one in people if _may_be_asked(one)]
    _write(work, wave, asked, [one.contact_id for one in people if not _may_be_asked(one)])
    prompts.ask(work, asked, SCRIPT, about_id=wave.id, expires_at=min(wave.closes_at, work.now + prompts.LIFE))
    return len(people)


def is_time(wave: Any, now: float) -> bool:
    """Whether now is an hour for asking at this factory."""
    shift = f"{wave.shift_start}-{wave.shift_end}"
    return decent_moment(now, now + DAY, wave.timezone, shift) == now


def _due(work: Work, wave: Any, room: int) -> Sequence[Any]:
    """Those to be invited before those to be reminded, and each only as often as the wave allows."""
    waiting = _invitation.state == InvitationState.WAITING.value
    reminded = and_(_invitation.state.in_(REMINDED), _invitation.asked <= wave.reminders, _invitation.asked > 0)
    return work.connection.execute(
        select(_invitation.contact_id, _invitation.asked, _contact.sendable, _contact.survey_consent)
        .join(table(Contact), _contact.id == _invitation.contact_id)
        .where(_invitation.wave_id == wave.id, _invitation.due_at <= work.now, or_(waiting, reminded))
        .order_by(_invitation.due_at)
        .limit(room)
    ).all()


def _may_be_asked(one: Any) -> bool:
    return bool(one.sendable) and one.survey_consent != SurveyConsent.NO


def _write(work: Work, wave: Any, asked: Sequence[str], lost: Sequence[str]) -> None:
    mine = _invitation.wave_id == wave.id
    due = {"asked": _invitation.asked + 1, "due_at": work.now + REMIND_AFTER}
    if asked:
        these = (mine, _invitation.contact_id.in_(asked))
        work.connection.execute(update(table(Invitation)).where(*these).values(**due))
        first = (*these, _invitation.state == InvitationState.WAITING.value)
        work.connection.execute(update(table(Invitation)).where(*first).values(state=InvitationState.ASKED.value))
    if lost:
        these = (mine, _invitation.contact_id.in_(lost))
        work.connection.execute(update(table(Invitation)).where(*these).values(state=InvitationState.UNREACHED.value))
        _call_reserve(work, wave.id, len(lost))
    work.connection.execute(update(table(Wave)).where(_waves.id == wave.id).values(paced_at=work.now))


def _call_reserve(work: Work, wave_id: str, number: int) -> None:
    stand_by = (
        select(_invitation.contact_id)
        .where(_invitation.wave_id == wave_id, _invitation.state == InvitationState.RESERVE.value)
        .limit(number)
    )
    these = (_invitation.wave_id == wave_id, _invitation.contact_id.in_(stand_by.scalar_subquery()))
    work.connection.execute(update(table(Invitation)).where(*these).values(state=InvitationState.WAITING.value))
