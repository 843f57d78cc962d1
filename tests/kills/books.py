"""The books: what was acknowledged, and what became of it; what was to be sent, and what the providers got.

Everything is read from the database with its keys and from the providers; nothing is believed that a process said.
"""

import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass

from sqlalchemy import Connection, func, select, text

from bot.contacts import open_address
from bot.house import House
from models.base import table
from models.case import CaseMessage
from models.contact import Contact
from models.encryption import bound
from models.inbox import InboxMessage
from models.outbox import OutboxMessage
from models.vocabulary import InboxState, Line
from operations.data_keys import CASES
from operations.receipts import receipt
from tests.kills.crowd import MARK, Call, Crowd

_WORD = re.compile(rf"\b{MARK}[a-z]{{12}}\b")
_outbox = table(OutboxMessage)


@dataclass(frozen=True)
class Books:
    """What it all comes to. `unknown`: messages of which nobody could tell whether they had left."""

    acknowledged: int
    """Messages that we took, and those that Twilio's list brought."""
    tries: int
    """How often providers called for them, or tried to while nobody was there."""
    lost: int
    doubled: int
    """Messages without an effect, or with more than one."""
    sent: int
    """Rows of the outbox."""
    unsent: int
    """Rows that no provider got."""
    twice: int
    """How many more messages providers got than there are rows."""
    unknown: int
    unexplained: int
    """Doubled though nobody was in doubt."""
    kills: int

    @property
    def balance(self) -> bool:
        """Whether nothing is lost, and nothing doubled that was not in doubt."""
        return not (self.lost or self.doubled or self.unsent or self.unexplained) and self.twice <= self.unknown

    def table(self) -> str:
        rows = [
            ("acknowledged", self.acknowledged, f"in {self.tries:,} tries"),
            ("  lost", self.lost, ""),
            ("  doubled", self.doubled, ""),
            ("to be sent", self.sent, ""),
            ("  lost", self.unsent, ""),
            ("  doubled", self.twice, f"of {self.unknown:,} unknown"),
            ("  unexplained", self.unexplained, ""),
            ("kills", self.kills, ""),
        ]
        return "\n".join(f"{name:<16}{count:>10,}  {more}".rstrip() for name, count, more in rows)


def read(house: House, crowd: Crowd, doubted: Set[str], kills: int) -> Books:
    """Read the books of a house when all is sent."""
    with house.db.read() as connection:
        missing, extra = _incoming(connection, crowd)
        effects, cases = _told(house, connection)
        rows, unsent, twice, unexplained = _outgoing(house, connection, crowd, doubted)
    lost = missing + sum(word not in effects for word in crowd.told) + max(0, crowd.workers - cases)
    doubled = extra + sum(count - 1 for count in effects.values()) + max(0, cases - crowd.workers)
    acknowledged = len(crowd.acknowledged) + crowd.unheard + crowd.unreadable
    tries = len(crowd.acknowledged) + crowd.unreadable + crowd.refused + crowd.repeats
    return Books(acknowledged, tries, lost, doubled, rows, unsent, twice, len(doubted), unexplained, kills)


def _incoming(connection: Connection, crowd: Crowd) -> tuple[int, int]:
    """How many rows of the inbox are missing or not heard, and how many there are too many."""
    rows = connection.execute(
        select(InboxMessage.line, InboxMessage.external_id).where(InboxMessage.state == InboxState.PROCESSED)
    )
    beside = {receipt(call.external_id) for call in crowd.beside}
    heard = {(row.line, row.external_id) for row in rows if row.external_id not in beside}
    wanted = {(call.line.value, receipt(call.external_id)) for call in crowd.acknowledged}
    dead = connection.execute(select(func.count()).where(InboxMessage.state == InboxState.DEAD)).scalar_one()
    waiting = select(InboxMessage.external_id).where(InboxMessage.state == InboxState.NEW)
    left = len(set(connection.execute(waiting).scalars()) - beside)
    unheard = crowd.unheard - len(heard - wanted)
    missing = len(wanted - heard) + max(0, crowd.unreadable - dead) + max(0, unheard) + left
    return missing, max(0, dead - crowd.unreadable) + max(0, -unheard)


def _told(house: House, connection: Connection) -> tuple[Counter[str], int]:
    """How often each word stands in a case: a message has its effect there, once. And in how many cases they stand."""
    found: Counter[str] = Counter()
    ciphers, cases = {}, set()
    for row in connection.execute(select(CaseMessage.id, CaseMessage.case_id, CaseMessage.body_sealed)):
        if row.case_id not in ciphers:
            ciphers[row.case_id] = CASES.find(connection, house.ring, row.case_id)
        words = ciphers[row.case_id].open_text(row.body_sealed, bound("case_messages", "body", row.id))
        if marked := _WORD.findall(words):
            cases.add(row.case_id)
            found.update(marked)
    return found, len(cases)


def _outgoing(house: House, connection: Connection, crowd: Crowd, doubted: Set[str]) -> tuple[int, int, int, int]:
    """(rows, rows nobody got, messages too many, of these without a doubt). Telegram names no row: a chat counts."""
    got = Counter(str(one.status_callback).rpartition("/")[2] for one in crowd.twilio.sent)
    chats = Counter(str(one.chat_id) for one in crowd.telegram.sent)
    rows: dict[str, int] = {}
    doubts: Counter[str] = Counter()
    query = select(_outbox.c.id, _outbox.c.line, _contact.c.id.label("contact_id"), _contact.c.address_sealed).join(
        _contact, _contact.c.id == _outbox.c.contact_id
    )
    for row in connection.execute(query):
        twilio = row.line == Line.TWILIO
        place = row.id if twilio else open_address(house.ring, row.contact_id, row.address_sealed)
        rows[place] = rows.get(place, 0) + 1
        doubts[place] += row.id in doubted
    reached = {**got, **chats}
    unsent = sum(max(0, count - reached.get(place, 0)) for place, count in rows.items())
    twice = {place: reached[place] - rows.get(place, 0) for place in reached if reached[place] > rows.get(place, 0)}
    # one that nobody could tell about may be sent again more than once, as long as nobody can tell
    unexplained = sum(more for place, more in twice.items() if not doubts[place])
    return sum(rows.values()), unsent, sum(twice.values()), unexplained


_contact = table(Contact)


def in_doubt(connection: Connection, dead: bool) -> set[str]:
    """What is known not to be known; and, where no sender lives, what is marked as being sent."""
    states = text("state in ('sending', 'unknown')" if dead else "state = 'unknown'")
    return set(connection.execute(select(_outbox.c.id).where(states)).scalars())


def kept(connection: Connection, calls: Sequence[Call]) -> int:
    """How many of these calls are in the inbox, whatever became of them."""
    wanted = {receipt(call.external_id) for call in calls}
    return sum(one in wanted for one in connection.execute(select(InboxMessage.external_id)).scalars())
