"""How an election goes on by itself. Everything that ends a phase lives here.

1. Phases end in the evening of a day where the factory is; the clock finds them (`go_on`). What people are told of a
   change waits for a decent hour, and says how things stand then.
2. Fewer stand than there are seats: nominations go on once more as long; then those who stand are elected unopposed.
3. A tie at the last seat: another round among the tied; after LAST_ROUND the lot decides.
4. Nobody objects in the dispute window: the result holds, and the elected take their seats. Else an advisor decides.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import time, timedelta
from enum import IntEnum
from itertools import accumulate
from typing import Any

from sqlalchemy import update

from models.election import Election
from models.vocabulary import ElectionState, ReminderKind
from operations import audit, prompts, reminders
from operations.ballots import cast_so_far, find_election, open_ballot, roll, roll_size, wipe
from operations.calendar import resolve
from operations.candidates import candidates_of, forget_unaccepted, mark_elected
from operations.committees import Chamber, chamber
from operations.election_notices import tell_how_it_stands
from operations.election_results import by_lot, round_as_published, tally
from operations.election_seats import seat_elected
from operations.hours import decent_moment
from operations.reminders import DAY, HOUR, Planned
from operations.work import Work

EVENING = time(18)
LAST_ROUND = 3
NEVER_TOO_LATE = 365 * DAY
WAIT = 16 * HOUR
"""How long something said may wait for an hour that is decent and off shift: over a night."""


class Step(IntEnum):
    """Which reminder of an election it is. Each change of phase takes back the others."""

    NOTICE = 0
    PHASE_ENDS = 1


def begin(work: Work, election_id: str) -> None:
    """Names are taken from now on."""
    election = find_election(work.connection, election_id)
    days = (election.nomination_days, election.voting_days, election.dispute_days)
    _enter(work, election, ElectionState.NOMINATION, _evenings(work, election, *days))


def go_on(work: Work, rows: Sequence[Any]) -> None:
    """Reminders that are due: tell people, or take an election on whose phase has ended."""
    for row in rows:
        if row.step == Step.NOTICE:  # without a lock: who votes holds a conversation and waits for the election
            tell_how_it_stands(work, find_election(work.connection, row.about_id))
            continue
        election = find_election(work.connection, row.about_id, lock=True)
        if election.state in _ENDS:
            _ENDS[ElectionState(election.state)](work, election)


def hold(work: Work, election: Any) -> None:
    """The result holds: the elected take their seats."""
    house = chamber(work.connection, election.committee_id)
    note(work, election.id, certified_on=work.day(house.timezone).isoformat())
    seat_elected(work, election)
    _enter(work, election, ElectionState.CERTIFIED)


def end_without_result(work: Work, election: Any, why: str, tell: bool = True) -> None:
    """Nobody stood, nobody voted, or an advisor annulled it."""
    wipe(work, election.id)
    forget_unaccepted(work, election.id)
    note(work, election.id, ended=why)
    _enter(work, election, ElectionState.CANCELLED, tell=tell)


def note(work: Work, election_id: str, **published: Any) -> None:
    """Add to what is published."""
    election = find_election(work.connection, election_id)
    values = {"result": {**election.result, **published}}
    work.connection.execute(update(Election).where(Election.id == election_id).values(**values))


def _end_nominations(work: Work, election: Any) -> None:
    standing = [one.id for one in candidates_of(work.connection, work.ring, election)]
    if len(standing) < election.seats and not election.result.get("extended"):
        note(work, election.id, extended=True)
        begin(work, election.id)
        return
    forget_unaccepted(work, election.id)
    if not standing:
        end_without_result(work, election, "nobody_stood")
    elif len(standing) <= election.seats:
        note(work, election.id, unopposed=True)
        _publish(work, election, standing)
    else:
        _open_round(work, election, standing, 1, election.seats)


def _open_round(work: Work, election: Any, candidate_ids: Sequence[str], number: int, seats: int) -> None:
    """Every worker on the roll is asked for a vote."""
    house = chamber(work.connection, election.committee_id)
    values = {"round": number, "seats_left": seats}
    work.connection.execute(update(Election).where(Election.id == election.id).values(**values))
    open_ballot(work, election, list(candidate_ids), number)
    ends = _evenings(work, election, election.voting_days, election.dispute_days)
    _enter(work, election, ElectionState.VOTING, ends)
    voters = work.connection.execute(roll(house, election)).scalars().all()
    moment = _decent(work, house)
    prompts.ask(work, voters, "ballot", about_id=election.id, not_before=moment, expires_at=ends[0])


def _end_voting(work: Work, election: Any) -> None:
    cast = cast_so_far(work.connection, election)
    decided = tally(cast.counts, election.seats_left)
    able = roll_size(work.connection, chamber(work.connection, election.committee_id), election)
    wipe(work, election.id)
    published = round_as_published(cast.counts, cast.voters, able)
    note(work, election.id, rounds=[*election.result.get("rounds", ()), published])
    if _nobody_votes(election, cast.voters):
        end_without_result(work, election, "nobody_voted")
    elif not decided.tied:
        _publish(work, election, decided.elected)
    elif election.round < LAST_ROUND:
        mark_elected(work, decided.elected)
        _open_round(work, election, decided.tied, election.round + 1, decided.seats_left)
    else:
        note(work, election.id, lot=True)
        _publish(work, election, (*decided.elected, *by_lot(decided.tied, decided.seats_left)))


def _nobody_votes(election: Any, voters: int) -> bool:
    """Not one vote, twice, and nobody elected yet: the lot must not choose where nobody cared."""
    return not voters and election.round > 1 and election.seats_left == election.seats


def _publish(work: Work, election: Any, elected: Sequence[str]) -> None:
    mark_elected(work, elected)
    _enter(work, election, ElectionState.DISPUTE, _evenings(work, election, election.dispute_days))


def _end_dispute(work: Work, election: Any) -> None:
    """What nobody objected to holds; else an advisor decides."""
    if not election.result.get("disputes"):
        hold(work, election)
        audit.record(work, "election.certified")


_ENDS: Mapping[ElectionState, Callable[[Work, Any], None]] = {
    ElectionState.NOMINATION: _end_nominations,
    ElectionState.VOTING: _end_voting,
    ElectionState.DISPUTE: _end_dispute,
}
_COLUMNS = ("nominate_until", "vote_until", "dispute_until")


def _enter(work: Work, election: Any, state: ElectionState, ends: Sequence[float] = (), tell: bool = True) -> None:
    """Another phase, with its end and those after it; people are told, but of a vote: the ballot itself tells."""
    house = chamber(work.connection, election.committee_id)
    columns = dict(zip(reversed(_COLUMNS), reversed(ends), strict=False))
    work.connection.execute(update(Election).where(Election.id == election.id).values(state=state.value, **columns))
    reminders.cancel(work, election.id, (ReminderKind.ELECTION,))
    planned = [(Step.PHASE_ENDS, end) for end in ends[:1]]
    if tell and state is not ElectionState.VOTING:
        planned.append((Step.NOTICE, _decent(work, house)))
    reminders.plan(
        work,
        [Planned(ReminderKind.ELECTION, election.id, at, at + NEVER_TOO_LATE, step=step.value) for step, at in planned],
    )


def _evenings(work: Work, election: Any, *days: int) -> list[float]:
    """When phases of so many days, one after the other, end."""
    house = chamber(work.connection, election.committee_id)
    today = work.day(house.timezone)
    return [resolve(today + timedelta(days=count), EVENING, house.timezone) for count in accumulate(days)]


def _decent(work: Work, house: Chamber) -> float:
    return decent_moment(work.now, work.now + WAIT, house.timezone, house.shift)
