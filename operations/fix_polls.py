"""Workers say whether something is fixed: one question, counted, and nobody can tell who said what.

That somebody has answered is a keyed hash apart from the counts; key and hashes are deleted when the poll closes.
Nothing is shown before. Confirmed when at least five have answered and two of three say yes; open again when more
than half say no; else undecided.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from conversations.action import fix_poll_message, fixed, still_there
from conversations.rendering import as_sms, body_of
from conversations.segments import segments
from locales.catalogue import catalogue
from models.action import Action, FixPoll, FixPollMark
from models.base import new_id
from models.committee import Committee, Member
from models.contact import Contact, Prompt
from models.encryption import Purpose, bound
from models.upsert import insert_or_ignore
from models.vocabulary import ActionState, ReminderKind, Side
from operations import actions, audit, prompts, reminders
from operations.actions import Task
from operations.committees import Chamber, chamber, cipher_of
from operations.notices import recipients, tell
from operations.origins import origin_of
from operations.reminders import DAY, Planned
from operations.work import Refused, Work

ENOUGH = 5
"""Answers that a result needs."""
SHOWN_FROM = 10
SMALLEST = 5
"""Below these no number is shown (threat model, B8)."""
AGAIN_IN = timedelta(days=14)
BY_ITSELF = "ask_workers_after_done"
"""The setting of a committee that lets the line ask without an advisor."""
BY_ITSELF_DAYS = 5
_MARK = insert_or_ignore(FixPollMark)


@dataclass(frozen=True, slots=True)
class Published:
    """What may be shown of a poll that is over: a band of answers, and the share of yes where no cell is small."""

    answers: str
    yes_percent: str | None
    fixed: bool | None


def start_poll(work: Work, action_id: str, question: Mapping[str, str], days: int, by: str) -> int:
    """Ask the workers of the factory; `question` by language. Returns how many are asked. Raises Refused."""
    task = actions.find_task(work.connection, work.ring, action_id)
    house = chamber(work.connection, task.committee_id)
    words = {language: text.strip() for language, text in question.items() if text.strip()}
    if task.state is not ActionState.DONE:
        raise Refused("workers are asked about an action that is done")
    if not words:
        raise Refused("the question has no words")
    if _running(work.connection, action_id):
        raise Refused("workers are being asked already")
    asked = _workers(work.connection, house.factory_id)
    poll_id, closes_at = new_id(), work.now + days * DAY
    cipher = cipher_of(work.connection, work.ring, task.committee_id)
    key = work.ring.seal(Purpose.CASE, secrets.token_bytes(32), bound("fix_polls", "key", poll_id))
    work.connection.execute(
        insert(FixPoll).values(
            id=poll_id,
            action_id=action_id,
            question_sealed=cipher.seal_text(
                json.dumps(words, ensure_ascii=False), bound("fix_polls", "question", poll_id)
            ),
            key_sealed=key,
            asked=len(asked),
            closes_at=closes_at,
        )
    )
    prompts.ask(work, asked, "fix_poll", about_id=poll_id, expires_at=closes_at)
    reminders.plan(work, [Planned(ReminderKind.FIX_POLL, poll_id, closes_at, closes_at + 30 * DAY)])
    audit.record(work, "poll.started", user_id=by or None, about=("action", action_id), factory_id=house.factory_id)
    return len(asked)


def ask_by_itself(work: Work, action_id: str) -> int:
    """Ask in general words, where the committee wants it of what workers brought up and is done now.

    Returns how many are asked: none where the question would not fit one SMS in a language of the factory; the
    advisor then sees it (`not_asked`).
    """
    task = actions.find_task(work.connection, work.ring, action_id)
    house = chamber(work.connection, task.committee_id)
    wanted = house.rules.get(BY_ITSELF) and origin_of(work.connection, action_id).by_workers
    if not wanted or _running(work.connection, action_id):
        return 0
    words = _general_words(house, task)
    return start_poll(work, action_id, words, BY_ITSELF_DAYS, "") if words else 0


def not_asked(connection: Connection, ring: Any, house: Chamber) -> list[Task]:
    """Actions that are done, of which the line could not ask workers by itself: its question was too long."""
    if not house.rules.get(BY_ITSELF):
        return []
    tasks = [actions.find_task(connection, ring, action_id) for action_id in sorted(unasked(connection, house.id))]
    return [task for task in tasks if _general_words(house, task) is None]


def _general_words(house: Chamber, task: Task) -> dict[str, str] | None:
    """The question in general words, by language; None where it is no single SMS in one of them."""
    words = {
        language: still_there(task.in_language(language).rstrip(" .!?:;,")).render(catalogue(language))
        for language in house.languages
    }
    fits = all(question_fits(question, language) for language, question in words.items())
    return words if fits else None


def question_fits(question: str, language: str) -> bool:
    """Whether a question is one SMS with the answers that stand below it."""
    body = body_of(fix_poll_message(question), catalogue(language), language)
    return segments(as_sms(body)).count <= 1


def answer_poll(work: Work, poll_id: str, contact_id: str, said: str) -> bool:
    """Count an answer, once a person. False when it was counted already. Raises Refused when the poll is over."""
    poll = find_poll(work.connection, poll_id, lock=True)
    if poll is None or poll.closed or poll.closes_at <= work.now:
        raise Refused("the poll is over")
    key = work.ring.open(Purpose.CASE, poll.key_sealed, bound("fix_polls", "key", poll_id))
    tag = hmac.digest(key, contact_id.encode(), hashlib.sha256)
    mark = {"poll_id": poll_id, "tag": tag}
    if not work.connection.execute(_MARK[work.connection.dialect.name], mark).rowcount:
        return False
    if said in ("yes", "no"):
        column = FixPoll.yes if said == "yes" else FixPoll.no
        work.connection.execute(update(FixPoll).where(FixPoll.id == poll_id).values({column: column + 1}))
    return True


def close_due(work: Work, rows: Any) -> None:
    """Polls whose time is over."""
    for row in rows:
        poll = find_poll(work.connection, row.about_id, lock=True)
        if poll is not None and not poll.closed:
            close_poll(work, poll)


def close_poll(work: Work, poll: Any) -> None:
    """The key and every mark go first: from here on nobody can tell who has answered. Then the result counts."""
    work.connection.execute(delete(FixPollMark).where(FixPollMark.poll_id == poll.id))
    work.connection.execute(update(FixPoll).where(FixPoll.id == poll.id).values(closed=True, key_sealed=None))
    result = verdict(poll.yes, poll.no)
    task = actions.find_task(work.connection, work.ring, poll.action_id)
    if result is True:
        actions.confirm(work, task.id)
    elif result is False and task.state is ActionState.DONE:
        house = chamber(work.connection, task.committee_id)
        actions.reopen(work, task.id, work.day(house.timezone) + AGAIN_IN)
    asked = work.connection.execute(select(Prompt.contact_id).where(Prompt.about_id == poll.id)).scalars().all()
    tell(work, recipients(work, asked), lambda _language: fixed(result))


def verdict(yes: int, no: int) -> bool | None:
    """Fixed, not fixed, or undecided; see the rule above."""
    answers = yes + no
    if answers < ENOUGH:
        return None
    if 3 * yes >= 2 * answers:
        return True
    return False if 2 * no > answers else None


def published(poll: Any) -> Published | None:
    """What may be shown; None while the poll is open."""
    if not poll.closed:
        return None
    answers, result = poll.yes + poll.no, verdict(poll.yes, poll.no)
    if answers < SHOWN_FROM:
        return Published(f"< {SHOWN_FROM}", None, result)
    lowest = answers // 10 * 10
    return Published(f"{lowest}-{lowest + 9}", _share(poll.yes, poll.no), result)


def unasked(connection: Connection, committee_id: str) -> set[str]:
    """Actions that workers brought up, that are done, and of which nobody has asked them yet."""
    done = (Action.committee_id == committee_id, Action.state == ActionState.DONE)
    polls = select(FixPoll.id).where(FixPoll.action_id == Action.id)
    ids = connection.execute(select(Action.id).where(*done, ~polls.exists())).scalars().all()
    return {action_id for action_id in ids if origin_of(connection, action_id).by_workers}


def question_of(connection: Connection, ring: Any, poll: Any, language: str, languages: tuple[str, ...]) -> str:
    """The question in a language; where nobody wrote it, in the first of the factory's that there is."""
    row = connection.execute(select(Action.committee_id).where(Action.id == poll.action_id)).one()
    cipher = cipher_of(connection, ring, row.committee_id)
    words: dict[str, str] = json.loads(cipher.open_text(poll.question_sealed, bound("fix_polls", "question", poll.id)))
    return next(words[one] for one in (language, *languages, *words) if one in words)


