"""The agenda goes out: what waited is released in one batch and in random order, members hear it, workers too.

Never one by one: who saw a point appear on a day could tell who had been to the advisor the day before.
"""

from collections.abc import Sequence
from secrets import SystemRandom
from typing import Any

from sqlalchemy import select, update

from models.agenda import AgendaItem
from models.meeting import Meeting
from models.vocabulary import Answer, ItemState, MeetingState, ReminderKind
from operations import audit, prompts, reminders
from operations.agenda import carry_over, settle_places
from operations.agenda_items import Item, change_item, items_at
from operations.agenda_notices import tell_members, tell_released
from operations.committees import chamber
from operations.meeting_views import find_meeting
from operations.members import Seated
from operations.rsvps import answers_to, invited
from operations.work import Refused, Work

WORTH_VOTING = 2
_random = SystemRandom()


def send_due(work: Work, rows: Sequence[Any]) -> None:
    """Due reminders: the agendas of their meetings are sent."""
    for row in rows:
        meeting = find_meeting(work.connection, row.about_id)
        if meeting.state == MeetingState.PLANNED and not meeting.agenda_sent:
            release(work, meeting.id)


def release(work: Work, meeting_id: str, by: str = "") -> None:
    """Release what was accepted and send the agenda; by its day, or earlier by an advisor."""
    meeting = find_meeting(work.connection, meeting_id, lock=True)
    if meeting.state != MeetingState.PLANNED or meeting.starts_at <= work.now:
        raise Refused("this meeting has begun or is called off")
    if meeting.agenda_sent:
        raise Refused("the agenda was sent already")
    carry_over(work, meeting)
    agenda = release_batch(work, meeting)
    work.connection.execute(update(Meeting).where(Meeting.id == meeting_id).values(agenda_sent=True))
    reminders.cancel(work, meeting_id, (ReminderKind.AGENDA,))
    _send(work, meeting, agenda)
    factory_id = chamber(work.connection, meeting.committee_id).factory_id
    audit.record(work, "agenda.sent", user_id=by or None, about=("meeting", meeting_id), factory_id=factory_id)


def release_batch(work: Work, meeting: Any) -> list[Item]:
    """Everything that was accepted, shuffled, takes its place. Returns the agenda."""
    before = items_at(work.connection, work.ring, meeting)
    accepted = (AgendaItem.committee_id == meeting.committee_id, AgendaItem.state == ItemState.ACCEPTED)
    batch = list(work.connection.execute(select(AgendaItem.id).where(*accepted).order_by(AgendaItem.id)).scalars())
    _random.shuffle(batch)
    for place, item_id in enumerate(batch):
        change_item(work, item_id, state=ItemState.RELEASED.value, meeting_id=meeting.id, position=place)
    return settle_places(work, meeting, before)


def _send(work: Work, meeting: Any, agenda: Sequence[Item]) -> None:
    """The list to everybody who was invited; the vote to those who have not declined."""
    members = invited(work, meeting.id, meeting.committee_id)
    tell_members(work, meeting, agenda, _phones(members))
    if sum(item.is_topic for item in agenda) >= WORTH_VOTING:
        answers = answers_to(work.connection, meeting.id)
        coming = [member for member in members if answers.get(member.id) != Answer.NO]
        prompts.ask(work, _phones(coming), "agenda_support", about_id=meeting.id, expires_at=meeting.starts_at)
    tell_released(work, meeting, agenda)


def _phones(members: Sequence[Seated]) -> list[str]:
    return list(dict.fromkeys(member.contact_id for member in members if member.contact_id))
