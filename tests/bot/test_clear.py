"""CLEAR on Telegram: what Rahima and the line wrote in the last 48 hours is taken back on both sides, over HTTP."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.house import House
from bot.inbox import receive
from bot.telegram_updates import parse
from models.contact import Conversation
from models.encryption import Purpose, bound
from tests.channel_cases import settings_of, telegram
from tests.servers.telegram_people import Person
from tests.servers.telegram_server import FakeTelegram
from tests.world import World

HOUR = 3600.0
CLEARED = (
    "What we both wrote here in the last two days is deleted. What is older only you can delete: hold the chat, then "
    "Delete."
)
NOT_ALL = "Not all could be deleted. Delete this chat yourself: hold it, then Delete."


class Chat:
    """Rahima's chat with the line, through a local Telegram that goes by the world's clock."""

    def __init__(self, world: World, server: FakeTelegram, person: Person) -> None:
        self.world, self.server, self.person = world, server, person

    def says(self, *texts: str) -> None:
        for text in texts:
            update = self.server.update_text(self.person, text)
            inbound = parse(update)
            assert inbound is not None
            receive(self.world.house, inbound, self.world.now)
            self.world.settle()

    def shows(self) -> list[str]:
        """What stands in the chat, hers and ours."""
        mine = [one for (chat, _number), one in self.server.messages.items() if chat == self.person.id]
        return [one.text for one in sorted(mine, key=lambda one: one.message_id)]

    def kept(self) -> bytes | None:
        with self.world.db.read() as connection:
            return connection.execute(select(Conversation.chat_sealed)).scalar_one()


@pytest.fixture
def chat(world: World) -> Iterator[Chat]:
    with telegram() as rig:
        rig.server.clock = lambda: world.now
        unhurried = world.house.settings.limits
        world.house = House(world.db, world.ring, replace(settings_of(rig), limits=unhurried))
        yield Chat(world, rig.server, rig.server.people[int(rig.address)])


def test_both_sides_are_deleted(chat: Chat) -> None:
    chat.says("hello", "English", "1")
    assert len(chat.shows()) > 5
    chat.says("CLEAR")
    assert chat.shows() == [CLEARED]


def test_what_is_older_than_48_hours_stays_and_is_said_to(chat: Chat) -> None:
    chat.says("hello", "English", "1")
    old = chat.shows()
    chat.world.wait(49 * HOUR)
    chat.says("MENU")
    new = chat.shows()[len(old) :]
    chat.says("CLEAR")
    assert chat.shows() == [*old, CLEARED]
    assert new


def test_one_that_telegram_refuses_does_not_hold_up_the_others(chat: Chat) -> None:
    """It takes its own clock: what we think can be deleted still may be too old for it."""
    chat.says("hello", "English", "1")
    first = next(iter(chat.server.messages.values()))
    first.date -= 49 * 3600
    chat.says("CLEAR")
    assert chat.shows() == ["hello", NOT_ALL]


def test_more_than_a_hundred_go_in_several_calls(chat: Chat) -> None:
    chat.says("hello", "English", "1", *["MENU"] * 52)
    assert len(chat.shows()) > 100
    chat.says("CLEAR")
    assert chat.shows() == [CLEARED]


def test_told_to_wait_it_waits_and_then_deletes(chat: Chat) -> None:
    chat.says("hello", "English")
    chat.server.fail_next(status=429, retry_after=35)
    chat.says("CLEAR")
    assert CLEARED not in chat.shows()
    chat.world.wait(36)
    assert chat.shows() == [CLEARED]


def test_broken_off_in_the_middle_it_is_done_again(chat: Chat) -> None:
    chat.says("hello", "English")
    chat.server.fail_next(how="reset", accepted=True)
    chat.says("CLEAR")
    for _turn in range(4):
        chat.world.wait(300)
    assert set(chat.shows()) == {CLEARED}


def test_which_messages_they_were_is_kept_sealed_and_not_for_longer(chat: Chat) -> None:
    chat.says("hello", "English")
    held = chat.kept()
    assert held is not None
    with chat.world.db.read() as connection:
        contact_id = connection.execute(select(Conversation.contact_id)).scalar_one()
    opened = chat.world.ring.open(Purpose.STATE, held, bound("conversations", "chat", contact_id))
    assert opened.count(b"[") == 3
    chat.world.wait(47 * HOUR)
    assert chat.kept() is not None
    chat.world.wait(2 * HOUR)
    assert chat.kept() is None
