"""What can be done with a case: open, add, answer, note, take, acknowledge, resolve, close, reopen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from conversations.outcomes import FileGrievance, Part
from models.base import new_id, table
from models.case import Case
from models.check_in import CheckIn
from models.codes import new_case_code
from models.contact import Contact
from models.vocabulary import CASE_LIFECYCLE, Audience, Author, CaseAction, CaseStatus, MessageKind
from operations import audit, prompts
from operations.alarms import fall_silent, sound, sound_again
from operations.alerts import alert_users
from operations.calendar import STANDARD_WORKING_DAYS, URGENT_WORKING_DAYS, after_working_days
from operations.case_keys import cipher_of, make_cipher
from operations.case_messages import keep_message, keep_parts
from operations.check_ins import drop_check_ins
from operations.phones import may_go_on, told_of
from operations.proposals import is_grave, propose_meeting
from operations.reply_times import leaves_at
from operations.work import Refused, Work

_INSERT = insert(table(Case))
_BY_CODE = select(table(Case).c.id).where(table(Case).c.code == bindparam("code"))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a case comes from: the contact it is answered through, and the factory if she named it."""

    contact_id: str
    line: str
    language: str
    factory_id: str | None
    timezone: str | None
    rest_days: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """A new case, and what the worker is told of it."""

    case_id: str
    code: str
    answer_by: date


def open_case(work: Work, origin: Origin, filed: FileGrievance) -> Opened:
    """Open a case with its own key, keep every word and file of it, and alert advisors when it is grave."""
    case_id, today = new_id(), work.day(origin.timezone)
    days = URGENT_WORKING_DAYS if filed.urgent else STANDARD_WORKING_DAYS
    opened = Opened(case_id, _free_code(work), after_working_days(today, days, origin.rest_days))
    told = [(MessageKind.STORY, part) for part in filed.story]
    if filed.remedy:
        told.append((MessageKind.REMEDY, {"text": filed.remedy, "files": []}))
    row = _case_row(work, origin, filed, opened, today) | {"messages": len(told)}
    work.connection.execute(_INSERT, row)
    keep_parts(work, origin.line, case_id, make_cipher(work, case_id), told, today)
    audit.record(work, "case.opened")
    if is_grave(filed):
        sound(work, case_id, origin.factory_id)
    return opened


def unread_story(parts: Sequence[Part]) -> FileGrievance:
    """A case of what could not be placed: a person reads it; nobody but Better Work may know."""
    return FileGrievance("unclear", None, tuple(parts), False, Audience.BETTER_WORK, "", may_ask=True)


def add_to_case(work: Work, origin: Origin, case_id: str, parts: Sequence[Part]) -> str:
    """Add the worker's words to her case; a case that was closed or resolved is open again. Returns the code."""
    case = _case_of(work, case_id, origin)
    today = work.day(origin.timezone)
    cipher = cipher_of(work.connection, work.ring, case_id)
    answers = [(MessageKind.ANSWER, part) for part in parts]
    number = keep_parts(work, origin.line, case_id, cipher, answers, today, case.messages)
    values: dict[str, Any] = {"messages": number, "awaits_advisor": True, "changed_on": today}
    if case.status in (CaseStatus.CLOSED, CaseStatus.RESOLVED):
        values |= _status_values(CaseStatus(case.status), CaseAction.REOPEN, today)
    work.connection.execute(update(Case).where(Case.id == case_id).values(**values))
    audit.record(work, "case.answered")
    return str(case.code)


def confirm_solved(work: Work, origin: Origin, case_id: str, solved: bool) -> None:
    """What the worker says after closing. Not solved opens the case again at once."""
    case = _case_of(work, case_id, origin)
    today = work.day(origin.timezone)
    values: dict[str, Any] = {"solved": solved, "changed_on": today}
    if not solved and case.status == CaseStatus.CLOSED:
        values |= _status_values(CaseStatus.CLOSED, CaseAction.REOPEN, today) | {"awaits_advisor": True}
    work.connection.execute(update(Case).where(Case.id == case_id).values(**values))
    audit.record(work, "case.confirmed")


def rate(work: Work, origin: Origin, case_id: str, rating: int) -> None:
    """How well she was served, 1 to 5."""
    _case_of(work, case_id, origin)
    work.connection.execute(update(Case).where(Case.id == case_id).values(rating=rating))
    audit.record(work, "case.rated")


def reply(work: Work, case: Case, user_id: str, text: str, at_once: bool = False) -> str:
    """An advisor answers. The words wait for an hour that is safe for her, and until she is free to hear them.

    `at_once`: it is urgent, whatever the hour is; the audit log says so.
    """
    today = work.day()
    cipher = cipher_of(work.connection, work.ring, case.id)
    message_id = keep_message(work, case, cipher, Author.ADVISOR, MessageKind.REPLY, user_id, text, today)
    work.connection.execute(
        update(Case)
        .where(Case.id == case.id)
        .values(awaits_advisor=False, urgent_at=None, changed_on=today, **_acknowledged(case))
    )
    if case.status == CaseStatus.NEW:
        propose_meeting(work, case)
    fall_silent(work, case.id)
    _prompt(work, case, "reply", message_id, at_once)
    _record(work, "case.replied", case, user_id, {"at_once": True} if at_once else None)
    return message_id


