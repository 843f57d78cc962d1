"""The engine: runs a script from the top for every message; the place reached follows from the answers.

1. A script sees `ask` and frozen facts, and returns an outcome. It has no effects.
2. `ask(question)` returns the saved answer, or ends the run when there is none.
3. Answers are kept by name and in order: order matters to "back".
4. The menu is kept as it was shown: "2" is the second option that was sent.
5. If today's question is not the one that was asked, today's is shown and the reply is not taken for its answer.
6. A saved answer that no longer parses counts as unanswered. A key is used once in a run.
7. "Back" takes back the last answer that the script uses, and never a piece of a story that was told.
8. What was told and the script did not look at is handed back with the outcome.
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
    left: tuple[Mapping[str, Any], ...] = ()
    """What was told without being asked, and the script did not look at: it must go somewhere else."""


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
        self.left = tuple(value for key, value in state.answers if key.startswith(TOLD))
        """What was told, until the script looks at it."""
        self._told = self.left
        self.asked: list[str] = []
        """Keys in the order of the script: all answered, but perhaps the last."""
        self._answers = dict(state.answers)

    @property
    def told(self) -> tuple[Mapping[str, Any], ...]:
        self.left = ()
        return self._told

    def __call__(self, question: Question[T]) -> T:
        if question.key in self.asked:
            raise KeyUsedTwice(question.key)
        self.asked.append(question.key)
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


def has_answered(turn: Turn, before: State) -> bool:
    """Whether what was said answered the question: not a miss, and not a story told at a menu."""
    if isinstance(turn, Stuck):
        return False
    given = [key for key, _value in turn.state.answers if not key.startswith(TOLD)]
    return isinstance(turn, Ended) or len(given) > sum(not key.startswith(TOLD) for key, _value in before.answers)


def rest(script: Script, state: State, labels: Labels) -> Turn | None:
    """Tell the script that the person rests; None when silence answers nothing that was asked."""
    question = _open_question(script, state)
    if question is None or question.rest is None or question.key != state.asked:
        return None
    return _shown(script, _answered(state, question.key, question.rest), labels)


def back(script: Script, state: State, labels: Labels) -> Turn:
    """Take back the last answer and show its question again; what was told without being asked stays."""
    answered = _answered_keys(script, state)
    if not answered:
        return _shown(script, state, labels, FIRST)
    return _shown(script, replace(_without(state, answered[-1]), missed=()), labels)


def takes_zero(script: Script, state: State) -> bool:
    """Whether "0" answers the open question."""
    question = _open_question(script, state)
    return question is not None and question.takes_zero


def refuse(script: Script, state: State, key: str, why: Text, labels: Labels) -> Turn:
    """Operations refused an outcome because of one answer: it is dropped, and asked again with the reason.

    Words that were typed count as not understood: who has no other answer must not be asked for ever.
    """
    said, left = dict(state.answers).get(key), _without(state, key)
    question = _open_question(script, left)
    chosen = question is None or any(option.value == said for option in question.options)
    if chosen or not isinstance(said, str):
        return _shown(script, left, labels, why)
    return _missed(script, left, said, why, labels)


def again(script: Script, state: State, labels: Labels, *lead: Text) -> Turn:
    """Show the open question once more."""
    return _shown(script, state, labels, *lead)


def patience(script: Script, state: State) -> float:
    """Seconds until silence is to be taken up in a conversation that is not the one being talked about."""
    question = _open_question(script, state)
    return EXPIRY if question is None else _wait(state, question)


def _answered_keys(script: Script, state: State) -> list[str]:
    run = _Run(state)
    try:
        script(run, state.facts)
    except _Waiting:
        return run.asked[:-1]
    return run.asked


def _open_question(script: Script, state: State) -> Question[Any] | None:
    try:
        script(_Run(state), state.facts)
    except _Waiting as waiting:
        return waiting.question
    return None


def _shown(script: Script, state: State, labels: Labels = str, *lead: Text) -> Turn:
    run = _Run(state)
    try:
        outcome = script(run, state.facts)
    except _Waiting as waiting:
        return _opened(state, waiting.question, labels, lead)
    return Ended(outcome, state, run.left)


def _opened(state: State, question: Question[Any], labels: Labels, lead: tuple[Text, ...]) -> Open:
    menu = tuple(Shown(option.value, labels(option.label)) for option in question.options)
    texts = lead + ((question.text,) if question.text is not None else ())
    message = Message(texts, question.options, state.id, question.key) if texts else None
    missed = state.missed if question.key == state.asked else ()  # misses in a row are misses of one question
    shown = question.key if texts else state.shown
    asked = replace(state, asked=question.key, shown=shown, menu=menu, missed=missed)
    return Open(asked, message, _wait(state, question))


def _wait(state: State, question: Question[Any]) -> float:
    if question.rest is not None:
        return REST
    return UNFINISHED if state.parts else EXPIRY


def _answered(state: State, key: str, value: Any) -> State:
    return replace(state, answers=(*_without(state, key).answers, (key, value)))


def _without(state: State, key: str) -> State:
    return replace(state, answers=tuple(answer for answer in state.answers if answer[0] != key))


def _take(script: Script, state: State, question: Question[Any], said: Reply, labels: Labels) -> Turn:
    reading: Reading = question.read(said, state.menu)
    if isinstance(reading, Answer):
        return _shown(script, _answered(state, question.key, reading.value), labels)
    if isinstance(reading, Told):
        return _shown(script, _kept(state, reading.part), labels, KEPT)
    return _missed(script, state, said.text, reading.text, labels)


def _missed(script: Script, state: State, words: str, why: Text, labels: Labels) -> Turn:
    missed = (*state.missed, words)
    if len(missed) >= MISSES:
        return Stuck(missed, state)
    return _shown(script, replace(state, missed=missed), labels, why)


def _kept(state: State, told: Mapping[str, Any]) -> State:
    number = 1 + sum(key.startswith(TOLD) for key, _value in state.answers)
    return replace(_answered(state, f"{TOLD}{number}", dict(told)), missed=())


_NO_QUESTION: Question[str] = Question("", None)


def _not_swallowed(script: Script, state: State, said: Reply, labels: Labels) -> Turn:
    reading = _NO_QUESTION.read(said, ()) if said.value is None else None
    if isinstance(reading, Told):
        return _shown(script, _kept(state, reading.part), labels, KEPT, CHANGED)
    return _shown(script, state, labels, CHANGED)
