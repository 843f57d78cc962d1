"""Actions of a committee: opening one, doing it, putting it off; that one is overdue follows from its day.

The owner is reminded some days before, on the day and while it is overdue; it climbs to the other side's chair or
co-chair after three days and to the advisors after seven, once each. Nothing is sent about one that is done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from conversations.outcomes import Part
from models.action import Action
from models.base import new_id, table
from models.encryption import CaseCipher, bound
from models.vocabulary import ActionState, ReminderKind
from operations import audit, reminders
from operations.calendar import resolve
from operations.case_news import tell_reporter
from operations.committees import Chamber, chamber, cipher_of
from operations.entry_words import ACTIONS, open_wordings, seal_wordings
from operations.hours import decent_moment
from operations.papers import keep_paper
from operations.reminders import DAY, HOUR, Planned
from operations.work import Refused, Work

STEPS = (-3, 0, 3, 7, 14, 21, 28)
"""Days after the due day on which the owner is asked; the committee may set others (`action_steps`)."""
TO_CO_CHAIR, TO_ADVISOR = 3, 7
TEXT_LIMIT = 300
LATEST = date(2100, 1, 1)


@dataclass(frozen=True, slots=True)
class Task:
    """An action with its words opened."""

    id: str
    committee_id: str
    meeting_id: str | None
    item_id: str | None
    owner_id: str | None
    state: ActionState
    text: str
    root_cause: str
    proof: str
    compliance_point: str | None
    opened_on: date
    due_on: date
    done_on: date | None
    escalated: int
    wordings: Mapping[str, str] = field(default_factory=dict)

    def in_language(self, language: str) -> str:
        """The words for somebody who reads this language; as they were typed, where nobody gave any."""
        return self.wordings.get(language) or self.text

    def overdue(self, today: date) -> bool:
        return self.state is ActionState.OPEN and self.due_on < today


def open_action(
    work: Work,
    committee_id: str,
    *,
    text: str,
    owner_id: str | None,
    due_on: date,
    meeting_id: str | None = None,
    item_id: str | None = None,
    root_cause: str = "",
    compliance_point: str | None = None,
    wordings: Mapping[str, str] | None = None,
    by: str = "",
) -> str:
    """Open an action and plan its reminders. Returns its id. Raises Refused without words or with a day too far."""
    house = chamber(work.connection, committee_id)
    action_id, words = new_id(), _checked(text, due_on)
    cipher = cipher_of(work.connection, work.ring, committee_id)
    work.connection.execute(
        insert(Action).values(
            id=action_id,
            committee_id=committee_id,
            meeting_id=meeting_id,
            item_id=item_id,
            owner_id=owner_id,
            **_sealed_words(cipher, action_id, words, wordings or {}),
            root_cause_sealed=_cause(cipher, action_id, root_cause),
            compliance_point=compliance_point,
            opened_on=work.day(house.timezone),
            due_on=due_on,
        )
    )
    plan_next(work, house, action_id, due_on)
    _record(work, "action.opened", action_id, house, by)
    return action_id


def finish(work: Work, action_id: str, by: str = "") -> None:
    """The owner, or an advisor, says that it is done; nobody is reminded of it any more."""
    task = open_task(work, action_id)
    house = chamber(work.connection, task.committee_id)
    done = {"state": ActionState.DONE.value, "done_on": work.day(house.timezone)}
    work.connection.execute(update(Action).where(Action.id == action_id).values(**done))
    reminders.cancel(work, action_id, (ReminderKind.ACTION,))
    _record(work, "action.done", action_id, house, by)


def put_off(work: Work, action_id: str, due_on: date, by: str = "") -> None:
    """Another day; the reminders follow it. What it had climbed to stays known."""
    task = open_task(work, action_id)
    house = chamber(work.connection, task.committee_id)
    _check_ahead(work, house, due_on)
    work.connection.execute(update(Action).where(Action.id == action_id).values(due_on=due_on))
    reminders.cancel(work, action_id, (ReminderKind.ACTION,))
    plan_next(work, house, action_id, due_on)
    _record(work, "action.put_off", action_id, house, by)


def reopen(work: Work, action_id: str, due_on: date, by: str = "") -> None:
    """What was called done is not: it is open again, with a new day."""
    task = find_task(work.connection, work.ring, action_id)
    house = chamber(work.connection, task.committee_id)
    if task.state is ActionState.OPEN:
        raise Refused("this action is open already")
    _check_ahead(work, house, due_on)
    again = {"state": ActionState.OPEN.value, "done_on": None, "due_on": due_on, "escalated": 0}
    work.connection.execute(update(Action).where(Action.id == action_id).values(**again))
    reminders.cancel(work, action_id, (ReminderKind.ACTION,))
    plan_next(work, house, action_id, due_on)
    tell_reporter(work, action_id)
    _record(work, "action.reopened", action_id, house, by)


def keep_proof(work: Work, action_id: str, line: str, parts: Sequence[Part]) -> None:
    """How one can see that it is done: the owner's words, and photos to be fetched."""
    committee_id = find_task(work.connection, work.ring, action_id).committee_id
    cipher = cipher_of(work.connection, work.ring, committee_id)
    words = "\n".join(part["text"] for part in parts if part["text"].strip())
    if words:
        sealed = cipher.seal_text(words, bound("actions", "proof", action_id))
        work.connection.execute(update(Action).where(Action.id == action_id).values(proof_sealed=sealed))
    for file in (file for part in parts for file in part["files"]):
        keep_paper(work, cipher, committee_id, action_id, line, file)


