"""Electing worker representatives, as an advisor and workers act on it: announcing, disputing, certifying, annulling.

How an election goes on by itself when a phase ends stands in operations.election_phases.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from conversations.outcomes import FileGrievance, Part
from conversations.topics import ELECTION
from models.base import new_id
from models.election import Election
from models.vocabulary import Audience, ElectionState, ReminderKind, Side
from operations import audit, cases, reminders
from operations.ballots import find_election
from operations.committees import Chamber, chamber
from operations.election_phases import begin, end_without_result, hold, note
from operations.work import Refused, Work

LONGEST = 60
"""Days of a phase."""
MOST_SEATS = 50
RUNNING = (ElectionState.NOMINATION, ElectionState.VOTING, ElectionState.DISPUTE)


class WindowOver(Exception):
    """The time in which the result can be disputed is over."""


@dataclass(frozen=True, slots=True)
class NewElection:
    """An election as it is announced; phases in days.

    One vote each, whatever the number of seats, lets a group that is no majority elect somebody too, and is one digit.
    With more, each vote is counted as it comes, for the same candidate or another. `whole_side`: those elected before
    leave when it is certified; else it fills empty seats.
    """

    seats: int
    nomination_days: int
    voting_days: int
    dispute_days: int
    votes_each: int = 1
    whole_side: bool = True


def announce(work: Work, committee_id: str, new: NewElection, by: str) -> str:
    """Announce an election; workers are told at a decent hour. Returns its id. Raises Refused."""
    house = chamber(work.connection, committee_id)
    _check(new)
    if running(work.connection, committee_id):
        raise Refused("an election of this committee is going on already")
    election_id = new_id()
    days = {"nomination_days": new.nomination_days, "voting_days": new.voting_days, "dispute_days": new.dispute_days}
    work.connection.execute(
        insert(Election).values(
            id=election_id,
            committee_id=committee_id,
            side=Side.WORKER.value,
            seats=new.seats,
            votes_each=new.votes_each,
            whole_side=new.whole_side,
            seats_left=new.seats,
            announced_on=work.day(house.timezone),
            nominate_until=0.0,
            vote_until=0.0,
            dispute_until=0.0,
            **days,
        )
    )
    begin(work, election_id)
    _record(work, "election.announced", election_id, house, by)
    return election_id


def running(connection: Connection, committee_id: str) -> Any | None:
    """The election of a committee that is not over; None when there is none."""
    return connection.execute(
        select(Election.__table__).where(Election.committee_id == committee_id, Election.state.in_(RUNNING))
    ).one_or_none()


def dispute(work: Work, origin: cases.Origin, election_id: str, story: Sequence[Part]) -> cases.Opened:
    """A worker says that the election was not right: a case for Better Work. Raises WindowOver."""
    election = find_election(work.connection, election_id, lock=True)
    if election.state != ElectionState.DISPUTE or work.now >= election.dispute_until:
        raise WindowOver
    filed = FileGrievance("other", ELECTION.value, tuple(story), False, Audience.BETTER_WORK, "", may_ask=True)
    opened = cases.open_case(work, origin, filed)
    note(work, election_id, disputes=[*election.result.get("disputes", ()), opened.case_id])
    return opened


def certify(work: Work, election_id: str, by: str) -> None:
    """An advisor has looked into what was disputed: the result holds. Raises Refused."""
    election = _locked(work, election_id)
    if election.state != ElectionState.DISPUTE:
        raise Refused("there is no result to certify")
    if work.now < election.dispute_until:
        raise Refused("workers may still object; certify when that time is over")
    hold(work, election)
    _record(work, "election.certified", election_id, chamber(work.connection, election.committee_id), by)


def annul(work: Work, election_id: str, by: str, again: bool = False) -> str | None:
    """An advisor ends an election without a result; with `again` the same is announced anew, and its id returned."""
    election = _locked(work, election_id)
    if election.state not in RUNNING:
        raise Refused("this election is over")
    end_without_result(work, election, "annulled", tell=not again)
    _record(work, "election.annulled", election_id, chamber(work.connection, election.committee_id), by)
    if not again:
        return None
    new = announce(work, election.committee_id, as_announced(election), by)
    note(work, new, repeats=True)  # said in one message with the new dates
    return new


def as_announced(election: Any) -> NewElection:
    """The choices that an election was announced with."""
    return NewElection(**{name: getattr(election, name) for name in NewElection.__dataclass_fields__})


def _locked(work: Work, election_id: str) -> Any:
    """The clock holds what is due before it asks for the election: so do we, or the two would wait for each other."""
    reminders.cancel(work, election_id, (ReminderKind.ELECTION,))
    return find_election(work.connection, election_id, lock=True)


def _check(new: NewElection) -> None:
    if not 1 <= new.seats <= MOST_SEATS:
        raise Refused(f"seats should be 1 to {MOST_SEATS}")
    if not 1 <= new.votes_each <= new.seats:
        raise Refused("each person has one vote, or at most as many as there are seats")
    if not all(1 <= days <= LONGEST for days in (new.nomination_days, new.voting_days, new.dispute_days)):
        raise Refused(f"each phase should last 1 to {LONGEST} days")


def _record(work: Work, action: str, election_id: str, house: Chamber, by: str) -> None:
    audit.record(work, action, user_id=by or None, about=("election", election_id), factory_id=house.factory_id)
