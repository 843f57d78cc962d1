"""What becomes of two actions: one is done and workers say so, one stays undone and climbs."""

from conversations import action
from conversations.texts import Text
from operations.alerts import COMMITTEE
from tests.committee_life.life import SEATS, said
from tests.committee_life.phones import Phone
from tests.committee_life.records import Records

DUE = Text("Your action: {text} Due {due}.")
DONE = action.STANDS[0].label
SHOW = Text("How can one see it? A word or a photo.")
YES, DO_NOT_KNOW = action.FIXED[0].label, action.FIXED[2].label
OVERDUE = said(action.overdue_for_chair("", ""))
FIXED = action.fixed(True)


class FollowUp:
    """Both actions of the minutes."""

    def __init__(self, records: Records) -> None:
        self.records, self.life, self.words = records, records.life, records.words

    def done(self) -> None:
        """The owner is asked some days before, says that it is done, and how one can see it."""
        self.life.town.wait(days=4)
        self.records.repairer.answers(DUE, DONE)
        assert self.records.repairer.has(SHOW)
        self.records.repairer.says(self.words.proof)
        assert self.records.repairer.has(action.DONE)

    def confirmed(self) -> None:
        """Workers are asked one question; enough answer yes, and all hear what came of it."""
        advisor = self.life.advisor
        if self.words.question:
            self._asks()
        self.life.town.wait(days=1)
        for number, phone in enumerate(self.life.workers):
            phone.news()
            assert phone.has(self._question(phone)), phone.heard
            phone.picks(DO_NOT_KNOW if number == SEATS else YES)
            assert phone.has(action.COUNTED)
        self.life.town.wait(days=5)
        for phone in self.life.workers:
            phone.expects(FIXED)
        advisor.goes_to(f"/advisor{self.life.committee}/actions")
        advisor.follows(self.words.repair)
        advisor.sees("Confirmed by workers", self.words.proof)
        advisor.looks("action-confirmed")

    def _asks(self) -> None:
        """The advisor words the question, in each language of the factory."""
        advisor = self.life.advisor
        advisor.goes_to(f"/advisor{self.life.committee}/actions")
        page = advisor.follows(self.words.repair)
        for language, question in self.words.question.items():
            page.locator(f"#question_{language}").fill(question)
        advisor.presses("Ask them")

    def _question(self, phone: Phone) -> Text | str:
        return self.words.question.get(phone.language) or action.still_there(self.words.repair)

    def overdue(self) -> None:
        """The other owner says nothing: the chair of the other side hears of it, then the advisor; pages show it."""
        self.life.town.wait(days=8)
        chair: Phone = self.life.managers[0]
        chair.expects(OVERDUE, self.words.guard)
        self.records.guard.expects(DUE)
        self.life.alerts.expects(COMMITTEE)
        advisor = self.life.advisor
        advisor.goes_to("/advisor/committees")
        advisor.sees("Overdue 1")
        advisor.goes_to(f"/advisor{self.life.committee}/actions")
        advisor.sees(self.words.guard, "Overdue")
        advisor.follows(self.words.guard)
        advisor.looks("action-overdue")
