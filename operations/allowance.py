"""How much of our answers a contact may use up: a flooder and a machine that answers machines soon get none, and
somebody who talks with us never notices.

A contact has as much in hand as `REPLIES_AN_HOUR` (10) times six units, of which a sixth comes back in an hour. A turn
that goes on with the conversation costs one, and whoever takes the time to read gets a unit back for every second of
it: a survey of any length goes through. The same word at once again costs two more each time, prose that comes faster
than anybody types four, and whatever was not understood ten, for each message it is answered with: at most ten of
those in any hour. Who has used up half of it draws on what the factory, the line and the house have for all
such contacts together.
(Source of the numbers: Twilio's error 14107 stops 30 answers in 30 seconds between two numbers; ours must come first.)
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from conversations.replies import FEW, normalise, word_count
from models.outbox import Bucket
from models.upsert import insert_or_ignore
from operations.work import Work

REPLIES_AN_HOUR = 10
UNITS = 6
"""In hand, for each answer that may be had in an hour."""
BACK = 1
"""Units that come back in an hour, for each answer that may be had in it."""
WENT_ON, AGAIN, PROSE, NOTHING_SAID = 1.0, 2.0, 4.0, 10.0
"""What an answer costs: the conversation went on, more each time by a repeated word, by prose; nobody meant it."""
MARKS = 256
HASTE = 2.0
"""Seconds within which nobody reads a question and types an answer."""
SHARES = {"factory": 20, "line": 60, "all": 100}
"""How many such contacts at once a factory, a line and the house answer."""
_NEW = insert_or_ignore(Bucket)


@dataclass(frozen=True, slots=True)
class Used:
    """What a contact has used up, as its conversation keeps it."""

    spent: float
    heard_at: float
    echo: int | None

    def now(self, now: float, replies: int) -> float:
        """What is used up now: some has come back since."""
        return decayed(self.spent, now - self.heard_at, replies)


def decayed(spent: float, seconds: float, replies: int, many: int = 1) -> float:
    return max(0.0, spent - max(0.0, seconds) * BACK * replies * many / 3600.0)


def after(used: Used, text: str, now: float, replies: int, *, went_on: bool, said: int, waited: bool = False) -> Used:
    """What is used up after a message was answered with so many; `went_on` says whether it answered a question.

    For one that has `waited` nobody took the time to read.
    """
    elapsed, echo = 0.0 if waited else max(0.0, now - used.heard_at), echoed(used.echo, text)
    quick, again, prose = elapsed < HASTE, echo // MARKS, word_count(text) > FEW
    spent = used.now(now, replies)
    if not went_on or (prose and again):
        spent += NOTHING_SAID * max(1, said)
    elif quick and prose:
        spent += PROSE * said  # what is listened to in silence costs nothing
    elif quick:
        spent += min(NOTHING_SAID, WENT_ON + AGAIN * again) * max(1, said)
    else:
        spent = max(0.0, spent - elapsed) + WENT_ON
    return Used(spent, now, echo)


def echoed(before: int | None, text: str) -> int:
    """Eight bits of a message, to know a repeat by, and how often it was repeated.

    Of 256 other texts one looks the same, so the bits tell nothing.
    """
    mark = hashlib.sha256(normalise(text).encode()).digest()[0]
    times, last = divmod(before, MARKS) if before is not None else (0, -1)
    return mark + MARKS * min(times + 1, 100) if mark == last else mark


def may_be_answered(work: Work, used: Used, line: str, factory_id: str | None, replies: int) -> bool:
    """Whether a contact has something left; where little, whether those who share with it have."""
    spent, most = used.now(work.now, replies), float(UNITS * replies)
    if spent >= most:
        return False
    return spent < most / 2 or _drawn(work, _scopes(line, factory_id), replies)


def _scopes(line: str, factory_id: str | None) -> Iterable[tuple[str, int]]:
    """Always in the same order: two that draw at once do not wait for each other."""
    if factory_id is not None:
        yield f"factory:{factory_id}", SHARES["factory"]
    yield f"line:{line}", SHARES["line"]
    yield "all", SHARES["all"]


def _drawn(work: Work, scopes: Iterable[tuple[str, int]], replies: int) -> bool:
    """Take one answer's worth from each of the shared; from none when one has nothing left."""
    found = [(scope, _level(work, scope, many, replies), many) for scope, many in scopes]
    if any(spent >= UNITS * replies * many for _scope, spent, many in found):
        return False
    for scope, spent, _many in found:
        values: dict[str, Any] = {"spent": spent + NOTHING_SAID, "at": work.now}
        work.connection.execute(update(Bucket).where(Bucket.scope == scope).values(**values))
    return True


def _level(work: Work, scope: str, many: int, replies: int) -> float:
    fresh = {"scope": scope, "spent": 0.0, "at": work.now}
    work.connection.execute(_NEW[work.connection.dialect.name], fresh)
    row = work.connection.execute(
        select(Bucket).with_only_columns(Bucket.spent, Bucket.at).where(Bucket.scope == scope).with_for_update()
    ).one()
    return decayed(row.spent, work.now - row.at, replies, many)
