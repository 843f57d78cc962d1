"""A house in which something of everything is due, and what it looks like from outside when it is done.

Two such houses look alike when one was killed at every point and the other never: that is the proof. Each thing due is
there once, so that one too many or too few shows.
"""

from collections import Counter
from typing import Any

from sqlalchemy import Connection, func, select, update

from bot.contacts import make_contact
from bot.inbound import Inbound
from bot.inbox import _keep, receive
from models.base import Base, table
from models.contact import Contact
from models.outbox import OutboxMessage
from models.vocabulary import Line, OutboxState, ReminderKind
from operations.committees import found_committee
from operations.erasure import erase_contact
from operations.outbox import Outgoing, queue
from operations.reminders import Planned, plan
from tests.servers.twilio_server import FakeTwilio
from tests.wave_world import DAY, wave, worker
from tests.world import World

HOUR = 3600.0
BY_TICKS = (
    "prompts.before_commit", "reminders.before_commit", "reminders.committed", "wave.before_forgetting",
    "wave.forgotten", "wave.closed", "silence.before_commit", "inbox.retrying", "leases.before_commit",
    "leases.committed", "expiry.before_commit", "erasure.before_commit", "erasure.committed", "erasure.shredded",
    "retention.before_commit", "retention.committed", "copies.listed", "copies.deleted", "copies.before_commit",
)  # fmt: skip
"""In the order in which the ticks come to them: who dies at one has done what came before, and nothing after it."""
STATUS = ("state", "status", "rank", "error")
LIVES = frozenset({"leases", "line_paces", "audit_head"})
"""Rows that a process leaves by living."""


def furnish(world: World, twilio: FakeTwilio, now: float) -> None:
    """Let all of it fall due by `now`."""
    world.now = now - 91 * DAY
    factory = world.factory("en", "bn")
    farida = world.advisor(factory.code)
    with world.work() as work:
        found_committee(work, factory.id, "picc")
    _words_over(world, farida)
    _survey_over(world, factory.code, now)
    _told_and_answered(world, farida, now)
    world.now = now - HOUR
    _queues(world, twilio, now)
    world.now = now


def _words_over(world: World, farida: Any) -> None:
    """A case whose words have been kept long enough."""
    told(world, "+8801700000001")
    world.wait(HOUR)
    (case,) = world.cases()
    for deed in ("acknowledge", "resolve", "close"):
        farida.does(deed, case.id)


def _survey_over(world: World, code: str, now: float) -> None:
    """A wave with answers, an hour after its end."""
    world.now = now - 9 * DAY
    people = [worker(world, code, f"+880170000001{number}", "1") for number in range(3)]
    world.now = now - 8 * DAY - HOUR
    wave(world, code, closes_at=now - HOUR, keyword="FANS", invites=False)
    for person in people:
        for words in ("FANS", "1", "1", "1", "Fans in summer"):
            person.says(words)


def _told_and_answered(world: World, farida: Any, now: float) -> None:
    """A case that an advisor has answered, and somebody who fell silent in the middle."""
    world.now = now - 3 * DAY
    before = {case.id for case in world.cases()}
    told(world, "+8801700000002")
    (case,) = (case for case in world.cases() if case.id not in before)
    world.now = now - 2 * DAY
    world.person("+8801700000003").says("The exit is locked and nobody comes")
    farida.replies("We come on Monday", case.id)


def _queues(world: World, twilio: FakeTwilio, now: float) -> None:
    """Something in every queue that a clock looks after."""
    with world.work() as work:
        late = Planned(ReminderKind.MEETING, "0" * 32, now - HOUR, now - 60)
        plan(work, [late])
        left, old, leaving = (make_contact(work, Line.TWILIO, f"+880170000002{number}") for number in range(3))
        for contact_id, life in ((left, DAY), (old, 60.0), (leaving, DAY)):
            queue(work, contact_id, Outgoing({"text": "hello", "language": "en"}, life=life))
        sending = {"state": OutboxState.SENDING, "rank": 1, "attempts": 6, "leased_until": now - 1}
        work.connection.execute(update(OutboxMessage).where(OutboxMessage.contact_id == left).values(**sending))
        erase_contact(work, leaving, last_word=True)
    taken = twilio.arrive("+8801700000030", "They have told us to work on Friday again")
    receive(world.house, Inbound(Line.TWILIO, str(taken.from_), taken.sid, str(taken.body)), world.now)
    twilio.arrive("+8801700000031", "They lock the door at night again")  # and nobody tells us
    failed = Inbound(Line.TWILIO, "+8801700000032", "SM" + "f" * 32, "They have not paid us for two months")
    _keep(world.house, failed, world.now, ValueError())


def told(world: World, address: str) -> None:
    """Somebody tells, from the first word to the last."""
    person = world.person(address)
    words = ("The manager locked the fire exit again today", "English", "1", "3", "1", "1", "no", "1", "1", "yes", "1")
    for said in words:
        person.says(said)


def portrait(connection: Connection) -> dict[str, Any]:
    """What can be seen without a key: how many rows there are of each kind, and how far each has come."""
    seen: dict[str, Any] = {}
    for one in Base.metadata.sorted_tables:
        if one.name in LIVES:
            continue
        columns = [one.c[name] for name in STATUS if name in one.c]
        if columns:
            rows = connection.execute(select(*columns, func.count()).group_by(*columns))
            seen[one.name] = sorted(tuple(map(str, row)) for row in rows)
        else:
            seen[one.name] = connection.execute(select(func.count()).select_from(one)).scalar_one()
    seen["entries of the audit log"] = sorted(Counter(actions(connection)).items())
    seen["people"] = connection.execute(select(func.count()).select_from(table(Contact))).scalar_one()
    return seen


def actions(connection: Connection) -> list[str]:
    return [str(action) for action in connection.execute(select(Base.metadata.tables["audit"].c.action)).scalars()]
