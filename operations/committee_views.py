"""How committees look from the advisor's desk: balance, next meetings, who comes, attendance, what needs somebody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from models.action import Action
from models.encryption import SealBroken, bound
from models.meeting import Attendance, Meeting, Rsvp
from models.minutes import Minutes
from models.vocabulary import ActionState, MeetingState, MinutesState, Presence, Side
from operations.actions import Task
from operations.calendar import after_months
from operations.committees import Chamber, cipher_of
from operations.fix_polls import not_asked
from operations.make_up import Gap, gaps_of
from operations.meeting_views import next_meetings
from operations.members import Balance, Seated, balance_of, members_of
from operations.rsvps import Turnout, of_the_last_round, turnout
from operations.work import Work

WEEK = 7 * 86400.0
PAST = 12
"""Meetings looked back at: a year of monthly ones."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A committee in a line: how it is made up, when it meets next, what is open."""

    chamber: Chamber
    balance: Balance
    next: Any | None
    turnouts: tuple[Turnout, ...]
    open_actions: int
    overdue_actions: int
    meeting_overdue: date | None
    """The day by which its rules wanted a meeting, where none is planned."""
    minutes_open: Any | None
    """A meeting that is over and has no approved minutes."""
    not_asked: tuple[Task, ...] = ()
    """What is done, and the line's own question about it was too long for workers."""

    @property
    def short(self) -> bool:
        """Whether a side of the next meeting has no quorum yet."""
        return any(not side.enough for side in self.turnouts)

    @property
    def needs(self) -> bool:
        """Whether somebody should look at it."""
        return bool(self.overdue_actions or self.meeting_overdue or self.minutes_open or self.gaps)

    @property
    def balanced(self) -> bool:
        """Whether it is made up as its rules want it."""
        return not self.gaps

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What is missing, until it is mended."""
        return gaps_of(self.chamber, self.balance)


@dataclass(frozen=True, slots=True)
class Held:
    """A meeting that was held, with how many of each side were there, of how many."""

    meeting: Any
    present: dict[Side, int]
    seats: dict[Side, int]


@dataclass(frozen=True, slots=True)
class Invited:
    """A member with what they said to an invitation."""

    member: Seated
    answer: str | None
    reason: str


def standing_of(work: Work, chamber: Chamber) -> Standing:
    """One committee as it stands now."""
    connection, today = work.connection, work.day(chamber.timezone)
    planned = next_meetings(connection, [chamber.id], work.now)
    following = planned[0] if planned else None
    actions = (Action.committee_id == chamber.id, Action.state == ActionState.OPEN)
    count = select(func.count()).select_from(Action)
    return Standing(
        chamber=chamber,
        balance=balance_of(members_of(connection, work.ring, chamber.id)),
        next=following,
        turnouts=tuple(turnout(connection, work.ring, following.id)) if following else (),
        open_actions=connection.execute(count.where(*actions)).scalar_one(),
        overdue_actions=connection.execute(count.where(*actions, Action.due_on < today)).scalar_one(),
        meeting_overdue=None if following else _overdue_since(connection, chamber, today),
        minutes_open=_without_minutes(connection, chamber.id, work.now),
        not_asked=tuple(not_asked(connection, work.ring, chamber)),
    )


def held_meetings(connection: Connection, ring: Any, committee_id: str, most: int = PAST) -> list[Held]:
    """The last meetings that were held, oldest first: attendance by side over time."""
    rows = connection.execute(
        select(Meeting.__table__)
        .where(Meeting.committee_id == committee_id, Meeting.state == MeetingState.HELD)
        .order_by(Meeting.starts_at.desc())
        .limit(most)
    ).all()
    members = {member.id: member for member in members_of(connection, ring, committee_id)}
    return [_held(connection, members, row) for row in reversed(rows)]


def invited_to(connection: Connection, ring: Any, meeting: Any) -> list[Invited]:
    """Everybody who was asked for the date that holds, with their answer and its reason."""
    cipher = cipher_of(connection, ring, meeting.committee_id)
    rows = {
        row.member_id: row
        for row in connection.execute(
            select(Rsvp.member_id, Rsvp.answer, Rsvp.reason_sealed).where(of_the_last_round(meeting.id))
        )
    }
    members = members_of(connection, ring, meeting.committee_id)
    return [
        Invited(member, rows[member.id].answer, _reason(cipher, meeting.id, rows[member.id]))
        for member in members
        if member.id in rows
    ]


def this_week(standings: Iterable[Standing], now: float) -> list[Standing]:
    """Committees that meet within seven days, the next first."""
    soon = [one for one in standings if one.next and one.next.starts_at < now + WEEK]
    return sorted(soon, key=lambda one: one.next.starts_at if one.next else 0.0)


def _overdue_since(connection: Connection, chamber: Chamber, today: date) -> date | None:
    every = chamber.rules.get("meets_every_months")
    if not every:
        return None
    last = connection.execute(
        select(func.max(Meeting.day)).where(Meeting.committee_id == chamber.id, Meeting.state != MeetingState.CANCELLED)
    ).scalar()
    wanted = after_months(last or chamber.founded_on, every)
    return wanted if wanted < today else None


def _without_minutes(connection: Connection, committee_id: str, now: float) -> Any | None:
    approved = select(Minutes.id).where(Minutes.meeting_id == Meeting.id, Minutes.state == MinutesState.APPROVED)
    return connection.execute(
        select(Meeting.__table__)
        .where(
            Meeting.committee_id == committee_id,
            Meeting.state != MeetingState.CANCELLED,
            Meeting.starts_at + 60 * Meeting.minutes < now,
            ~approved.exists(),
        )
        .order_by(Meeting.starts_at)
        .limit(1)
    ).one_or_none()


def _held(connection: Connection, members: dict[str, Seated], meeting: Any) -> Held:
    rows = connection.execute(
        select(Attendance.member_id, Attendance.presence).where(Attendance.meeting_id == meeting.id)
    ).all()
    present, seats = dict.fromkeys(Side, 0), dict.fromkeys(Side, 0)
    for member in members.values():
        seats[member.side] += not member.is_alternate
    for row in rows:
        if row.member_id in members and row.presence != Presence.ABSENT:
            present[members[row.member_id].side] += 1
    return Held(meeting, present, seats)


def _reason(cipher: Any, meeting_id: str, row: Any) -> str:
    if row.reason_sealed is None:
        return ""
    try:
        text: str = cipher.open_text(row.reason_sealed, bound("rsvps", "reason", f"{meeting_id}|{row.member_id}"))
    except SealBroken:
        return ""
    return text


def sides(turnouts: Sequence[Turnout]) -> dict[Side, Turnout]:
    """The two sides by name."""
    return {one.side: one for one in turnouts}
