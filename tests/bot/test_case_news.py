"""The worker whose case led to an action hears what became of it, by her code and without a word of content."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import insert, select

from bot.contacts import make_contact
from models.action import FixPoll
from models.agenda import AgendaItem
from models.base import new_id, table
from models.case import CaseMessage
from models.codes import spoken
from models.encryption import bound
from models.vocabulary import ActionState, ItemSource, ItemState, Line
from operations import actions, cases, fix_polls
from operations.committees import cipher_of, set_rule
from operations.users import add_user
from tests.committee_world import Committee
from tests.world import Person, World

DAY = 86400
TOPIC = "The exit on the third floor is locked"


@dataclass
class Loop:
    """A case that became an item, and the action that came of it."""

    committee: Committee
    nasrin: Person
    case_id: str
    code: str
    action_id: str

    def done(self) -> None:
        with self.committee.world.work() as work:
            actions.finish(work, self.action_id)

    def confirmed(self) -> None:
        with self.committee.world.work() as work:
            actions.confirm(work, self.action_id)

    def reopened(self) -> None:
        with self.committee.world.work() as work:
            actions.reopen(work, self.action_id, date(2027, 3, 1))

    def hears_next_day(self) -> list[str]:
        self.committee.world.wait(DAY)
        return self.nasrin.hears()


@pytest.fixture
def committee(world: World) -> Committee:
    return Committee(world)


@pytest.fixture
def loop(committee: Committee) -> Loop:
    """Nasrin's case about a locked exit is an item, which came back once, and an action."""
    world = committee.world
    with world.work() as work:
        known = {"introduced": True, "factory_id": committee.factory.id, "language": "en"}
        contact_id = make_contact(work, Line.SIM_SMS, "+8801700000250", **known)
        origin = cases.Origin(contact_id, Line.SIM_SMS, "en", committee.factory.id, "Asia/Dhaka")
        opened = cases.open_case(work, origin, cases.unread_story([{"text": TOPIC, "files": []}]))
    topic = item(committee, ItemSource.CASE, opened.case_id)
    again = item(committee, ItemSource.CARRIED, None, topic)
    nasrin = world.person("+8801700000250")
    return Loop(committee, nasrin, opened.case_id, spoken(opened.code), opened_action(committee, again))


def item(committee: Committee, source: ItemSource, case_id: str | None = None, topic: str | None = None) -> str:
    item_id = new_id()
    with committee.world.work() as work:
        cipher = cipher_of(work.connection, work.ring, committee.id)
        row = {"id": item_id, "committee_id": committee.id, "case_id": case_id, "carried_from_id": topic}
        title = cipher.seal_text("Exits", bound("agenda_items", "title", item_id))
        state = {"source": source.value, "state": ItemState.DISCUSSED.value, "title_sealed": title}
        work.connection.execute(insert(table(AgendaItem)).values(**row, **state))
    return item_id


def opened_action(committee: Committee, item_id: str | None, text: str = "Open the exit") -> str:
    with committee.world.work() as work:
        due = date(2026, 11, 24) + timedelta(days=300)
        owner = committee.members["Alam"]
        return actions.open_action(work, committee.id, text=text, owner_id=owner, due_on=due, item_id=item_id)


def test_she_hears_that_it_is_put_right_and_what_she_writes_back_is_of_her_case(loop: Loop) -> None:
    loop.done()
    assert loop.hears_next_day() == []
    loop.confirmed()
    (news,) = loop.hears_next_day()
    assert news.startswith(f"There is news on {loop.code}: most who were asked say it is put right.")
    assert "exit" not in news.lower()
    assert f"Case {loop.code}" in loop.nasrin.says("No, they lock it again every evening after six")[0]
    with loop.committee.world.db.read() as connection:
        numbers = connection.execute(select(CaseMessage.number).where(CaseMessage.case_id == loop.case_id)).all()
    assert len(numbers) == 2


def test_she_hears_that_it_is_taken_up_again(loop: Loop) -> None:
    loop.done()
    loop.reopened()
    (news,) = loop.hears_next_day()
    assert "taken up again" in news