def confirm(work: Work, action_id: str) -> None:
    """Workers say that it is fixed."""
    done = (Action.id == action_id, Action.state == ActionState.DONE)
    confirmed = update(table(Action)).where(*done).values(state=ActionState.CONFIRMED.value)
    if work.connection.execute(confirmed).rowcount:
        tell_reporter(work, action_id)


def change(work: Work, action_id: str, *, owner_id: str | None, root_cause: str, point: str | None, by: str) -> None:
    """Owner, root cause and compliance point of an action."""
    task = find_task(work.connection, work.ring, action_id)
    cipher = cipher_of(work.connection, work.ring, task.committee_id)
    values = {
        "owner_id": owner_id,
        "root_cause_sealed": _cause(cipher, action_id, root_cause),
        "compliance_point": point,
    }
    work.connection.execute(update(Action).where(Action.id == action_id).values(**values))
    _record(work, "action.changed", action_id, chamber(work.connection, task.committee_id), by)


def reword(work: Work, action_id: str, text: str, wordings: Mapping[str, str], by: str) -> None:
    """Other words, and the same in other languages. Raises Refused without words, or where they are too long."""
    task = find_task(work.connection, work.ring, action_id)
    cipher = cipher_of(work.connection, work.ring, task.committee_id)
    values = _sealed_words(cipher, action_id, _checked(text, task.due_on), wordings)
    work.connection.execute(update(Action).where(Action.id == action_id).values(**values))
    _record(work, "action.reworded", action_id, chamber(work.connection, task.committee_id), by)


def _sealed_words(
    cipher: CaseCipher, action_id: str, text: str, wordings: Mapping[str, str]
) -> dict[str, bytes | None]:
    others = {language: " ".join(words.split())[:TEXT_LIMIT] for language, words in wordings.items()}
    return {
        "text_sealed": cipher.seal_text(text, bound(ACTIONS, "text", action_id)),
        "wordings_sealed": seal_wordings(cipher, ACTIONS, action_id, others),
    }


def open_task(work: Work, action_id: str) -> Task:
    """An action that is open, locked. Raises Refused for one that is not."""
    state = work.connection.execute(select(Action.state).where(Action.id == action_id).with_for_update()).scalar()
    if state != ActionState.OPEN:
        raise Refused("this action is no longer open")
    return find_task(work.connection, work.ring, action_id)


def find_task(connection: Connection, ring: Any, action_id: str) -> Task:
    """An action with its words. Raises Refused when there is none."""
    row = connection.execute(select(Action.__table__).where(Action.id == action_id)).one_or_none()
    if row is None:
        raise Refused("there is no such action")
    return _task(cipher_of(connection, ring, row.committee_id), row)


def tasks_of(
    connection: Connection, ring: Any, committee_id: str, states: Sequence[ActionState] = tuple(ActionState)
) -> list[Task]:
    """Actions of a committee, what is due first; those that are done last."""
    rows = connection.execute(
        select(Action.__table__)
        .where(Action.committee_id == committee_id, Action.state.in_(states))
        .order_by(Action.done_on.is_not(None), Action.due_on, Action.id)
    )
    cipher = cipher_of(connection, ring, committee_id)
    return [_task(cipher, row) for row in rows]


def plan_next(work: Work, house: Chamber, action_id: str, due_on: date, after: int | None = None) -> None:
    """Plan the next time the owner is asked: one at a time, so that a new day leaves nothing behind."""
    steps = [step for step in house.rules.get("action_steps") or STEPS if after is None or step > after]
    for step in steps:
        at = _moment(house, due_on + timedelta(days=step))
        if at > work.now:
            reminders.plan(work, [Planned(ReminderKind.ACTION, action_id, at, at + 2 * DAY, step=step)])
            return


def _moment(house: Chamber, day: date) -> float:
    """A decent hour of that day, off the shift where it leaves one."""
    morning = resolve(day, time(8), house.timezone)
    return decent_moment(morning, morning + 11 * HOUR, house.timezone, house.shift)


def _check_ahead(work: Work, house: Chamber, due_on: date) -> None:
    if not work.day(house.timezone) <= due_on < LATEST:
        raise Refused("the day should be in the future")


def _checked(text: str, due_on: date) -> str:
    words = " ".join(text.split())
    if not words or len(words) > TEXT_LIMIT:
        raise Refused(f"an action should have 1 to {TEXT_LIMIT} letters")
    if due_on >= LATEST:
        raise Refused("the day is too far away")
    return words


def _task(cipher: CaseCipher, row: Any) -> Task:
    return Task(
        id=row.id,
        committee_id=row.committee_id,
        meeting_id=row.meeting_id,
        item_id=row.item_id,
        owner_id=row.owner_id,
        state=ActionState(row.state),
        text=cipher.open_text(row.text_sealed, bound("actions", "text", row.id)),
        root_cause=_opened(cipher, row.root_cause_sealed, bound("actions", "root_cause", row.id)),
        proof=_opened(cipher, row.proof_sealed, bound("actions", "proof", row.id)),
        compliance_point=row.compliance_point,
        opened_on=row.opened_on,
        due_on=row.due_on,
        done_on=row.done_on,
        escalated=row.escalated,
        wordings=open_wordings(cipher, row, ACTIONS),
    )


def _opened(cipher: CaseCipher, sealed: bytes | None, bound_to: str) -> str:
    return cipher.open_text(sealed, bound_to) if sealed else ""


def _cause(cipher: CaseCipher, action_id: str, root_cause: str) -> bytes | None:
    words = root_cause.strip()[:TEXT_LIMIT]
    return cipher.seal_text(words, bound("actions", "root_cause", action_id)) if words else None


def _record(work: Work, action: str, action_id: str, house: Chamber, by: str) -> None:
    audit.record(work, action, user_id=by or None, about=("action", action_id), factory_id=house.factory_id)
