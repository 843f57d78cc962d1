"""Workers are asked: one question after the other, nothing lost, and nobody can find out who said what."""

from typing import Any

import pytest
from sqlalchemy import func, select, update

from models.base import table
from models.contact import Contact
from models.survey import Invitation, Response, SurveyText, Wave, WaveCount, WaveLink
from models.vocabulary import Line
from operations.data_keys import WAVES
from operations.responses import COMMENTS
from operations.sampling import Sample
from operations.survey_form import Garble, Item, ItemKind
from operations.vouchers import add_vouchers
from operations.wave_closing import answers_of, close_wave, reached
from operations.waves import NewWave, open_wave
from operations.work import Mistyped, Refused
from tests.wave_world import DAY, PAID, TOUCHED, WISH, WORRIES, YES_NO, factory_id_of, form, survey, wave, worker
from tests.world import Person, World

MAY_WE = "May we ask 4 questions? No name is kept.\n1 Yes\n2 Later\n3 Do not ask me"
MARKS = "00 I don't know, 000 I don't want to say"
PAID_ASKED = f"Were you paid in time?\n1 Yes\n2 No\n{MARKS}"
WORRIES_ASKED = f"What worries you?\n1 Heat\n2 Noise\n3 Food\n{MARKS}"
WISH_ASKED = f"What should change?\n{MARKS}"
THANKS = "Thank you. Your answers are counted, without your name."
EVENING = 6 * 3600.0
"""From the morning all stories begin to an hour that is decent and off the shift."""


@pytest.fixture
def code(world: World) -> str:
    return world.factory("en", "bn").code


@pytest.fixture
def amina(world: World, code: str) -> Person:
    """A worker who has joined and whose menu is forgotten."""
    return at_rest(worker(world, code, "+8801700000001", "1"))


def at_rest(person: Person) -> Person:
    """The conversation so far has expired."""
    person.world.wait(8 * DAY)
    person.hears()
    return person


def evening(world: World, *people: Person) -> None:
    """The hour at which people are asked; these have read it."""
    world.wait(EVENING)
    world.wait(60)
    for person in people:
        person.hears()


def kept(world: World, wave_id: str) -> list[dict[str, Any]]:
    """The answers of everybody, as the results room gets them when the wave closes."""
    with world.work() as work:
        cipher = WAVES.find(work.connection, work.ring, wave_id)
        return [dict(one.answers) for one in answers_of(work, cipher, wave_id)]


def test_a_worker_is_asked_in_the_evening_and_answers_with_digits(world: World, code: str, amina: Person) -> None:
    wave_id = wave(world, code)
    world.wait(3600)
    assert amina.hears() == []  # it is ten in the morning, and she is at her machine
    evening(world)
    assert amina.hears() == [MAY_WE]
    how = "Write 00 if you do not know, 000 if you do not want to say. You can stop at any time."
    assert amina.says("1") == [f"{how}\n{PAID_ASKED}"]
    assert amina.says("2") == [f"How many days late?\n{MARKS}"]
    assert amina.says("১২") == [WORRIES_ASKED]
    assert amina.says("1 3") == [WISH_ASKED]
    assert amina.says("Fans in summer") == [THANKS]
    said = {"paid": "no", "late_days": "12", "worries": ["heat", "food"], "wish": "Fans in summer"}
    assert kept(world, wave_id) == [said]


def test_a_condition_leaves_a_question_out(world: World, code: str, amina: Person) -> None:
    wave(world, code)
    evening(world)
    amina.says("1")
    assert amina.says("yes") == [WORRIES_ASKED]


@pytest.mark.parametrize(
    ("said", "answer"),
    [("00", "dont_know"), ("000", "no_answer"), ("I don't know", "dont_know"), ("০০", "dont_know"), ("Yes", "yes")],
)
def test_every_question_takes_not_knowing_and_not_saying(
    world: World, code: str, amina: Person, said: str, answer: str
) -> None:
    wave_id = wave(world, code)
    evening(world)
    amina.says("1")
    amina.says(said)
    assert kept(world, wave_id) == [{"paid": answer}]


