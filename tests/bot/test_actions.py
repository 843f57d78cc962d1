"""Owners say how their action stands; what stays undone climbs; workers say whether it is fixed."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from bot.contacts import make_contact
from models.action import Action, FixPoll, FixPollMark
from models.contact import Contact
from models.vocabulary import ActionState, Line
from operations import actions, fix_polls
from operations.committees import chamber
from operations.users import add_user
from tests.committee_world import Committee
from tests.world import Person, World

TODAY = date(2026, 11, 24)


@pytest.fixture
def committee(world: World) -> Committee:
    return Committee(world)


def opened(committee: Committee, days: int = 7, owner: str = "Alam") -> str:
    with committee.world.work() as work:
        return actions.open_action(
            work,
            committee.id,
            text="Clear the exit on the third floor",
            owner_id=committee.members[owner],
            due_on=TODAY + timedelta(days=days),
        )


def state(committee: Committee, action_id: str) -> actions.Task:
    with committee.world.db.read() as connection:
        return actions.find_task(connection, committee.world.ring, action_id)


def days_pass(committee: Committee, days: int, *people: Person) -> list[str]:
    """Half a day at a time; what these people hear meanwhile."""
    heard = []
    for _ in range(2 * days):
        committee.world.wait(43200)
        heard += [words for person in people for words in person.hears()]
    return heard


def test_the_owner_is_asked_before_it_is_due_and_says_done_with_a_proof(committee: Committee) -> None:
    action_id, alam = opened(committee), committee.people["Alam"]
    assert "Your action: Clear the exit" in days_pass(committee, 5, alam)[-1]
    assert "How can one see it?" in alam.says("1")[0]
    assert "noted as done" in alam.says("The door is free, the guard has the key")[0]
    done = state(committee, action_id)
    assert (done.state, done.proof) == (ActionState.DONE, "The door is free, the guard has the key")
    assert days_pass(committee, 40, alam) == []


def test_another_day_moves_every_reminder(committee: Committee) -> None:
    action_id, alam = opened(committee), committee.people["Alam"]
    days_pass(committee, 5, alam)
    assert "Until which day?" in alam.says("3")[0]
    assert "Noted: until" in alam.says("20 Dec")[0]
    assert state(committee, action_id).due_on == date(2026, 12, 20)
    assert days_pass(committee, 15, alam) == []
    assert "Your action" in days_pass(committee, 7, alam)[0]


def test_an_overdue_action_climbs_once_to_the_other_side_and_once_to_the_advisor(committee: Committee) -> None:
    world = committee.world
    with world.work() as work:
        add_user(work, "advisor@example.org", "advisor", [committee.factory.code])
        user_id = work.connection.exec_driver_sql("select id from users").scalar_one()
        make_contact(work, Line.SIM_SMS, "+12025550190", user_id=user_id, introduced=True)
    advisor, rahima = world.person("+12025550190"), committee.people["Rahima"]
    action_id = opened(committee, days=1)
    days_pass(committee, 6, committee.people["Alam"])
    assert sum("overdue" in words for words in rahima.hears()) == 1
    assert advisor.hears() == []
    days_pass(committee, 30, committee.people["Alam"])
    assert [words for words in rahima.hears() if "overdue" in words] == []
    assert advisor.hears() == ["Bobbin: a committee of yours needs you. Please sign in."]
    assert state(committee, action_id).escalated == 2


def test_help_reaches_the_secretary(committee: Committee) -> None:
    opened(committee)
    days_pass(committee, 5, committee.people["Alam"])
    assert "are told that you need help" in committee.people["Alam"].says("2")[0]
    assert "Mr Alam needs help" in committee.people["Salma"].hears()[-1]


def test_an_answer_to_an_action_that_is_done_changes_nothing(committee: Committee) -> None:
    action_id, alam = opened(committee), committee.people["Alam"]
    days_pass(committee, 5, alam)
    with committee.world.work() as work:
        actions.finish(work, action_id)
    alam.says("3")
    assert "no longer open" in alam.says("20 Dec")[0]
    assert state(committee, action_id).state is ActionState.DONE


def test_a_member_looks_at_their_own_actions(committee: Committee) -> None:
    opened(committee, days=7)
    opened(committee, days=9)
    alam = committee.people["Alam"]
    assert "My actions" in alam.says("COMMITTEE")[0]
    assert "Which action?" in alam.says("My actions")[0]
    assert "Due" in alam.says("2")[0]


BENGALI = "তিন তলার দরজা খালি করুন"


def in_bengali(committee: Committee, action_id: str) -> None:
    with committee.world.work() as work:
        actions.reword(work, action_id, "Clear the exit on the third floor", {"bn": BENGALI, "ar": " "}, "")


def reads_bengali(committee: Committee, *names: str) -> None:
    with committee.world.work() as work:
        mine = Contact.id.in_([committee.people[name].contact_id for name in names])
        work.connection.execute(update(Contact).where(mine).values(language="bn"))


def test_each_member_gets_the_action_in_their_own_language_where_there_are_words(world: World) -> None:
    """The owner and the other side's chair read Bengali; what has no words in it comes as it was typed."""
    committee = Committee(world, languages=("bn",))
    action_id = opened(committee, days=7)
    in_bengali(committee, action_id)
    assert state(committee, action_id).wordings == {"bn": BENGALI}
    reads_bengali(committee, "Alam", "Rahima")
    alam, rahima = committee.people["Alam"], committee.people["Rahima"]
    assert "তিন তলার দরজা" in days_pass(committee, 5, alam)[-1]  # as much as one SMS holds
    assert "তিন তলার দরজা" in "".join(days_pass(committee, 8, rahima))
    other = opened(committee, days=30)
    reads_bengali(committee, "Alam")
    assert state(committee, other).in_language("bn") == "Clear the exit on the third floor"


