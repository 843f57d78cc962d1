"""The rule of what comes back, and the order of an agenda: for any history, and by chance where chance is promised."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time, timedelta
from itertools import pairwise, permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from conversations.agenda import short_agenda, whole_agenda
from conversations.texts import Text
from models.agenda import AgendaItem, AgendaSupport
from models.meeting import Meeting
from models.outbox import OutboxMessage
from models.vocabulary import ItemSource, ItemState, MeetingState, Side
from operations.actions import finish, open_action
from operations.agenda import agenda_of, carry_over, item_discussed, propose, remove_item
from operations.agenda_items import Item, NewItem, keep_item
from operations.agenda_order import by_support, by_turns, with_new
from operations.agenda_release import release, release_batch
from operations.agenda_support import support
from operations.calendar import before_working_days, resolve
from operations.carrying import Place, Trace, returning
from operations.committees import Chamber, chamber, cipher_of, found_committee
from operations.meeting_reminders import agenda_moment
from operations.meeting_views import find_meeting
from operations.meetings import NewMeeting, cancel_meeting, plan_meeting
from operations.reminders import DAY
from operations.work import Refused
from tests.committee_world import Committee
from tests.databases import Shelf, opened
from tests.world import MORNING, World

FIRST = date(2026, 12, 8)
MONTH = timedelta(days=28)


def picc(world: World) -> str:
    factory = world.factory("en")
    with world.work() as work:
        return found_committee(work, factory.id, "picc")


def meets(world: World, committee_id: str, day: date) -> str:
    with world.work() as work:
        return plan_meeting(work, committee_id, NewMeeting(day, time(15)))


def draft(world: World, meeting_id: str) -> list[Item]:
    with world.work() as work:
        return carry_over(work, find_meeting(work.connection, meeting_id))


def topics(world: World, meeting_id: str) -> list[str]:
    return [item.title for item in draft(world, meeting_id) if item.is_topic]


def says(world: World, committee_id: str, *titles: str) -> None:
    for title in titles:
        with world.work() as work:
            propose(work, committee_id, Side.WORKER, title)


def over(world: World, meeting_id: str, *discussed: str) -> None:
    """The meeting takes place; the minutes hold these titles."""
    with world.work() as work:
        meeting = find_meeting(work.connection, meeting_id)
        items = {item.title: item.id for item in agenda_of(work.connection, world.ring, meeting_id)}
    world.now = max(world.now, meeting.starts_at + 7200)
    with world.work() as work:
        work.connection.execute(update(Meeting).where(Meeting.id == meeting_id).values(state=MeetingState.HELD))
        for title in discussed:
            item_discussed(work, items[title])


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


# ------------------------------------------------------------------------------------------------- order


def item(title: str, side: Side | None = None, source: ItemSource = ItemSource.MEMBER, supports: int = 0) -> Item:
    return Item(title, "", None, None, None, title, source, side, ItemState.RELEASED, title, supports=supports)


WORKERS, MANAGERS = Side.WORKER, Side.MANAGEMENT
POINTS = st.lists(st.sampled_from([WORKERS, MANAGERS, None]), max_size=8).map(
    lambda sides: [item(str(number), side) for number, side in enumerate(sides)]
)


@given(POINTS)
def test_sides_take_turns_and_keep_their_own_order(points: list[Item]) -> None:
    order = by_turns(points)
    assert sorted(one.id for one in order) == sorted(one.id for one in points)
    for side in (WORKERS, MANAGERS, None):
        assert [one for one in order if one.side is side] == [one for one in points if one.side is side]
    for place, (one, following) in enumerate(pairwise(order)):
        if one.side and one.side is following.side:
            assert {later.side for later in order[place + 1 :]} == {one.side}
    assert by_turns(order) == order


@given(POINTS, POINTS)
def test_new_points_come_in_without_upsetting_what_stood(old: list[Item], fresh: list[Item]) -> None:
    fresh = [replace(one, id=f"new {one.id}") for one in fresh]
    agenda = with_new(with_new([], [item("Any other business", source=ItemSource.STANDING)]), old)
    order = with_new(agenda, fresh)
    assert order[-1].title == "Any other business"
    for side in (WORKERS, MANAGERS, None):
        stood = [one.id for one in agenda if one.is_topic and one.side is side]
        assert [one.id for one in order if one.is_topic and one.side is side and one in agenda] == stood


def test_votes_order_the_points_and_leave_the_rest_where_it_is() -> None:
    safety, end = item("Safety", source=ItemSource.STANDING), item("End", source=ItemSource.STANDING)
    agenda = [safety, item("a", WORKERS), item("b", MANAGERS, supports=1), item("c", WORKERS, supports=3), end]
    assert [one.title for one in by_support(agenda)] == ["Safety", "c", "b", "a", "End"]


def test_a_vote_takes_the_place_of_the_one_before_and_ends_with_the_beginning(world: World) -> None:
    committee = Committee(world)
    meeting_id = committee.meets(FIRST)
    says(world, committee.id, "Fans", "Water")
    with world.work() as work:
        release(work, meeting_id)
        first, second = (one.id for one in agenda_of(work.connection, world.ring, meeting_id) if one.is_topic)
        for chosen in (first, second, second):
            support(work, meeting_id, committee.members["Rahima"], chosen)
        votes = work.connection.execute(select(AgendaSupport.item_id)).scalars().all()
        assert votes == [second]
        assert next(one.id for one in agenda_of(work.connection, world.ring, meeting_id) if one.is_topic) == second
        with pytest.raises(Refused):
            support(work, meeting_id, committee.members["Salma"], "0" * 32)
    world.now += 30 * 86400
    with world.work() as work, pytest.raises(Refused):
        support(work, meeting_id, committee.members["Salma"], first)


# ---------------------------------------------------------------------------------- by chance, and by day


CHI_SQUARE_119 = 180.8
"""The 0.9998 quantile for the 120 orders of five: a right shuffle fails twice in ten thousand runs of this test."""


@pytest.mark.parametrize("db", ["sqlite"], indirect=True)
def test_five_points_sent_one_a_day_are_released_in_any_order_alike(world: World) -> None:
    committee_id = picc(world)
    meeting_id = meets(world, committee_id, date(2027, 3, 2))
    sent = []
    for number in range(5):
        with world.work() as work:
            cipher = cipher_of(work.connection, work.ring, committee_id)
            new = NewItem(ItemSource.WORKER, f"Topic {number}", Side.WORKER, ItemState.ACCEPTED)
            sent.append(keep_item(work, cipher, committee_id, new))
        world.now += DAY
    orders: Counter[tuple[int, ...]] = Counter()
    firsts: Counter[int] = Counter()
    with world.work() as work:
        meeting = find_meeting(work.connection, meeting_id)
        carry_over(work, meeting)
        for _run in range(1000):
            order = tuple(sent.index(item.id) for item in release_batch(work, meeting) if item.is_topic)
            orders[order] += 1
            firsts[order[0]] += 1
            waiting = {"state": "accepted", "meeting_id": None, "position": 0}
            work.connection.execute(update(AgendaItem).where(AgendaItem.source == "worker").values(**waiting))
    assert _chi_square([orders[order] for order in permutations(range(5))]) < CHI_SQUARE_119
    assert min(firsts.values()) > 130  # 200 on average, 13 a standard deviation


def _chi_square(counts: list[int]) -> float:
    expected = sum(counts) / len(counts)
    return sum((count - expected) ** 2 / expected for count in counts)


@pytest.mark.parametrize(
    ("day", "count", "rest_days", "wanted"),
    [
        (date(2026, 12, 8), 3, ("friday",), date(2026, 12, 5)),
        (date(2026, 12, 7), 3, ("friday",), date(2026, 12, 3)),
        (date(2026, 12, 8), 0, ("friday",), date(2026, 12, 8)),
        (date(2026, 12, 8), 5, ("saturday", "sunday"), date(2026, 12, 1)),
        (
            date(2026, 12, 8),
            3,
            ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday"),
            date(2026, 11, 22),
        ),
    ],
)
def test_working_days_before_a_meeting(day: date, count: int, rest_days: tuple[str, ...], wanted: date) -> None:
    assert before_working_days(day, count, rest_days) == wanted


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hours=st.integers(1, 24 * 40), clock=st.sampled_from([time(0), time(7), time(15), time(23, 30)]))
def test_an_agenda_never_goes_out_after_the_beginning(shapla: Chamber, hours: int, clock: time) -> None:
    starts_at = MORNING + hours * 3600
    meeting = Meeting(day=FIRST, clock=f"{clock:%H:%M}", timezone="Asia/Dhaka", starts_at=starts_at, changed_at=MORNING)
    assert agenda_moment(shapla, meeting) <= max(starts_at, resolve(FIRST, clock, "Asia/Dhaka"))


@pytest.fixture
def shapla(shelf: Shelf) -> Iterator[Chamber]:
    with opened(shelf, "sqlite") as db:
        committee_id = picc(World(db))
        with db.read() as connection:
            yield chamber(connection, committee_id)


# ------------------------------------------------------------------------------------------------- words


def test_a_short_agenda_is_cut_to_what_fits_and_counts_the_rest() -> None:
    points = [f"A point with quite a few words in it, number {number}" for number in range(9)]
    room = 160

    def fits(text: Text) -> bool:
        return len(str(text.render(_Plain()))) <= room

    said = short_agenda("Tue 8 Dec 15:00", points, 4, fits).render(_Plain())
    shown = sum(line[0].isdigit() for line in said.splitlines())
    assert len(said) <= room
    assert 0 < shown < 9
    assert said.endswith(f"and {9 - shown + 4} more")
    assert "usual points" in short_agenda("Tue", [], 4, fits).render(_Plain())


def test_a_whole_agenda_numbers_what_can_be_chosen() -> None:
    said = whole_agenda("Tue", [(None, "Safety"), (1, "Fans {x}"), (None, "End")]).render(_Plain())
    assert said == "Agenda for Tue:\n- Safety\n1 Fans {x}\n- End"


class _Plain:
    def gettext(self, message: str) -> str:
        return message

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return singular if n == 1 else plural


def test_no_word_of_a_point_stands_open_in_the_database(world: World) -> None:
    committee = Committee(world)
    meeting_id = committee.meets(FIRST)
    says(world, committee.id, "Moonlight sonata")
    with world.work() as work:
        release(work, meeting_id)
        tables = (AgendaItem.__table__, OutboxMessage.__table__)
        kept = [value for table in tables for row in work.connection.execute(select(table)) for value in row]
    assert not [value for value in kept if isinstance(value, bytes) and b"Moonlight" in value]
    assert not [value for value in kept if isinstance(value, str) and "Moonlight" in value]
