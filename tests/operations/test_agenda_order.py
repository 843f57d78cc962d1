"""The order of an agenda and its words: equal say, votes, chance where chance is promised, and what fits."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, time
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
from models.vocabulary import ItemSource, ItemState, Side
from operations.agenda import agenda_of, carry_over
from operations.agenda_items import Item, NewItem, keep_item
from operations.agenda_order import by_support, by_turns, with_new
from operations.agenda_release import release, release_batch
from operations.agenda_support import support
from operations.calendar import before_working_days, resolve
from operations.committees import Chamber, chamber, cipher_of
from operations.meeting_reminders import agenda_moment
from operations.meeting_views import find_meeting
from operations.reminders import DAY
from operations.work import Refused
from tests.agenda_world import FIRST, meets, picc, says
from tests.committee_world import Committee
from tests.databases import Shelf, opened
from tests.world import MORNING, World

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
