"""Warning in time that a side will be too few: once a meeting, with who could mend it. And asking once more."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from conversations.scheduling import will_be_short
from conversations.when import say_moment
from models.vocabulary import MeetingState, ReminderKind
from operations import prompts, reminders
from operations.alerts import alert_committee
from operations.committees import chamber
from operations.meeting_views import find_meeting
from operations.notices import recipients, tell
from operations.reminders import Planned
from operations.rhythm import officers
from operations.rsvps import answers_to, invited, turnout
from operations.work import Refused, Work

LOST = 1
"""The step of a look at a quorum that cannot be reached any more; two days before it is step 0."""


def look(work: Work, rows: Sequence[Any]) -> None:
    """Two days before: who has not answered is asked once more; where a side is short, those who can act are told."""
    for row in rows:
        try:
            meeting = find_meeting(work.connection, row.about_id)
        except Refused:
            continue
        if meeting.state != MeetingState.PLANNED:
            continue
        if row.step != LOST:
            _ask_again(work, meeting)
        told_already = row.step != LOST and _lost_before(work, meeting)
        if not told_already and not all(side.enough for side in turnout(work.connection, work.ring, meeting.id)):
            warn(work, meeting)


def look_at_once(work: Work, meeting: Any) -> None:
    """A side that cannot reach its quorum any more: nobody waits for the day to say so. Once a date."""
    lost = any(side.lost for side in turnout(work.connection, work.ring, meeting.id))
    if lost and not _lost_before(work, meeting):
        reminders.plan(work, [Planned(ReminderKind.QUORUM, meeting.id, work.now, meeting.starts_at, step=LOST)])


def _lost_before(work: Work, meeting: Any) -> bool:
    return reminders.was_planned(work, meeting.id, ReminderKind.QUORUM, LOST, meeting.changed_at)


def warn(work: Work, meeting: Any) -> None:
    """Secretary and chairs are told, and the advisor that something waits."""
    phones = [one.contact_id for one in officers(work, meeting.committee_id) if one.contact_id]
    clock = time.fromisoformat(meeting.clock)
    told = recipients(work, phones)
    tell(work, told, lambda language: will_be_short(say_moment(meeting.day, clock, language)))
    alert_committee(work, chamber(work.connection, meeting.committee_id).factory_id)


def _ask_again(work: Work, meeting: Any) -> None:
    answers = answers_to(work.connection, meeting.id)
    members = invited(work, meeting.id, meeting.committee_id)
    silent = [one.contact_id for one in members if one.contact_id and answers[one.id] is None]
    prompts.ask(work, silent, "rsvp", about_id=meeting.id, expires_at=meeting.starts_at)
