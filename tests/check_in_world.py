"""Padma, where cases are closed: an advisor, workers who answer what they are asked then, and time that goes by."""

from typing import Any

from sqlalchemy import func, select

from models.base import table
from models.case import Case
from models.check_in import CheckIn
from models.contact import Prompt
from models.reminder import Reminder
from models.vocabulary import ReminderKind, ReminderState
from tests.world import Advisor, Person, World

DAY, HOUR = 86_400.0, 3600.0
RAHIMA = "+8801700000001"
WORSE = "Since you wrote to us: does anyone treat you worse?\n1 Yes\n2 No\n0 I don't want to say"
STILL = "A month ago {code} was closed. Is it still well?\n1 Yes\n2 No"


class Padma:
    """One advisor, and workers whose cases are closed."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.code = world.factory("en").code
        self.farida: Advisor = world.advisor(self.code)

    def tells(self, address: str) -> Person:
        person = self.world.person(address)
        for words in (self.code, "English", "Our wages have not been paid"):
            person.says(words)
        self.world.wait(2 * DAY)
        person.hears()
        return person

    def closes(self, person: Person, *answers: str) -> Case:
        """The newest case of somebody is closed, and she answers what she is asked when she may be written to."""
        case = self.case_of(person)
        self.farida.does("close", case.id)
        self.world.settle()
        self._reaches(self._next(Prompt.not_before, Prompt.state))
        for answer in answers or ("1", "1", "5"):
            person.says(answer)
        person.hears()
        return case

    def case_of(self, person: Person) -> Case:
        hers = [case for case in self.world.cases() if case.contact_id == person.contact_id]
        return max(hers, key=lambda case: (case.urgent, case.closed_on is None, case.opened_on))

    def passes(self, days: float) -> None:
        """Time goes by, from one thing that is due to the next."""
        end = self.world.now + days * DAY
        while (due := self._next_due()) is not None and due <= end:
            self._reaches(due)
        self._reaches(end)

    def _reaches(self, moment: float | None) -> None:
        """It gets as late as that, if it is not yet."""
        self.world.now = max(moment or 0.0, self.world.now)
        self.world.settle()

    def _next_due(self) -> float | None:
        waiting = (self._next(Reminder.due_at, Reminder.state), self._next(Prompt.not_before, Prompt.state))
        return min((at for at in waiting if at is not None), default=None)

    def _next(self, due: Any, state: Any) -> float | None:
        """When the next that waits is due."""
        with self.world.db.read() as connection:
            found: float | None = connection.execute(select(func.min(due)).where(state == "waiting")).scalar()
        return found

    def rows(self) -> list[Any]:
        with self.world.db.read() as connection:
            return list(connection.execute(select(table(CheckIn)).order_by(CheckIn.due_on)))

    def count(self, model: type, *where: Any) -> int:
        with self.world.db.read() as connection:
            query = select(func.count()).select_from(table(model)).where(*where)
            return int(connection.execute(query).scalar_one())

    def plans(self) -> int:
        return self.count(Reminder, Reminder.kind == ReminderKind.CHECK_IN, Reminder.state == ReminderState.WAITING)
