"""The engine: runs a script from the top for every message; the place reached follows from the answers.

1. A script sees `ask` and frozen facts, and returns an outcome. It has no effects.
2. `ask(question)` returns the saved answer, or ends the run when there is none.
3. Answers are kept by name and in order: order matters to "back".
4. The menu is kept as it was shown: "2" is the second option that was sent.
5. If today's question is not the one that was asked, today's is shown and the reply is not taken for its answer.
6. A saved answer that no longer parses counts as unanswered. A key is used once in a run.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol, TypeVar

from conversations.questions import REST, Answer, Option, Question, Reading, Reply, Shown, Told
from conversations.texts import Text, _

T = TypeVar("T")
Facts = Mapping[str, Any]

TOLD = "told."
"""Keys of what somebody told at a menu: answers that no question asked for."""
MISSES = 3
"""After so many replies that were not understood, a person reads them."""
EXPIRY = 7 * 86400.0
"""Seconds until a conversation that nobody goes on with is forgotten."""
UNFINISHED = 86400.0
"""Seconds until a story that was told but never sent off goes to a person as it is: nothing told is lost."""


class Ask(Protocol):
    """What a script is given to ask with."""

    @property
    def told(self) -> tuple[Mapping[str, Any], ...]:
        """What the person told without being asked, oldest first."""

    def __call__(self, question: Question[T]) -> T: ...


Script = Callable[[Ask, Facts], Any]


class KeyUsedTwice(Exception):
    """A script asked two questions under one key: a mistake of the script."""


@dataclass(frozen=True, slots=True)
class State:
    """A conversation, complete. Goes through JSON between every two messages."""

    id: str
    script: str
    facts: Facts
    answers: tuple[tuple[str, Any], ...] = ()
    asked: str | None = None
    shown: str | None = None
    """The last question that was shown: a silent one after it is answered by the same buttons."""
    menu: tuple[Shown, ...] = ()
    missed: tuple[str, ...] = ()

    @property
    def parts(self) -> list[Mapping[str, Any]]:
        """Every piece of a story in it, told at a menu or when asked for."""
        return [value for _key, value in self.answers if isinstance(value, dict)]

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "script": self.script,
            "facts": self.facts,
            "answers": self.answers,
            "asked": self.asked,
            "shown": self.shown,
            "menu": [[shown.value, shown.label] for shown in self.menu],
            "missed": self.missed,
        }

    @classmethod
    def from_json(cls, saved: Mapping[str, Any]) -> "State":
        return cls(
            saved["id"],
            saved["script"],
            saved["facts"],
            tuple((key, value) for key, value in saved["answers"]),
            saved["asked"],
            saved["shown"],
            tuple(Shown(value, label) for value, label in saved["menu"]),
            tuple(saved["missed"]),
        )


@dataclass(frozen=True, slots=True)
class Message:
    """Something to say: texts one after the other, with the options of a question. A channel renders it."""

    texts: tuple[Text, ...]
    options: tuple[Option, ...] = ()
    conversation: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Open:
    """The script waits for an answer. `message` is None when it asks silently."""

    state: State
    message: Message | None
    wait: float
    """Seconds until silence is taken up: as an answer where the question has one for it, else as the end."""


@dataclass(frozen=True, slots=True)
class Ended:
    """The script is through. What it returned is for operations to perform."""

    outcome: Any
    state: State


@dataclass(frozen=True, slots=True)
class Stuck:
    """Three replies in a row were not understood: a person is to read them."""

    missed: tuple[str, ...]
    state: State


Turn = Open | Ended | Stuck

KEPT = _("I have kept what you wrote.")
EARLIER = _("That belongs to an earlier question.")
CHANGED = _("The questions have changed. Please answer this one.")
FIRST = _("This is the first question.")


class _Waiting(Exception):
    def __init__(self, question: Question[Any]) -> None:
        self.question = question


class _Run:
    """One run of a script over the saved answers."""

    def __init__(self, state: State) -> None:
        self.told = tuple(value for key, value in state.answers if key.startswith(TOLD))
        self._answers = dict(state.answers)
        self._used: set[str] = set()

    def __call__(self, question: Question[T]) -> T:
        if question.key in self._used:
            raise KeyUsedTwice(question.key)
        self._used.add(question.key)
        value = self._answers.get(question.key)
        if value is None or not question.accepts(value):
            raise _Waiting(question)
        return question.parse(value)


def start(script: Script, state: State, labels: "Labels") -> Turn:
    """Open a conversation, or show an open one again."""
    return _shown(script, state, labels)


def reply(script: Script, state: State, said: Reply, labels: "Labels") -> Turn:
    """Take a reply to the open question. `labels` renders what is shown next, to be kept with the menu."""
    question = _open_question(script, state)
    if question is None:
        return _shown(script, state, labels)
    if question.key != state.asked:
        return _not_swallowed(script, state, said, labels)
    return _take(script, state, question, said, labels)


Labels = Callable[[Text], str]


def rest(script: Script, state: State, labels: Labels) -> Turn | None:
    """Tell the script that the person rests; None when silence answers nothing."""
    question = _open_question(script, state)
    if question is None or question.rest is None:
        return None
    return _shown(script, _answered(state, question.key, question.rest), labels)


def back(script: Script, state: State, labels: Labels) -> Turn:
    """Drop the last answer and show its question again."""
    if not state.answers:
        return _shown(script, state, labels, FIRST)
    return _shown(script, replace(state, answers=state.answers[:-1], missed=()), labels)


def refuse(script: Script, state: State, key: str, why: Text, labels: Labels) -> Turn:
    """Operations refused an outcome because of one answer: it is dropped, and asked again with the reason."""
    answers = tuple(answer for answer in state.answers if answer[0] != key)
    return _shown(script, replace(state, answers=answers), labels, why)


def again(script: Script, state: State, labels: Labels, *lead: Text) -> Turn:
    """Show the open question once more."""
    return _shown(script, state, labels, *lead)


def _open_question(script: Script, state: State) -> Question[Any] | None:
    try:
        script(_Run(state), state.facts)
    except _Waiting as waiting:
        return waiting.question
    return None


def _shown(script: Script, state: State, labels: Labels = str, *lead: Text) -> Turn:
    try:
        outcome = script(_Run(state), state.facts)
    except _Waiting as waiting:
        return _opened(state, waiting.question, labels, lead)
    return Ended(outcome, state)


def _opened(state: State, question: Question[Any], labels: Labels, lead: tuple[Text, ...]) -> Open:
    menu = tuple(Shown(option.value, labels(option.label)) for option in question.options)
    texts = lead + ((question.text,) if question.text is not None else ())
    message = Message(texts, question.options, state.id, question.key) if texts else None
    asked = replace(state, asked=question.key, shown=question.key if texts else state.shown, menu=menu)
    return Open(asked, message, REST if question.rest is not None else _patience(state))


def _patience(state: State) -> float:
    return UNFINISHED if state.parts else EXPIRY


def _answered(state: State, key: str, value: Any) -> State:
    answers = tuple(answer for answer in state.answers if answer[0] != key)
    return replace(state, answers=(*answers, (key, value)), missed=())


def _take(script: Script, state: State, question: Question[Any], said: Reply, labels: Labels) -> Turn:
    reading: Reading = question.read(said, state.menu)
    if isinstance(reading, Answer):
        return _shown(script, _answered(state, question.key, reading.value), labels)
    if isinstance(reading, Told):
        return _shown(script, _kept(state, reading.part), labels, KEPT)
    missed = (*state.missed, said.text)
    if len(missed) >= MISSES:
        return Stuck(missed, state)
    return _shown(script, replace(state, missed=missed), labels, reading.text)


def _kept(state: State, told: Mapping[str, Any]) -> State:
    number = 1 + sum(key.startswith(TOLD) for key, _value in state.answers)
    return _answered(state, f"{TOLD}{number}", dict(told))


def _not_swallowed(script: Script, state: State, said: Reply, labels: Labels) -> Turn:
    reading = Question[str]("", None).read(said, ()) if said.value is None else None
    if isinstance(reading, Told):
        return _shown(script, _kept(state, reading.part), labels, KEPT, CHANGED)
    return _shown(script, state, labels, CHANGED)
