"""How the members of a committee see it: asked in the last month of each quarter, counted, shown without anybody.

1. Answers are only counted, by side and question. That somebody has answered is a keyed hash apart from them;
   key and hashes are deleted when the round closes.
2. Nothing is shown before that: a number that moves would tell who has moved it.
3. A side is shown from three answers. What a smaller side said is not even kept, and then there is no number of
   both sides together: the difference would tell it.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from conversations.self_check import ANSWERS, QUESTIONS
from models.base import new_id, table
from models.committee import Committee, Member
from models.encryption import Purpose, bound
from models.meeting import Meeting
from models.self_check import SelfCheck, SelfCheckCount, SelfCheckMark
from models.upsert import insert_or_ignore
from models.vocabulary import MeetingState, ReminderKind, Side
from operations import prompts, reminders
from operations.calendar import after_months, holiday_on, working_days
from operations.committees import Chamber, chamber
from operations.hours import decent_on
from operations.members import members_of
from operations.reminders import DAY, Planned
from operations.work import Refused, Work

ASK, CLOSE = 0, 1
"""Steps of its reminder: about the committee, and about the round."""
OPEN_FOR = 14 * DAY
AGAIN_IN = 3 * DAY
SMALLEST_SIDE = 3
MONTHS = 3
_MARK = insert_or_ignore(SelfCheckMark)
_ROUND = insert_or_ignore(SelfCheck)


def plan_self_check(work: Work, house: Chamber) -> None:
    """Plan the next round; one such reminder a committee. It outlives a long outage: the next is planned from it."""
    at = decent_on(_next_day(house, work.day(house.timezone)), house.timezone, house.shift)
    reminders.cancel(work, house.id, (ReminderKind.SELF_CHECK,))
    reminders.plan(work, [Planned(ReminderKind.SELF_CHECK, house.id, at, at + 365 * DAY, step=ASK)])


def go_on(work: Work, rows: Sequence[Any]) -> None:
    """Due reminders: rounds that begin, and rounds whose time is over."""
    for row in rows:
        if row.step == CLOSE:
            close_round(work, row.about_id)
        elif _stands(work.connection, row.about_id):
            house = chamber(work.connection, row.about_id)
            if _can_say(work, house):
                begin_round(work, house)
            plan_self_check(work, house)


def begin_round(work: Work, house: Chamber) -> None:
    """Ask every full member with a phone; once a quarter."""
    check_id, closes_at = new_id(), work.now + OPEN_FOR
    row = {
        "id": check_id,
        "committee_id": house.id,
        "quarter": quarter_of(work.day(house.timezone)),
        "key_sealed": work.ring.seal(Purpose.CASE, secrets.token_bytes(32), bound("self_checks", "key", check_id)),
        "closes_at": closes_at,
        "closed": False,
    }
    if not work.connection.execute(_ROUND[work.connection.dialect.name], row).rowcount:
        return
    zero = {"yes": 0, "partly": 0, "no": 0}
    counts = [{"check_id": check_id, "side": side.value, "question": key} for side in Side for key in QUESTIONS]
    work.connection.execute(insert(table(SelfCheckCount)), [count | zero for count in counts])
    members = members_of(work.connection, work.ring, house.id)
    phones = dict.fromkeys(one.contact_id for one in members if one.contact_id and not one.is_alternate)
    prompts.ask(work, list(phones), "self_check", about_id=check_id, expires_at=closes_at)
    reminders.plan(work, [Planned(ReminderKind.SELF_CHECK, check_id, closes_at, closes_at + 365 * DAY, step=CLOSE)])


def open_round(work: Work, check_id: str, contact_id: str) -> Any:
    """A round that a member can answer. Raises Refused when it is over, or nothing to them."""
    found = _find(work.connection, check_id)
    if found is None or found.closed or found.closes_at <= work.now:
        raise Refused("this round of questions is over")
    if _side_of(work.connection, found.committee_id, contact_id) is None:
        raise Refused("only members are asked")
    return found


def has_answered(work: Work, found: Any, contact_id: str) -> bool:
    """Whether the answers of a member are counted already; for the line itself, nobody is shown it."""
    mark = (SelfCheckMark.check_id == found.id, SelfCheckMark.tag == _tag(work, found, contact_id))
    return work.connection.execute(select(SelfCheckMark.check_id).where(*mark)).first() is not None


def answer_round(work: Work, check_id: str, contact_id: str, answers: Mapping[str, str]) -> bool:
    """Count what a member says, once. False when it was counted already. Raises Refused when the round is over."""
    _find(work.connection, check_id, lock=True)
    found = open_round(work, check_id, contact_id)
    if answers.keys() != QUESTIONS.keys() or not set(answers.values()) <= {option.value for option in ANSWERS}:
        raise Refused("each question has one answer")
    mark = {"check_id": check_id, "tag": _tag(work, found, contact_id)}
    if not work.connection.execute(_MARK[work.connection.dialect.name], mark).rowcount:
        return False
    side = _side_of(work.connection, found.committee_id, contact_id)
    counts = table(SelfCheckCount).c
    for question, said in answers.items():
        place = (counts.check_id == check_id, counts.side == side, counts.question == question)
        work.connection.execute(update(table(SelfCheckCount)).where(*place).values({said: counts[said] + 1}))
    return True


def ask_later(work: Work, check_id: str, contact_id: str) -> None:
    """Ask once more in some days, unless the round is over by then. Raises Refused when it is over now."""
    at, closes_at = work.now + AGAIN_IN, open_round(work, check_id, contact_id).closes_at
    if at < closes_at:
        prompts.ask(work, [contact_id], "self_check", about_id=check_id, not_before=at, expires_at=closes_at)


def close_round(work: Work, check_id: str) -> None:
    """From here on nobody can tell who has answered, and what too few have said is gone."""
    found = _find(work.connection, check_id, lock=True)
    if found is None or found.closed:
        return
    work.connection.execute(delete(SelfCheckMark).where(SelfCheckMark.check_id == check_id))
    work.connection.execute(update(SelfCheck).where(SelfCheck.id == check_id).values(closed=True, key_sealed=None))
    few = SelfCheckCount.yes + SelfCheckCount.partly + SelfCheckCount.no < SMALLEST_SIDE
    work.connection.execute(delete(SelfCheckCount).where(SelfCheckCount.check_id == check_id, few))


def quarter_of(day: date) -> str:
    return f"{day.year}-Q{(day.month - 1) // MONTHS + 1}"


def _next_day(house: Chamber, today: date) -> date:
    """The first working day of a quarter's last month, after today."""
    firsts = (after_months(today.replace(day=1), months) for months in range(2 * MONTHS))
    days = (_first_working_day(house, first) for first in firsts if first.month % MONTHS == 0)
    return next(day for day in days if day > today)


