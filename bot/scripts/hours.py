"""When she may be written to, by chat."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.talk import Entry, Talk
from conversations import hours
from conversations.dialogue import Facts
from operations.reply_times import keep_hours


def _place(talk: Talk, _facts: Facts) -> Facts:
    return {"place": talk.factory is not None}


def _keep(talk: Talk, outcome: hours.KeepHours) -> None:
    keep_hours(talk.work, talk.contact.id, outcome.hours or None)
    talk.say(hours.NOTED)


SCRIPTS: Mapping[str, Entry] = {"hours": Entry(hours.hours, _place)}
PERFORMERS: Mapping[type, Callable[[Talk, Any], None]] = {hours.KeepHours: _keep}
