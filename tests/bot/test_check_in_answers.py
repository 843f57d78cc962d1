"""What one digit does when she is asked again after the closing, and how long her address stays for it."""

import pytest
from sqlalchemy import func, select

from models.case import Case, CaseKey, CaseMessage
from models.codes import spoken
from models.contact import Contact
from models.vocabulary import Line
from operations.sessions import new_link_token
from tests.check_in_world import DAY, RAHIMA, WORSE, Padma
from tests.world import Person, World


@pytest.fixture
def padma(world: World) -> Padma:
    return Padma(world)


class TestAnswers:
    """What one digit does."""

    def asked(self, padma: Padma, days: int = 8) -> tuple[Person, Case]:
        rahima = padma.tells(RAHIMA)
        case = padma.closes(rahima)
        padma.passes(days)
        rahima.hears()
        return rahima, case

    def test_a_yes_opens_an_urgent_case_and_advisors_are_told_without_a_word(self, padma: Padma) -> None:
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

    def test_what_she_told_before_answering_is_in_the_urgent_case(self, padma: Padma) -> None:
        rahima, case = self.asked(padma)
        rahima.says("My supervisor shouts at me every day since the visit of the auditors")
        rahima.says("yes")
        with padma.world.db.read() as connection:
            query = select(CaseMessage.case_id, func.count()).group_by(CaseMessage.case_id)
            assert dict(connection.execute(query).all()) == {one.id: 1 for one in padma.world.cases()}
        assert len(padma.world.cases()) == 2
        assert {one.status for one in padma.world.cases() if one.id == case.id} == {"closed"}

    def test_no_goes_on_and_changes_nothing(self, padma: Padma) -> None:
        rahima, case = self.asked(padma)
        assert rahima.says("no") == ["Good. Thank you for telling us."]
        assert [(row.days, row.worse) for row in padma.rows()] == [(7, "no"), (30, None), (90, None)]
        assert padma.plans() == 2
        assert [one.id for one in padma.world.cases()] == [case.id]

    @pytest.mark.parametrize("word", ["0", "I don't want to say"])
    def test_not_wanting_to_say_ends_it(self, padma: Padma, word: str) -> None:
        rahima, _case = self.asked(padma)
        assert rahima.says(word) == ["All right. We will not ask again. Write here any time."]
        assert [(row.days, row.worse) for row in padma.rows()] == [(7, "unsaid")]
        assert padma.plans() == 0

    def test_not_solved_any_more_opens_the_case_and_goes_on_asking(self, padma: Padma) -> None:
        rahima, case = self.asked(padma, 32)
        said = "\n".join(rahima.says("2"))
        assert f"Case {spoken(case.code)} is open again." in said
        assert WORSE in said
        (found,) = padma.world.cases()
        assert (found.status, found.solved, found.awaits_advisor) == ("acknowledged", False, True)
        assert rahima.says("2") == ["Good. Thank you for telling us."]
        assert padma.rows()[1].worse == "no"

    def test_an_answer_to_what_is_not_asked_any_more_still_opens_an_urgent_case(self, padma: Padma) -> None:
        rahima, case = self.asked(padma)
        padma.farida.does("reopen", case.id)
        padma.farida.does("close", case.id)
        rahima.says("1")
        assert len(padma.world.cases()) == 2


class TestRetention:
    """With her yes the address stays until the last question is answered or over."""

    def test_kept_until_the_last_answer(self, padma: Padma) -> None:
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

    def test_kept_until_the_last_question_is_over(self, padma: Padma) -> None:
        padma.closes(padma.tells(RAHIMA))
        padma.passes(95)
        assert padma.count(Contact) == 1
        padma.passes(12)
        assert padma.count(Contact) == padma.count(CaseKey) == 0

    def test_without_a_yes_as_before(self, padma: Padma) -> None:
        padma.closes(padma.tells(RAHIMA), "1", "2", "5")
        padma.passes(32)
        assert padma.count(Contact) == 0

    def test_a_case_without_a_word_is_let_go_as_well(self, padma: Padma) -> None:
        rahima = padma.tells(RAHIMA)
        padma.closes(rahima)
        padma.passes(8)
        rahima.says("1")
        urgent = next(one for one in padma.world.cases() if one.urgent)
        padma.farida.does("close", urgent.id)
        for _month in range(4):
            padma.world.wait(30 * DAY)
        assert padma.count(CaseKey) == padma.count(Contact) == 0
