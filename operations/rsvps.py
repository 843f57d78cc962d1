"""Invitations and answers: who is asked, who comes, and whether each side has a quorum."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from conversations.rsvp import declined
from conversations.texts import Text
from conversations.when import say_moment
from models.encryption import bound
from models.meeting import Rsvp
from models.vocabulary import Answer, MeetingState, Office, ReminderKind, Side
from operations import prompts, reminders
from operations.agenda_notices import fits_sms, longest
from operations.calendar_files import send_files
from operations.committees import Chamber, chamber, cipher_of
from operations.meeting_reminders import meeting_reminders, member_reminders
from operations.meeting_views import find_meeting, next_meetings
from operations.members import Seated, alternates_of, find_member, members_of
from operations.notices import recipients, tell
from operations.work import Work


@dataclass(frozen=True, slots=True)
class Turnout:
    """One side of a meeting as it looks now. `coming` counts an alternate for the seat that is stood in for."""

    side: Side
    seats: int
    needed: int
    coming: int
    declined: int

    @property
    def enough(self) -> bool:
        return self.coming >= self.needed

    @property
    def lost(self) -> bool:
        """Whether the quorum cannot be reached any more, even if everybody who has not answered comes."""
        return self.seats - self.declined < self.needed


class OtherDate(Exception):
    """An answer to an invitation whose meeting has moved or was cancelled since."""


def invite(work: Work, meeting: Any, house: Chamber) -> None:
    """Ask every full member whether they come, and plan what belongs to the date."""
    members = members_of(work.connection, work.ring, house.id)
    full = [member for member in members if not member.is_alternate]
    _ask(work, meeting, full)
    planned = [one for member in full for one in member_reminders(house, meeting, member, work.now)]
    reminders.plan(work, [*planned, *meeting_reminders(house, meeting)])


def ask_newly_seated(work: Work, member_id: str) -> None:
    """Ask who has just taken a seat, or tied a phone to one, to the meetings that are called already.

    An alternate is asked only where the seat was declined; who has answered is not asked again.
    """
    member = find_member(work.connection, work.ring, member_id)
    for meeting in next_meetings(work.connection, [member.committee_id], work.now):
        answers = answers_to(work.connection, meeting.id)
        if meeting.starts_at <= work.now or answers.get(member_id) is not None:
            continue
        if member_id in answers:
            _ask(work, meeting, [member])
        elif not member.is_alternate:
            _ask(work, meeting, [member])
            house = chamber(work.connection, member.committee_id)
            reminders.plan(work, member_reminders(house, meeting, member, work.now))


def answer(work: Work, meeting_id: str, member: Seated, sequence: int, said: Answer, reason: str = "") -> None:
    """What a member says to an invitation. Raises OtherDate when the meeting has moved or was cancelled since.

    Who declines is not reminded again, and the alternate is asked at once.
    """
    meeting = find_meeting(work.connection, meeting_id, lock=True)
    if meeting.state != MeetingState.PLANNED or meeting.sequence != sequence or meeting.starts_at <= work.now:
        raise OtherDate
    house = chamber(work.connection, meeting.committee_id)
    before = _answer_of(work.connection, meeting_id, member.id)
    row = (Rsvp.meeting_id == meeting_id, Rsvp.member_id == member.id)
    sealed = _sealed_reason(work, meeting, member.id, reason)
    work.connection.execute(update(Rsvp).where(*row).values(answer=said.value, reason_sealed=sealed))
    if said is not Answer.NO:
        send_files(work, meeting, [member])
    if said is Answer.NO and before != Answer.NO:
        reminders.cancel(work, meeting_id, (ReminderKind.MEETING,), member.id)
        _ask_alternate(work, meeting, member)
        _tell_secretary(work, meeting, member, reason.strip())
    elif before == Answer.NO and said is not Answer.NO:
        reminders.plan(work, member_reminders(house, meeting, member, work.now))


def turnout(connection: Connection, ring: Any, meeting_id: str) -> list[Turnout]:
    """Each side as it looks now."""
    meeting = find_meeting(connection, meeting_id)
    house = chamber(connection, meeting.committee_id)
    answers = answers_to(connection, meeting_id)
    members = members_of(connection, ring, meeting.committee_id)
    return [_side(house, members, answers, side) for side in (Side.WORKER, Side.MANAGEMENT)]


def _ask(work: Work, meeting: Any, members: Sequence[Seated]) -> None:
    """An invitation to each, open; those with a phone are asked by the line, and get the date for their calendar."""
    before = {row.member_id: row.answer for row in work.connection.execute(_rows(meeting.id))}
    for member in members:
        row = (Rsvp.meeting_id == meeting.id, Rsvp.member_id == member.id)
        open_again = {"answer": None, "reason_sealed": None, "sequence": meeting.sequence}
        if not work.connection.execute(update(Rsvp).where(*row).values(**open_again)).rowcount:
            work.connection.execute(insert(Rsvp).values(meeting_id=meeting.id, member_id=member.id, **open_again))
    phones = list(dict.fromkeys(member.contact_id for member in members if member.contact_id))
    prompts.ask(work, phones, "rsvp", about_id=meeting.id, expires_at=meeting.starts_at)
    send_files(work, meeting, [member for member in members if before.get(member.id) != Answer.NO])


def _ask_alternate(work: Work, meeting: Any, member: Seated) -> None:
    """The first alternate of the seat who was not asked yet."""
    members = members_of(work.connection, work.ring, member.committee_id)
    asked = answers_to(work.connection, meeting.id)
    free = [one for one in alternates_of(members, member.id) if one.id not in asked]
    if free:
        _ask(work, meeting, free[:1])
        house = chamber(work.connection, member.committee_id)
        reminders.plan(work, member_reminders(house, meeting, free[0], work.now))


def _tell_secretary(work: Work, meeting: Any, member: Seated, reason: str) -> None:
    """The reason, to whom it was given; as much of it as two SMS hold."""
    members = members_of(work.connection, work.ring, member.committee_id)
    phones = [one.contact_id for one in members if one.office is Office.SECRETARY and one.id != member.id]
    clock = time.fromisoformat(meeting.clock)

    def say(language: str) -> Text:
        when = say_moment(meeting.day, clock, language)
        return longest(lambda room: declined(member.name, when, reason[:room]), len(reason), fits_sms(language))

    if reason:
        tell(work, recipients(work, [phone for phone in phones if phone]), say, meeting.starts_at - work.now)


def invited(work: Work, meeting_id: str, committee_id: str) -> list[Seated]:
    """Everybody who was invited to the date that holds."""
    asked = answers_to(work.connection, meeting_id)
    return [member for member in members_of(work.connection, work.ring, committee_id) if member.id in asked]


def ever_invited(work: Work, meeting_id: str, committee_id: str) -> list[Seated]:
    """Everybody who was invited, also who was asked for a seat at an earlier date only."""
    asked = set(work.connection.execute(select(Rsvp.member_id).where(Rsvp.meeting_id == meeting_id)).scalars())
    return [member for member in members_of(work.connection, work.ring, committee_id) if member.id in asked]


def answers_to(connection: Connection, meeting_id: str) -> dict[str, str | None]:
    """What each member said who was invited to the date that holds, by member id; None while unanswered."""
    return {row.member_id: row.answer for row in connection.execute(_answers(meeting_id))}


def of_the_last_round(meeting_id: str) -> Any:
    """Invitations to the date that holds, or held last: every full member is asked again for another date."""
    last = select(func.max(Rsvp.sequence)).where(Rsvp.meeting_id == meeting_id)
    return (Rsvp.meeting_id == meeting_id) & (Rsvp.sequence == last.scalar_subquery())


def _side(house: Chamber, members: Iterable[Seated], answers: dict[str, str | None], side: Side) -> Turnout:
    members = [member for member in members if member.side is side]
    full = [member for member in members if not member.is_alternate]
    coming = declined = 0
    for member in full:
        standing_in = [one.id for one in alternates_of(members, member.id)]
        said = {answers.get(one) for one in (member.id, *standing_in)}
        coming += Answer.YES in said
        declined += answers.get(member.id) == Answer.NO and not any(
            one in answers and answers[one] != Answer.NO for one in standing_in
        )
    return Turnout(side, len(full), house.rules.quorum(len(full)), coming, declined)


def _rows(meeting_id: str) -> Any:
    return select(Rsvp.member_id, Rsvp.answer).where(Rsvp.meeting_id == meeting_id)


def _answers(meeting_id: str) -> Any:
    return select(Rsvp.member_id, Rsvp.answer, Rsvp.sequence).where(of_the_last_round(meeting_id))


def _answer_of(connection: Connection, meeting_id: str, member_id: str) -> str | None:
    row = connection.execute(_answers(meeting_id).where(Rsvp.member_id == member_id)).one_or_none()
    if row is None:
        raise OtherDate
    said: str | None = row.answer
    return said


def _sealed_reason(work: Work, meeting: Any, member_id: str, reason: str) -> bytes | None:
    if not reason.strip():
        return None
    cipher = cipher_of(work.connection, work.ring, meeting.committee_id)
    return cipher.seal_text(reason.strip(), bound("rsvps", "reason", f"{meeting.id}|{member_id}"))