def _first_working_day(house: Chamber, first: date) -> date:
    days = working_days(first, house.rest_days)
    return next(day for day in days if holiday_on(house.country, day, "en") is None)


def _can_say(work: Work, house: Chamber) -> bool:
    """Whether it is the last month of a quarter, and the committee has met: before, there is nothing to say of it."""
    met = select(Meeting.id).where(
        Meeting.committee_id == house.id, Meeting.state != MeetingState.CANCELLED, Meeting.starts_at <= work.now
    )
    in_time = work.day(house.timezone).month % MONTHS == 0
    return in_time and work.connection.execute(met.limit(1)).first() is not None


def _stands(connection: Connection, committee_id: str) -> bool:
    here = (Committee.id == committee_id, Committee.dissolved_on.is_(None))
    return connection.execute(select(Committee.id).where(*here)).first() is not None


def _side_of(connection: Connection, committee_id: str, contact_id: str) -> str | None:
    """The side that a phone speaks for in a committee; None where it has no full seat there now."""
    seat = (Member.committee_id == committee_id, Member.contact_id == contact_id, Member.left_on.is_(None))
    side: str | None = connection.execute(
        select(Member.side).where(*seat, Member.stands_in_for_id.is_(None)).limit(1)
    ).scalar()
    return side


def _tag(work: Work, found: Any, contact_id: str) -> bytes:
    key = work.ring.open(Purpose.CASE, found.key_sealed, bound("self_checks", "key", found.id))
    return hmac.digest(key, contact_id.encode(), hashlib.sha256)


def _find(connection: Connection, check_id: str, lock: bool = False) -> Any | None:
    query = select(SelfCheck.__table__).where(SelfCheck.id == check_id)
    return connection.execute(query.with_for_update() if lock else query).one_or_none()
