"""Who was at a meeting, by side. A member who came late or left early was there; an alternate counts for the seat."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, select, update

from models.meeting import Attendance
from models.upsert import insert_or_ignore
from models.vocabulary import Presence, Side
from operations.members import Seated, find_member, members_of
from operations.work import Work

THERE = (Presence.PRESENT, Presence.LATE, Presence.LEFT)
_NEW = insert_or_ignore(Attendance)


@dataclass(frozen=True, slots=True)
class SideAttendance:
    """One side at a meeting: its seats, how many of them were taken, and who was how."""

    side: Side
    seats: int
    taken: int
    people: tuple[tuple[Seated, Presence], ...]

    @property
    def there(self) -> list[Seated]:
        return [member for member, presence in self.people if presence in THERE]

    @property
    def absent(self) -> list[Seated]:
        """Full members who were not there; an alternate who did not come is not missed."""
        return [one for one, presence in self.people if presence is Presence.ABSENT and not one.is_alternate]


def mark(work: Work, meeting_id: str, presences: Mapping[str, Presence]) -> None:
    """How members were at a meeting, by member id."""
    dialect = work.connection.dialect.name
    for member_id, presence in presences.items():
        row = {"meeting_id": meeting_id, "member_id": member_id, "presence": presence.value}
        if not work.connection.execute(_NEW[dialect], row).rowcount:
            this = (Attendance.meeting_id == meeting_id, Attendance.member_id == member_id)
            work.connection.execute(update(Attendance).where(*this).values(presence=presence.value))


def forget(work: Work, meeting_id: str, member_ids: Sequence[str]) -> None:
    """It is to be asked again how these members were."""
    work.connection.execute(
        delete(Attendance).where(Attendance.meeting_id == meeting_id, Attendance.member_id.in_(member_ids))
    )


def presences(connection: Connection, meeting_id: str) -> dict[str, Presence]:
    """How each member was, as far as it is known."""
    rows = connection.execute(
        select(Attendance.member_id, Attendance.presence).where(Attendance.meeting_id == meeting_id)
    )
    return {row.member_id: Presence(row.presence) for row in rows}


def not_marked(members: Iterable[Seated], known: Mapping[str, Presence], side: Side) -> list[Seated]:
    """Full members of a side of whom it is not known yet."""
    return [one for one in members if one.side is side and not one.is_alternate and one.id not in known]


def alternates_not_marked(members: Iterable[Seated], known: Mapping[str, Presence]) -> list[Seated]:
    """Alternates of members who were not there: they may have come in their place."""
    return [one for one in members if known.get(one.stands_in_for_id or "") is Presence.ABSENT and one.id not in known]


def attendance_of(
    connection: Connection, ring: Any, committee_id: str, known: Mapping[str, Presence]
) -> list[SideAttendance]:
    """Both sides at a meeting, by how each member was; also members who have left the committee since."""
    now = {one.id: one for one in members_of(connection, ring, committee_id)}
    people = [(now.get(one) or find_member(connection, ring, one), how) for one, how in known.items()]
    people.sort(key=lambda pair: (pair[0].is_alternate, pair[0].name))
    return [_side(side, [pair for pair in people if pair[0].side is side]) for side in (Side.WORKER, Side.MANAGEMENT)]


def _side(side: Side, people: Sequence[tuple[Seated, Presence]]) -> SideAttendance:
    """A seat is taken by its member, or by one alternate."""
    seats = sum(not member.is_alternate for member, _presence in people)
    taken = {member.stands_in_for_id or member.id for member, presence in people if presence in THERE}
    return SideAttendance(side, seats, len(taken), tuple(people))