def test_two_turns_before_she_is_told_are_one_piece_of_news(loop: Loop) -> None:
    loop.done()
    loop.reopened()
    loop.done()
    loop.confirmed()
    (news,) = loop.hears_next_day()
    assert "put right. Write here" in news


def test_news_that_is_none_any_more_is_not_told(loop: Loop) -> None:
    loop.done()
    loop.reopened()
    loop.done()
    assert loop.hears_next_day() == []


def test_it_comes_at_a_decent_hour_off_the_shift(loop: Loop) -> None:
    loop.done()
    loop.confirmed()
    loop.committee.world.wait(2 * 3600)
    assert loop.nasrin.hears() == []
    loop.committee.world.wait(4 * 3600)
    assert len(loop.nasrin.hears()) == 1


def test_who_has_stopped_our_messages_hears_nothing(loop: Loop) -> None:
    loop.nasrin.says("STOP")
    loop.done()
    loop.confirmed()
    assert loop.hears_next_day() == []


def test_an_action_that_no_case_led_to_is_nobodys_news(committee: Committee, loop: Loop) -> None:
    action_id = opened_action(committee, item(committee, ItemSource.MEMBER))
    with committee.world.work() as work:
        actions.finish(work, action_id)
        actions.confirm(work, action_id)
    assert loop.hears_next_day() == []


def test_what_the_poll_says_reaches_her(loop: Loop) -> None:
    loop.done()
    with loop.committee.world.work() as work:
        fix_polls.start_poll(work, loop.action_id, {"en": "Is the exit open now?"}, 3, "")
    loop.committee.world.settle()
    for name in ("Rahima", "Salma", "Abdul", "Shirin"):
        loop.committee.people[name].says("1")
    loop.nasrin.says("1")
    loop.nasrin.hears()
    loop.committee.world.wait(3 * DAY)
    loop.committee.world.wait(DAY)
    heard = loop.nasrin.hears()
    assert any(loop.code in words for words in heard)
    assert loop.code not in str(loop.committee.people["Rahima"].hears())


def asks_by_itself(committee: Committee, item_id: str | None, text: str, wanted: bool = True) -> int:
    """The owner says that it is done; how many workers are asked."""
    with committee.world.work() as work:
        set_rule(work, committee.id, fix_polls.BY_ITSELF, wanted, advisor_id_of(work))
    action_id, alam = opened_action(committee, item_id, text), committee.people["Alam"]
    committee.world.wait(298 * DAY)
    alam.hears()
    alam.says("1")
    alam.says("The guard has the key")
    with committee.world.db.read() as connection:
        task = actions.find_task(connection, committee.world.ring, action_id)
        assert task.state is ActionState.DONE
        return sum(connection.execute(select(FixPoll.asked).where(FixPoll.action_id == action_id)).scalars())


def advisor_id_of(work: object) -> str:
    add_user(work, "farida@advisors.example", "advisor", [])  # type: ignore[arg-type]
    return str(work.connection.exec_driver_sql("select id from users").scalar_one())  # type: ignore[attr-defined]


def test_the_line_asks_by_itself_where_the_committee_wants_it(committee: Committee) -> None:
    assert asks_by_itself(committee, item(committee, ItemSource.WORKER), "Open the exit on the third floor.") == 4
    heard = committee.people["Rahima"].hears()[-1]
    assert "Open the exit on the third floor: is this fixed now?" in heard


@pytest.mark.parametrize(
    ("source", "text", "wanted"),
    [
        (ItemSource.WORKER, "Open the exit", False),
        (ItemSource.MEMBER, "Open the exit", True),
        (ItemSource.WORKER, "Open the exit on the third floor and see that the way to it is free " * 3, True),
    ],
)
def test_else_it_is_left_to_the_advisor(committee: Committee, source: ItemSource, text: str, wanted: bool) -> None:
    assert asks_by_itself(committee, item(committee, source), text, wanted) == 0


def test_a_question_fits_only_with_its_answers() -> None:
    assert fix_polls.question_fits("Is the exit on the third floor open now?", "en")
    assert fix_polls.question_fits("তিন তলার দরজা খোলা?", "bn")
    assert not fix_polls.question_fits("তিন তলার জরুরি দরজাটা কি এখন সারাদিন খোলা থাকে, তালা ছাড়া?", "bn")
