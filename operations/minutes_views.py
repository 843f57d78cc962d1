"""Minutes opened for those who may read them: as the chat, the web page and the paper need them.

What workers sent carries no author here, and nobody's dissent a name: only the side it comes from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from sqlalchemy import Connection, select

from models.committee import Member
from models.encryption import CaseCipher, bound
from models.meeting import Meeting
from models.minutes import Approval, MinuteEntry, Minutes
from models.vocabulary import (
    ActionState,
    EntryKind,
    MeetingState,
    MinutesState,
    Office,
    Side,
    Verdict,
)
from operations.actions import Task, tasks_of
from operations.agenda import agenda_of
from operations.agenda_items import Item
from operations.approvals import Tally, sides_of, tally
from operations.attendance import SideAttendance
from operations.committees import Chamber, chamber, cipher_of
from operations.entry_words import open_text, open_wordings
from operations.meeting_views import find_meeting, next_meetings, place_of
from operations.members import Seated, members_of
from operations.minutes import find_minutes, latest
from operations.minutes_days import Filing, filing_of, written_by
from operations.papers import PaperFile, papers_of


@dataclass(frozen=True, slots=True)
class EntryView:
    """An entry with its words; an action with its owner and day as agreed, and what became of it (`task`)."""

    id: str
    number: int
    kind: EntryKind
    text: str
    owner: str
    due_on: date | None
    task: Task | None
    wordings: Mapping[str, str] = field(default_factory=dict)

    @property
    def longest(self) -> int:
        """Letters of the longest wording."""
        return max(map(len, (self.text, *self.wordings.values())))

    def said(self, language: str) -> str:
        """The words in a language where somebody gave them, else as they were typed."""
        return self.wordings.get(language) or self.text


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the agenda with what was said about it; `item` is none for what was on no agenda."""

    item: Item | None
    entries: tuple[EntryView, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody said to the minutes, from which side and no more."""

    side: Side
    verdict: Verdict
    text: str


@dataclass(frozen=True, slots=True)
class MinutesView:
    """One version of the minutes of a meeting, complete."""

    id: str
    version: int
    state: MinutesState
    approve_by: date | None
    approved_on: date | None
    filed_on: date | None
    house: Chamber
    meeting: Any
    place: str
    chair: str
    sides: tuple[SideAttendance, ...]
    tallies: tuple[Tally, ...]
    points: tuple[Point, ...]
    words: tuple[Words, ...]
    old_actions: tuple[tuple[Task, str], ...]
    papers: tuple[PaperFile, ...]
    next_day: date | None
    next_clock: time | None
    due_on: date
    filing: Filing | None

    @property
    def entries(self) -> list[EntryView]:
        return [entry for point in self.points for entry in point.entries]

    def of_kind(self, kind: EntryKind) -> list[EntryView]:
        return [entry for entry in self.entries if entry.kind is kind]

    def name_of(self, member_id: str | None) -> str:
        """A member's name, as far as the attendance holds it."""
        return next((one.name for side in self.sides for one, _how in side.people if one.id == member_id), "")

    @property
    def quorate(self) -> bool:
        """Whether each side had the seats taken that its rules ask for."""
        return all(side.taken >= self.house.rules.quorum(side.seats) for side in self.sides)

    @property
    def silent_sides(self) -> list[Side]:
        """The sides whose silence counted."""
        approved = self.state in (MinutesState.APPROVED, MinutesState.SUPERSEDED) and self.approved_on
        return [one.side for one in self.tallies if approved and not one.enough]


def view_minutes(connection: Connection, ring: Any, minutes_id: str) -> MinutesView:
    """Everything about a version. Raises Refused when there is none."""
    minutes = find_minutes(connection, minutes_id)
    meeting = find_meeting(connection, minutes.meeting_id)
    house = chamber(connection, meeting.committee_id)
    members = {one.id: one for one in members_of(connection, ring, house.id)}
    sides = sides_of(connection, ring, minutes)
    names = {one.id: one.name for side in sides for one, _how in side.people}
    names |= {one.id: one.name for one in members.values()}
    tasks = {task.id: task for task in tasks_of(connection, ring, house.id)}
    following = next_meetings(connection, [house.id], meeting.starts_at + 60 * meeting.minutes)
    ahead = next((one for one in following if one.id != meeting.id), None)
    return MinutesView(
        id=minutes.id,
        version=minutes.version,
        state=MinutesState(minutes.state),
        approve_by=minutes.approve_by,
        approved_on=minutes.approved_on,
        filed_on=minutes.filed_on,
        house=house,
        meeting=meeting,
        place=place_of(connection, ring, meeting),
        chair=_chair(sides),
        sides=tuple(sides),
        tallies=tuple(tally(connection, ring, house, minutes)),
        points=tuple(_points(connection, ring, house, minutes, tasks, names)),
        words=tuple(_said(connection, ring, house, minutes.id)),
        old_actions=tuple((task, names.get(task.owner_id or "", "")) for task in _old(tasks.values(), meeting)),
        papers=tuple(_papers(connection, meeting.id)),
        next_day=ahead.day if ahead else None,
        next_clock=time.fromisoformat(ahead.clock) if ahead else None,
        due_on=written_by(house, meeting),
        filing=filing_of(house, meeting),
    )


def last_approved(connection: Connection, committee_id: str) -> str | None:
    """The approved minutes of the committee's newest meeting that has some."""
    return connection.execute(
        select(Minutes.id)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .where(Meeting.committee_id == committee_id, Minutes.state == MinutesState.APPROVED)
        .order_by(Meeting.starts_at.desc())
        .limit(1)
    ).scalar()


def versions_of(connection: Connection, meeting_id: str) -> list[Any]:
    """The rows of every version, the newest first."""
    query = select(Minutes.__table__).where(Minutes.meeting_id == meeting_id).order_by(Minutes.version.desc())
    return list(connection.execute(query))


def minutes_due(connection: Connection, house: Chamber, meeting: Any, now: float) -> date | None:
    """The day by which minutes of a meeting that is over are to be sent; None when they were, or it is not over."""
    over = meeting.starts_at + 60 * meeting.minutes <= now and meeting.state != MeetingState.CANCELLED
    newest = latest(connection, meeting.id) if over else None
    sent = newest is not None and (newest.state != MinutesState.DRAFT or newest.version > 1)
    return written_by(house, meeting) if over and not sent else None


def _chair(sides: Sequence[SideAttendance]) -> str:
    """Who chaired: the chair where they were there, else the co-chair."""
    there = [one for side in sides for one in side.there]
    for office in (Office.CHAIR, Office.CO_CHAIR):
        for member in there:
            if member.office is office:
                return member.name
    return ""


def _points(
    connection: Connection, ring: Any, house: Chamber, minutes: Any, tasks: Mapping[str, Task], names: Mapping[str, str]
) -> list[Point]:
    """The points of the agenda in order, then what stands under none."""
    cipher = cipher_of(connection, ring, house.id)
    rows = connection.execute(
        select(MinuteEntry.__table__).where(MinuteEntry.minutes_id == minutes.id).order_by(MinuteEntry.number)
    ).all()
    items = agenda_of(connection, ring, minutes.meeting_id)
    found = [
        Point(item, tuple(_entry(cipher, row, tasks, names) for row in rows if row.item_id == item.id))
        for item in items
    ]
    known = {item.id for item in items}
    others = tuple(_entry(cipher, row, tasks, names) for row in rows if row.item_id not in known)
    return [*found, Point(None, others)] if others else found


def _entry(cipher: CaseCipher, row: Any, tasks: Mapping[str, Task], names: Mapping[str, str]) -> EntryView:
    text, wordings = open_text(cipher, row), open_wordings(cipher, row)
    owner, task = names.get(row.owner_id or "", ""), tasks.get(row.action_id or "")
    return EntryView(row.id, row.number, EntryKind(row.kind), text, owner, row.due_on, task, wordings)


def _said(connection: Connection, ring: Any, house: Chamber, minutes_id: str) -> list[Words]:
    """Dissents and remarks, the workers' first; in an order that tells nothing of when each came."""
    cipher = cipher_of(connection, ring, house.id)
    rows = connection.execute(
        select(Approval.member_id, Approval.verdict, Approval.words_sealed, Member.side)
        .join(Member, Member.id == Approval.member_id)
        .where(Approval.minutes_id == minutes_id)
        .where(Approval.words_sealed.is_not(None) | (Approval.verdict == Verdict.DISSENT))
    )
    found = [
        Words(
            Side(row.side),
            Verdict(row.verdict),
            cipher.open_text(row.words_sealed, bound("approvals", "words", f"{minutes_id}|{row.member_id}"))
            if row.words_sealed
            else "",
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.side != Side.WORKER, one.verdict, one.text))


def _old(tasks: Any, meeting: Any) -> list[Task]:
    """Actions of earlier meetings that were open when this one began."""
    return [
        task
        for task in tasks
        if task.meeting_id != meeting.id
        and task.opened_on < meeting.day
        and (task.state is ActionState.OPEN or (task.done_on and task.done_on >= meeting.day))
    ]


def _papers(connection: Connection, meeting_id: str) -> list[PaperFile]:
    """The photos of every version: the paper is the same."""
    return [paper for version in versions_of(connection, meeting_id) for paper in papers_of(connection, version.id)]


def writer_of(members: Sequence[Seated], member_id: str | None) -> Seated | None:
    """Who is to write, with a phone: who began, else secretary, chair, co-chair."""
    reachable = [one for one in members if one.contact_id]
    wanted = [one for one in reachable if one.id == member_id]
    for office in (Office.SECRETARY, Office.CHAIR, Office.CO_CHAIR):
        wanted += [one for one in reachable if one.office is office]
    return next(iter(wanted), None)