def test_the_question_to_workers_is_asked_in_the_words_of_each_language(world: World) -> None:
    committee = Committee(world, languages=("bn",))
    action_id = opened(committee)
    in_bengali(committee, action_id)
    house = committee.world.db.read
    with house() as connection:
        words = fix_polls._general_words(chamber(connection, committee.id), state(committee, action_id))
    assert words is not None
    assert BENGALI in words["bn"]
    assert "Clear the exit" in words["en"]


def workers(committee: Committee, count: int) -> list[Person]:
    """People of the factory who know the line and are no members."""
    found = []
    for number in range(count):
        address = f"+88017000002{number:02}"
        known = {"introduced": True, "factory_id": committee.factory.id, "language": "en"}
        with committee.world.work() as work:
            make_contact(work, Line.SIM_SMS, address, **known)
        found.append(committee.world.person(address))
    return found


def asked(committee: Committee, action_id: str) -> None:
    with committee.world.work() as work:
        actions.finish(work, action_id)
        fix_polls.start_poll(work, action_id, {"en": "Is the exit open now?"}, 3, "")
    committee.world.settle()


def one_poll(committee: Committee) -> object:
    with committee.world.db.read() as connection:
        return connection.execute(select(FixPoll.__table__)).one()


@pytest.mark.parametrize(
    ("yes", "no", "result", "state_after"),
    [
        (10, 2, "is fixed", ActionState.CONFIRMED),
        (3, 9, "not fixed", ActionState.OPEN),
        (3, 1, "not clear", ActionState.DONE),
    ],
)
def test_workers_confirm_the_fix_or_not(
    committee: Committee, yes: int, no: int, result: str, state_after: ActionState
) -> None:
    action_id, people = opened(committee), workers(committee, 12)
    asked(committee, action_id)
    for number, person in enumerate(people[: yes + no]):
        assert "Is the exit open now?" in person.hears()[0]
        person.says("1" if number < yes else "2")
        if number >= yes:
            person.says("2")
    committee.world.wait(4 * 86400)
    assert result in people[0].hears()[-1]
    assert state(committee, action_id).state is state_after


def test_managers_are_not_asked_and_nobody_counts_twice(committee: Committee) -> None:
    action_id, (worker, *_) = opened(committee), workers(committee, 6)
    asked(committee, action_id)
    assert committee.people["Hossain"].hears() == []
    worker.says("1")
    with committee.world.work() as work:
        (contact,) = work.connection.exec_driver_sql("select contact_id from prompts where state = 'opened' limit 1")
        fix_polls.answer_poll(work, one_poll(committee).id, contact[0], "yes")  # type: ignore[attr-defined]
        fix_polls.answer_poll(work, one_poll(committee).id, contact[0], "no")  # type: ignore[attr-defined]
    poll = one_poll(committee)
    assert poll.yes + poll.no <= 2  # type: ignore[attr-defined]


def test_a_no_opens_the_way_to_tell_what_is_wrong(committee: Committee) -> None:
    asked(committee, opened(committee))
    (worker, *_) = workers(committee, 1)
    committee.world.settle()
    rahima = committee.people["Rahima"]
    assert "More to say?" in rahima.says("2")[-1]
    assert "What is it about?" in rahima.says("1")[-1]
    assert worker.hears() == []


def test_after_the_poll_nobody_can_be_joined_to_an_answer(committee: Committee) -> None:
    people = workers(committee, 5)
    asked(committee, opened(committee))
    people[0].says("1")
    committee.world.wait(4 * 86400)
    with committee.world.db.read() as connection:
        assert connection.execute(select(func.count()).select_from(FixPollMark)).scalar_one() == 0
        assert connection.execute(select(FixPoll.key_sealed)).scalar_one() is None


@given(yes=st.integers(0, 60), no=st.integers(0, 60))
def test_no_small_group_is_ever_shown(yes: int, no: int) -> None:
    poll = type("Poll", (), {"yes": yes, "no": no, "closed": True})
    shown = fix_polls.published(poll)
    assert shown is not None
    if yes + no < 10:
        assert shown.yes_percent is None
    if min(yes, no) < 5 and shown.yes_percent is not None:
        assert shown.yes_percent[0] in "≥≤"


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(["wait", "later", "done", "reopen"]), max_size=8))
@pytest.mark.parametrize("db", ["sqlite"], indirect=True)
def test_nothing_is_asked_about_an_action_that_is_done_and_it_only_climbs(
    committee: Committee, steps: list[str]
) -> None:
    action_id, alam = opened(committee, days=400), committee.people["Alam"]
    for step in steps:
        before = state(committee, action_id)
        today = committee.world.now // 86400
        day = date(1970, 1, 1) + timedelta(days=int(today) + 2)
        with committee.world.work() as work:
            if step == "later" and before.state is ActionState.OPEN:
                actions.put_off(work, action_id, day)
            if step == "done" and before.state is ActionState.OPEN:
                actions.finish(work, action_id)
            if step == "reopen" and before.state is not ActionState.OPEN:
                actions.reopen(work, action_id, day)
        if step == "wait":
            alam.hears()
            committee.world.wait(5 * 86400)
            heard = [words for words in alam.hears() if "Clear the exit" in words]
            assert before.state is ActionState.OPEN or heard == []
            assert state(committee, action_id).escalated >= before.escalated
    with committee.world.work() as work:
        work.connection.execute(Action.__table__.delete())  # type: ignore[attr-defined]
