"""Planning by chat: the next meeting, a new one, another date, calling it off, and which dates suit."""

from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any

from bot.talk import Entry, Moot, RefusedAnswer, Talk
from conversations import scheduling
from conversations.dialogue import Facts
from conversations.texts import Verbatim
from conversations.when import say_moment
from operations import date_polls, meetings
from operations.committees import chamber
from operations.meeting_views import find_meeting, last_place, next_meetings
from operations.members import seats_of_contact
from operations.rhythm import closed_days, offered_slots
from operations.work import Refused


def _plan(talk: Talk, facts: Facts) -> Facts:
    """What is offered, and what is closed, for a seat that may plan."""
    committee_id = facts.get("committee_id") or facts["about_id"]
    seat = next((one for one in seats_of_contact(talk.work.connection, talk.contact.id) if one.office), None)
    if seat is None or seat.committee_id != committee_id:
        raise Moot
    house = chamber(talk.work.connection, committee_id)
    today = talk.work.day(house.timezone)
    return {
        "about_id": committee_id,
        "committee_id": committee_id,
        "member_id": seat.id,
        "meeting_id": facts.get("meeting_id"),
        "slots": [f"{day}T{clock:%H:%M}" for day, clock in offered_slots(house, today)],
        "today": today.isoformat(),
        "language": talk.language,
        "shift": house.shift.split("-"),
        "closed": closed_days(house, today),
    }


def _move(talk: Talk, facts: Facts) -> Facts:
    planned = next_meetings(talk.work.connection, [facts["committee_id"]], talk.work.now)
    return _plan(talk, {**facts, "meeting_id": planned[0].id if planned else None})


def _next(talk: Talk, facts: Facts) -> Facts:
    """The next meeting of a committee, if there is one."""
    planned = next_meetings(talk.work.connection, [facts["committee_id"]], talk.work.now)
    when = say_moment(planned[0].day, time.fromisoformat(planned[0].clock), talk.language) if planned else ""
    return {**facts, "meeting_id": planned[0].id if planned else None, "when": when}


def _poll(talk: Talk, facts: Facts) -> Facts:
    poll = date_polls.find_poll(talk.work.connection, facts["about_id"])
    seats = seats_of_contact(talk.work.connection, talk.contact.id)
    mine = next((seat for seat in seats if poll and seat.committee_id == poll.committee_id), None)
    if poll is None or poll.closed or mine is None:
        raise Moot
    slots = [f"{day}T{clock}" for day, clock in poll.slots]
    return {
        "about_id": poll.id,
        "poll_id": poll.id,
        "member_id": mine.id,
        "slots": slots,
        "language": talk.language,
    }


def _plan_meeting(talk: Talk, outcome: scheduling.PlanMeeting) -> None:
    day, _, clock = outcome.moment.partition("T")
    place = outcome.place or last_place(talk.work.connection, talk.work.ring, outcome.committee_id)
    new = meetings.NewMeeting(date.fromisoformat(day), time.fromisoformat(clock), place[: meetings.PLACE_LIMIT])
    try:
        if outcome.meeting_id is None:
            meetings.plan_meeting(talk.work, outcome.committee_id, new)
        else:
            meetings.move_meeting(talk.work, outcome.meeting_id, new)
    except Refused:
        raise RefusedAnswer("slot.1", scheduling.OVER) from None
    talk.say(scheduling.planned(say_moment(new.day, new.clock, talk.language)))


def _start_poll(talk: Talk, outcome: scheduling.StartDatePoll) -> None:
    date_polls.start_poll(talk.work, outcome.committee_id, outcome.slots, outcome.member_id, outcome.meeting_id)
    talk.say(scheduling.POLL_SENT)


def _call_off(talk: Talk, outcome: scheduling.CallOff) -> None:
    """Everybody invited is told, whoever called it off among them."""
    try:
        meetings.cancel_meeting(talk.work, outcome.meeting_id)
    except Refused:
        talk.say(scheduling.NO_MEETING)


def _answer_poll(talk: Talk, outcome: scheduling.AnswerDatePoll) -> None:
    try:
        date_polls.answer_poll(talk.work, outcome.poll_id, outcome.member_id, outcome.slots)
    except Refused:
        poll = date_polls.find_poll(talk.work.connection, outcome.poll_id)
        planned = poll and next_meetings(talk.work.connection, [poll.committee_id], talk.work.now)
        talk.say(scheduling.POLL_OVER if planned else scheduling.NO_MEETING)
    else:
        talk.say(scheduling.POLL_NOTED)


def _show_next(talk: Talk, outcome: scheduling.ShowMeeting) -> None:
    """When and where; who was asked may change the answer."""
    meeting = find_meeting(talk.work.connection, outcome.meeting_id)
    place = last_place(talk.work.connection, talk.work.ring, meeting.committee_id, meeting.id)
    talk.say(scheduling.next_meeting(outcome.when, Verbatim(place)))
    try:
        talk.go("rsvp", facts={"about_id": outcome.meeting_id})
    except Moot:
        return


SCRIPTS: Mapping[str, Entry] = {
    "meeting_next": Entry(scheduling.next_one, _next),
    "meeting_plan": Entry(scheduling.plan, _plan),
    "meeting_move": Entry(scheduling.plan, _move),
    "meeting_call_off": Entry(scheduling.call_off, _next),
    "date_poll": Entry(scheduling.date_poll, _poll),
}
PERFORMERS: Mapping[type, Callable[[Talk, Any], None]] = {
    scheduling.PlanMeeting: _plan_meeting,
    scheduling.StartDatePoll: _start_poll,
    scheduling.CallOff: _call_off,
    scheduling.AnswerDatePoll: _answer_poll,
    scheduling.ShowMeeting: _show_next,
}
