"""One meeting of a committee: planned and moved by chat, with points from the floor."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from conversations import agenda, meeting, rsvp, scheduling
from conversations.texts import Text
from conversations.when import say_day
from tests.committee_life.life import Life, said
from tests.committee_life.phones import Phone
from tests.committee_life.places import BUSY, STANDS_IN

INVITED = Text("{committee}, {when}. Do you come?")
YES, NO = (option.label for option in rsvp.ANSWERS[:2])
WHY_NOT = Text("Why not? The secretary is told.")
NO_REASON = Text("I don't want to say")
HOLIDAY = Text("{when} is a holiday. Right?")
RIGHT, ANOTHER = (option.label for option in scheduling.RIGHT)
MOVED = said(meeting.moved("", ""))
REMINDER = Text("Reminder: meeting {when}, {place}.")


class Sitting:
    """The first meeting of a committee."""

    def __init__(self, life: Life) -> None:
        self.life, self.town, self.words = life, life.town, life.place.words

    @property
    def coming(self) -> list[Phone]:
        """Who says yes: everybody with a seat but one, and the alternate once she is asked."""
        return [one for one in self.life.members if one is not self.life.workers[BUSY]]

    # ------------------------------------------------------------------------------------------- the date

    def planned(self) -> None:
        """The secretary takes the first slot she is offered; everybody is asked, one cannot come."""
        secretary = self.life.secretary
        self.life.hush()
        secretary.goes_to("meeting_plan")
        secretary.says("1")
        secretary.picks(RIGHT)
        secretary.says(self.words.room)
        assert secretary.has(said(scheduling.planned("")))
        self._asked_and_answer()

    def moved(self) -> None:
        """She moves it in her own words, by mistake to a holiday first. Nobody hears of the old date any more."""
        secretary = self.life.secretary
        old = self._when()
        secretary.goes_to("meeting_move")
        secretary.picks(scheduling.OTHER_TIME.label)
        secretary.says(self.words.holiday)
        assert secretary.has(HOLIDAY)
        secretary.picks(ANOTHER)
        secretary.says(self.words.working_day)
        secretary.picks(RIGHT)
        assert secretary.has(said(scheduling.planned("")))
        for phone in self.life.members:
            phone.news()
            assert phone.has(MOVED, phone.inbox()[-4:])
        assert self._when() != old
        self._asked_and_answer()

    def _when(self) -> str:
        page = self.life.advisor.goes_to(f"/advisor{self.life.committee}")
        page.locator("section[aria-labelledby=next] a").first.click()
        self.meeting = page.url.split("/advisor")[-1]
        return page.locator("h1").inner_text()

    def _asked_and_answer(self) -> None:
        """Each answers with a digit; where one cannot come, the alternate is asked and takes the place."""
        busy, alternate = self.life.workers[BUSY], self.life.workers[STANDS_IN]
        self.town.wait(hours=12)
        for phone in self.coming:
            phone.picks(YES)
            assert phone.has(said(rsvp.REPLIES["yes"]))
        alternate.news()
        assert not alternate.has(INVITED)
        busy.picks(NO)
        assert busy.has(WHY_NOT)
        busy.picks(NO_REASON)
        assert busy.has(rsvp.REPLIES["no"])
        self.town.wait(hours=12)
        alternate.answers(INVITED, YES)
        assert alternate.has(rsvp.REPLIES["yes"])
        self._when()
        self.life.advisor.sees("4 of 4", alternate.name)

    # ------------------------------------------------------------------------------------------ the points

    def pointed_out(self) -> None:
        """Two workers send a point each; the advisor puts both into words that name nobody, and releases them."""
        advisor = self.life.advisor
        for phone, point in zip(self.life.workers[6:8], self.words.points, strict=True):
            phone.goes_to("agenda_propose")
            phone.says(point.told)
            assert phone.has(said(agenda.kept_for_workers("")))
        page = advisor.goes_to(f"/advisor{self.life.committee}/points")
        advisor.looks("points")
        for point in self.words.points:
            waiting = page.locator("section[aria-labelledby=waiting] li").filter(has_text=point.told)
            waiting.get_by_label("What the committee reads").fill(point.worded)
            advisor.presses("Accept", waiting)
            accepted = page.locator("section[aria-labelledby=accepted] li").filter(has_text=point.worded)
            accepted.locator("summary").click()
            for language, wording in point.wordings.items():
                accepted.locator(f"input[name=wording_{language}]").fill(wording)
            advisor.presses("Save", accepted)
        advisor.goes_to(f"/advisor{self.meeting}/agenda")
        advisor.presses("Release and send now")
        advisor.looks("agenda")
        self.town.wait(hours=8)
        for phone in self.coming:
            phone.news()
            assert phone.has(agenda.WHICH_POINT), phone.heard
            assert phone.has(self.words.points[0].in_language(phone.language)[:20]), phone.heard
        for phone in self.life.workers[6:8]:
            phone.expects(said(agenda.on_agenda("", "")))

    # --------------------------------------------------------------------------------------------- the day

    def held(self) -> None:
        """Reminders name the new date alone; when it is over the secretary is asked for minutes, and writes them."""
        starts = datetime.combine(self.life.place.meets_on, time(15), ZoneInfo(self.life.place.zone)).timestamp()
        self.town.wait(hours=(starts - self.town.now) / 3600 - 1)
        for phone in self.coming:
            phone.news()
            assert phone.has(REMINDER), phone.heard
            reminded = [message for message in phone.inbox() if phone.has(REMINDER, [message])]
            shown = say_day(self.life.place.meets_on, phone.language)
            assert all(shown in phone.plain(message) for message in reminded[-2:]), reminded
        self.town.wait(hours=3)
