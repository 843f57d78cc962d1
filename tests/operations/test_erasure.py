"""Erasure and retention: what is over goes, keys first; what is alive stays, and what comes back stays on."""

import pytest
from sqlalchemy import func, select

from bot.inbox import keep_unreadable
from bot.retention import let_leave
from models.base import table
from models.case import Attachment, AttachmentContent, Case, CaseKey, CaseMessage
from models.committee import Member
from models.contact import Contact, Conversation, Prompt
from models.factory import Factory
from models.inbox import InboxMessage
from models.outbox import OutboxMessage
from models.vocabulary import InboxState, Line
from operations import audit
from operations.committees import found_committee
from operations.erasure import erase_cases, erase_contact
from operations.members import NewMember, add_member, take_seat
from operations.outbox import Outgoing, queue
from tests.world import Advisor, Person, World

DAY = 86_400.0
RAHIMA, NASRIN = "+8801700000001", "+8801700000002"


@pytest.fixture
def farida(world: World) -> Advisor:
    return world.advisor(world.factory("en").code)


def tells(world: World, address: str) -> Person:
    """Somebody joins, writes her story and lets it be sent off by silence."""
    with world.db.read() as connection:
        code = connection.execute(select(Factory.code)).scalar_one()
    person = world.person(address)
    person.says(code)
    person.says("English")
    person.says("Our wages have not been paid")
    world.wait(2 * DAY)
    return person


def count(world: World, model: type) -> int:
    with world.db.read() as connection:
        return int(connection.execute(select(func.count()).select_from(table(model))).scalar_one())


def close(world: World, farida: Advisor, person: Person) -> str:
    with world.db.read() as connection:
        found = connection.execute(select(Case.id).where(Case.contact_id == person.contact_id)).scalar_one()
    farida.does("close", found)
    world.wait(3 * DAY)  # the question whether it is solved is asked, and rests
    return str(found)


def later(world: World, days: float) -> None:
    for _sweep in range(3):
        world.wait(days * DAY / 3)


class TestErasure:
    """A person or a case is forgotten."""

    def test_a_contact_goes_with_all_that_is_hers_and_another_keeps_hers(self, world: World, farida: Advisor) -> None:
        rahima, nasrin = tells(world, RAHIMA), tells(world, NASRIN)
        hers = next(case.id for case in world.cases() if case.contact_id == rahima.contact_id)
        farida.replies("We will come on Monday", hers)
        with world.work() as work:
            erase_contact(work, rahima.contact_id)
        assert [case.contact_id for case in world.cases()] == [nasrin.contact_id]
        assert [count(world, model) for model in (Contact, Conversation, CaseKey)] == [1, 1, 1]
        assert count(world, Prompt) == 0
        with world.db.read() as connection:
            assert audit.first_broken(connection) is None
            assert set(connection.execute(select(OutboxMessage.contact_id)).scalars()) == {nasrin.contact_id}

    def test_she_hears_the_last_word_and_then_the_address_goes(self, world: World, farida: Advisor) -> None:
        rahima = tells(world, RAHIMA)
        rahima.hears()
        with world.work() as work:
            erase_contact(work, rahima.contact_id, last_word=True)
            queue(work, rahima.contact_id, Outgoing({"text": "You are forgotten", "language": "en"}))
        assert count(world, Contact) == 1
        world.settle()
        assert rahima.hears() == ["You are forgotten"]
        world.settle()
        assert count(world, Contact) == count(world, OutboxMessage) == count(world, Case) == 0

    def test_the_last_word_that_cannot_be_sent_keeps_no_address(self, world: World, farida: Advisor) -> None:
        rahima = tells(world, RAHIMA)
        with world.work() as work:
            erase_contact(work, rahima.contact_id, last_word=True)
            queue(work, rahima.contact_id, Outgoing({"text": "You are forgotten", "language": "en"}))
        world.now += 3601
        let_leave(world.house, world.now)
        assert count(world, Contact) == 0

    def test_who_writes_again_at_once_begins_anew_and_stays(self, world: World, farida: Advisor) -> None:
        rahima = tells(world, RAHIMA)
        with world.work() as work:
            erase_contact(work, rahima.contact_id, last_word=True)
        rahima.says("Something else has happened")
        later(world, 1)
        assert count(world, Contact) == 1

    def test_a_seat_stays_without_a_phone(self, world: World, farida: Advisor) -> None:
        rahima = tells(world, RAHIMA)
        with world.work() as work:
            factory_id = work.connection.execute(select(Contact.factory_id)).scalar_one()
            committee_id = found_committee(work, str(factory_id), "picc")
            enrolled = add_member(work, committee_id, NewMember("Rahima Khatun", "worker"))
            assert take_seat(work, rahima.contact_id, str(enrolled.code))
            erase_contact(work, rahima.contact_id)
        with world.db.read() as connection:
            assert connection.execute(select(Member.contact_id)).scalars().all() == [None]

    def test_a_case_goes_with_its_files(self, world: World, farida: Advisor) -> None:
        rahima = world.person(RAHIMA)
        rahima.says("The exit is locked")
        rahima.says("English")
        rahima.shows(b"not a picture")
        world.wait(2 * DAY)
        with world.work() as work:
            erase_cases(work, [case.id for case in world.cases()])
        for model in (Case, CaseKey, CaseMessage, Attachment, AttachmentContent):
            assert count(world, model) == 0
        assert count(world, Contact) == 1

    def test_copies_at_twilio_are_remembered_until_they_are_deleted(self, world: World) -> None:
        world.person(RAHIMA, Line.TWILIO).sends(text="Hello", external_id="SM" + "1" * 32)
        with world.work() as work:
            contact_id = work.connection.execute(select(Contact.id)).scalar_one()
            work.connection.execute(
                table(OutboxMessage).update().values(provider_id="SM" + "2" * 32, state="delivered", rank=6)
            )
            erase_contact(work, contact_id)
        with world.db.read() as connection:
            copies = connection.execute(select(InboxMessage.copy_id).order_by(InboxMessage.copy_id)).scalars().all()
        assert copies == ["SM" + "1" * 32, "SM" + "2" * 32]


