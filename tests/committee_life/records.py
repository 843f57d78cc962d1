"""What a committee writes down: minutes by chat, approved by both sides, with a dissent; and two actions."""

from conversations import approval, minutes
from conversations.texts import Text
from tests.committee_life.life import SEATS, said
from tests.committee_life.phones import Phone
from tests.committee_life.places import BUSY, STANDS_IN
from tests.committee_life.sitting import Sitting

WRITE, NOW = Text("Write the minutes of {when}?"), Text("Now")
PUNCTUAL, NO = Text("Did anyone come late or leave early?"), Text("No")
DECISION, ACTION = (option.label for option in minutes.KINDS[:2])
WHO, OTHERS = Text("Who does it?"), Text("Others")
BY_WHEN, IN_A_WEEK = Text("By when? A day, or:"), Text("In a week")
ENDED, SEND = Text("Decisions {decisions}, actions {actions}. Send?"), Text("Send")
NOT_DISCUSSED, NEXT_POINT = Text("Not discussed"), Text("Next point")
TO_APPROVE = Text("Minutes {day}: decisions {decisions}, actions {actions}. Right?")
APPROVE, DISAGREE, READ = (option.label for option in approval.ANSWERS)
WHY = Text("What is not right? It is added to the minutes.")
MET = said(approval.met("", 0, 0))
REPAIRER, GUARD = 2, 2
"""Who does what was decided: a manager and a worker, by their places."""


class Records:
    """The minutes of a sitting."""

    def __init__(self, sitting: Sitting) -> None:
        self.sitting, self.life, self.words = sitting, sitting.life, sitting.words
        self.repairer, self.guard = self.life.managers[REPAIRER], self.life.workers[GUARD]
        self.path = f"/advisor{sitting.meeting}/minutes"

    @property
    def there(self) -> list[Phone]:
        """Everybody who was at the meeting, but who writes."""
        came = [*self.life.workers[: SEATS + 1], *self.life.managers]
        return [one for one in came if one not in (self.life.workers[BUSY], self.life.secretary)]

    def written(self) -> None:
        """One was not there, one came instead; a decision and two actions stand under the first point of workers."""
        secretary = self.life.secretary
        secretary.answers(WRITE, NOW)
        self._marks(minutes.ABSENT_WORKERS, self.life.workers[BUSY])
        self._marks(minutes.ABSENT_MANAGERS)
        self._marks(minutes.INSTEAD, self.life.workers[STANDS_IN])
        assert secretary.has(PUNCTUAL)
        secretary.picks(NO)
        point = self.words.points[0].in_language(secretary.language)[:8]
        while not secretary.has(ENDED):
            if any(point in message for message in secretary.heard):
                self._entered()
                secretary.picks(NEXT_POINT)
            else:
                secretary.picks(NOT_DISCUSSED)
        secretary.picks(SEND)
        assert secretary.has(minutes.SENT)

    def _marks(self, asked: str, *people: Phone) -> None:
        """She sends the numbers of these people, page by page."""
        secretary, names = self.life.secretary, [name for phone in people for name in names_of(phone)]
        assert secretary.has(minutes.WHO[asked]), secretary.heard
        while secretary.has(minutes.WHO[asked]):
            numbers = [number for number, shown in secretary.lines() if shown in names]
            secretary.says(" ".join(numbers) or "0")

    def _entered(self) -> None:
        secretary = self.life.secretary
        secretary.picks(DECISION)
        secretary.says(self.words.decision)
        assert secretary.has(minutes.noted(self.words.decision))
        for text, owner in ((self.words.repair, self.repairer), (self.words.guard, self.guard)):
            secretary.picks(ACTION)
            secretary.says(text)
            assert secretary.has(WHO)
            while not any(secretary.shows(label) for label in names_of(owner)):
                secretary.picks(OTHERS)
            secretary.picks(next(label for label in names_of(owner) if secretary.shows(label)))
            assert secretary.has(BY_WHEN)
            secretary.picks(IN_A_WEEK)

    def approved(self) -> None:
        """One digit each; a manager disagrees, and it stands in the minutes. Then everybody hears of them."""
        dissenter = self.life.managers[-1]
        for phone in sorted(self.there, key=lambda one: one is not dissenter):
            phone.expects(TO_APPROVE)
            if phone is dissenter:
                phone.picks(DISAGREE)
                assert phone.has(WHY)
                phone.says(self.words.dissent)
                assert phone.has(approval.ATTACHED)
            else:
                phone.picks(APPROVE)
                assert phone.has(approval.APPROVED)
        advisor = self.life.advisor
        advisor.goes_to(self.path)
        advisor.sees("Approved", self.words.decision, self.words.dissent, "1 disagree")
        self.life.town.wait(days=1)
        for phone in (*self.there, *self.life.workers[SEATS + 1 :]):
            phone.news()
            assert phone.has(MET, phone.inbox()[-3:]), phone.inbox()[-3:]
        reader = self.life.workers[-1]
        reader.goes_to("minutes_last")
        assert any(self.words.decision in message for message in reader.heard)

    def printed(self) -> None:
        """The sheet for the notice board, and the full form."""
        advisor = self.life.advisor
        advisor.goes_to(self.path)
        for sheet in ("board", "form"):
            advisor.pdf(f"{self.path}/{sheet}.pdf", f"minutes-{sheet}")


def names_of(phone: Phone) -> list[str]:
    """A name as lists have it: whole words, as many as fit."""
    words = phone.name.split()
    return [" ".join(words[:count]) for count in range(len(words), 0, -1)]
