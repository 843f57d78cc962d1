"""Kinds of question. A question is data: what to ask, and how a reply to it is read.

`read` turns a reply into an Answer, into Told (a story at a menu: kept, never an error) or into a Miss.
Answers are plain JSON, so that a conversation survives any restart.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from conversations.replies import Picked, Prose, Read, is_done, normalise, read_choice, read_yes_no, word_count
from conversations.texts import Text, _
from locales.words import language_by_name

T = TypeVar("T")

REST = 600.0
"""Seconds after which a story without further words is taken as finished."""

DONE = "done"
SKIP = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a menu: what it means to us, and what the person reads."""

    value: str
    label: Text
    mark: str = ""
    """By what it is called in a list of lines, where that is not its number."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the person sent: words, or the value of a button, or files."""

    text: str = ""
    value: str | None = None
    files: tuple[Mapping[str, Any], ...] = ()
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Shown:
    """An option as it was shown: its value and the very label, so that "2" is the second that was sent."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply understood."""

    value: Any


@dataclass(frozen=True, slots=True)
class Told:
    """More than a few words at a menu: somebody telling their story."""

    part: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Miss:
    """A reply not understood, and what to say about it."""

    text: Text


Reading = Answer | Told | Miss


def part(reply: Reply) -> dict[str, Any]:
    """A piece of a story as it is kept: its words and the files sent with them."""
    return {"text": reply.text, "files": [dict(file) for file in reply.files]}


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """What is asked under a key. `text` None asks silently: the person just goes on writing."""

    key: str
    text: Text | None
    options: tuple[Option, ...] = ()
    rest: Any = None
    """The answer that silence gives after REST seconds; None when silence answers nothing."""
    takes_zero: ClassVar[bool] = False
    """Whether "0" is an answer here; elsewhere it asks for help."""

    def accepts(self, value: Any) -> bool:
        """Whether a saved answer still is one."""
        return any(option.value == value for option in self.options)

    def parse(self, value: Any) -> T:
        """The saved answer as the script wants it."""
        result: T = value
        return result

    def read(self, reply: Reply, menu: Sequence[Shown]) -> Reading:
        """Read a reply against the menu as it was shown."""
        if reply.value is not None:
            return self._checked(reply.value)
        if reply.files:
            return Told(part(reply))
        return self._read_text(reply, menu)

    def _read_text(self, reply: Reply, menu: Sequence[Shown]) -> Reading:
        labels = [(shown.label,) for shown in menu]
        return self._from_menu(read_choice(reply.text, len(menu), labels, reply.language), reply, menu)

    def _from_menu(self, read: Read, reply: Reply, menu: Sequence[Shown]) -> Reading:
        if isinstance(read, Picked):
            return self._checked(menu[read.index].value) if 0 <= read.index < len(menu) else Miss(CHOOSE)
        if isinstance(read, Prose):
            return Told(part(reply))
        return Miss(MISSES.get(read.reason, EITHER if len(menu) == 2 else CHOOSE))

    def _checked(self, value: str) -> Reading:
        return Answer(value) if self.accepts(value) else Miss(GONE)


CHOOSE = _("Please answer with one number of the list.")
GONE = _("That choice is no longer there. Please choose again.")
ONE_ONLY = _("Please send one number only.")
EITHER = _("Please send 1 or 2.")
WRITE = _("Please write a few words.")
MISSES = {"two_numbers": ONE_ONLY, "yes_and_no": EITHER}

YES = Option("yes", _("Yes"))
NO = Option("no", _("No"))


def choice(key: str, text: Text | None, options: Sequence[Option], rest: str | None = None) -> Question[str]:
    """One of a list. With `rest`, silence answers it."""
    return Question(key, text, tuple(options), rest)


@dataclass(frozen=True, slots=True)
class YesNo(Question[bool]):
    """Yes or no, by number, by word in the person's language, or by button."""

    options: tuple[Option, ...] = (YES, NO)

    def parse(self, value: Any) -> bool:
        return bool(value == YES.value)

    def _read_text(self, reply: Reply, menu: Sequence[Shown]) -> Reading:
        return self._from_menu(read_yes_no(reply.text, reply.language), reply, (Shown("yes", ""), Shown("no", "")))