class TestRetention:
    """What is over goes by itself."""

    def test_address_after_30_days_words_after_90(self, world: World, farida: Advisor) -> None:
        rahima = tells(world, RAHIMA)
        close(world, farida, rahima)
        later(world, 24)
        assert count(world, Contact) == 1
        later(world, 9)
        assert (count(world, Contact), count(world, CaseMessage)) == (0, 1)
        later(world, 50)
        assert (count(world, CaseKey), count(world, CaseMessage)) == (1, 1)
        later(world, 15)
        assert (count(world, CaseKey), count(world, CaseMessage), count(world, Case)) == (0, 0, 1)

    def test_an_open_case_is_kept_however_old(self, world: World, farida: Advisor) -> None:
        rahima = tells(world, RAHIMA)
        later(world, 400)
        assert (count(world, CaseKey), count(world, CaseMessage)) == (1, 1)
        assert rahima.contact_id

    def test_what_comes_back_stays_on(self, world: World, farida: Advisor) -> None:
        rahima = tells(world, RAHIMA)
        case_id = close(world, farida, rahima)
        later(world, 20)
        farida.does("reopen", case_id)
        later(world, 200)
        assert (count(world, Contact), count(world, CaseKey)) == (1, 1)
        farida.does("close", case_id)
        later(world, 60)
        farida.notes("The union asks for this one", case_id)
        later(world, 60)
        assert count(world, CaseKey) == 1
        later(world, 40)
        assert count(world, CaseKey) == 0

    def test_another_open_case_of_hers_keeps_the_address(self, world: World, farida: Advisor) -> None:
        rahima = tells(world, RAHIMA)
        close(world, farida, rahima)
        rahima.says("NEW")
        rahima.says("The canteen is dirty and nobody cleans it")
        world.wait(2 * DAY)
        later(world, 200)
        assert count(world, Contact) == 1

    def test_an_advisor_keeps_the_address_for_alerts(self, world: World, farida: Advisor) -> None:
        rahima = tells(world, RAHIMA)
        with world.work() as work:
            user = {"user_id": farida.id}
            work.connection.execute(table(Contact).update().values(**user))
        close(world, farida, rahima)
        later(world, 200)
        assert count(world, Contact) == 1

    def test_a_member_keeps_the_seat_and_the_phone(self, world: World, farida: Advisor) -> None:
        rahima = tells(world, RAHIMA)
        with world.work() as work:
            factory_id = work.connection.execute(select(Contact.factory_id)).scalar_one()
            committee_id = found_committee(work, str(factory_id), "picc")
            enrolled = add_member(work, committee_id, NewMember("Rahima Khatun", "worker"))
            take_seat(work, rahima.contact_id, str(enrolled.code))
        close(world, farida, rahima)
        later(world, 60)
        assert count(world, Contact) == 1

    def test_queues_keep_no_hour_for_longer_than_a_week(self, world: World, farida: Advisor) -> None:
        rahima = tells(world, RAHIMA)
        farida.replies("We will come on Monday")
        later(world, 16)
        with world.db.read() as connection:
            assert set(connection.execute(select(InboxMessage.received_at)).scalars()) == {0.0}
            assert connection.execute(select(func.min(OutboxMessage.not_before))).scalar() is None
            assert connection.execute(select(CaseMessage.delivery).order_by(CaseMessage.number)).scalars().all()[-1]
        assert count(world, Prompt) == 0
        assert rahima.contact_id

    def test_a_repeat_has_no_effect_after_a_year(self, world: World, farida: Advisor) -> None:
        rahima = world.person(RAHIMA)
        assert rahima.sends(text="Hello", external_id="once")
        later(world, 365)
        rahima.hears()
        before = count(world, InboxMessage)
        assert rahima.sends(text="Hello", external_id="once") == []
        assert count(world, InboxMessage) == before

    def test_a_dead_letter_is_looked_at_for_90_days(self, world: World) -> None:
        keep_unreadable(world.house, Line.TELEGRAM, "7", b"+8801700000001 {", world.now)
        later(world, 80)
        assert states(world) == [InboxState.DEAD]
        later(world, 15)
        assert states(world) == [InboxState.PROCESSED]


def states(world: World) -> list[str]:
    with world.db.read() as connection:
        return list(connection.execute(select(InboxMessage.state)).scalars())


def test_no_id_of_a_provider_is_kept_readable(world: World) -> None:
    world.person(RAHIMA).sends(text="Hello", external_id="SM-readable")
    with world.db.read() as connection:
        kept = connection.execute(select(InboxMessage.external_id, InboxMessage.copy_id)).one()
    assert len(kept.external_id) == 64
    assert kept.copy_id is None
