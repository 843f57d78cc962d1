"""Workers who tell what is wrong, by SMS and Telegram; their providers call us until we have acknowledged each message.

Whatever is told holds a word of its own, so that afterwards it can be counted where it is kept.
"""

import asyncio
import itertools
import json
import random
import secrets
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from models.vocabulary import Line
from tests.servers.client import form_body
from tests.servers.telegram_people import Person
from tests.servers.telegram_server import FakeTelegram
from tests.servers.twilio_forms import incoming_form, signed_form
from tests.servers.twilio_server import NUMBER, FakeTwilio
from tests.transcripts.player import PICTURE

SECRET = "a-secret-for-telegram-webhooks"
ANSWERS = ("English", "1", "3", "1", "1", "no", "1", "1", "yes", "1")
"""What is said after the first words, until they are sent off."""
MARK = "qx"
"""What every word begins with by which something told is known again."""
AT_ONCE = 12
AGAIN = 0.1
"""Seconds until a provider calls again."""
REPEATED = 0.2
"""How many of the messages come once more, at any time after they were acknowledged."""


@dataclass(frozen=True)
class Call:
    """One call of a provider's, which it makes again in the same words until it is answered 200."""

    line: Line
    external_id: str
    url: str
    body: bytes
    headers: dict[str, str]


@dataclass
class Worker:
    """Somebody in the middle of telling."""

    line: Line
    address: str
    says: Iterator[str]
    person: Person | None = None
    last: str = "told"
    """How her last message comes: `told` as all others, `unheard` at Twilio alone, or as a `photo`."""


@dataclass
class Crowd:
    """`told` are the words by which what they told is known; `acknowledged` the calls that got a 200."""

    base: str
    twilio: FakeTwilio
    telegram: FakeTelegram
    follow_ups: int = 3
    dice: random.Random = field(default_factory=lambda: random.Random(7))
    told: set[str] = field(default_factory=set)
    acknowledged: list[Call] = field(default_factory=list)
    beside: list[Call] = field(default_factory=list)
    """Calls that were acknowledged and tell nothing: a flood, say. What becomes of them is for others to count."""
    workers: int = 0
    unreadable: int = 0
    unheard: int = 0
    refused: int = 0
    """Calls that failed and were made again."""
    repeats: int = 0

    async def writes(self, session: aiohttp.ClientSession, people: int, enough: Callable[[], bool]) -> None:
        """So many at a time, until it is enough; who has begun goes on to the end."""
        waiting: asyncio.Queue[Worker] = asyncio.Queue()
        for _person in range(people):
            waiting.put_nowait(self._somebody())

        async def hand() -> None:
            while not waiting.empty():
                worker = waiting.get_nowait()
                if await self._goes_on(session, worker):
                    waiting.put_nowait(worker)
                elif not enough():
                    waiting.put_nowait(self._somebody())

        await asyncio.gather(*(hand() for _hand in range(min(AT_ONCE, people))))

    async def _goes_on(self, session: aiohttp.ClientSession, worker: Worker) -> bool:
        """One message of hers; False when it was the last."""
        words = next(worker.says, None)
        if words is None:
            return False
        last = words.startswith("Finally")
        if last and worker.last == "unheard":
            self.twilio.arrive(worker.address, words)
            self.unheard += 1
            return True
        await self.call(session, self._message(worker, words, photo=last and worker.last == "photo"))
        if self.dice.random() < REPEATED:
            self.repeats += 1
            await self.call(session, self.dice.choice(self.acknowledged[-500:]), again=True)
        if self.dice.random() < 0.02:
            await self._unreadable(session)
        return True

    async def call(self, session: aiohttp.ClientSession, call: Call, again: bool = False, told: bool = True) -> None:
        """As a provider that never gives up."""
        for _try in itertools.count():
            try:
                async with session.post(call.url, data=call.body, headers=call.headers) as answer:
                    if answer.status == 200:
                        break
                    assert answer.status == 503, f"answered {answer.status}"
            except (aiohttp.ClientError, TimeoutError, ConnectionError):
                pass
            self.refused += 1
            await asyncio.sleep(AGAIN)
        if not again:
            (self.acknowledged if told else self.beside).append(call)

    def _somebody(self) -> Worker:
        self.workers += 1
        says = iter([*self._story()])
        if self.workers % 2:
            last = "unheard" if self.workers % 10 == 1 else "told"
            return Worker(Line.TWILIO, f"+88017{self.workers:08}", says, last=last)
        person = self.telegram.person("Rahima")
        last = "photo" if self.workers % 6 == 0 else "told"
        return Worker(Line.TELEGRAM, str(person.id), says, person, last)

    def _story(self) -> Iterator[str]:
        yield f"The manager locked the fire exit again today, {self._word()}"
        yield from ANSWERS
        for number in range(self.follow_ups):
            begins = "Finally it has been done" if number == self.follow_ups - 1 else "They have done it"
            yield f"{begins} once more this morning, {self._word()}"

    def _word(self) -> str:
        word = MARK + "".join(secrets.choice(string.ascii_lowercase) for _letter in range(12))
        self.told.add(word)
        return word

    def _message(self, worker: Worker, words: str, photo: bool) -> Call:
        if worker.person is None:
            return self.sms(worker.address, words)
        if photo:
            return self._update(self.telegram.update_photo(worker.person, PICTURE, caption=words))
        return self._update(self.telegram.update_text(worker.person, words))

    def sms(self, address: str, words: str) -> Call:
        """Twilio's call for an SMS."""
        sid = "SM" + secrets.token_hex(16)
        return self._signed(sid, incoming_form(self.twilio.account_sid, sid, address, NUMBER, words))

    def _signed(self, sid: str, form: dict[str, str]) -> Call:
        url = f"{self.base}/webhooks/twilio/message"
        return Call(Line.TWILIO, sid, url, form_body(form), signed_form(url, form, self.twilio.auth_token))

    def _update(self, update: dict[str, Any]) -> Call:
        return self._raw(str(update["update_id"]), json.dumps(update).encode())

    def _raw(self, external_id: str, body: bytes) -> Call:
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET}
        return Call(Line.TELEGRAM, external_id, f"{self.base}/webhooks/telegram", body, headers)

    async def _unreadable(self, session: aiohttp.ClientSession) -> None:
        """Something of Telegram's that nobody knows: it is kept for people to look at."""
        self.unreadable += 1
        await self.call(session, self._raw("", b"[%d]" % self.unreadable), again=True)

    async def reports(self, session: aiohttp.ClientSession, over: asyncio.Event) -> None:
        """Twilio reports every other message as delivered, and once only."""
        read = 0
        while not over.is_set():
            for message in self.twilio.sent[read:]:
                read += 1
                if read % 2:
                    await self._reported(session, message)
            await asyncio.sleep(0.02)

    async def _reported(self, session: aiohttp.ClientSession, message: Any) -> None:
        form = self.twilio.status_form(message, "delivered")
        url = str(message.status_callback)
        headers = signed_form(url, form, self.twilio.auth_token)
        try:
            async with session.post(url, data=form, headers=headers) as answer:
                assert answer.status in (204, 503), f"answered {answer.status}"
        except (aiohttp.ClientError, TimeoutError, ConnectionError):
            return
