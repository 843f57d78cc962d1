"""Points for the agenda by chat, votes on them, and the petition for an extraordinary meeting."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.scripts.cases import same
from bot.talk import Entry, Moot, RefusedAnswer, Talk
from conversations import agenda, menu, petition
from conversations.dialogue import Facts
from models.codes import spoken
from models.vocabulary import MeetingState, Side
from operations.agenda import propose
from operations.agenda_support import has_voted, points_of, support
from operations.cases import open_case, unread_story
from operations.meeting_views import find_meeting
from operations.members import find_member, seats_of_contact
from operations.petitions import ask_for_meeting
from operations.points import send_point
from operations.work import Refused


def _points(talk: Talk, facts: Facts) -> Facts:
    """The points of the agenda that was sent, and the seat of this phone; once there is a vote, nobody asks again."""
    connection = talk.work.connection
    meeting = find_meeting(connection, facts["about_id"])
    seats = seats_of_contact(connection, talk.contact.id)
    mine = next((seat.id for seat in seats if seat.committee_id == meeting.committee_id), None)
    points = points_of(connection, meeting)
    open_still = meeting.agenda_sent and meeting.state == MeetingState.PLANNED and meeting.starts_at > talk.work.now
    if not open_still or not points or mine is None or has_voted(connection, meeting, mine):
        raise Moot
    return {
        "about_id": meeting.id,
        "meeting_id": meeting.id,
        "member_id": mine,
        "points": [[number, item_id] for number, item_id in points],
    }


def _send_point(talk: Talk, outcome: agenda.SendPoint) -> None:
    if outcome.member_id is None:
        opened = send_point(talk.work, talk.origin, outcome.committee_id, outcome.parts)
        talk.thread_case_id = opened.case_id
        talk.say(agenda.kept_for_workers(spoken(opened.code)))
    else:
        _propose(talk, outcome, outcome.member_id)


def _propose(talk: Talk, outcome: agenda.SendPoint, member_id: str) -> None:
    """A member's words are the point; a number alone was meant for another question. Files a person sees."""
    words = "\n".join(part["text"] for part in outcome.parts if part["text"].strip())
    files = [part for part in outcome.parts if part["files"]]
    if not files and not any(letter.isalpha() for letter in words):
        raise RefusedAnswer("point", agenda.WORDS_PLEASE)
    if words:
        side = find_member(talk.work.connection, talk.work.ring, member_id).side
        propose(talk.work, outcome.committee_id, Side(side), words)
        talk.say(agenda.KEPT_FOR_MEMBERS)
    if files:
        opened = open_case(talk.work, talk.origin, unread_story(files))
        talk.say(menu.read_by_a_person(spoken(opened.code)))


def _support(talk: Talk, outcome: agenda.SupportPoint) -> None:
    try:
        support(talk.work, outcome.meeting_id, outcome.member_id, outcome.item_id)
    except Refused:
        talk.say(agenda.VOTES_OVER)
    else:
        talk.say(agenda.supported(outcome.number))


def _ask_for_meeting(talk: Talk, outcome: petition.AskForMeeting) -> None:
    """The same words to everybody, also to who has asked before: they tell nothing to whoever reads along."""
    ask_for_meeting(talk.work, outcome.committee_id, talk.contact.id)
    talk.say(petition.COUNTED)


SCRIPTS: Mapping[str, Entry] = {
    "agenda_propose": Entry(agenda.agenda_propose, same),
    "agenda_support": Entry(agenda.agenda_support, _points),
    "petition": Entry(petition.petition, same),
}
PERFORMERS: Mapping[type, Callable[[Talk, Any], None]] = {
    agenda.SendPoint: _send_point,
    agenda.SupportPoint: _support,
    petition.AskForMeeting: _ask_for_meeting,
}
