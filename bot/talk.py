"""One turn of a conversation: what was heard becomes rows to write. No commit and no network in here.

The stack holds what is being talked about; the top is open, what is below resumes when it ends.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sqlalchemy import Row

from bot.inbound import Inbound
from bot.saying import cost, outgoing
from bot.stack import about, heard, is_hushed, parts_of, with_told
from bot.workplace import Workplace, find_workplace
from conversations.dialogue import (
    EARLIER,
    Ended,
    Facts,
    Message,
    Open,
    Script,
    State,
    Stuck,
    Turn,
    again,
    back,
    has_answered,
    patience,
    refuse,
    reply,
    rest,
    start,
    takes_zero,
)
from conversations.outcomes import TakeUnasked
from conversations.questions import Reply
from conversations.replies import normalise
from conversations.texts import Text
from locales.catalogue import catalogue
from models.packed import packed
from models.prepared import Step
from models.vocabulary import SMS_LINES, Priority
from operations.allowance import Used
from operations.cases import Origin
from operations.outbox import Outgoing
from operations.work import Work


class RefusedAnswer(Exception):
    """An outcome that cannot be performed because of one answer: it is asked again, with the reason."""

    def __init__(self, key: str, why: Text) -> None:
        super().__init__(key)
        self.key = key
        self.why = why


class Moot(Exception):
    """There is nothing to ask any more: what the script would be about is over."""


@dataclass(frozen=True)
class Entry:
    """A script as the shell knows it: how it runs and how its facts are gathered when it starts."""

    script: Script
    gather: Callable[["Talk", Facts], Facts]
    before: Callable[["Talk"], bool] | None = None
    """What BACK does at the first question, where an earlier step was a script of its own; False when it can not."""
    retold: bool = False
    """Whether its facts hold words in the person's language: they are gathered anew when that changes."""