def note(work: Work, case: Case, user_id: str, text: str) -> None:
    """A note between advisors; the worker never sees it."""
    cipher = cipher_of(work.connection, work.ring, case.id)
    keep_message(work, case, cipher, Author.NOTE, MessageKind.NOTE, user_id, text, work.day())
    _record(work, "case.noted", case, user_id)


def mute(work: Work, case: Case, user_id: str, muted: bool) -> None:
    """Let the messages of whoever wrote this case wait, unheard and unanswered; or hear them again.

    They are not told, and nobody is told who they are. What wait has come to is heard once they are heard again.
    """
    since = work.day() if muted else None
    work.connection.execute(update(Contact).where(Contact.id == case.contact_id).values(muted_on=since))
    _record(work, "case.muted" if muted else "case.unmuted", case, user_id)


def assign(work: Work, case: Case, user_id: str, assignee_id: str | None) -> None:
    """Give a case to somebody who looks after its factory, or to nobody. A grave one that nobody has taken yet is
    announced: to who gets it from somebody else, and anew when it is nobody's again.
    """
    values: dict[str, Any] = {"assignee_id": assignee_id, "changed_on": work.day()}
    work.connection.execute(update(Case).where(Case.id == case.id).values(**values))
    _record(work, "case.assigned", case, user_id, {"assignee": assignee_id})
    if assignee_id is None:
        sound_again(work, case)
        return
    fall_silent(work, case.id)
    if assignee_id != user_id and case.status == CaseStatus.NEW and is_grave(case):
        alert_users(work, [assignee_id])


def change_status(work: Work, case: Case, user_id: str, action: CaseAction) -> None:
    """Acknowledge, resolve, close or reopen. Raises Refused where the lifecycle has no such step."""
    today = work.day()
    values = _status_values(CaseStatus(case.status), action, today)
    if action is CaseAction.ACKNOWLEDGE:
        values["alarmed"] = 0
    fall_silent(work, case.id)
    if action is not CaseAction.REOPEN:
        values["urgent_at"] = None  # taken care of: the hour is no longer anybody's business
    if action in (CaseAction.ACKNOWLEDGE, CaseAction.RESOLVE):
        propose_meeting(work, case)
    work.connection.execute(update(Case).where(Case.id == case.id).values(changed_on=today, **values))
    _record(work, f"case.{action}", case, user_id)
    if action is CaseAction.CLOSE:
        drop_check_ins(work, CheckIn.case_id == case.id)  # of an earlier closing: she is asked anew whether we may
        _prompt(work, case, "closure", None)


def _status_values(status: CaseStatus, action: CaseAction, today: date) -> dict[str, Any]:
    following = CASE_LIFECYCLE[status].get(action)
    if following is None:
        raise Refused(f"a case that is {status} cannot be changed by “{action}”")
    return {"status": following.value, "closed_on": today if following is CaseStatus.CLOSED else None}


def _acknowledged(case: Case) -> dict[str, Any]:
    return {"status": CaseStatus.ACKNOWLEDGED.value, "alarmed": 0} if case.status == CaseStatus.NEW else {}


def _case_row(work: Work, origin: Origin, filed: FileGrievance, opened: Opened, today: date) -> dict[str, Any]:
    return {
        "id": opened.case_id,
        "code": opened.code,
        "factory_id": origin.factory_id,
        "contact_id": origin.contact_id,
        "urgent": filed.urgent,
        "urgent_at": work.now if filed.urgent else None,
        "topic": filed.topic,
        "subtopic": filed.subtopic,
        "audience": filed.audience,
        "may_ask": filed.may_ask,
        "language": origin.language,
        "opened_on": today,
        "answer_by": opened.answer_by,
        "changed_on": today,
    }


def _free_code(work: Work) -> str:
    """A code no other case has; 40 bits, so the second try is already a rarity."""
    while True:
        code = new_case_code()
        if work.connection.execute(_BY_CODE, {"code": code}).first() is None:
            return code


def _case_of(work: Work, case_id: str, origin: Origin) -> Any:
    """The case, locked; only for the contact it came from, and the phone that follows it."""
    case = work.connection.execute(
        select(Case.code, Case.status, Case.messages)
        .where(Case.id == case_id, may_go_on(origin.contact_id))
        .with_for_update()
    ).one_or_none()
    if case is None:
        raise Refused("this case no longer exists")
    return case


def _prompt(work: Work, case: Case, script: str, message_id: str | None, at_once: bool = False) -> None:
    """Let the line speak first, at an hour that is safe for each phone and as soon as its owner is free."""
    told = told_of(work.connection, case) if message_id else [case.contact_id] if case.contact_id else []
    for contact_id in told:
        at = work.now if at_once else leaves_at(work, contact_id, case.factory_id)
        prompts.ask(work, [contact_id], script, case_id=case.id, message_id=message_id, not_before=at)


def _record(work: Work, action: str, case: Case, user_id: str, detail: Mapping[str, Any] | None = None) -> None:
    audit.record(work, action, user_id=user_id, about=("case", case.id), factory_id=case.factory_id, detail=detail)
