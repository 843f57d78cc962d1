"""A dialogue step without a database, beside a step of python-telegram-bot's ConversationHandler; CPU time of both."""

import asyncio
import json
import time
import warnings
from collections.abc import Callable
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, ConversationHandler, MessageHandler, filters
from telegram.request import BaseRequest

from bot.telegram_updates import parse
from conversations.dialogue import Open, State, reply, start
from conversations.grievance import grievance
from conversations.questions import Reply
from conversations.rendering import body_of
from conversations.texts import Text
from locales.catalogue import catalogue
from tests.bench.report import Figure, ratio

ANSWERS = ("2", "1", "They have not paid us for two months", "1", "2", "1", "Pay us", "1")
ROUNDS, PAIRS = 400, 7
LAST = len(ANSWERS) - 1
LABELS = ("Pay", "Hours, leave", "Safety", "Bad treatment", "My job", "Other")
ME = {"id": 1, "is_bot": True, "first_name": "b", "username": "b"}
ANSWER = json.dumps({"ok": True, "result": ME}).encode()
"""What the transport answers: who the bot is."""


def measure() -> Figure:
    """Seconds of CPU a step, ours to theirs."""
    return asyncio.run(_measure())


async def _measure() -> Figure:
    theirs = await _their_steps()
    pairs = []
    for number in range(PAIRS + 1):
        mine, other = _timed(_our_steps), await _timed_async(theirs)
        if number:
            pairs.append((1e6 * mine, 1e6 * other))
    return ratio("a dialogue step, CPU", pairs, 1.0, least=False, unit=" µs")


def _our_steps() -> None:
    """Parse the update, run the script on the state as it was kept, render the question with its buttons."""
    words = catalogue("en")

    def label(text: Text) -> str:
        return text.render(words)

    turn = start(grievance, State("12345678", "grievance", {}), label)
    for raw in UPDATES:
        inbound = parse(json.loads(raw))
        assert inbound is not None
        assert isinstance(turn, Open)
        kept = json.loads(json.dumps(turn.state.to_json()))
        turn = reply(grievance, State.from_json(kept), Reply(inbound.text), label)
        if isinstance(turn, Open) and turn.message is not None:
            body = body_of(turn.message, words, "en")
            json.dumps({"chat_id": 49, "text": body["text"], "reply_markup": _buttons(body)})


def _buttons(body: Any) -> str:
    """As the channel makes them, without the library."""
    prefix = f"{body.get('conversation')}:{body.get('key')}:"
    rows = [[{"text": label, "callback_data": prefix + value}] for value, label in body.get("options", ())]
    return json.dumps({"inline_keyboard": rows})


async def _their_steps() -> Callable[[], Any]:
    """The same conversation as a ConversationHandler: each answer kept, the next question rendered with its buttons."""
    warnings.simplefilter("ignore")

    def step(place: int) -> Any:
        async def take(update: Update, context: Any) -> int:
            assert update.message is not None
            context.user_data[place] = update.message.text
            buttons = [[InlineKeyboardButton(label, callback_data=label)] for label in LABELS]
            keyboard = InlineKeyboardMarkup(buttons).to_json()
            json.dumps({"chat_id": 49, "text": "What is it about?", "reply_markup": keyboard})
            return place + 1 if place < LAST else ConversationHandler.END

        return [MessageHandler(filters.TEXT & ~filters.COMMAND, take)]

    places: Any = {place: step(place) for place in range(1, LAST + 1)}
    handler: Any = ConversationHandler(step(0), places, [])
    builder = Application.builder().token("1:a").request(Nowhere()).get_updates_request(Nowhere())
    application = builder.updater(None).build()
    application.add_handler(handler)
    await application.initialize()

    async def run() -> None:
        for raw in UPDATES:
            update = Update.de_json(json.loads(raw), application.bot)
            await application.process_update(update)

    return run


def _update(number: int, text: str) -> bytes:
    person = {"id": 49, "is_bot": False, "first_name": "R"}
    message = {"message_id": number, "date": 1_795_500_000, "chat": {"id": 49, "type": "private"}, "text": text}
    return json.dumps({"update_id": number, "message": {**message, "from": person}}).encode()


UPDATES = [_update(number, text) for number, text in enumerate(ANSWERS, 1)]


class Nowhere(BaseRequest):
    """A transport that only knows who the bot is."""

    @property
    def read_timeout(self) -> float:
        return 1.0

    async def initialize(self) -> None:
        return

    async def shutdown(self) -> None:
        return

    async def do_request(self, *_args: Any, **_more: Any) -> tuple[int, bytes]:
        return 200, ANSWER


def _timed(steps: Callable[[], None]) -> float:
    began = time.process_time()
    for _ in range(ROUNDS):
        steps()
    return (time.process_time() - began) / ROUNDS / len(ANSWERS)


async def _timed_async(steps: Callable[[], Any]) -> float:
    began = time.process_time()
    for _ in range(ROUNDS):
        await steps()
    return (time.process_time() - began) / ROUNDS / len(ANSWERS)
