"""Finding a date among members: each says which slots suit, the best one gives a quorum on both sides.

When it closes, the best slot is planned at once and everybody invited: who was asked has said that it suits, and a
meeting can still be moved. Where no slot gives both sides a quorum, nothing is planned and whoever asked is told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from sqlalchemy import Connection, insert, select, update

from conversations.scheduling import best_slot, no_slot
from conversations.when import say_moment
from models.base import new_id
from models.meeting import DatePoll, DatePollAnswer
from models.vocabulary import ReminderKind, Side
from operations import prompts, reminders
from operations.calendar import resolve
from operations.committees import Chamber, chamber
from operations.meeting_views import find_meeting
from operations.meetings import NewMeeting, move_meeting, plan_meeting
from operations.members import Seated, members_of
from operations.notices import recipients, tell
from operations.reminders import DAY, Planned
from operations.work import Refused, Work

OPEN_DAYS = 2
"""Days that members have, unless the first slot comes sooner."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A slot with how many of each side it suits. A side that needs nobody is never short."""

    number: int
    day: date
    clock: time
    suits: dict[Side, int]
    needed: dict[Side, int]

    @property
    def has_quorum(self) -> bool:
        return all(self.suits[side] >= self.needed[side] for side in Side)


def start_poll(work: Work, committee_id: str, slots: Sequence[str], asker_id: str, meeting_id: str | None) -> str:
    """Ask every member with a phone; the asker too. Returns the id of the poll."""
    house, poll_id = chamber(work.connection, committee_id), new_id()
    moments = [_moment(slot) for slot in slots]
    first = min(resolve(day, clock, house.timezone) for day, clock in moments)
    closes_at = min(work.now + OPEN_DAYS * DAY, max(work.now + 3600, first - DAY))
    work.connection.execute(
        insert(DatePoll).values(
            id=poll_id,
            committee_id=committee_id,
            meeting_id=meeting_id,
            asker_id=asker_id,
            slots=[[day.isoformat(), f"{clock:%H:%M}"] for day, clock in moments],
            closes_at=closes_at,
        )
    )
    phones = {member.contact_id for member in _asked(work.connection, work.ring, committee_id)}
    prompts.ask(work, sorted(phone for phone in phones if phone), "date_poll", about_id=poll_id, expires_at=closes_at)
    reminders.plan(work, [Planned(ReminderKind.DATE_POLL, poll_id, closes_at, closes_at + 7 * DAY)])
    return poll_id


def answer_poll(work: Work, poll_id: str, member_id: str, slots: Iterable[int]) -> None:
    """What suits a member; a second answer takes the place of the first. Closes when everybody has answered."""
    poll = find_poll(work.connection, poll_id, lock=True)
    if poll is None or poll.closed:
        raise Refused("the poll is over")
    row = (DatePollAnswer.poll_id == poll_id, DatePollAnswer.member_id == member_id)
    values = {"slots": sorted(set(slots))}
    if not work.connection.execute(update(DatePollAnswer).where(*row).values(**values)).rowcount:
        work.connection.execute(insert(DatePollAnswer).values(poll_id=poll_id, member_id=member_id, **values))
    asked = {one.id for one in _asked(work.connection, work.ring, poll.committee_id) if one.contact_id}
    if asked <= set(_answers(work.connection, poll_id)):
        close_poll(work, poll)


def close_due(work: Work, rows: Sequence[Any]) -> None:
    """Polls whose time is over."""
    for row in rows:
        poll = find_poll(work.connection, row.about_id, lock=True)
        if poll is not None and not poll.closed:
            close_poll(work, poll)


def close_poll(work: Work, poll: Any) -> None:
    """Plan or move to the best slot, or tell the asker that there is none."""
    work.connection.execute(update(DatePoll).where(DatePoll.id == poll.id).values(closed=True))
    house = chamber(work.connection, poll.committee_id)
    ahead = [
        slot
        for slot in slots_of(work.connection, work.ring, poll)
        if resolve(slot.day, slot.clock, house.timezone) > work.now
    ]
    best = max((slot for slot in ahead if slot.has_quorum), key=_worth, default=None)
    if best is not None:
        _set(work, poll, best)
    _tell_asker(work, poll, best)


def slots_of(connection: Connection, ring: Any, poll: Any) -> list[Slot]:
    """Each slot with how many it suits."""
    house = chamber(connection, poll.committee_id)
    members = _asked(connection, ring, poll.committee_id)
    answers = _answers(connection, poll.id)
    needed = {side: _needed(house, members, side) for side in Side}
    return [
        Slot(number, date.fromisoformat(day), time.fromisoformat(clock), _suits(members, answers, number), needed)
        for number, (day, clock) in enumerate(poll.slots)
    ]


def find_poll(connection: Connection, poll_id: str, lock: bool = False) -> Any | None:
    query = select(DatePoll.__table__).where(DatePoll.id == poll_id)
    return connection.execute(query.with_for_update() if lock else query).one_or_none()


def _set(work: Work, poll: Any, best: Slot) -> None:
    new = NewMeeting(best.day, best.clock)
    if poll.meeting_id is None:
        plan_meeting(work, poll.committee_id, new)
    elif find_meeting(work.connection, poll.meeting_id).state == "planned":
        move_meeting(work, poll.meeting_id, new)


def _tell_asker(work: Work, poll: Any, best: Slot | None) -> None:
    asker = [one for one in members_of(work.connection, work.ring, poll.committee_id) if one.id == poll.asker_id]
    told = recipients(work, [one.contact_id for one in asker if one.contact_id])
    if best is None:
        tell(work, told, lambda _language: no_slot())
    else:
        tell(work, told, lambda language: best_slot(say_moment(best.day, best.clock, language)))


def _worth(slot: Slot) -> tuple[int, int, int]:
    """The weaker side first, then both, then the earlier slot."""
    return min(slot.suits.values()), sum(slot.suits.values()), -slot.number


def _needed(house: Chamber, members: Sequence[Seated], side: Side) -> int:
    seats = sum(member.side is side for member in members)
    return house.rules.quorum(seats) if seats else 0


def _suits(members: Sequence[Seated], answers: dict[str, list[int]], number: int) -> dict[Side, int]:
    return {
        side: sum(member.side is side and number in answers.get(member.id, ()) for member in members) for side in Side
    }


def _asked(connection: Connection, ring: Any, committee_id: str) -> list[Seated]:
    """Full members: an alternate is asked when a member cannot come."""
    return [member for member in members_of(connection, ring, committee_id) if not member.is_alternate]


def _answers(connection: Connection, poll_id: str) -> dict[str, list[int]]:
    rows = connection.execute(
        select(DatePollAnswer.member_id, DatePollAnswer.slots).where(DatePollAnswer.poll_id == poll_id)
    )
    return {row.member_id: row.slots for row in rows}


def _moment(slot: str) -> tuple[date, time]:
    day, _, clock = slot.partition("T")
    return date.fromisoformat(day), time.fromisoformat(clock)
