"""Elections as an advisor sees them: the phases, who stands, the result. Never how somebody voted, or a small group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from models.committee import Committee
from models.election import Election
from models.vocabulary import ElectionState
from operations.ballots import cast_so_far, find_election, roll_size
from operations.candidates import Standing, candidates_of, waiting_for_acceptance
from operations.committee_access import seen_committees
from operations.committees import Chamber, chamber
from operations.election_results import LEAST_ROLL, turnout_band
from operations.sessions import Viewer


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of an election, to be over in the evening of `ends`."""

    state: ElectionState
    ends: date
    running: bool


@dataclass(frozen=True, slots=True)
class ElectionView:
    """Everything a page shows. `reachable` is None where it is so small that it is not said."""

    election: Any
    house: Chamber
    phases: tuple[Phase, ...]
    candidates: tuple[Standing, ...]
    waiting: int
    reachable: int | None
    turnout: list[int] | None
    window_open: bool

    @property
    def state(self) -> ElectionState:
        return ElectionState(self.election.state)

    @property
    def certified(self) -> bool:
        return self.state is ElectionState.CERTIFIED

    @property
    def listed(self) -> list[Standing]:
        """Those in the round that runs; of a result the elected first."""
        if self.state is ElectionState.VOTING:
            return [one for one in self.candidates if one.round == self.election.round]
        return sorted(self.candidates, key=lambda one: not one.elected)

    @property
    def elected(self) -> list[Standing]:
        return [one for one in self.candidates if one.elected]

    def votes(self, candidate_id: str) -> list[tuple[int, int]]:
        """(round, votes) of a candidate, as far as they were published."""
        rounds = enumerate(self.election.result.get("rounds", ()), 1)
        return [(number, one["votes"][candidate_id]) for number, one in rounds if candidate_id in (one["votes"] or {})]

    @property
    def votes_shown(self) -> bool:
        return any(one["votes"] for one in self.election.result.get("rounds", ()))


def find_seen_election(connection: Connection, viewer: Viewer, election_id: str) -> Any | None:
    """The row of an election, or None alike when it is somebody else's and when there is none."""
    seen = (
        select(Election.id)
        .join(Committee, Committee.id == Election.committee_id)
        .where(Election.id == election_id, seen_committees(viewer))
    )
    return find_election(connection, election_id) if connection.execute(seen).first() else None


def elections_of(connection: Connection, committee_id: str) -> Sequence[Any]:
    """Every election of a committee, the newest first."""
    newest = (Election.announced_on.desc(), Election.nominate_until.desc())
    rows = select(Election.__table__).where(Election.committee_id == committee_id).order_by(*newest)
    return connection.execute(rows).all()


def view_election(connection: Connection, ring: Any, election: Any, now: float) -> ElectionView:
    """One election as it stands now."""
    house = chamber(connection, election.committee_id)
    voting = election.state == ElectionState.VOTING
    able = roll_size(connection, house, election)
    voters = cast_so_far(connection, election).voters if voting else 0
    return ElectionView(
        election,
        house,
        _phases(house, election),
        tuple(candidates_of(connection, ring, election)),
        waiting_for_acceptance(connection, election.id),
        able if able >= LEAST_ROLL else None,
        turnout_band(voters, able) if voting else None,
        election.state == ElectionState.DISPUTE and now < election.dispute_until,
    )


def _phases(house: Chamber, election: Any) -> tuple[Phase, ...]:
    ends = {
        ElectionState.NOMINATION: election.nominate_until,
        ElectionState.VOTING: election.vote_until,
        ElectionState.DISPUTE: election.dispute_until,
    }
    if election.result.get("unopposed"):
        del ends[ElectionState.VOTING]
    zone = ZoneInfo(house.timezone)
    return tuple(
        Phase(state, datetime.fromtimestamp(at, zone).date(), state == election.state) for state, at in ends.items()
    )
