"""What minutes bring with time: written, approved, told to everybody, filed."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select, update

from conversations import approval
from conversations.texts import Text
from conversations.when import say_day
from models.committee import Member
from models.contact import Contact
from models.minutes import MinuteEntry, Minutes
from models.vocabulary import EntryKind, MeetingState, MinutesState
from operations import audit, prompts, reminders
from operations.alerts import alert_committee
from operations.approvals import ask_the_silent, let_silence_count
from operations.committees import Chamber, chamber
from operations.meeting_views import find_meeting
from operations.members import members_of
from operations.minutes import find_minutes, latest
from operations.minutes_days import ASK_AGAIN, NUDGE, OVERDUE, SILENCE, filing_of, writing_reminders
from operations.minutes_views import writer_of
from operations.notices import Say, recipients, tell
from operations.reminders import DAY
from operations.work import Refused, Work

PROMPT = "minutes_due"


def write(work: Work, rows: Sequence[Any]) -> None:
    """Minutes are to be written: ask at the end of the meeting, a day before they are due, and when they are late."""
    for row in rows:
        meeting = find_meeting(work.connection, row.about_id)
        begun = latest(work.connection, meeting.id)
        if meeting.state == MeetingState.CANCELLED or (begun and begun.state != MinutesState.DRAFT):
            continue
        house = chamber(work.connection, meeting.committee_id)
        if row.step == NUDGE:
            reminders.plan(work, writing_reminders(house, meeting))
        writer = writer_of(members_of(work.connection, work.ring, house.id), begun.member_id if begun else None)
        if writer and writer.contact_id:
            prompts.ask(work, [writer.contact_id], PROMPT, about_id=meeting.id)
        if row.step == OVERDUE or writer is None:
            alert_committee(work, house.factory_id)


def approve(work: Work, rows: Sequence[Any]) -> None:
    """Minutes wait for approval, or are approved and to be told to everybody."""
    for row in rows:
        if row.step == ASK_AGAIN:
            ask_the_silent(work, row.about_id)
        elif row.step == SILENCE:
            if not let_silence_count(work, row.about_id):
                _not_approved(work, row.about_id)
        else:
            announce(work, row.about_id)


def file(work: Work, rows: Sequence[Any]) -> None:
    """Minutes are to be filed: the secretary is told with whom and by when, and an advisor that something waits."""
    for row in rows:
        if not is_filed(work, row.about_id):
            _remind_to_file(work, find_meeting(work.connection, row.about_id))


def _remind_to_file(work: Work, meeting: Any) -> None:
    house, newest = chamber(work.connection, meeting.committee_id), latest(work.connection, meeting.id)
    filing = filing_of(house, meeting)
    if filing is None:
        return

    def say(language: str) -> Text:
        return approval.to_be_filed(say_day(meeting.day, language), filing.to, say_day(filing.by, language))

    _tell_writer(work, house, newest.member_id if newest else None, say)
    alert_committee(work, house.factory_id)


def mark_filed(work: Work, minutes_id: str, by: str) -> None:
    """An advisor says that approved minutes were filed. Raises Refused for others."""
    minutes = find_minutes(work.connection, minutes_id, lock=True)
    if minutes.state != MinutesState.APPROVED:
        raise Refused("only approved minutes are filed")
    meeting = find_meeting(work.connection, minutes.meeting_id)
    house = chamber(work.connection, meeting.committee_id)
    filed = {"filed_on": work.day(house.timezone)}
    work.connection.execute(update(Minutes).where(Minutes.id == minutes_id).values(**filed))
    about = ("minutes", minutes_id)
    audit.record(work, "minutes.filed", user_id=by, about=about, factory_id=house.factory_id)


def is_filed(work: Work, meeting_id: str) -> bool:
    """Whether some version was filed."""
    filed = select(Minutes.id).where(Minutes.meeting_id == meeting_id, Minutes.filed_on.is_not(None))
    return work.connection.execute(filed).first() is not None


def announce(work: Work, minutes_id: str) -> int:
    """Tell members and every worker of the factory whom the line knows, each once. Returns how many."""
    minutes = find_minutes(work.connection, minutes_id)
    if minutes.state != MinutesState.APPROVED:
        return 0  # corrected since: the new version will be told
    meeting = find_meeting(work.connection, minutes.meeting_id)
    counts, again = counts_of(work, minutes_id), _was_approved_before(work, minutes)

    def say(language: str) -> Text:
        day = say_day(meeting.day, language)
        if again:
            return approval.corrected(day)
        return approval.met(day, counts[EntryKind.DECISION], counts[EntryKind.ACTION])

    house = chamber(work.connection, meeting.committee_id)
    return tell(work, recipients(work, _everybody(work, house)), say, life=2 * DAY)


def counts_of(work: Work, minutes_id: str) -> dict[EntryKind, int]:
    """How many entries of each kind a version has."""
    query = select(MinuteEntry.kind, func.count()).where(MinuteEntry.minutes_id == minutes_id)
    found = {row[0]: int(row[1]) for row in work.connection.execute(query.group_by(MinuteEntry.kind))}
    return {kind: found.get(kind, 0) for kind in EntryKind}


def _was_approved_before(work: Work, minutes: Any) -> bool:
    older = (Minutes.meeting_id == minutes.meeting_id, Minutes.version < minutes.version)
    query = select(Minutes.id).where(*older, Minutes.approved_on.is_not(None))
    return work.connection.execute(query).first() is not None


def _everybody(work: Work, house: Chamber) -> list[str]:
    """Contacts of the factory who are no advisor, and the members' own."""
    workers = select(Contact.id).where(Contact.factory_id == house.factory_id, Contact.user_id.is_(None))
    seated = select(Member.contact_id).where(
        Member.committee_id == house.id, Member.left_on.is_(None), Member.contact_id.is_not(None)
    )
    return [str(one) for one in work.connection.execute(workers.union(seated)).scalars()]


def _not_approved(work: Work, minutes_id: str) -> None:
    minutes = find_minutes(work.connection, minutes_id)
    meeting = find_meeting(work.connection, minutes.meeting_id)
    house = chamber(work.connection, meeting.committee_id)
    _tell_writer(work, house, minutes.member_id, lambda language: approval.not_approved(say_day(meeting.day, language)))
    alert_committee(work, house.factory_id)


def _tell_writer(work: Work, house: Chamber, member_id: str | None, say: Say) -> None:
    writer = writer_of(members_of(work.connection, work.ring, house.id), member_id)
    tell(work, recipients(work, [writer.contact_id] if writer and writer.contact_id else []), say)