def find_poll(connection: Connection, poll_id: str, lock: bool = False) -> Any | None:
    query = select(FixPoll.__table__).where(FixPoll.id == poll_id)
    return connection.execute(query.with_for_update() if lock else query).one_or_none()


def polls_of(connection: Connection, action_id: str) -> list[Any]:
    """Polls about an action, the open one first."""
    query = select(FixPoll.__table__).where(FixPoll.action_id == action_id)
    return list(connection.execute(query.order_by(FixPoll.closed, FixPoll.closes_at.desc())))


def _running(connection: Connection, action_id: str) -> bool:
    return any(not poll.closed for poll in polls_of(connection, action_id))


def _share(yes: int, no: int) -> str | None:
    """Per cent of yes, rounded to 5; extremes only as “at least” and “at most”, for a cell behind them is small."""
    if min(yes, no) < SMALLEST:
        return "≥ 90 %" if 10 * yes >= 9 * (yes + no) else "≤ 10 %" if 10 * no >= 9 * (yes + no) else None
    return f"{5 * round(20 * yes / (yes + no))} %"


def _workers(connection: Connection, factory_id: str) -> list[str]:
    """Everybody of the factory who knows the line and can be reached, but users and the management side."""
    managers = (
        select(Member.contact_id)
        .join(Committee, Committee.id == Member.committee_id)
        .where(Committee.factory_id == factory_id, Member.side == Side.MANAGEMENT, Member.contact_id.is_not(None))
    )
    return list(
        connection.execute(
            select(Contact.id).where(
                Contact.factory_id == factory_id,
                Contact.introduced,
                Contact.sendable,
                Contact.user_id.is_(None),
                Contact.id.not_in(managers),
            )
        ).scalars()
    )
