"""Approval of minutes by both sides, with one digit. A dissent is attached, never lost.

Minutes are approved
1. when on each side as many of those present approved as the rules ask for a quorum (`quorum_percent`; 50 means
   more than half), or
2. from `approval_days` after sending on, when nobody of a side that has not approved so far dissented: who was sent
   the minutes and says nothing in that time has no objection. The minutes then say so.
A side that dissents and has not enough approvals keeps them open: the secretary and the advisor are told. Whoever
sends minutes by chat and was present has approved them by sending.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select, update

from models.encryption import bound
from models.minutes import Approval, MinuteEntry, Minutes
from models.vocabulary import MinutesState, Presence, ReminderKind, Side, Verdict
from operations import audit, prompts, reminders
from operations.agenda import item_discussed
from operations.attendance import SideAttendance, attendance_of, not_marked, presences
from operations.committees import Chamber, chamber, cipher_of
from operations.hours import decent_moment
from operations.meeting_views import find_meeting
from operations.members import Seated, members_of
from operations.minutes import Pen, draft, find_minutes, note
from operations.minutes_days import TELL, approval_reminders, approved_by
from operations.reminders import DAY, Planned
from operations.work import Refused, Work

PROMPT = "minutes_approve"


class Counted(StrEnum):
    """What became of a verdict."""

    COUNTED = "counted"
    APPROVED_ALREADY = "approved_already"
    CORRECTED_SINCE = "corrected_since"
    NOT_PRESENT = "not_present"


@dataclass(frozen=True, slots=True)
class Tally:
    """How one side of those present stands to the minutes."""

    side: Side
    present: int
    needed: int
    approved: int
    dissented: int

    @property
    def enough(self) -> bool:
        return self.approved >= self.needed

    @property
    def by_silence(self) -> bool:
        """Whether its silence would count as approval."""
        return not self.enough and self.dissented == 0


def send_for_approval(work: Work, minutes_id: str, pen: Pen) -> None:
    """Ask all who were present. Raises Refused while it is not known who was there, or nobody was."""
    minutes, _cipher = draft(work, minutes_id)
    meeting = find_meeting(work.connection, minutes.meeting_id)
    house = chamber(work.connection, meeting.committee_id)
    members, known = members_of(work.connection, work.ring, house.id), presences(work.connection, meeting.id)
    if any(not_marked(members, known, side) for side in Side):
        raise Refused("first say who was there")
    today = work.day(house.timezone)
    until = approved_by(house, today)
    sent = {"state": MinutesState.FOR_APPROVAL.value, "approve_by": until}
    work.connection.execute(update(Minutes).where(Minutes.id == minutes_id).values(**sent))
    note(work, "minutes.sent", minutes, pen)
    reminders.plan(work, approval_reminders(house, minutes_id, today, until))
    there = present(work.connection, work.ring, minutes)
    if pen.member_id in {one.id for one in there}:
        decide(work, minutes_id, str(pen.member_id), Verdict.APPROVE)
    ask_the_silent(work, minutes_id)


def decide(
    work: Work, minutes_id: str, member_id: str, verdict: Verdict, words: str = "", on_paper_by: str = ""
) -> Counted:
    """What a member says to a version. A dissent is kept whenever it comes; an approval counts while it is open.

    `on_paper_by` is the user who saw the member's signature.
    """
    minutes = find_minutes(work.connection, minutes_id, lock=True)
    meeting = find_meeting(work.connection, minutes.meeting_id)
    house = chamber(work.connection, meeting.committee_id)
    if member_id not in {one.id for one in present(work.connection, work.ring, minutes)}:
        return Counted.NOT_PRESENT
    is_open = minutes.state == MinutesState.FOR_APPROVAL
    if is_open or verdict is Verdict.DISSENT or words.strip():
        _keep(work, house, minutes, member_id, verdict if is_open or verdict is Verdict.DISSENT else None, words)
        _record(work, f"minutes.{verdict}", minutes_id, house, on_paper_by)
    if is_open:
        _settle(work, house, minutes, meeting, silence=False)
        return Counted.COUNTED
    return Counted.APPROVED_ALREADY if minutes.state == MinutesState.APPROVED else Counted.CORRECTED_SINCE


def let_silence_count(work: Work, minutes_id: str) -> bool:
    """The last day has come. False when a side disagrees, so that the minutes stay open."""
    minutes = find_minutes(work.connection, minutes_id, lock=True)
    if minutes.state != MinutesState.FOR_APPROVAL:
        return True
    meeting = find_meeting(work.connection, minutes.meeting_id)
    return _settle(work, chamber(work.connection, meeting.committee_id), minutes, meeting, silence=True)


def ask_the_silent(work: Work, minutes_id: str) -> None:
    """Let the line ask those present who have said nothing, where they have a phone."""
    minutes = find_minutes(work.connection, minutes_id)
    said = verdicts(work.connection, minutes)
    silent = [one for one in present(work.connection, work.ring, minutes) if one.id not in said]
    prompts.ask(work, [one.contact_id for one in silent if one.contact_id], PROMPT, about_id=minutes_id)


def present(connection: Connection, ring: Any, minutes: Any) -> list[Seated]:
    """Who was at the meeting, alternates too, as a version has it."""
    return [member for side in sides_of(connection, ring, minutes) for member in side.there]


def sides_of(connection: Connection, ring: Any, minutes: Any) -> list[SideAttendance]:
    """Attendance by side, as a version has it: approved minutes keep their own."""
    committee_id = find_meeting(connection, minutes.meeting_id).committee_id
    kept = {member_id: Presence(how) for member_id, how in (minutes.attendance or {}).items()}
    return attendance_of(connection, ring, committee_id, kept or presences(connection, minutes.meeting_id))


def verdicts(connection: Connection, minutes: Any) -> dict[str, Verdict]:
    """What each member said to a version, by member id; what came after it was approved does not count."""
    query = select(Approval.member_id, Approval.verdict).where(Approval.minutes_id == minutes.id)
    rows = connection.execute(query.where(Approval.on_day <= minutes.approved_on) if minutes.approved_on else query)
    return {row.member_id: Verdict(row.verdict) for row in rows}


def tally(connection: Connection, ring: Any, house: Chamber, minutes: Any) -> list[Tally]:
    """Each side as it stands to a version."""
    there = present(connection, ring, minutes)
    said = verdicts(connection, minutes)
    return [_tally(house, side, [said.get(one.id) for one in there if one.side is side]) for side in Side]


def _tally(house: Chamber, side: Side, said: Sequence[Verdict | None]) -> Tally:
    needed = house.rules.quorum(len(said))
    return Tally(side, len(said), needed, said.count(Verdict.APPROVE), said.count(Verdict.DISSENT))


def _keep(work: Work, house: Chamber, minutes: Any, member_id: str, verdict: Verdict | None, words: str) -> None:
    """The verdict, and the words beside those there are: what was said once is not lost when it changes."""
    this = (Approval.minutes_id == minutes.id, Approval.member_id == member_id)
    cipher, place = cipher_of(work.connection, work.ring, house.id), f"{minutes.id}|{member_id}"
    had = work.connection.execute(select(Approval.verdict, Approval.words_sealed).where(*this)).one_or_none()
    before = cipher.open_text(had.words_sealed, bound("approvals", "words", place)) if had and had.words_sealed else ""
    said = "\n".join(dict.fromkeys(filter(None, (before, words.strip()))))
    values = {
        "verdict": verdict.value if verdict else had.verdict if had else Verdict.APPROVE.value,
        "words_sealed": cipher.seal_text(said, bound("approvals", "words", place)) if said else None,
        "on_day": work.day(house.timezone),
    }
    if had is not None:
        work.connection.execute(update(Approval).where(*this).values(**values))
    else:
        work.connection.execute(insert(Approval).values(minutes_id=minutes.id, member_id=member_id, **values))


def _settle(work: Work, house: Chamber, minutes: Any, meeting: Any, silence: bool) -> bool:
    """Approve when both sides have, or their silence counts. Returns whether they are approved."""
    sides = tally(work.connection, work.ring, house, minutes)
    if not all(side.enough or (silence and side.by_silence) for side in sides):
        return False
    today = work.day(house.timezone)
    older = (Minutes.meeting_id == meeting.id, Minutes.state == MinutesState.APPROVED)
    work.connection.execute(update(Minutes).where(*older).values(state=MinutesState.SUPERSEDED.value))
    approved = {"state": MinutesState.APPROVED.value, "approved_on": today}
    approved["attendance"] = {one: how.value for one, how in presences(work.connection, meeting.id).items()}
    work.connection.execute(update(Minutes).where(Minutes.id == minutes.id).values(**approved))
    reminders.cancel(work, minutes.id)
    tell_at = decent_moment(work.now, work.now + DAY, house.timezone, house.shift)
    reminders.plan(work, [Planned(ReminderKind.APPROVAL, minutes.id, tell_at, tell_at + 3 * DAY, step=TELL)])
    _close_items(work, minutes.id)
    _record(work, "minutes.approved", minutes.id, house, "")
    return True


def _close_items(work: Work, minutes_id: str) -> None:
    """Points with an entry were talked about; one without returns to the next agenda."""
    entries = select(MinuteEntry.item_id).where(MinuteEntry.minutes_id == minutes_id, MinuteEntry.item_id.is_not(None))
    for item_id in work.connection.execute(entries.distinct()).scalars().all():
        item_discussed(work, str(item_id))


def _record(work: Work, action: str, minutes_id: str, house: Chamber, by: str) -> None:
    audit.record(work, action, user_id=by or None, about=("minutes", minutes_id), factory_id=house.factory_id)
