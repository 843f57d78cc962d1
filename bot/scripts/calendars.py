"""Calendars by chat: a member is given the private address of theirs."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.talk import Entry, Talk
from conversations import calendar
from conversations.dialogue import Facts
from conversations.texts import Verbatim
from operations.calendar_feeds import address_of, new_feed
from operations.members import seats_of_contact


def _whose(talk: Talk, facts: Facts) -> Facts:
    return {"member_id": facts["member_id"]}


def _give(talk: Talk, outcome: calendar.GiveCalendar) -> None:
    """The address is a message of its own, to be copied whole. A phone that lost its seat since gets none."""
    seats = seats_of_contact(talk.work.connection, talk.contact.id)
    if outcome.member_id not in {seat.id for seat in seats}:
        talk.say(calendar.NO_SEAT)
        return
    token = new_feed(talk.work, member_id=outcome.member_id)
    talk.say(calendar.YOURS)
    talk.say(Verbatim(address_of(talk.work.public_url, token)))


SCRIPTS: Mapping[str, Entry] = {"calendar": Entry(calendar.calendar, _whose)}
PERFORMERS: Mapping[type, Callable[[Talk, Any], None]] = {calendar.GiveCalendar: _give}
