"""An election to tell stories about: a committee, and workers of its factory with phones of their own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from bot.contacts import make_contact
from models.election import VoteCount, VoterMark
from models.user import User
from models.vocabulary import ElectionState, Line
from operations import elections
from operations.ballots import find_election
from operations.candidates import candidates_of, enter
from operations.elections import NewElection
from operations.users import add_user
from tests.committee_world import Committee
from tests.world import Person, World

TOOLS = {"nomination_days": 7, "voting_days": 3, "dispute_days": 5}


@dataclass
class Ballot:
    """An election of two seats in the committee of eight; the four worker members there are workers too.

    `setting` says more of the committee.
    """

    world: World
    seats: int = 2
    votes_each: int = 1
    language: str = "en"
    id: str = ""
    advisor: str = ""
    workers: dict[str, Person] = field(default_factory=dict)
    setting: Mapping[str, Any] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    """Other committees of the factory."""
    worded: list[str] = field(default_factory=list)
    """Workers' points, in the order in which an advisor has worded them."""

    def __post_init__(self) -> None:
        self.committee = Committee(self.world, self.language, **self.setting)
        with self.world.work() as work:
            add_user(work, "farida@advisors.example", "advisor", (self.committee.factory.code,))
            self.advisor = str(work.connection.execute(select(User.id)).scalar_one())
        for name in ("Rahima", "Salma", "Abdul", "Shirin"):
            if name in self.committee.people:
                self.workers[name] = self.committee.people[name]

    @property
    def everybody(self) -> dict[str, Person]:
        """Workers, and the management side."""
        return self.committee.people

    def hires(self, *names: str, line: Line = Line.SIM_SMS, language: str | None = None) -> list[Person]:
        """Workers who have written to the line before."""
        for name in names:
            number = len(self.workers)
            address = f"+88017000002{number:02}" if line is Line.SIM_SMS else f"7000002{number:02}"
            values = {"factory_id": self.committee.factory.id, "language": language or self.language}
            with self.world.work() as work:
                make_contact(work, line, address, introduced=True, **values)
            self.workers[name] = self.everybody[name] = self.world.person(address, line)
        return [self.workers[name] for name in names]

    def announced(self, **values: Any) -> str:
        """An advisor announces it; the notice goes out when people are off shift."""
        new = NewElection(self.seats, **(TOOLS | values), votes_each=self.votes_each)
        with self.world.work() as work:
            self.id = elections.announce(work, self.committee.id, new, self.advisor)
        self.world.wait(86400)
        return self.id

    def stand(self, *names: str) -> None:
        """Candidates who have agreed in writing, entered by the advisor."""
        with self.world.work() as work:
            for name in names:
                enter(work, self.id, name, "", agreed=True, by=self.advisor)

    def now(self) -> Any:
        with self.world.db.read() as connection:
            return find_election(connection, self.id)

    def ends(self, *state: ElectionState) -> Any:
        """Time passes until the phase that runs is over; states are those expected then."""
        election = self.now()
        columns = {"nomination": "nominate_until", "voting": "vote_until", "dispute": "dispute_until"}
        self.world.wait(getattr(election, columns[election.state]) - self.world.now + 60)
        self.world.wait(15 * 3600)  # whatever waits for a decent hour
        after = self.now()
        assert not state or after.state in state
        return after

    def opens(self, *names: str, seats: int | None = None) -> None:
        """Announced, with candidates, up to the moment where everybody has a ballot on the phone."""
        self.announced()
        self.stand(*names)
        self.ends(ElectionState.VOTING)
        for person in self.workers.values():
            person.hears()

    def goes_to(self, person: Person) -> list[str]:
        """Somebody sends COMMITTEE and picks the election there."""
        menu = person.says("COMMITTEE")[-1]
        return person.says(number_of("Election", menu))

    def stands(self, person: Person, name: str, department: str = "1") -> list[str]:
        """Somebody stands by chat."""
        self.goes_to(person)
        for words in ("1", name):
            person.says(words)
        return person.says(department)

    def votes(self, voter: str, name: str) -> list[str]:
        """Somebody says that now is a good moment, looks through the pages, and sends the number of a name."""
        person = self.workers[voter]
        (page,) = person.says("1")
        while name not in page:
            (page,) = person.says(number_of("More", page))
        return person.says(number_of(name, page))

    def counts(self) -> dict[str, int]:
        """Votes by name, as only a test may see them."""
        names = {one.id: one.name for one in self.candidates()}
        return {names[row.candidate_id]: row.votes for row in self.rows(VoteCount) if row.round == self.now().round}

    def marks(self) -> int:
        return len([row for row in self.rows(VoterMark) if row.round == self.now().round])

    def candidates(self) -> list[Any]:
        with self.world.db.read() as connection:
            return candidates_of(connection, self.world.ring, find_election(connection, self.id))

    def elected(self) -> set[str]:
        return {one.name for one in self.candidates() if one.elected}

    def rows(self, table: Any) -> list[Any]:
        with self.world.db.read() as connection:
            return list(connection.execute(select(table.__table__)))


def number_of(name: str, page: str) -> str:
    """The digit beside a name."""
    return next(line.split()[0] for line in page.splitlines() if line.endswith(name))
