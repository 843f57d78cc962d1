"""A few thousand workers in the middle of telling what is wrong, each at another place of the conversation.

A handful live through it for real; the others are put where one of those stood. What a worker writes next is read
from what she was asked last, so that every request of a benchmark is an answer to its question.
"""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from sqlalchemy import insert, select

from bot.house import House
from bot.inbound import Inbound
from bot.inbox import receive
from conversations.dialogue import State
from models.base import new_id, table
from models.contact import Contact, Conversation
from models.encryption import Purpose, bound
from models.vocabulary import Line
from operations.factories import NewFactory, add_factory
from operations.work import Work

FACTORY = NewFactory("Shapla Garments", "BD", "Asia/Dhaka", ("bn", "en"), rest_days=("friday",))
STORIES = {
    "en": ("They have not paid us overtime for two months", "The supervisor shouts when we ask, every day"),
    "bn": ("দুই মাস ধরে আমাদের ওভারটাইমের টাকা দেয় না", "চাইলে সুপারভাইজার প্রতিদিন সবার সামনে গালি দেয়"),
}
LANGUAGES = {"en": "English", "bn": "বাংলা"}
REMEDY = {"en": "Pay what we have worked for", "bn": "যা কাজ করেছি তার টাকা চাই"}
NUMBERS = {"danger": "2"}
"""What is answered where it is not the first of the list."""


@dataclass(frozen=True)
class Said:
    """What one worker says next: words, or the button of the question before her."""

    address: str
    text: str
    choice: str | None = None


@dataclass(frozen=True)
class Worker:
    """Somebody on a line, and the language she writes in."""

    contact_id: str
    address: str
    language: str


class Crowd:
    """The workers of one line. `settle` puts them into the database; `write` is what each says next."""

    def __init__(self, house: House, line: Line, count: int) -> None:
        self._house, self._line = house, line
        self._ring = house.ring
        start = 8_801_700_000_000 if line is Line.TWILIO else 5_000_000_000
        sign = "+" if line is Line.TWILIO else ""
        languages = list(STORIES)
        self.workers = [
            Worker(new_id(), f"{sign}{start + number}", languages[number % len(languages)]) for number in range(count)
        ]

    def settle(self, now: float) -> None:
        """Let everybody be in the middle of a conversation."""
        with self._house.db.write() as connection:
            code = add_factory(Work(connection, self._house.ring, now), FACTORY).code
        places = {language: list(self._lived(language, code, now)) for language in STORIES}
        contacts, conversations = [], []
        for number, worker in enumerate(self.workers):
            contact, conversation = places[worker.language][number // len(places) % len(places[worker.language])]
            contacts.append(self._contact(worker, contact))
            conversations.append(self._conversation(worker, conversation))
        with self._house.db.write() as connection:
            connection.execute(insert(table(Contact)), contacts)
            connection.execute(insert(table(Conversation)), conversations)

    def write(self) -> Iterator[Said]:
        """What each says next, in no order."""
        with self._house.db.read() as connection:
            rows = connection.execute(select(Conversation.contact_id, Conversation.state_sealed)).all()
        sealed = {row.contact_id: row.state_sealed for row in rows}
        shuffled = list(self.workers)
        Random(1).shuffle(shuffled)
        for worker in shuffled:
            yield self._answer(worker, self._open(worker.contact_id, sealed[worker.contact_id]))

    def _lived(self, language: str, code: str, now: float) -> Iterator[tuple[Any, Any]]:
        """The rows of one worker at every place of the conversation, from the menu until her story is sent."""
        one = Worker("", "+88015000000" + str(len(language)) if self._line is Line.TWILIO else "49", language)
        address = f"{one.address}{list(STORIES).index(language)}"
        said = [LANGUAGES[language], code, "1"]
        self._hear(address, "hello", now)
        while said:
            self._hear(address, said.pop(0), now)
        for _place in range(12):
            contact, conversation = self._rows(address)
            yield contact, conversation
            contact_id = contact["id"]
            answer = self._answer(
                Worker(contact_id, address, language), self._open(contact_id, conversation["state_sealed"])
            )
            self._hear(address, answer.text, now, answer.choice)

    def _hear(self, address: str, text: str, now: float, choice: str | None = None) -> None:
        receive(self._house, Inbound(self._line, address, secrets.token_hex(8), text, choice), now)

    def _rows(self, address: str) -> tuple[dict[str, Any], dict[str, Any]]:
        _version, tag = self._ring.tag(f"{self._line}|{address}")
        with self._house.db.read() as connection:
            contact = connection.execute(select(table(Contact)).where(Contact.index_tag == tag)).mappings().one()
            conversation = (
                connection.execute(select(table(Conversation)).where(Conversation.contact_id == contact["id"]))
                .mappings()
                .one()
            )
        return dict(contact), dict(conversation)

    def _contact(self, worker: Worker, lived: dict[str, Any]) -> dict[str, Any]:
        version, tag = self._ring.tag(f"{self._line}|{worker.address}")
        address = self._ring.seal(
            Purpose.ADDRESS, worker.address.encode(), bound("contacts", "address", worker.contact_id)
        )
        return {**lived, "id": worker.contact_id, "index_tag": tag, "index_version": version, "address_sealed": address}

    def _conversation(self, worker: Worker, lived: dict[str, Any]) -> dict[str, Any]:
        place = bound("conversations", "state", lived["contact_id"])
        here = bound("conversations", "state", worker.contact_id)
        sealed = lived["state_sealed"]
        if sealed is not None:
            sealed = self._ring.seal(Purpose.STATE, self._ring.open(Purpose.STATE, sealed, place), here)
        return {**lived, "contact_id": worker.contact_id, "state_sealed": sealed, "thread_case_id": None}

    def _open(self, contact_id: str, sealed: bytes | None) -> State | None:
        if sealed is None:
            return None
        plain = self._ring.open(Purpose.STATE, sealed, bound("conversations", "state", contact_id))
        return State.from_json(json.loads(plain)[-1])

    def _answer(self, worker: Worker, state: State | None) -> Said:
        """She answers what she was asked; on Telegram with a button where there is one."""
        if state is None or state.asked is None:
            return Said(worker.address, "menu")
        if state.asked == "remedy":
            return Said(worker.address, REMEDY[worker.language])
        if state.asked in ("story.1", "story.2"):
            return Said(worker.address, STORIES[worker.language][state.asked == "story.2"])
        number = int(NUMBERS.get(state.asked, "1"))
        if self._line is Line.TELEGRAM and state.shown and state.asked == state.shown:
            return Said(worker.address, "", f"{state.id}:{state.shown}:{state.menu[number - 1].value}")
        return Said(worker.address, str(number))
