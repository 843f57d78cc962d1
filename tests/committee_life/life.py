"""A committee from its founding to the day when workers have elected their side of it."""

from dataclasses import dataclass, field, replace

from playwright.sync_api import Browser

from conversations import committee, election
from conversations.texts import Text
from operations.alerts import LINKED
from tests.committee_life.desk import CODE, Desk
from tests.committee_life.phones import Keypad, Phone, Smartphone
from tests.committee_life.places import BUSY, CO_CHAIR, SECRETARY, STANDS_IN, Place, Soul
from tests.committee_life.town import Town

VOTES = (0, 0, 1, 1, 2, 2, 3, 3, 0, STANDS_IN)
"""For which worker each worker votes: four are elected, and the fifth is not."""
SEATS = 4


def said(text: Text) -> Text:
    """A message of the line with whatever values."""
    return replace(text, values={})


YES = Text("Yes")
ELECTED = said(election.elected("", ""))
ANNOUNCED = said(election.announced(SEATS, ""))


@dataclass
class Life:
    """The committee of a place: its advisor, its people and their phones, who sits where."""

    town: Town
    place: Place
    browser: Browser
    committee: str = ""
    managers: list[Phone] = field(default_factory=list)
    workers: list[Phone] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.factory = self.town.factory(**self.place.factory)
        farida = self.town.user("farida@advisors.example", "advisor", self.factory.code)
        self.advisor = Desk(self.town, self.browser, farida, f"{self.place.factory['country']}-")
        self._numbers = iter(range(10, 100))
        self.alerts = self.phone_of(Soul("Farida", "en", telegram=True))

    @property
    def secretary(self) -> Phone:
        return self.workers[SECRETARY]

    @property
    def members(self) -> list[Phone]:
        """Everybody with a full seat."""
        return [*self.workers[:SEATS], *self.managers]

    def hush(self, hours: float = 0.0) -> None:
        """Nobody has anything unread."""
        self.town.wait(hours=hours)
        for phone in [*self.workers, *self.managers]:
            phone.news()

    # ------------------------------------------------------------------------------------------- founding

    def founded(self) -> None:
        """The advisor wants alerts on her phone, founds the committee and adds the management side."""
        self.advisor.goes_to("/advisor/settings")
        self.advisor.presses("Get alerts on Telegram")
        self.alerts.writes(f"/start {self.advisor.page.locator('code').first.inner_text().split()[-1]}")
        assert self.alerts.has(LINKED)
        self.advisor.goes_to("/advisor/committees").get_by_label("Type").select_option(self.place.form)
        self.committee = self.advisor.presses("Found it").url.split("/advisor")[-1]
        self.advisor.sees("Founded. Now add its members.")
        if not self.place.words.question:
            self.advisor.page.get_by_label("When something that workers brought up is done").check()
            self.advisor.presses("Save", self.advisor.page.locator("section").filter(has_text="People at the factory"))
        for soul in self.place.managers:
            self.managers.append(self.seated(soul, "Management"))

    def seated(self, soul: Soul, side: str, stands_in_for: str = "", phone: Phone | None = None) -> Phone:
        """The advisor adds a member; the code of the seat goes from hand to hand and comes in from the phone."""
        page = self.advisor.goes_to(f"/advisor{self.committee}")
        form = page.locator("section[aria-labelledby=add]")
        form.get_by_label("Name").fill(soul.name)
        form.get_by_label("Side").select_option(side)
        form.get_by_label("Office").select_option(soul.office)
        form.get_by_label("Gender").select_option(soul.gender)
        form.get_by_label("Language").select_option(soul.language)
        if stands_in_for:
            form.get_by_label("Alternate of").select_option(label=stands_in_for)
        self.advisor.presses("Add", form)
        phone = phone or self.phone_of(soul)
        phone.writes(self.advisor.code())
        assert phone.has(committee.seated("PICC"))
        return phone

    def phone_of(self, soul: Soul) -> Phone:
        if soul.telegram:
            person = self.town.telegram.person(soul.name)
            return Smartphone(self.town, soul.name, soul.language, person=person)
        return Keypad(self.town, soul.name, soul.language, number=f"{self.place.unit}{next(self._numbers):02}")

    # ------------------------------------------------------------------------------------------- election

    def elected(self) -> None:
        """Workers hear of the election, stand or are named, vote in secret, and the result holds."""
        for soul in self.place.workers:
            self.workers.append(self.phone_of(soul))
            self.workers[-1].joins(self.factory.code)
        self._announced()
        self._named()
        self._vote()
        self.town.wait(days=2)
        for phone in self.workers:
            phone.expects(ELECTED)
        self.town.wait(days=3)
        for phone in self.workers[:SEATS]:
            phone.expects(election.seated("PICC"))
        self._offices()

    def _announced(self) -> None:
        page = self.advisor.goes_to(f"/advisor{self.committee}/elections")
        for label, number in (
            ("Seats", SEATS),
            ("Days for names", 4),
            ("Days for voting", 2),
            ("Days for objections", 2),
        ):
            page.get_by_label(label).fill(str(number))
        self.election = self.advisor.presses("Announce it").url.split("/advisor")[-1]
        self.town.wait(days=1)
        for phone in self.workers:
            phone.expects(ANNOUNCED)

    def _named(self) -> None:
        """Three stand themselves, one is named by a colleague and accepts, one has signed at the advisor's."""
        for phone in self.workers[:3]:
            phone.goes_to("election")
            phone.picks(election.STAND.label)
            phone.says(phone.name)
            phone.picks(election.LEAVE_OUT.label)
            assert phone.has(election.stands(phone.name))
        colleague, named = self.workers[5], self.workers[BUSY]
        colleague.goes_to("election")
        colleague.picks(election.NAME.label)
        colleague.says(named.name)
        colleague.picks(election.LEAVE_OUT.label)
        named.writes(CODE.search(colleague.heard[-1])[0])  # type: ignore[index]
        named.picks(YES, named.name)
        page = self.advisor.goes_to(f"/advisor{self.election}")
        page.get_by_label("Name on the ballot").fill(self.workers[STANDS_IN].name)
        page.get_by_label("They have agreed in writing").check()
        self.advisor.presses("Enter")
        self.advisor.sees(*(phone.name for phone in self.workers[: SEATS + 1]))

    def _vote(self) -> None:
        self.town.wait(days=4)
        for voter, candidate in zip(self.workers, VOTES, strict=True):
            voter.expects(election.VOTE_NOW)
            voter.picks(election.READY[0].label)
            while not voter.shows(self.workers[candidate].name):
                voter.picks(election.MORE.label)
            voter.picks(self.workers[candidate].name)
            assert voter.has(election.VOTED)
        assert self.workers[0].goes_to("election")
        assert self.workers[0].has(election.VOTED_ALREADY)
        self.advisor.goes_to(f"/advisor{self.election}")
        self.advisor.looks("election-voting")

    def _offices(self) -> None:
        for number, office in ((CO_CHAIR, "co-chair"), (SECRETARY, "secretary")):
            page = self.advisor.goes_to(f"/advisor{self.committee}")
            seat = page.locator("li").filter(has_text=self.workers[number].name).filter(has=page.locator("details"))
            seat.locator("summary").click()
            seat.get_by_label("Office").select_option(office)
            self.advisor.presses("Save", seat)
        alternate = self.place.workers[STANDS_IN]
        self.seated(alternate, "Workers", self.workers[BUSY].name, self.workers[STANDS_IN])
        self.advisor.goes_to(f"/advisor{self.election}")
        self.advisor.sees("Certificate")
        self.advisor.pdf(f"/advisor{self.election}/certificate.pdf", "certificate")