def yes_no(key: str, text: Text) -> Question[bool]:
    """Yes or no."""
    return YesNo(key, text)


@dataclass(frozen=True, slots=True)
class Confirmation(Question[str]):
    """A menu whose first option is also meant by a plain yes, and a plain no by the option that is one."""

    def _read_text(self, reply: Reply, menu: Sequence[Shown]) -> Reading:
        said = read_yes_no(reply.text, reply.language)
        if said == Picked(0) and menu:
            return self._checked(menu[0].value)
        if said == Picked(1) and self.accepts(NO.value):
            return self._checked(NO.value)
        return Question._read_text(self, reply, menu)


def confirmation(key: str, text: Text, options: Sequence[Option], rest: str | None = None) -> Question[str]:
    """One of a list; yes means the first, no the one whose value is "no"."""
    return Confirmation(key, text, tuple(options), rest)


@dataclass(frozen=True, slots=True)
class Language(Question[str]):
    """One of the languages shown, by number or by any name people have for it, which need not be shown."""

    known: tuple[str, ...] = ()

    def accepts(self, value: Any) -> bool:
        return value in self.known or Question.accepts(self, value)

    def _read_text(self, reply: Reply, menu: Sequence[Shown]) -> Reading:
        named = language_by_name(reply.text)
        if named is not None and self.accepts(named):
            return Answer(named)
        return Question._read_text(self, reply, menu)


def language(key: str, text: Text, options: Sequence[Option], known: Sequence[str] = ()) -> Question[str]:
    """A language; values are its codes. Those `known` can be named though they are not shown."""
    return Language(key, text, tuple(options), known=tuple(known))


@dataclass(frozen=True, slots=True)
class FreeText(Question[str]):
    """Their own words. An option, when there is one, is the way to leave it out."""

    def accepts(self, value: Any) -> bool:
        return isinstance(value, str)

    def _read_text(self, reply: Reply, menu: Sequence[Shown]) -> Reading:
        if menu and normalise(reply.text) == "1":
            return Answer(menu[0].value)
        return Answer(reply.text) if reply.text.strip() else Miss(WRITE)


def free_text(key: str, text: Text, skip: Option | None = None) -> Question[str]:
    """Their own words; with `skip`, "1" leaves it out."""
    return FreeText(key, text, (skip,) if skip else ())


@dataclass(frozen=True, slots=True)
class StoryPart(Question[Any]):
    """One more piece of a story: words and files. "1", a word for done, or silence ends it."""

    def accepts(self, value: Any) -> bool:
        return isinstance(value, dict) or bool(value == DONE)

    def read(self, reply: Reply, menu: Sequence[Shown]) -> Reading:
        if reply.value is not None:
            return self._checked(reply.value)
        if menu and not reply.files and self._ends(reply):
            return Answer(DONE)
        if not reply.files and not reply.text.strip():
            return Miss(WRITE)
        return Answer(part(reply))

    def _ends(self, reply: Reply) -> bool:
        """Also a bare "no" to "anything more?"."""
        if normalise(reply.text) == "1" or is_done(reply.text, reply.language):
            return True
        return read_yes_no(reply.text, reply.language) == Picked(1)


FINISH = Option(DONE, _("That is all"))


def story_part(key: str, text: Text | None, first: bool) -> Question[Any]:
    """The first piece must come; after it the story may end, and silence ends it."""
    return StoryPart(key, text) if first else StoryPart(key, text, (FINISH,), rest=DONE)


@dataclass(frozen=True, slots=True)
class Code(Question[str]):
    """A code from a poster or card, as typed; whether it exists is not for a script to know."""

    def accepts(self, value: Any) -> bool:
        return isinstance(value, str)

    def _read_text(self, reply: Reply, menu: Sequence[Shown]) -> Reading:
        typed = normalise(reply.text)
        if menu and typed == "1":
            return Answer(menu[0].value)
        if word_count(reply.text) > 4:
            return Told(part(reply))
        return Answer(reply.text.strip()) if typed else Miss(WRITE)


def code(key: str, text: Text, skip: Option) -> Question[str]:
    """A code, or "1" for not wanting to say."""
    return Code(key, text, (skip,))
