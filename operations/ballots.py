"""The secret ballot: who may vote, and casting a vote so that no row joins a voter and a vote.

1. A vote raises a counter. That somebody has voted is a keyed hash, under a key made for the round and deleted with
   the marks and the counters when the round is counted.
2. Nothing is written of a vote but these two: no time, no audit entry, and what is said back names nobody.
3. The roll is of the phones that wrote to the line before nominations ended, so that nobody buys votes by buying
   phones on the last day. Numbers are one voter whatever they write by; somebody with two numbers, or with a number
   and Telegram, is two voters to us: we keep no names by which to tell.
4. Who can read memory or the database's own log while votes come in could still join the two.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from models.committee import Committee, Member
from models.contact import Contact
from models.election import Candidate, Election, VoteCount, VoterMark
from models.encryption import bound
from models.upsert import insert_or_ignore
from models.vocabulary import ElectionState, Side
from operations.committees import Chamber, chamber, cipher_of
from operations.persons import person_of
from operations.work import Refused, Work

_MARK = insert_or_ignore(VoterMark)


class VoteRefused(Exception):
    """A vote that does not count; the class says why."""


class VotedAlready(VoteRefused):
    """Whoever votes has no vote left in this round."""


class VotingOver(VoteRefused):
    """The round that the vote was for is over."""


class NotOnRoll(VoteRefused):
    """Not a worker of the factory who wrote to the line before the vote began."""


@dataclass(frozen=True, slots=True)
class Cast:
    """What may be known of the votes of a round: how many people voted, and how many votes each candidate has."""

    voters: int
    counts: dict[str, int]


def workers_of(house: Chamber) -> Select[str]:
    """The phones of a factory's workers whom the line can reach: no users, and nobody of any management side."""
    managers = (
        select(Member.contact_id)
        .join(Committee, Committee.id == Member.committee_id)
        .where(
            Committee.factory_id == house.factory_id,
            Member.side == Side.MANAGEMENT,
            Member.left_on.is_(None),
            Member.contact_id.is_not(None),
        )
    )
    return select(Contact.id).where(
        Contact.factory_id == house.factory_id,
        Contact.introduced,
        Contact.sendable,
        Contact.user_id.is_(None),
        Contact.id.not_in(managers),
    )


def is_worker(connection: Connection, house: Chamber, contact_id: str) -> bool:
    """Whether a phone is one of the factory's workers."""
    return connection.execute(workers_of(house).where(Contact.id == contact_id)).first() is not None


def roll(house: Chamber, election: Any) -> Select[str]:
    """The phones that may vote."""
    closed = datetime.fromtimestamp(election.nominate_until, ZoneInfo(house.timezone)).date()
    return workers_of(house).where(Contact.first_on <= closed)


def may_vote(connection: Connection, house: Chamber, election: Any, contact_id: str) -> bool:
    """Whether a phone is on the roll."""
    return connection.execute(roll(house, election).where(Contact.id == contact_id)).first() is not None


def roll_size(connection: Connection, house: Chamber, election: Any) -> int:
    """How many phones may vote."""
    return connection.execute(select(func.count()).select_from(roll(house, election).subquery())).scalar_one()


def open_ballot(work: Work, election: Any, candidate_ids: list[str], round_number: int) -> None:
    """Make the key of a round, and its counters at nought."""
    cipher = cipher_of(work.connection, work.ring, election.committee_id)
    key = cipher.seal_bytes(secrets.token_bytes(32), _bound(election.id))
    work.connection.execute(update(Election).where(Election.id == election.id).values(key_sealed=key))
    counters = [
        {"election_id": election.id, "round": round_number, "candidate_id": one, "votes": 0} for one in candidate_ids
    ]
    work.connection.execute(insert(VoteCount), counters)
    work.connection.execute(update(Candidate).where(Candidate.id.in_(candidate_ids)).values(round=round_number))


def vote(work: Work, election_id: str, round_number: int, contact_id: str, candidate_id: str) -> int:
    """Count one vote. Returns how many votes whoever cast it has left. Raises VoteRefused."""
    election = work.connection.execute(
        select(Election.__table__).where(Election.id == election_id).with_for_update(read=True)
    ).one_or_none()
    if election is None or not is_open(election, work.now) or election.round != round_number:
        raise VotingOver
    if not may_vote(work.connection, chamber(work.connection, election.committee_id), election, contact_id):
        raise NotOnRoll
    counter = (VoteCount.election_id == election_id, VoteCount.round == round_number)
    if not work.connection.execute(
        select(VoteCount.votes).where(*counter, VoteCount.candidate_id == candidate_id)
    ).first():
        raise VotingOver
    number = _mark(work, election, contact_id)
    work.connection.execute(
        update(VoteCount).where(*counter, VoteCount.candidate_id == candidate_id).values(votes=VoteCount.votes + 1)
    )
    return votes_of(election) - number


def votes_left(work: Work, election: Any, contact_id: str) -> int:
    """How many votes somebody still has in the round that is open."""
    if election.key_sealed is None:
        return 0
    mine = (VoterMark.election_id == election.id, VoterMark.round == election.round)
    cast = select(func.count()).where(*mine, VoterMark.tag == _tag(work, election, contact_id))
    return votes_of(election) - work.connection.execute(cast).scalar_one()


def votes_of(election: Any) -> int:
    """How many votes each has in the round: in a run-off no more than the seats it decides."""
    return int(min(election.votes_each, election.seats_left))


def is_open(election: Any, now: float) -> bool:
    """Whether votes are taken."""
    return bool(election.state == ElectionState.VOTING and now < election.vote_until)


def cast_so_far(connection: Connection, election: Any) -> Cast:
    """The votes of the round that is open."""
    mine = (VoterMark.election_id == election.id, VoterMark.round == election.round)
    voters = connection.execute(select(func.count()).where(*mine, VoterMark.number == 1)).scalar_one()
    counted = connection.execute(
        select(VoteCount.candidate_id, VoteCount.votes).where(
            VoteCount.election_id == election.id, VoteCount.round == election.round
        )
    )
    return Cast(voters, {row.candidate_id: row.votes for row in counted})


def wipe(work: Work, election_id: str) -> None:
    """Delete the key, the marks and the counters: from here on nobody can tell who has voted, or find a small group."""
    work.connection.execute(update(Election).where(Election.id == election_id).values(key_sealed=None))
    for table in (VoterMark, VoteCount):
        work.connection.execute(delete(table).where(table.election_id == election_id))


def _mark(work: Work, election: Any, contact_id: str) -> int:
    """Take the next vote of whoever votes; two phones of one number at once take two or none."""
    row = {"election_id": election.id, "round": election.round, "tag": _tag(work, election, contact_id)}
    for number in range(1, votes_of(election) + 1):
        if work.connection.execute(_MARK[work.connection.dialect.name], row | {"number": number}).rowcount:
            return number
    raise VotedAlready


def _tag(work: Work, election: Any, contact_id: str) -> bytes:
    if election.key_sealed is None:
        raise VotingOver
    cipher = cipher_of(work.connection, work.ring, election.committee_id)
    key = cipher.open_bytes(election.key_sealed, _bound(election.id))
    return hmac.digest(key, person_of(work, contact_id).encode(), hashlib.sha256)


def _bound(election_id: str) -> str:
    return bound("elections", "key", election_id)


def find_election(connection: Connection, election_id: str, lock: bool = False) -> Any:
    """The row of an election. Raises Refused when there is none."""
    query = select(Election.__table__).where(Election.id == election_id)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise Refused("there is no such election")
    return row
