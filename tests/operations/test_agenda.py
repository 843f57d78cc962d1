"""The rule of what comes back to the next agenda, for any history: nothing is lost, nothing stands twice."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from models.agenda import AgendaItem
from models.vocabulary import ItemSource, ItemState
from operations.actions import finish, open_action
from operations.agenda import item_discussed, remove_item
from operations.agenda_items import Item
from operations.carrying import Place, Trace, returning
from operations.committees import found_committee
from operations.meetings import cancel_meeting
from operations.reminders import DAY
from tests.agenda_world import FIRST, MONTH, draft, meets, over, picc, says, topics
from tests.databases import Shelf, opened
from tests.world import World

# ------------------------------------------------------------------------------------------- carried over


def test_a_topic_returns_until_it_was_discussed(world: World) -> None:
    committee_id = picc(world)
    december = meets(world, committee_id, FIRST)
    says(world, committee_id, "Fans", "Water")
    over(world, december, "Fans")
    january = meets(world, committee_id, FIRST + MONTH)
    assert topics(world, january) == ["Water"]
    over(world, january)
    february = meets(world, committee_id, FIRST + 2 * MONTH)
    assert topics(world, february) == ["Water"]
    over(world, february, "Water")
    assert topics(world, meets(world, committee_id, FIRST + 3 * MONTH)) == []


def test_what_was_discussed_returns_as_its_open_action_until_that_is_done(world: World) -> None:
    committee_id = picc(world)
    december = meets(world, committee_id, FIRST)
    says(world, committee_id, "Fans")
    fans = next(item for item in draft(world, december) if item.title == "Fans")
    over(world, december, "Fans")
    with world.work() as work:
        due = FIRST + timedelta(days=60)
        action = open_action(work, committee_id, text="Buy fans", owner_id=None, due_on=due, item_id=fans.id)
    for number in (1, 2):
        meeting_id = meets(world, committee_id, FIRST + number * MONTH)
        listed = [item for item in draft(world, meeting_id) if item.source is not ItemSource.STANDING]
        assert [(item.title, item.topic_id) for item in listed] == [("Buy fans", fans.id)]
        over(world, meeting_id)
    with world.work() as work:
        finish(work, action)
    last = draft(world, meets(world, committee_id, FIRST + 3 * MONTH))
    assert {item.source for item in last} == {ItemSource.STANDING}


def test_a_point_of_a_meeting_called_off_moves_to_the_next(world: World) -> None:
    committee_id = picc(world)
    december = meets(world, committee_id, FIRST)
    says(world, committee_id, "Fans")
    with world.work() as work:
        cancel_meeting(work, december)
    assert topics(world, meets(world, committee_id, FIRST + MONTH)) == ["Fans"]
    with world.db.read() as connection:
        assert len(connection.execute(select(AgendaItem.id).where(AgendaItem.source == "member")).all()) == 1


def test_minutes_that_are_written_late_take_it_off_again(world: World) -> None:
    committee_id = picc(world)
    december = meets(world, committee_id, FIRST)
    says(world, committee_id, "Fans")
    (fans,) = (item.id for item in draft(world, december) if item.is_topic)
    over(world, december)
    january = meets(world, committee_id, FIRST + MONTH)
    assert topics(world, january) == ["Fans"]
    with world.work() as work:
        item_discussed(work, fans)
    assert topics(world, january) == []


def test_only_the_next_meeting_takes_up_what_comes_back(world: World) -> None:
    committee_id = picc(world)
    december, january = (meets(world, committee_id, FIRST + number * MONTH) for number in range(2))
    says(world, committee_id, "Fans")
    assert topics(world, december) == ["Fans"]
    assert topics(world, january) == []
    over(world, december)
    assert topics(world, january) == ["Fans"]


def test_what_was_taken_off_stays_off(world: World) -> None:
    committee_id = picc(world)
    december = meets(world, committee_id, FIRST)
    says(world, committee_id, "Fans")
    for item in draft(world, december):
        if item.title in ("Fans", "Safety"):
            with world.work() as work:
                remove_item(work, item.id, by="")
    assert not {"Fans", "Safety"} & {item.title for item in draft(world, december)}
    over(world, december)
    later = {item.title for item in draft(world, meets(world, committee_id, FIRST + MONTH))}
    assert "Fans" not in later
    assert "Safety" in later


def test_a_committee_may_set_its_own_standing_items(world: World) -> None:
    factory, own = world.factory("en"), {"standing_items": ["Opening, last minutes", "Canteen"]}
    with world.work() as work:
        committee_id = found_committee(work, factory.id, "picc", settings=own)
    says(world, committee_id, "Fans")
    shown = [item.title for item in draft(world, meets(world, committee_id, FIRST))]
    assert shown == ["Opening, last minutes", "Canteen", "Fans"]


STEPS = st.lists(
    st.tuples(
        st.integers(0, 2),  # new topics before the meeting
        st.sets(st.integers(0, 9), max_size=6),  # which items of its agenda are discussed
        st.sets(st.integers(0, 9), max_size=3),  # on which of these an action is opened
        st.sets(st.integers(0, 9), max_size=3),  # which open actions are done before the next
        st.booleans(),  # the meeting is called off instead
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_whatever_happens_nothing_is_lost_and_nothing_stands_twice(shelf: Shelf, steps: list[tuple]) -> None:  # type: ignore[type-arg]
    """A model beside the database: a topic is on the next agenda, or one of its open actions is, until both rest."""
    with opened(shelf, "sqlite") as db:
        _live_through(World(db), steps)


def _live_through(world: World, steps: list[tuple]) -> None:  # type: ignore[type-arg]
    committee_id, story = picc(world), _Story()
    for number, (fresh, discussed, acted, done, called_off) in enumerate(steps):
        meeting_id = meets(world, committee_id, FIRST + number * MONTH)
        names = [f"Topic {number}.{place}" for place in range(fresh)]
        says(world, committee_id, *names)
        story.unsettled |= set(names)
        for _twice in range(2):
            agenda = draft(world, meeting_id)
            story.check(agenda)
        if called_off:
            with world.work() as work:
                cancel_meeting(work, meeting_id)
        else:
            _take_place(world, committee_id, story, agenda, meeting_id, discussed, acted)
        for place, action in enumerate(sorted(story.open)):
            if place in done:
                with world.work() as work:
                    finish(work, action)
                del story.open[action]


def _take_place(
    world: World,
    committee_id: str,
    story: "_Story",
    agenda: list[Item],
    meeting_id: str,
    discussed: set[int],
    acted: set[int],
) -> None:
    points = [item for item in agenda if item.source is not ItemSource.STANDING]
    story.roots |= {item.id: story.roots.get(item.topic_id, item.title) for item in points if item.is_topic}
    over(world, meeting_id)
    for place, item in enumerate(points):
        if place not in discussed:
            continue
        with world.work() as work:
            item_discussed(work, item.id)
            if item.is_topic:
                story.unsettled.discard(item.title)
            if place in acted:
                due = world.now // DAY
                day = date(1970, 1, 1) + timedelta(days=due + 30)
                action = open_action(
                    work, committee_id, text=f"Do {item.id}", owner_id=None, due_on=day, item_id=item.id
                )
                story.open[action] = story.roots.get(item.topic_id, item.title)


class _Story:
    """What has to be on the agenda, told without looking at it."""

    def __init__(self) -> None:
        self.unsettled: set[str] = set()
        self.open: dict[str, str] = {}
        self.roots: dict[str, str] = {}

    def check(self, agenda: list[Item]) -> None:
        points = [item.title for item in agenda if item.is_topic]
        assert Counter(points) == Counter(self.unsettled)
        listed = Counter(item.action_id for item in agenda if item.source is ItemSource.ACTION)
        assert listed == Counter(action for action, topic in self.open.items() if topic not in self.unsettled)
        standing = Counter(item.title for item in agenda if item.source is ItemSource.STANDING)
        assert set(standing.values()) == {1}
        assert len(standing) == 4


SOURCES = st.sampled_from([ItemSource.MEMBER, ItemSource.CARRIED, ItemSource.ACTION])
TRACES = st.lists(
    st.builds(
        Trace,
        id=st.uuids().map(str),
        topic_id=st.sampled_from("abc"),
        action_id=st.sampled_from(["1", "2", None]),
        source=SOURCES,
        state=st.sampled_from([ItemState.RELEASED, ItemState.DISCUSSED, ItemState.DECLINED]),
        place=st.sampled_from(Place),
        at=st.floats(0, 9),
    ),
    max_size=8,
)


@given(TRACES, st.dictionaries(st.sampled_from("12"), st.sampled_from(["a", "b", None])))
def test_the_rule_brings_back_what_is_unsettled_and_nothing_else(traces: list[Trace], actions: dict[str, str]) -> None:
    back = returning(traces, actions)
    by_id = {trace.id: trace for trace in traces}
    for topic in "abc":
        chain = [one for one in traces if one.topic_id == topic and one.source is not ItemSource.ACTION]
        brought = [one for one in (*back.move, *back.copy) if by_id[one].topic_id == topic]
        settled = any(one.state is not ItemState.RELEASED for one in chain)
        ahead = any(one.place in (Place.HERE, Place.AHEAD) for one in chain)
        assert len(brought) == (bool(chain) and not settled and not ahead)
    assert set(back.actions) <= set(actions)
    assert not set(back.drop) & {*back.move, *back.copy}
