"""Meetings by chat: invitations and answers."""

from collections.abc import Callable, Mapping
from datetime import time
from typing import Any

from bot.talk import Entry, Moot, Talk
from conversations import rsvp
from conversations.dialogue import Facts
from conversations.meeting import called_off
from conversations.texts import Text
from conversations.when import say_moment
from models.vocabulary import MeetingState
from operations.committees import chamber
from operations.meeting_views import find_meeting
from operations.members import find_member, seats_of_contact
from operations.quorum import look_at_once
from operations.rsvps import OtherDate, answer, answers_to


def _invitation(talk: Talk, facts: Facts) -> Facts:
    """The meeting as it stands when it is asked about; the seat of this phone in its committee."""
    meeting = find_meeting(talk.work.connection, facts["about_id"])
    asked = answers_to(talk.work.connection, meeting.id)
    seats = seats_of_contact(talk.work.connection, talk.contact.id)
    mine = [seat for seat in seats if seat.committee_id == meeting.committee_id and seat.id in asked]
    over = meeting.state != MeetingState.PLANNED or meeting.starts_at <= talk.work.now
    if over or not mine:
        raise Moot
    return {
        "about_id": meeting.id,
        "meeting_id": meeting.id,
        "member_id": mine[0].id,
        "sequence": meeting.sequence,
        "committee": chamber(talk.work.connection, meeting.committee_id).name,
        "when": say_moment(meeting.day, time.fromisoformat(meeting.clock), talk.language),
    }


def _give_answer(talk: Talk, outcome: rsvp.GiveAnswer) -> None:
    member = find_member(talk.work.connection, talk.work.ring, outcome.member_id)
    try:
        answer(talk.work, outcome.meeting_id, member, outcome.sequence, outcome.answer, outcome.reason)
    except OtherDate:
        talk.say(_why_not(talk, outcome))
    else:
        look_at_once(talk.work, find_meeting(talk.work.connection, outcome.meeting_id))
        talk.say(rsvp.noted(outcome.answer, outcome.when))


def _why_not(talk: Talk, outcome: rsvp.GiveAnswer) -> Text:
    """Why an answer counts no more, and what happens instead."""
    meeting = find_meeting(talk.work.connection, outcome.meeting_id)
    if meeting.state == MeetingState.CANCELLED:
        return called_off(say_moment(meeting.day, time.fromisoformat(meeting.clock), talk.language))
    if meeting.starts_at <= talk.work.now:
        return rsvp.MEETING_OVER
    asked = outcome.member_id in answers_to(talk.work.connection, meeting.id)
    return rsvp.OTHER_DATE if asked else rsvp.NOT_NEEDED


SCRIPTS: Mapping[str, Entry] = {"rsvp": Entry(rsvp.rsvp, _invitation)}
PERFORMERS: Mapping[type, Callable[[Talk, Any], None]] = {rsvp.GiveAnswer: _give_answer}