@pytest.mark.parametrize("said", ["1 2", "4", "1-3", "12 girls", "", "🙂"])
def test_what_is_no_answer_is_asked_again_and_nothing_is_guessed(
    world: World, code: str, amina: Person, said: str
) -> None:
    wave_id = wave(world, code)
    evening(world)
    amina.says("1")
    assert amina.says(said)[-1].endswith(PAID_ASKED)
    assert kept(world, wave_id) == [{}]


def test_an_answer_beyond_its_bounds_is_told_why(world: World, code: str, amina: Person) -> None:
    wave(world, code)
    evening(world)
    for text in ("1", "2"):
        amina.says(text)
    assert amina.says("100") == [f"At most 90.\nHow many days late?\n{MARKS}"]


def test_back_takes_back_the_last_answer(world: World, code: str, amina: Person) -> None:
    wave_id = wave(world, code)
    evening(world)
    for text in ("1", "1"):
        amina.says(text)
    assert amina.says("BACK") == [PAID_ASKED]
    amina.says("2")
    assert kept(world, wave_id) == [{"paid": "no"}]


def test_prose_at_a_choice_is_kept_and_becomes_a_case_if_she_wants(world: World, code: str, amina: Person) -> None:
    wave_id = wave(world, code)
    evening(world)
    amina.says("1")
    story = "They paid us nine days late and shouted at Salma when she asked why"
    assert amina.says(story) == [f"I have kept what you wrote.\n{PAID_ASKED}"]
    for text in ("2", "9", "2"):
        amina.says(text)
    assert amina.says("Pay us") == [f"{THANKS}\nYou wrote more. Shall an advisor take it up?\n1 Yes\n2 No"]
    assert kept(world, wave_id)[0][COMMENTS] == [story]
    amina.says("1")
    world.wait(2 * DAY)
    assert len(world.cases()) == 1


def test_what_she_wrote_beside_the_answers_stays_an_answer_if_she_does_not(
    world: World, code: str, amina: Person
) -> None:
    wave(world, code)
    evening(world)
    amina.says("1")
    for text in ("This is about the fire door which is always locked at night", "1", "1", "Doors"):
        amina.says(text)
    assert amina.says("2") == []
    assert world.cases() == []


def test_who_says_never_is_asked_by_no_survey_again(world: World, code: str, amina: Person) -> None:
    worker(world, code, "+8801700000002", "1")
    wave(world, code)
    evening(world, amina)
    assert amina.says("3") == ["We will not ask you again."]
    wave(world, code)
    for _day in range(6):
        world.wait(DAY)
    assert amina.hears() == []


def test_who_says_later_is_reminded_twice_and_then_left_alone(world: World, code: str, amina: Person) -> None:
    wave(world, code, closes_at=world.now + 30 * DAY)
    evening(world, amina)
    assert amina.says("2") == ["All right, another time."]
    heard = []
    for _step in range(8 * 20):
        world.wait(3 * 3600)
        heard += amina.hears()
    assert heard == [MAY_WE, MAY_WE]


def test_who_has_finished_is_not_reminded(world: World, code: str, amina: Person) -> None:
    wave(world, code)
    evening(world)
    for text in ("1", "1", "2", "More fans"):
        amina.says(text)
    for _step in range(8 * 6):
        world.wait(3 * 3600)
    assert amina.hears() == []


def test_a_survey_goes_on_days_later_where_it_stopped(world: World, code: str, amina: Person) -> None:
    wave_id = wave(world, code)
    evening(world)
    amina.says("1")
    amina.says("1")
    world.wait(3 * DAY + 3600)
    assert "question" in amina.hears()[-1]  # the reminder
    amina.says("1")
    amina.says("2")
    amina.says("More fans")
    assert kept(world, wave_id) == [{"paid": "yes", "worries": ["noise"], "wish": "More fans"}]


def test_it_waits_while_she_is_telling_something(world: World, code: str, amina: Person) -> None:
    wave(world, code)
    world.wait(EVENING - 60)
    amina.says("The supervisor locks the door of the toilet all day long")
    world.wait(120)
    assert not any("May we ask" in text for text in amina.hears())


def test_a_late_answer_is_told_so_and_a_story_in_it_is_not_lost(world: World, code: str, amina: Person) -> None:
    wave_id = wave(world, code)
    evening(world)
    amina.says("1")
    with world.work() as work:
        close_wave(work, wave_id)
    assert amina.says("1")[0].startswith("These questions are closed. Thank you.")


