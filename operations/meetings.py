"""Meetings of a committee: planning, moving, cancelling.

Moving or cancelling takes back every reminder of the old date and tells everybody once.
"""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import func, insert, select, update

from conversations.meeting import called_off, moved
from conversations.when import say_moment
from models.base import new_id
from models.encryption import bound
from models.meeting import Meeting
from models.vocabulary import Answer, MeetingKind, MeetingState
from operations import audit, reminders
from operations.calendar import resolve
from operations.calendar_files import tell_change
from operations.committees import Chamber, chamber, cipher_of
from operations.meeting_reminders import meeting_reminders, member_reminders
from operations.meeting_views import find_meeting
from operations.notices import Say
from operations.proposals import settle_proposal
from operations.rhythm import plan_asking
from operations.rsvps import answers_to, ever_invited, invite, invited
from operations.work import Refused, Work

PLACE_LIMIT = 60


@dataclass(frozen=True, slots=True)
class NewMeeting:
    """A meeting as it was agreed: local day and clock."""

    day: date
    clock: time
    place: str = ""
    minutes: int = 60
    kind: MeetingKind = MeetingKind.ORDINARY
    facilitated: bool = False


def plan_meeting(work: Work, committee_id: str, new: NewMeeting, by: str = "") -> str:
    """Plan a meeting, invite everybody, plan the reminders. Returns its id. Raises Refused for one in the past."""
    house = chamber(work.connection, committee_id)
    meeting_id, starts_at = new_id(), _checked(work, house, new)
    last = select(func.coalesce(func.max(Meeting.number), 0)).where(Meeting.committee_id == committee_id)
    work.connection.execute(
        insert(Meeting).values(
            id=meeting_id,
            committee_id=committee_id,
            number=work.connection.execute(last).scalar_one() + 1,
            kind=new.kind.value,
            day=new.day,
            clock=f"{new.clock:%H:%M}",
            timezone=house.timezone,
            starts_at=starts_at,
            minutes=new.minutes,
            place_sealed=_sealed_place(work, committee_id, meeting_id, new.place),
            facilitated=new.facilitated,
            changed_at=work.now,
        )
    )
    if new.kind is MeetingKind.EXTRAORDINARY:
        settle_proposal(work, committee_id)
    _record(work, "meeting.planned", meeting_id, house, by)
    invite(work, find_meeting(work.connection, meeting_id), house)
    plan_asking(work, house)
    return meeting_id


def move_meeting(work: Work, meeting_id: str, new: NewMeeting, by: str = "") -> None:
    """Another time or place: the old reminders go, everybody is told once and asked again."""
    meeting = _planned(work, meeting_id)
    house = chamber(work.connection, meeting.committee_id)
    work.connection.execute(
        update(Meeting)
        .where(Meeting.id == meeting_id)
        .values(
            day=new.day,
            clock=f"{new.clock:%H:%M}",
            timezone=house.timezone,
            starts_at=_checked(work, house, new),
            place_sealed=_sealed_place(work, meeting.committee_id, meeting_id, new.place) or meeting.place_sealed,
            sequence=Meeting.sequence + 1,
            agenda_sent=False,
            changed_at=work.now,
        )
    )
    _record(work, "meeting.moved", meeting_id, house, by)
    reminders.cancel(work, meeting_id)
    old = (meeting.day, time.fromisoformat(meeting.clock))
    _tell(work, meeting, lambda told: moved(say_moment(*old, told), say_moment(new.day, new.clock, told)))
    invite(work, find_meeting(work.connection, meeting_id), house)


def cancel_meeting(work: Work, meeting_id: str, by: str = "") -> None:
    """The meeting does not take place: its reminders go, everybody who was invited is told once."""
    meeting = _planned(work, meeting_id)
    house = chamber(work.connection, meeting.committee_id)
    work.connection.execute(
        update(Meeting)
        .where(Meeting.id == meeting_id)
        .values(state=MeetingState.CANCELLED.value, sequence=Meeting.sequence + 1, changed_at=work.now)
    )
    reminders.cancel(work, meeting_id)
    _record(work, "meeting.cancelled", meeting_id, house, by)
    clock = time.fromisoformat(meeting.clock)
    _tell(work, meeting, lambda language: called_off(say_moment(meeting.day, clock, language)))


def _tell(work: Work, meeting: Any, say: Say) -> None:
    """Everybody who was invited and has a phone, once."""
    tell_change(work, meeting.id, ever_invited(work, meeting.id, meeting.committee_id), say)


def re_resolve(work: Work, meeting: Any) -> bool:
    """Whether the zone's rules have changed what the agreed local time is; then the reminders follow it."""
    starts_at = resolve(meeting.day, time.fromisoformat(meeting.clock), meeting.timezone)
    if starts_at == meeting.starts_at:
        return False
    work.connection.execute(update(Meeting).where(Meeting.id == meeting.id).values(starts_at=starts_at))
    reminders.cancel(work, meeting.id)
    house = chamber(work.connection, meeting.committee_id)
    fresh = find_meeting(work.connection, meeting.id)
    answers = answers_to(work.connection, meeting.id)
    coming = [one for one in invited(work, meeting.id, house.id) if answers.get(one.id) != Answer.NO]
    planned = [one for member in coming for one in member_reminders(house, fresh, member, work.now)]
    reminders.plan(work, [*planned, *meeting_reminders(house, fresh)])
    return True


def _checked(work: Work, house: Chamber, new: NewMeeting) -> float:
    starts_at = resolve(new.day, new.clock, house.timezone)
    if starts_at <= work.now:
        raise Refused("that time is over; choose one in the future")
    if len(new.place) > PLACE_LIMIT:
        raise Refused(f"the place can have at most {PLACE_LIMIT} letters")
    return starts_at


def _planned(work: Work, meeting_id: str) -> Any:
    meeting = find_meeting(work.connection, meeting_id, lock=True)
    if meeting.state != MeetingState.PLANNED:
        raise Refused("this meeting is no longer planned")
    return meeting


def _sealed_place(work: Work, committee_id: str, meeting_id: str, place: str) -> bytes | None:
    if not place.strip():
        return None
    cipher = cipher_of(work.connection, work.ring, committee_id)
    return cipher.seal_text(place.strip(), bound("meetings", "place", meeting_id))


def _record(work: Work, action: str, meeting_id: str, house: Chamber, by: str) -> None:
    audit.record(work, action, user_id=by or None, about=("meeting", meeting_id), factory_id=house.factory_id)
