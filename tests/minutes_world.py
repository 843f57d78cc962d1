"""A meeting that is over and its secretary, for stories about minutes."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from models.minutes import Minutes
from models.vocabulary import Side
from operations.agenda import propose
from operations.agenda_release import release
from operations.minutes import latest
from operations.minutes_views import MinutesView, view_minutes
from tests.committee_world import Committee
from tests.world import Person

DAY = date(2026, 12, 8)
"""A Tuesday, two weeks after all stories begin."""
HOUR, A_DAY = 3600.0, 86400.0
POINT = "The fans on floor 2 are broken"


@dataclass
class Held:
    """A committee of eight after a meeting with one point; everybody's phone is quiet."""

    committee: Committee
    meeting_id: str = ""

    def __post_init__(self) -> None:
        self.meeting_id = self.committee.meets(DAY)
        with self.committee.world.work() as work:
            propose(work, self.committee.id, Side.WORKER, POINT)
            release(work, self.meeting_id)
        self.committee.world.wait(14 * A_DAY)
        self.hush()
        self.committee.world.wait(4 * HOUR)

    @property
    def salma(self) -> Person:
        """The secretary."""
        return self.committee.people["Salma"]

    def hush(self) -> None:
        """Nobody has anything unread, and nobody is in the middle of anything."""
        self.committee.world.wait(16 * 60)
        for person in self.committee.people.values():
            person.hears()

    def minutes(self) -> Any:
        """The row of the newest version."""
        with self.committee.world.db.read() as connection:
            return latest(connection, self.meeting_id)

    def view(self, minutes_id: str | None = None) -> MinutesView:
        with self.committee.world.db.read() as connection:
            found = minutes_id or latest(connection, self.meeting_id).id  # type: ignore[union-attr]
            return view_minutes(connection, self.committee.world.ring, found)

    def versions(self) -> list[str]:
        with self.committee.world.db.read() as connection:
            return list(connection.execute(select(Minutes.state).order_by(Minutes.version)).scalars())

    def said(self, *lines: str) -> str:
        """The secretary sends these one after the other; what comes back at the end."""
        heard: list[str] = []
        for line in lines:
            heard = self.salma.says(line)
        return "\n".join(heard)

    def written(self, *entries: str) -> None:
        """Minutes are written and sent: all were there, and each entry is a decision about the first point."""
        self.said("1", "0", "0", "1")
        for entry in entries:
            self.said("1", entry)
        for _point in self.view().points:
            self.said("5")
        while self.minutes().state == "draft":
            self.said("1")