def test_stop_ends_it_and_nothing_more_comes(world: World, code: str, amina: Person) -> None:
    wave(world, code)
    evening(world)
    amina.says("1")
    amina.says("STOP")
    for _day in range(6):
        world.wait(DAY)
    assert amina.hears() == []


def test_another_language_in_the_middle(world: World, code: str, amina: Person) -> None:
    wave(world, code)
    evening(world)
    amina.says("1")
    amina.says("LANGUAGE")
    assert amina.says("2")[-1].startswith("সময়মতো বেতন পেয়েছেন?\n1 হ্যাঁ\n2 না")


def test_a_button_answers_its_own_question_or_none(world: World, code: str) -> None:
    salma = world.person("7000001", Line.SIM_TELEGRAM)
    salma.says(code)
    salma.says("1")
    at_rest(salma)
    wave_id = wave(world, code)
    evening(world)
    salma.looks()
    salma.taps(1)
    old = salma._last  # the question about pay, whose button she presses again later
    salma.taps(2)
    salma.says("9")
    salma._last = old
    salma.taps(1)
    assert kept(world, wave_id) == [{"paid": "no", "late_days": "9"}]


def test_a_word_on_a_poster_begins_it_once_a_person_on_any_line(world: World, code: str) -> None:
    wave_id = wave(world, code, keyword="PAY", invites=False)
    rahima = world.person("+8801700000007")
    rahima.says("pay")
    introduced = rahima.says("1")
    assert introduced[0].startswith("This is Bobbin")
    assert introduced[-1].endswith(MAY_WE)
    for text in ("1", "1", "2", "Nothing"):
        rahima.says(text)
    world.wait(8 * 3600)
    rahima.hears()
    whatsapp = world.person("whatsapp:+8801700000007", Line.SIM_TELEGRAM)
    whatsapp.says("PAY")
    assert (
        whatsapp.says("1")[-1].endswith("You have answered these questions already.") or len(kept(world, wave_id)) == 1
    )
    assert len(kept(world, wave_id)) == 1


def test_a_quota_thanks_those_who_come_after_it(world: World, code: str, amina: Person) -> None:
    salma = at_rest(worker(world, code, "+8801700000002", "1"))
    wave(world, code, quotas=({"item": "paid", "choice": "no", "most": 1},))
    evening(world)
    for person in (amina, salma):
        person.hears()
        person.says("1")
    assert "How many days late?" in amina.says("2")[0]
    assert salma.says("2") == ["Thank you. We have enough answers like yours."]


def test_a_sensitive_no_is_noted_as_yes_at_its_rate_and_a_yes_stays_one(world: World, code: str, amina: Person) -> None:
    always = Item("touched", ItemKind.SELECT_ONE, TOUCHED.label, choices=YES_NO, garble=Garble(0.999999999))
    wave_id = wave(world, code, form(always))
    evening(world, amina)
    assert any("changed by chance" in text for text in amina.says("1"))
    amina.says("2")
    assert kept(world, wave_id) == [{"touched": "yes"}]


def test_a_block_deals_its_noise_out_whole(world: World, code: str) -> None:
    """Of ten in a row exactly two are noted as yes, whoever they are."""
    people = [worker(world, code, f"+88017000001{number:02}", "1") for number in range(10)]
    world.wait(8 * DAY)
    dealt = Item("touched", ItemKind.SELECT_ONE, TOUCHED.label, choices=YES_NO, garble=Garble(0.2, block=10))
    wave_id = wave(world, code, form(dealt))
    evening(world)
    for person in people:
        person.says("1")
        person.says("2")
    assert sorted(one["touched"] for one in kept(world, wave_id)) == ["no"] * 8 + ["yes"] * 2


