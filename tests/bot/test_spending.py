"""What a day may cost, and where messages may go: broadcasts wait first, answers later; nobody makes us pay abroad."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.contacts import make_contact
from bot.inbound import Inbound
from bot.inbox import receive
from bot.limits import Limits
from bot.spending import spent_today, watch
from models.committee import Member
from models.outbox import OutboxMessage
from models.vocabulary import Line, OutboxState, Priority
from operations.committees import found_committee
from operations.members import NewMember, add_member
from tests.bot.post_office import RAHIMA, SALMA, PostOffice, Provider
from tests.world import World

ABROAD = "+4670000000"


@pytest.fixture
def post(world: World) -> PostOffice:
    """A line that costs money."""
    office = PostOffice(world)
    office.provider = Provider(Line.TWILIO)
    return office


def limit(world: World, **limits: object) -> None:
    world.house = replace(world.house, settings=replace(world.house.settings, limits=replace(Limits(), **limits)))


class TestCeiling:
    def test_broadcasts_wait_and_answers_go_on_to_twice_as_much(self, world: World, post: PostOffice) -> None:
        limit(world, segments_a_day=2, segments_at_most=4)
        for number in range(4):
            post.writes(f"survey {number}", to=f"+88017000001{number:02}", priority=Priority.BROADCAST)
        assert len(post.claims(2)) == 2
        assert post.claims() == []
        post.writes("an answer", segments=2)
        assert post.claims() == ["an answer"]
        post.writes("another", to=SALMA, life=3 * 86_400)
        assert post.claims() == []
        world.now += 86_400
        assert post.claims(1) == ["another"]

    def test_a_new_day_begins_at_nought(self, world: World, post: PostOffice) -> None:
        limit(world, segments_a_day=1, segments_at_most=1)
        post.writes("today")
        assert post.claims() == ["today"]
        post.writes("tomorrow", to=SALMA, life=3 * 86_400)
        assert post.claims() == []
        world.now += 86_399 - world.now % 86_400
        assert post.claims() == []
        world.now += 1
        assert post.claims() == ["tomorrow"]

    def test_lines_that_cost_nothing_are_not_counted(self, world: World) -> None:
        limit(world, segments_a_day=1, segments_at_most=1)
        office = PostOffice(world)
        office.writes("one")
        office.writes("two", to=SALMA)
        assert len(office.claims()) == 2
        with world.db.read() as connection:
            assert spent_today(connection, world.now) == 0

    def test_leads_are_told_once_a_day_without_content(self, world: World, post: PostOffice) -> None:
        limit(world, segments_a_day=1)
        mina = world.advisor(role="lead", email="mina@advisors.example")
        lead = world.person("mina", Line.SIM_TELEGRAM)
        with world.work() as work:
            make_contact(work, lead.line, lead.address, user_id=mina.id, introduced=True)
        assert watch(world.house, world.now) == 0
        post.writes("today")
        post.claims()
        assert [watch(world.house, world.now) for _tick in range(3)] == [1, 0, 0]
        world.settle()
        (said,) = lead.hears()
        assert said == "Bobbin: the messages of today are used up. Please sign in."
        world.now += 86_400
        assert watch(world.house, world.now) == 0


class TestCountries:
    def test_a_number_of_another_country_is_taken_in_and_never_answered(self, world: World, post: PostOffice) -> None:
        world.factory("en")
        for address in (ABROAD, f"whatsapp:{ABROAD}", RAHIMA):
            receive(world.house, Inbound(Line.TWILIO, address, address, "hello"), world.now)
        assert post.sends() == 1
        assert [parcel.address for parcel in post.provider.took] == [RAHIMA]
        assert sorted(post.states()) == [OutboxState.BLOCKED, OutboxState.BLOCKED, OutboxState.SENT]
        with world.db.read() as connection:
            errors = connection.execute(select(OutboxMessage.error)).scalars().all()
        assert sorted(errors, key=str) == [None, "country", "country"]

    def test_a_setting_says_where_else(self, world: World, post: PostOffice) -> None:
        world.factory("en")
        limit(world, countries=("SE", "BD"))
        for address in (ABROAD, RAHIMA):
            post.writes("hello", to=address)
        assert len(post.claims()) == 2

    def test_before_there_is_a_factory_all_are_answered(self, post: PostOffice) -> None:
        post.writes("hello", to=ABROAD)
        assert post.claims() == ["hello"]

    def test_a_member_is_written_to_abroad(self, world: World, post: PostOffice) -> None:
        factory = world.factory("en")
        post.writes("hello", to=ABROAD)
        with world.work() as work:
            member = add_member(work, found_committee(work, factory.id, "picc"), NewMember("Kim", "management"))
            contact = work.connection.execute(select(OutboxMessage.contact_id)).scalar_one()
            values = {"contact_id": contact}
            work.connection.execute(Member.__table__.update().where(Member.id == member.id).values(**values))
        assert post.claims() == ["hello"]


def test_ten_thousand_strangers_wait_behind_who_is_in_the_middle(world: World, post: PostOffice) -> None:
    """In short: sixty numbers that write once each, on a line of one segment a second."""
    receive(world.house, Inbound(Line.TWILIO, RAHIMA, "r1", "hello"), world.now)
    assert post.sends({Line.TWILIO: 1.0}) == 1
    for number in range(60):
        receive(world.house, Inbound(Line.TWILIO, f"+88017000002{number:02}", f"s{number}", "hello"), world.now)
    receive(world.house, Inbound(Line.TWILIO, RAHIMA, "r2", "English"), world.now)
    world.now += 5
    post.sends({Line.TWILIO: 1.0})
    assert post.provider.took[1].address == RAHIMA
