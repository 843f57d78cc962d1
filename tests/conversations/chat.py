"""A script talked with by itself: no database and no clock. Its state goes through JSON between every two messages."""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from conversations.dialogue import (
    Ended,
    Facts,
    Open,
    Script,
    State,
    Stuck,
    Turn,
    again,
    back,
    refuse,
    reply,
    rest,
    start,
)
from conversations.questions import Reply
from conversations.texts import Text, _

NO = _("That is taken.")


def in_english(text: Text) -> str:
    return text.message


class Chat:
    """Somebody in a conversation. `script` may be replaced between two messages, as a deploy does."""

    def __init__(self, script: Script, facts: Facts | None = None, language: str = "en") -> None:
        self.script, self.language = script, language
        self.turn: Turn = start(script, State("c0ffee00", "test", facts or {}), in_english)

    @property
    def state(self) -> State:
        """The conversation as it comes out of the database."""
        return State.from_json(json.loads(json.dumps(self.turn.state.to_json())))

    def says(self, text: str = "", *files: dict[str, Any]) -> "Chat":
        return self._replies(Reply(text, None, files, self.language))

    def taps(self, value: str) -> "Chat":
        return self._replies(Reply(value=value, language=self.language))

    def goes_back(self) -> "Chat":
        self.turn = back(self.script, self.state, in_english)
        return self

    def rests(self) -> bool:
        """Whether silence was taken for an answer."""
        turn = rest(self.script, self.state, in_english)
        self.turn = turn or self.turn
        return turn is not None

    def looks(self) -> "Chat":
        """The open question once more."""
        self.turn = again(self.script, self.state, in_english)
        return self

    def is_refused(self, key: str) -> "Chat":
        """What it came to cannot be done because of one answer."""
        self.turn = refuse(self.script, self.state, key, NO, in_english)
        return self

    @property
    def hears(self) -> list[str]:
        assert isinstance(self.turn, Open)
        return [text.message for text in self.turn.message.texts] if self.turn.message else []

    @property
    def asked(self) -> str | None:
        """The key of the open question; None when the conversation is over."""
        return self.turn.state.asked if isinstance(self.turn, Open) else None

    @property
    def answers(self) -> dict[str, Any]:
        return dict(self.state.answers)

    @property
    def outcome(self) -> Any:
        assert isinstance(self.turn, Ended)
        return self.turn.outcome

    @property
    def missed(self) -> tuple[str, ...]:
        """What a person is to read."""
        assert isinstance(self.turn, Stuck)
        return self.turn.missed

    def _replies(self, said: Reply) -> "Chat":
        self.turn = reply(self.script, self.state, said, in_english)
        return self


def words_in(value: Any) -> list[str]:
    """Every text somewhere in an outcome, the references of files among them."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return words_in(list(value.values()))
    if is_dataclass(value):
        return words_in([getattr(value, field.name) for field in fields(value)])
    if isinstance(value, list | tuple):
        return [word for one in value for word in words_in(one)]
    return []