def test_each_half_is_asked_its_own_wording(world: World, code: str) -> None:
    people = [worker(world, code, f"+88017000001{number:02}", "1") for number in range(24)]
    world.wait(8 * DAY)
    halves = [
        Item(f"safe_{half}", ItemKind.SELECT_ONE, {"en": f"Is it safe? ({half})"}, choices=YES_NO, half=half)
        for half in "ab"
    ]
    wave_id = wave(world, code, form(*halves))
    evening(world)
    for person in people:
        person.says("1")
        person.says("1")
    answered = kept(world, wave_id)
    assert len(answered) == 24
    assert all(len(one) == 1 for one in answered)
    # chance deals the halves: of 24 all get the same once in eight million times
    assert {name for one in answered for name in one} == {"safe_a", "safe_b"}


def test_airtime_is_given_to_who_is_through_and_nothing_joins_the_two(world: World, code: str, amina: Person) -> None:
    wave_id = wave(world, code, form(PAID))
    with world.work() as work:
        assert add_vouchers(work, wave_id, ["1234-5678", "1234-5678"]) == 1
    evening(world)
    amina.says("1")
    assert amina.says("1") == [f"{THANKS}\nAirtime for you: 1234-5678"]


def test_somebody_who_cannot_be_reached_makes_room_for_the_reserve(world: World, code: str) -> None:
    people = [worker(world, code, f"+88017000001{number:02}", "1") for number in range(4)]
    world.wait(8 * DAY)
    for person in people:
        person.hears()
    wave_id = wave(world, code, sample=Sample(size=2, reserve=2))
    world.settle()
    with world.work() as work:
        drawn = select(Invitation.contact_id).where(Invitation.wave_id == wave_id, Invitation.state == "waiting")
        unlucky = work.connection.execute(drawn.limit(1)).scalar_one()
        work.connection.execute(update(table(Contact)).where(table(Contact).c.id == unlucky).values(sendable=False))
    evening(world)
    world.wait(300)
    assert sum(bool(person.hears()) for person in people) == 2


def test_after_closing_nobody_can_be_joined_to_an_answer(world: World, code: str, amina: Person) -> None:
    """Threat model, D34: with all keys and the whole database, who answered what is not to be found."""
    wave_id = wave(world, code)
    evening(world)
    for text in ("1", "1", "2", "More fans on line seven"):
        amina.says(text)
    world.wait(8 * DAY)
    with world.db.read() as connection:
        left = {
            model.__tablename__: connection.execute(select(func.count()).select_from(model)).scalar_one()
            for model in (WaveLink, Response, WaveCount)
        }
        states = connection.execute(select(Invitation.state, Invitation.asked, Invitation.due_at)).all()
        closed = connection.execute(select(Wave.results, Wave.closed_on).where(Wave.id == wave_id)).one()
        texts = connection.execute(select(SurveyText.question)).scalars().all()
    assert left == {"wave_links": 0, "responses": 0, "wave_counts": 0}
    assert [tuple(state) for state in states] == [("asked", 1, 0.0)]
    assert closed.results
    assert closed.closed_on
    assert texts == ["wish"]


def test_who_came_by_the_word_was_not_invited(world: World, code: str, amina: Person) -> None:
    wave_id = wave(world, code, keyword="PAY")
    evening(world)
    stranger = world.person("+8801700000009")
    for text in ("PAY", "1", "1", "1", "2", "Doors"):
        stranger.says(text)
    with world.db.read() as connection:
        come = reached(connection, wave_id)
    assert (come.invited, come.reached, come.started, come.finished) == (1, 1, 1, 1)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"closes_at": 0.0}, "closes after"),
        ({"closes_at": 2_000_000_000.0}, "60 days"),
        ({"pace": 0}, "pace"),
        ({"reminders": 3}, "two reminders"),
        ({"keyword": "P"}, "keyword"),
        ({"keyword": "STOP"}, "keyword"),
        ({"sample": Sample(strata=("shift",))}, "from a list"),
    ],
)
def test_a_wave_that_cannot_be_is_refused(world: World, code: str, amina: Person, values: Any, why: str) -> None:
    with pytest.raises((Mistyped, Refused), match=why):
        wave(world, code, **values)


def test_there_must_be_somebody_to_ask(world: World, code: str) -> None:
    survey_id = survey(world, factory_id_of(world, code), form(WORRIES, WISH))
    new = NewWave(Sample(), world.now, world.now + DAY)
    with pytest.raises(Refused, match="nobody to ask"), world.work() as work:
        open_wave(work, survey_id, new, "")
