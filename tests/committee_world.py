"""A committee to tell stories about: eight members with phones, four of each side, and who stands in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from bot.contacts import make_contact
from models.vocabulary import Line
from operations.committees import found_committee
from operations.factories import Added
from operations.meetings import NewMeeting, plan_meeting
from operations.members import NewMember, add_member
from tests.world import Person, World

SEATS = (
    ("Rahima Khatun", "worker", "co-chair", "woman"),
    ("Salma Akter", "worker", "secretary", "woman"),
    ("Abdul Karim", "worker", None, "man"),
    ("Shirin Begum", "worker", None, "woman"),
    ("Mr Hossain", "management", "chair", "man"),
    ("Ms Rahman", "management", None, "woman"),
    ("Mr Alam", "management", None, "man"),
    ("Mr Chowdhury", "management", None, "man"),
)


@dataclass
class Committee:
    """A PICC of eight in one language; people are found by the first word of their name that is no title.

    Or a committee of other `rules`. `languages` are the factory's, `place` where it is, `names` how the people are
    called there; `sides` have members.
    """

    world: World
    language: str = "en"
    languages: tuple[str, ...] = ()
    place: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    sides: tuple[str, ...] = ("worker", "management")
    rules: str = "picc"
    people: dict[str, Person] = field(default_factory=dict)
    members: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        languages = dict.fromkeys((self.language, *self.languages, "en"))
        self.factory: Added = self.world.factory(*languages, **self.place)
        with self.world.work() as work:
            self.id = found_committee(work, self.factory.id, self.rules)
        for number, (name, side, office, gender) in enumerate(SEATS, 1):
            if side in self.sides:
                self.seat(name, side, number, office=office, gender=gender)

    def seat(self, name: str, side: str, number: int, line: Line = Line.SIM_SMS, **values: object) -> Person:
        """Somebody takes a seat, with a phone of their own."""
        address = f"+88017000001{number:02}" if line is Line.SIM_SMS else f"70000001{number:02}"
        short = name.removeprefix("Mr ").removeprefix("Ms ").split()[0]
        known = {"introduced": True, "factory_id": self.factory.id, "language": self.language}
        with self.world.work() as work:
            contact_id = make_contact(work, line, address, **known)
            new = NewMember(self.names.get(short, name), side, **values)  # type: ignore[arg-type]
            self.members[short] = add_member(work, self.id, new, contact_id).id
        self.people[short] = self.world.person(address, line)
        return self.people[short]

    def meets(self, day: date, clock: time = time(15), place: str = "canteen") -> str:
        """A meeting is planned; everybody is invited."""
        with self.world.work() as work:
            meeting_id = plan_meeting(work, self.id, NewMeeting(day, clock, place))
        self.world.settle()
        return meeting_id
