"""Asking again after a case was closed: with her yes, at decent hours, one at a time; and what her answers do."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.reminders import fire_due
from models.base import table
from models.case import Case, CaseKey, CaseMessage
from models.check_in import CheckIn
from models.codes import spoken
from models.contact import Contact, Prompt
from models.reminder import Reminder
from models.vocabulary import Line, ReminderKind, ReminderState
from operations.hours import is_decent, is_off_shift
from operations.sessions import new_link_token
from tests.world import Advisor, Person, World

DAY, HOUR = 86_400.0, 3600.0
RAHIMA, NASRIN = "+8801700000001", "+8801700000002"
WORSE = "Since you wrote to us: does anyone treat you worse?\n1 Yes\n2 No\n0 I don't want to say"
STILL = "A month ago {code} was closed. Is it still well?\n1 Yes\n2 No"


class Factory:
    """Padma: one advisor with a phone for alerts, and workers whose cases are closed."""

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
        """The case of somebody is closed, and she answers what she is asked then."""
        case = self.case_of(person)
        self.farida.does("close", case.id)
        self.world.settle()
        for answer in answers or ("1", "1", "5"):
            person.says(answer)
        person.hears()
        return case

    def case_of(self, person: Person) -> Case:
        hers = [case for case in self.world.cases() if case.contact_id == person.contact_id]
        return max(hers, key=lambda case: (case.urgent, case.opened_on))

    def passes(self, days: float) -> None:
        """Time goes by, from one thing that is due to the next."""
        end = self.world.now + days * DAY
        while (due := self._next_due()) is not None and due <= end:
            self.world.now = max(due, self.world.now)
            self.world.settle()
        self.world.now = end
        self.world.settle()

    def _next_due(self) -> float | None:
        reminder, prompt = table(Reminder).c, table(Prompt).c
        with self.world.db.read() as connection:
            waiting = (
                connection.execute(select(func.min(reminder.due_at)).where(reminder.state == "waiting")).scalar(),
                connection.execute(select(func.min(prompt.not_before)).where(prompt.state == "waiting")).scalar(),
            )
        return min((at for at in waiting if at is not None), default=None)

    def rows(self) -> list[Any]:
        with self.world.db.read() as connection:
            return list(connection.execute(select(table(CheckIn)).order_by(CheckIn.due_on)))

    def count(self, model: type, *where: Any) -> int:
        with self.world.db.read() as connection:
            query = select(func.count()).select_from(table(model)).where(*where)
            return int(connection.execute(query).scalar_one())

    def plans(self) -> int:
        return self.count(Reminder, Reminder.kind == ReminderKind.CHECK_IN, Reminder.state == ReminderState.WAITING)


@pytest.fixture
def padma(world: World) -> Factory:
    return Factory(world)


class TestPlanning:
    """Only with a yes, and only as long as it holds."""

    def test_a_yes_plans_three_by_day(self, padma: Factory) -> None:
        case = padma.closes(padma.tells(RAHIMA))
        closed = padma.world.cases()[0].closed_on
        assert closed is not None
        assert [(row.days, (row.due_on - closed).days) for row in padma.rows()] == [(7, 7), (30, 30), (90, 90)]
        assert {row.case_id for row in padma.rows()} == {case.id}
        assert all(type(row.due_on) is date for row in padma.rows())
        assert padma.plans() == 3

    @pytest.mark.parametrize("answers", [("1", "2", "5"), ("2", "3"), ("1",)])
    def test_no_yes_plans_nothing(self, padma: Factory, answers: tuple[str, ...]) -> None:
        rahima = padma.tells(RAHIMA)
        padma.closes(rahima, *answers)
        assert (padma.rows(), padma.plans()) == ([], 0)
        padma.world.wait(9 * DAY)
        padma.world.wait(5 * HOUR)
        assert rahima.hears() == []

    def test_hours_are_decent_off_shift_and_tell_nothing_of_hers(self, padma: Factory) -> None:
        padma.closes(padma.tells(RAHIMA))
        with padma.world.db.read() as connection:
            query = select(Reminder.due_at).where(Reminder.kind == ReminderKind.CHECK_IN)
            hours = connection.execute(query).scalars().all()
        for at in hours:
            assert is_decent(at, "Asia/Dhaka")
            assert is_off_shift(at, "Asia/Dhaka", "08:00-17:00")
        assert {at % HOUR for at in hours} == {0.0}

    def test_nothing_follows_stop_even_when_she_comes_back(self, padma: Factory) -> None:
        rahima = padma.tells(RAHIMA)
        padma.closes(rahima)
        rahima.says("STOP")
        assert (padma.rows(), padma.plans()) == ([], 0)
        rahima.says("START")
        padma.world.wait(9 * DAY)
        padma.world.wait(5 * HOUR)
        assert WORSE not in rahima.hears()

    def test_nothing_of_it_is_left_when_she_is_forgotten(self, padma: Factory) -> None:
        rahima = padma.tells(RAHIMA)
        padma.closes(rahima)
        padma.world.wait(7 * DAY)
        (said,) = rahima.says("FORGET")
        rahima.says(next(word for word in said.replace(".", " ").split() if word.isdigit() and len(word) == 6))
        assert [padma.count(model) for model in (Case, CheckIn, Prompt)] == [0, 0, 0]
        assert padma.count(Reminder, Reminder.kind == ReminderKind.CHECK_IN) == 0

    def test_of_a_case_that_is_open_again_nothing_is_asked(self, padma: Factory) -> None:
        rahima = padma.tells(RAHIMA)
        case = padma.closes(rahima)
        padma.farida.does("reopen", case.id)
        padma.world.wait(9 * DAY)
        padma.world.wait(5 * HOUR)
        assert rahima.hears() == []

    def test_a_later_closing_asks_anew(self, padma: Factory) -> None:
        rahima = padma.tells(RAHIMA)
        case = padma.closes(rahima)
        padma.farida.does("reopen", case.id)
        padma.world.wait(3 * DAY)
        padma.closes(rahima, "1", "2", "4")
        assert (padma.rows(), padma.plans()) == ([], 0)


class TestAsking:
    """When, and how often."""

    def test_each_once_over_three_months(self, padma: Factory) -> None:
        rahima = padma.tells(RAHIMA)
        case = padma.closes(rahima)
        padma.passes(120)
        asked = [words for words in rahima.hears() if "worse" in words or "still" in words]
        assert asked == [WORSE, STILL.format(code=spoken(case.code)), WORSE]

    def test_held_up_until_the_night_it_waits_for_the_day(self, padma: Factory) -> None:
        rahima = padma.tells(RAHIMA)
        padma.closes(rahima)
        padma.world.now += 7 * DAY + 14 * HOUR  # the program was down over the evening
        padma.world.settle()
        assert rahima.hears() == []
        padma.world.wait(17 * HOUR)
        assert rahima.hears() == [WORSE]

    def test_it_waits_while_she_tells_something(self, padma: Factory) -> None:
        rahima = padma.tells(RAHIMA)
        padma.closes(rahima)
        padma.world.wait(7 * DAY)
        rahima.hears()
        while not padma.count(Prompt, Prompt.script == "check_in"):
            padma.world.now += HOUR
            rahima.says("MENU")
        rahima.says("MENU")
        assert rahima.hears() == []
        padma.world.wait(16 * 60)
        padma.world.wait(24 * HOUR)
        assert WORSE in rahima.hears()

    def test_of_two_cases_one_is_asked_about_at_a_time(self, padma: Factory) -> None:
        rahima = padma.tells(RAHIMA)
        padma.closes(rahima)
        rahima.says("MENU")
        rahima.says("1")
        rahima.says("The canteen is dirty and nobody cleans it any more")
        padma.world.wait(2 * DAY)
        second = next(case for case in padma.world.cases() if case.closed_on is None)
        padma.farida.does("close", second.id)
        padma.world.settle()
        for answer in ("1", "1", "5"):
            rahima.says(answer)
        assert len(padma.rows()) == 6
        padma.passes(12)
        assert rahima.hears() == [WORSE]
        rahima.says("2")
        padma.passes(2)
        assert rahima.hears() == [WORSE]

    def test_silence_is_left_alone_and_goes_by(self, padma: Factory) -> None:
        rahima = padma.tells(RAHIMA)
        padma.closes(rahima)
        padma.passes(20)
        assert rahima.hears() == [WORSE]
        assert [row.answered_on for row in padma.rows()] == [None, None, None]

    def test_a_clock_that_dies_in_the_middle_asks_once(self, padma: Factory, monkeypatch: pytest.MonkeyPatch) -> None:
        rahima = padma.tells(RAHIMA)
        padma.closes(rahima)
        padma.world.now += 8 * DAY
        with monkeypatch.context() as dying:
            dying.setattr("bot.reminders.settle", _dies)
            with pytest.raises(KeyboardInterrupt):
                fire_due(padma.world.house, padma.world.now)
        assert (padma.count(Prompt, Prompt.script == "check_in"), padma.plans()) == (0, 3)
        padma.passes(2)
        assert rahima.hears() == [WORSE]


def _dies(*_args: object) -> None:
    raise KeyboardInterrupt


class TestAnswers:
    """What one digit does."""

    def asked(self, padma: Factory, days: int = 8) -> tuple[Person, Case]:
        rahima = padma.tells(RAHIMA)
        case = padma.closes(rahima)
        padma.passes(days)
        rahima.hears()
        return rahima, case

    def test_a_yes_opens_an_urgent_case_and_advisors_are_told_without_a_word(self, padma: Factory) -> None:
        rahima, case = self.asked(padma)
        farida = padma.world.person("900000001", Line.SIM_TELEGRAM)
        with padma.world.work() as work:
            token = new_link_token(work, padma.farida.id)
        farida.sends(start=f"u_{token}")
        (thanks,) = rahima.says("1")
        urgent = next(one for one in padma.world.cases() if one.id != case.id)
        assert (urgent.urgent, urgent.topic, urgent.subtopic) == (True, "treatment", "retaliation")
        assert urgent.factory_id == case.factory_id
        assert thanks.startswith(f"Thank you. An advisor is being told now. Your code: {spoken(urgent.code)}.")
        assert farida.hears() == ["Bobbin: something urgent waits for you. Please sign in."]
        assert rahima.says("They moved me to the night shift")[0].startswith(f"Passed on. Case {spoken(urgent.code)}")
        answered = padma.rows()
        assert [(row.worse, row.led_to_id) for row in answered] == [("yes", urgent.id)]
        assert padma.plans() == 0

    def test_what_she_told_before_answering_is_in_the_urgent_case(self, padma: Factory) -> None:
        rahima, case = self.asked(padma)
        rahima.says("My supervisor shouts at me every day since the visit of the auditors")
        rahima.says("yes")
        with padma.world.db.read() as connection:
            query = select(CaseMessage.case_id, func.count()).group_by(CaseMessage.case_id)
            assert dict(connection.execute(query).all()) == {one.id: 1 for one in padma.world.cases()}
        assert len(padma.world.cases()) == 2
        assert {one.status for one in padma.world.cases() if one.id == case.id} == {"closed"}

    def test_no_goes_on_and_changes_nothing(self, padma: Factory) -> None:
        rahima, case = self.asked(padma)
        assert rahima.says("no") == ["Good. Thank you for telling us."]
        assert [(row.days, row.worse) for row in padma.rows()] == [(7, "no"), (30, None), (90, None)]
        assert padma.plans() == 2
        assert [one.id for one in padma.world.cases()] == [case.id]

    @pytest.mark.parametrize("word", ["0", "I don't want to say"])
    def test_not_wanting_to_say_ends_it(self, padma: Factory, word: str) -> None:
        rahima, _case = self.asked(padma)
        assert rahima.says(word) == ["All right. We will not ask again. Write here any time."]
        assert [(row.days, row.worse) for row in padma.rows()] == [(7, "unsaid")]
        assert padma.plans() == 0

    def test_not_solved_any_more_opens_the_case_and_goes_on_asking(self, padma: Factory) -> None:
        rahima, case = self.asked(padma, 32)
        said = "\n".join(rahima.says("2"))
        assert f"Case {spoken(case.code)} is open again." in said
        assert WORSE in said
        (found,) = padma.world.cases()
        assert (found.status, found.solved, found.awaits_advisor) == ("acknowledged", False, True)
        assert rahima.says("2") == ["Good. Thank you for telling us."]
        assert padma.rows()[1].worse == "no"

    def test_an_answer_to_what_is_not_asked_any_more_still_opens_an_urgent_case(self, padma: Factory) -> None:
        rahima, case = self.asked(padma)
        padma.farida.does("reopen", case.id)
        padma.farida.does("close", case.id)
        rahima.says("1")
        assert len(padma.world.cases()) == 2


class TestRetention:
    """With her yes the address stays until the last question is answered or over."""

    def test_kept_until_the_last_answer(self, padma: Factory) -> None:
        rahima = padma.tells(RAHIMA)
        padma.closes(rahima)
        padma.passes(91)
        rahima.hears()
        assert padma.count(Contact) == padma.count(CaseKey) == 1
        rahima.says("2")
        padma.world.wait(DAY)
        padma.world.wait(DAY)
        assert padma.count(Contact, Contact.user_id.is_(None)) == padma.count(CaseKey) == 0
        assert [row.worse for row in padma.rows()] == ["no"]

    def test_kept_until_the_last_question_is_over(self, padma: Factory) -> None:
        padma.closes(padma.tells(RAHIMA))
        padma.passes(95)
        assert padma.count(Contact) == 1
        padma.passes(12)
        assert padma.count(Contact) == padma.count(CaseKey) == 0

    def test_without_a_yes_as_before(self, padma: Factory) -> None:
        padma.closes(padma.tells(RAHIMA), "1", "2", "5")
        padma.passes(32)
        assert padma.count(Contact) == 0

    def test_a_case_without_a_word_is_let_go_as_well(self, padma: Factory) -> None:
        rahima = padma.tells(RAHIMA)
        padma.closes(rahima)
        padma.passes(8)
        rahima.says("1")
        urgent = next(one for one in padma.world.cases() if one.urgent)
        padma.farida.does("close", urgent.id)
        for _month in range(4):
            padma.world.wait(30 * DAY)
        assert padma.count(CaseKey) == padma.count(Contact) == 0
