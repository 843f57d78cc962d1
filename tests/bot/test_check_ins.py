"""Asking again after a case was closed: with her yes, at decent hours, one at a time."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.reminders import fire_due
from models.case import Case
from models.check_in import CheckIn
from models.codes import spoken
from models.contact import Prompt
from models.reminder import Reminder
from models.vocabulary import ReminderKind
from operations.hours import is_decent, is_off_shift
from tests.check_in_world import DAY, HOUR, RAHIMA, STILL, WORSE, Padma
from tests.world import World


@pytest.fixture
def padma(world: World) -> Padma:
    return Padma(world)


class TestPlanning:
    """Only with a yes, and only as long as it holds."""

    def test_a_yes_plans_three_by_day(self, padma: Padma) -> None:
        case = padma.closes(padma.tells(RAHIMA))
        closed = padma.world.cases()[0].closed_on
        assert closed is not None
        assert [(row.days, (row.due_on - closed).days) for row in padma.rows()] == [(7, 7), (30, 30), (90, 90)]
        assert {row.case_id for row in padma.rows()} == {case.id}
        assert all(type(row.due_on) is date for row in padma.rows())
        assert padma.plans() == 3

    @pytest.mark.parametrize("answers", [("1", "2", "5"), ("2", "3"), ("1",)])
    def test_no_yes_plans_nothing(self, padma: Padma, answers: tuple[str, ...]) -> None:
        rahima = padma.tells(RAHIMA)
        padma.closes(rahima, *answers)
        assert (padma.rows(), padma.plans()) == ([], 0)
        padma.world.wait(9 * DAY)
        padma.world.wait(5 * HOUR)
        assert rahima.hears() == []

    def test_hours_are_decent_off_shift_and_tell_nothing_of_hers(self, padma: Padma) -> None:
        padma.closes(padma.tells(RAHIMA))
        with padma.world.db.read() as connection:
            query = select(Reminder.due_at).where(Reminder.kind == ReminderKind.CHECK_IN)
            hours = connection.execute(query).scalars().all()
        for at in hours:
            assert is_decent(at, "Asia/Dhaka")
            assert is_off_shift(at, "Asia/Dhaka", "08:00-17:00")
        assert {at % HOUR for at in hours} == {0.0}

    def test_nothing_follows_stop_even_when_she_comes_back(self, padma: Padma) -> None:
        rahima = padma.tells(RAHIMA)
        padma.closes(rahima)
        rahima.says("STOP")
        assert (padma.rows(), padma.plans()) == ([], 0)
        rahima.says("START")
        padma.world.wait(9 * DAY)
        padma.world.wait(5 * HOUR)
        assert WORSE not in rahima.hears()

    def test_nothing_of_it_is_left_when_she_is_forgotten(self, padma: Padma) -> None:
        rahima = padma.tells(RAHIMA)
        padma.closes(rahima)
        padma.world.wait(6 * DAY)
        (said,) = rahima.says("FORGET")
        rahima.says(next(word for word in said.replace(".", " ").split() if word.isdigit() and len(word) == 6))
        assert [padma.count(model) for model in (Case, CheckIn, Prompt)] == [0, 0, 0]
        assert padma.count(Reminder, Reminder.kind == ReminderKind.CHECK_IN) == 0

    def test_of_a_case_that_is_open_again_nothing_is_asked(self, padma: Padma) -> None:
        rahima = padma.tells(RAHIMA)
        case = padma.closes(rahima)
        padma.farida.does("reopen", case.id)
        padma.world.wait(9 * DAY)
        padma.world.wait(5 * HOUR)
        assert rahima.hears() == []

    def test_a_later_closing_asks_anew(self, padma: Padma) -> None:
        rahima = padma.tells(RAHIMA)
        case = padma.closes(rahima)
        padma.farida.does("reopen", case.id)
        padma.world.wait(3 * DAY)
        padma.closes(rahima, "1", "2", "4")
        assert (padma.rows(), padma.plans()) == ([], 0)


class TestAsking:
    """When, and how often."""

    def test_each_once_over_three_months(self, padma: Padma) -> None:
        rahima = padma.tells(RAHIMA)
        case = padma.closes(rahima)
        padma.passes(120)
        asked = [words for words in rahima.hears() if "worse" in words or "still" in words]
        assert asked == [WORSE, STILL.format(code=spoken(case.code)), WORSE]

    def test_held_up_until_the_night_it_waits_for_the_day(self, padma: Padma) -> None:
        rahima = padma.tells(RAHIMA)
        padma.closes(rahima)
        padma.world.now += 7 * DAY + 7 * HOUR  # the program was down over the evening
        padma.world.settle()
        assert rahima.hears() == []
        padma.world.wait(17 * HOUR)
        assert rahima.hears() == [WORSE]

    def test_it_waits_while_she_tells_something(self, padma: Padma) -> None:
        rahima = padma.tells(RAHIMA)
        padma.closes(rahima)
        padma.world.wait(6 * DAY)
        rahima.hears()
        while not padma.count(Prompt, Prompt.script == "check_in"):
            padma.world.now += HOUR
            rahima.says("MENU")
        rahima.says("MENU")
        assert rahima.hears() == []
        padma.world.wait(16 * 60)
        padma.world.wait(24 * HOUR)
        assert WORSE in rahima.hears()

    def test_of_two_cases_one_is_asked_about_at_a_time(self, padma: Padma) -> None:
        rahima = padma.tells(RAHIMA)
        padma.closes(rahima)
        rahima.says("MENU")
        rahima.says("1")
        rahima.says("The canteen is dirty and nobody cleans it any more")
        padma.world.wait(2 * DAY)
        padma.closes(rahima)
        assert len(padma.rows()) == 6
        padma.passes(11)
        assert rahima.hears() == [WORSE]
        rahima.says("2")
        padma.passes(2)
        assert rahima.hears() == [WORSE]

    def test_silence_is_left_alone_and_goes_by(self, padma: Padma) -> None:
        rahima = padma.tells(RAHIMA)
        padma.closes(rahima)
        padma.passes(20)
        assert rahima.hears() == [WORSE]
        assert [row.answered_on for row in padma.rows()] == [None, None, None]

    def test_a_clock_that_dies_in_the_middle_asks_once(self, padma: Padma, monkeypatch: pytest.MonkeyPatch) -> None:
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