@dataclass
class Talk:
    """A conversation with one contact during one transaction."""

    work: Work
    contact: Row[Any]
    stack: list[State]
    thread_case_id: str | None
    scripts: Mapping[str, Entry]
    perform: Callable[["Talk", Any], None]
    language: str = "en"
    priority: int = Priority.REPLY
    """Of what is said in this turn: what many are asked at once waits behind replies."""
    queued: list[Outgoing] = field(default_factory=list)
    known: dict[str, Any] = field(default_factory=dict)
    """What one script has looked up for the next one of the same turn, by what it is about."""
    changes: dict[str, Any] = field(default_factory=dict)
    """Columns of the contact to write."""
    kept: dict[str, Step] = field(default_factory=dict)
    """Statements to run with the replies, by what they write: of several for the same in one turn the last counts."""
    used: Used = field(default_factory=lambda: Used(0.0, 0.0, None))
    """What the contact has used up of our answers."""
    went_on: bool = False
    """Whether what was heard answered what was asked, or was a word that works anywhere."""
    message: int | None = None
    """What the chat calls the message that is heard in this turn, where it can be deleted there."""
    wait: float | None = None
    """How long the question opened in this turn waits; none when none was."""
    _said: list[Message] = field(default_factory=list)

    @property
    def is_sms(self) -> bool:
        return self.contact.line in SMS_LINES

    @property
    def origin(self) -> Origin:
        """Where a case of this contact comes from."""
        row, factory = self.contact, self.factory
        if factory is None:
            return Origin(row.id, row.line, self.language, None, None)
        return Origin(row.id, row.line, self.language, factory.id, factory.timezone, factory.rest_days)

    @property
    def rests_after(self) -> float | None:
        """Seconds until silence is to be taken up; None when nothing is open."""
        return self.wait if self.wait is not None else min(map(self._patience, self.stack), default=None)

    @cached_property
    def factory(self) -> Workplace | None:
        """Where she works; looked up when it matters, which is seldom."""
        factory_id = self.contact.factory_id
        return find_workplace(self.work.connection, factory_id) if factory_id else None

    @property
    def languages(self) -> Sequence[str]:
        """Of her factory, the first one first."""
        return self.factory.languages if self.factory else ()

    def join(self, factory: Workplace) -> None:
        """From here on somebody of this factory."""
        self.factory = factory
        self.changes["factory_id"] = factory.id

    def say(self, *texts: Text) -> None:
        self._said.append(Message(texts))

    def deliver(self, message_id: str, words: str) -> None:
        """Say the words of a case message, as they are; the row only points at them."""
        self._flush()
        self.queued.append(Outgoing(message_id=message_id, segments=cost({"text": words}, self.is_sms)))

    def post(self, outgoing: Outgoing) -> None:
        """Send what is more than words, after what was said so far."""
        self._flush()
        self.queued.append(outgoing)

    def go(self, name: str, told: Sequence[Mapping[str, Any]] = (), facts: Facts | None = None) -> None:
        """Open a script on top; one that is open below comes up again instead, with what was told since.

        One about the same thing is asked afresh, once: what was told at it goes along.
        """
        below = next((place for place, state in enumerate(self.stack) if state.script == name), None)
        if below is not None and facts is None:
            dropped = parts_of(self.stack[below + 1 :])
            del self.stack[below + 1 :]
            self.stack[below] = with_told(self.stack[below], [*dropped, *told])
            self.show_again()
            return
        entry = self.scripts[name]
        state = State(secrets.token_hex(4), name, entry.gather(self, facts or {}))
        before = self.drop(name, state.facts.get("about_id"))
        self.stack.append(with_told(state, [*before, *told]))
        self._follow(start(entry.script, self.stack[-1], self._label))

    def drop(self, name: str, about_id: str | None) -> list[Mapping[str, Any]]:
        """Forget an open script about the same thing; what was told at it comes back."""
        same = about(self.stack, name, about_id)
        if same:
            self.stack[:] = [state for state in self.stack if state not in same]
            self.wait = None
        return parts_of(same)

    def answer(self, said: Reply) -> None:
        """A reply to the open question."""
        state = self.stack[-1]
        turn = reply(self._script(state), state, said, self._label)
        self.went_on = has_answered(turn, state)
        self._follow(turn)

    def shows(self, text: str) -> bool:
        """Whether this is the label of an option that is open."""
        said = normalise(text)
        return bool(self.stack) and any(normalise(shown.label) == said for shown in self.stack[-1].menu)

    def takes_zero(self) -> bool:
        """Whether "0" answers what is open."""
        return bool(self.stack) and takes_zero(self._script(self.stack[-1]), self.stack[-1])

    def go_back(self) -> None:
        state = self.stack[-1]
        before = self.scripts[state.script].before
        if before is not None and not state.answers and before(self):
            return
        self._follow(back(self._script(state), state, self._label))

    def show_again(self, *lead: Text) -> None:
        """The open question once more; only the lead when nothing is open."""
        if self.stack:
            state = self.stack[-1] = heard(self.stack[-1])
            self._follow(again(self._script(state), state, self._label, *lead))
        elif lead:
            self.say(*lead)

    def tapped(self, inbound: Inbound) -> None:
        """A button: it answers its own question or none."""
        conversation, _, pressed = (inbound.choice or "").partition(":")
        key, _, value = pressed.partition(":")
        top = self.stack[-1] if self.stack else None
        if top is not None and (top.id, top.shown) == (conversation, key):
            self.answer(Reply(value=value, language=self.language))
        else:
            self.show_again(EARLIER)

    def silence(self) -> None:
        """The person rests: an answer where the question has one for it, else the conversation ends.

        The least patient comes up: danger must not wait below a menu. What was told and never sent off goes to a
        person as it is. When nothing was told anywhere, all is forgotten without a word.
        """
        if not self.contact.sendable:
            self.end_in_silence()
            return
        state = min(reversed(self.stack), key=self._patience)
        self.stack.remove(state)
        self.stack.append(state)
        turn = rest(self._script(state), state, self._label)
        if turn is not None:
            self._follow(turn)
        elif state.parts:
            self._follow(Stuck((), state))
        else:
            self.stack.clear()
            self.wait = None

    def end_in_silence(self) -> None:
        """She wants no more messages: a person reads what she told, and nothing is said."""
        for state in self.stack:
            if state.parts:
                self.perform(self, Stuck((), state))
        self.stack.clear()
        self._said.clear()
        self.wait = None

    def messages(self) -> list[Outgoing]:
        """All that is to be sent, in order."""
        self._flush()
        return self.queued

    def state_json(self) -> bytes | None:
        """The stack as it is kept; None when nothing is open."""
        if not self.stack:
            return None
        return packed([state.to_json() for state in self.stack])

    def speak(self, language: str) -> None:
        """From here on in another language; what was said before stays as it was."""
        self._flush()
        self.language = language
        self.changes["language"] = language
        self.stack[:] = [self._retold(state) for state in self.stack]

    def _retold(self, state: State) -> State:
        entry = self.scripts[state.script]
        if not entry.retold:
            return state
        try:
            return replace(state, facts=entry.gather(self, state.facts))
        except Moot:
            return state

    def _script(self, state: State) -> Script:
        return self.scripts[state.script].script

    def _patience(self, state: State) -> float:
        return patience(self._script(state), state)

    def _label(self, text: Text) -> str:
        return text.render(catalogue(self.language))

    def _follow(self, turn: Turn) -> None:
        if isinstance(turn, Open):
            self.stack[-1] = turn.state
            self.wait = min([turn.wait, *map(self._patience, self.stack[:-1])])
            if turn.message is not None:
                self._said.append(turn.message)
            return
        self.stack.pop()
        self.wait = None
        self._end(turn)
        self._resume()

    def _end(self, turn: Ended | Stuck) -> None:
        try:
            self.perform(self, turn if isinstance(turn, Stuck) else turn.outcome)
        except RefusedAnswer as refused:
            self.went_on = False
            self.stack.append(turn.state)
            self._follow(refuse(self._script(turn.state), turn.state, refused.key, refused.why, self._label))
        else:
            if isinstance(turn, Ended) and turn.left:
                self.perform(self, TakeUnasked(turn.left))

    def _resume(self) -> None:
        """What was below comes up again, its question shown; only when nothing has been opened since.

        A question whose matter is over, or has changed since it was asked, is not asked again. The menu that lay
        below a question of the line waits on without a word: its numbers work as before.
        """
        while self.stack and self.wait is None and self._is_moot(self.stack[-1]):
            self.stack.pop()
        if self.stack and self.wait is None and is_hushed(self.stack[-1]):
            self.stack[-1] = heard(self.stack[-1])
        elif self.stack and self.wait is None:
            self.show_again()

    def _is_moot(self, state: State) -> bool:
        if not state.facts.get("about_id"):
            return False
        try:
            fresh = self.scripts[state.script].gather(self, state.facts)
        except Moot:
            return True
        return bool(fresh.get("sequence") != state.facts.get("sequence"))

    def _flush(self) -> None:
        self.queued += outgoing(self._said, self.language, self.is_sms, self.priority)
        self._said.clear()
