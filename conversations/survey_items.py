"""The kinds of question of a survey: how each is put and read. All take “don't know” and “don't want to say”.

Those two are called 00 and 000 on every phone, so that no number, day or choice is taken for them.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from conversations.dialogue import Facts
from conversations.questions import Answer, Miss, Option, Question, Reading, Reply, Shown, Told, part
from conversations.replies import FEW, Picked, normalise, read_choice, read_yes_no, word_count
from conversations.texts import Text, Verbatim, _
from conversations.when import read_when
from conversations.wording import pieces_of

UNKNOWN = "dont_know"
UNSAID = "no_answer"
EITHER_WAY = (
    Option(UNKNOWN, _("I don't know"), mark="00"),
    Option(UNSAID, _("I don't want to say"), mark="000"),
)
"""Every question takes them; they do not count as one of a list."""
MARKS = {option.mark: option.value for option in EITHER_WAY}
NUMBERS = _("Please send the numbers, such as 1 3.")
A_NUMBER = _("Please send one number, such as 3.")
WHOLE = _("Please send a whole number, such as 3.")
A_DAY = _("Please write a day, such as 25.11.2026.")
A_FILE = _("Please send a photo or a voice message.")
PLACE = "#"
SENT = "sent"
"""The answer of a file without words: that there was one."""
LONGEST = 18
"""Digits of a number: what is longer is none."""
_NUMBER = re.compile(r"[+-]?\d+(?:[.,٫]\d+)?")
_RANGE = re.compile(r"\d\s*[-–—]\s*\d")


@dataclass(frozen=True, slots=True)
class SurveyItem(Question[Any]):
    """What all kinds share: 00 and 000, by mark or by word; several words at a question that wants none are a story."""

    def accepts(self, value: Any) -> bool:
        return value in (UNKNOWN, UNSAID) or self._is_answer(value)

    def read(self, reply: Reply, menu: Sequence[Shown]) -> Reading:
        said = _either_way(reply, menu)
        if said is not None:
            return Answer(said)
        return Question.read(self, reply, _own(menu))

    def _is_answer(self, value: Any) -> bool:
        return isinstance(value, str)


@dataclass(frozen=True, slots=True)
class ValueItem(SurveyItem, ABC):
    """One whose answer is looked for in what was written."""

    def _read_text(self, reply: Reply, menu: Sequence[Shown]) -> Reading:
        value = self._value(reply, menu)
        if value is not None:
            return Answer(value)
        return Told(part(reply)) if word_count(reply.text) > FEW else Miss(self._hint())

    @abstractmethod
    def _value(self, reply: Reply, menu: Sequence[Shown]) -> Any:
        """The answer in a reply; None when there is none."""

    @abstractmethod
    def _hint(self) -> Text:
        """What is said where there was none."""


@dataclass(frozen=True, slots=True)
class OneOf(SurveyItem):
    """One of a list, by its number, its words, or a slip of them; yes and no in the person's language."""

    yes_no: bool = False

    def _is_answer(self, value: Any) -> bool:
        return any(option.value == value for option in self.options)

    def _read_text(self, reply: Reply, menu: Sequence[Shown]) -> Reading:
        labels = [(shown.label,) for shown in menu]
        read = read_choice(reply.text, len(menu), labels, reply.language)
        if self.yes_no and not isinstance(read, Picked):
            read = read_yes_no(reply.text, reply.language)
        return self._from_menu(read, reply, menu)


@dataclass(frozen=True, slots=True)
class ManyOf(ValueItem):
    """Any of a list: “1 3”. Nothing is guessed: “1-3” is asked again."""

    def _is_answer(self, value: Any) -> bool:
        known = {option.value for option in self.options}
        return isinstance(value, list) and bool(value) and known.issuperset(value)

    def _checked(self, value: str) -> Reading:
        return Answer([value]) if self._is_answer([value]) else Miss(NUMBERS)

    def _value(self, reply: Reply, menu: Sequence[Shown]) -> list[str] | None:
        pieces = pieces_of(re.sub(r"[.،۔।]", " ", normalise(reply.text)))
        if pieces and all(piece.isdigit() for piece in pieces) and not _RANGE.search(reply.text):
            numbers = sorted({int(piece[:9]) for piece in pieces})
            return [menu[number - 1].value for number in numbers] if _all_in(numbers, menu) else None
        read = read_choice(reply.text, len(menu), [(shown.label,) for shown in menu], reply.language)
        return [menu[read.index].value] if isinstance(read, Picked) and read.index >= 0 else None

    def _hint(self) -> Text:
        return NUMBERS


@dataclass(frozen=True, slots=True)
class Number(ValueItem):
    """A number in any script's digits; whole where `whole`."""

    whole: bool = True

    def _value(self, reply: Reply, menu: Sequence[Shown]) -> str | None:
        found = _NUMBER.findall(normalise(reply.text))
        if len(found) != 1 or word_count(reply.text) > FEW or len(found[0]) > LONGEST or _RANGE.search(reply.text):
            return None
        written = found[0].replace(",", ".").replace("٫", ".").lstrip("+")
        if self.whole and "." in written:
            return None
        return str(int(written)) if self.whole else written

    def _hint(self) -> Text:
        return WHOLE if self.whole else A_NUMBER


@dataclass(frozen=True, slots=True)
class ADay(ValueItem):
    """A day, in their own words or figures; the answer is an ISO day. Words like “tomorrow” count from `today`."""

    today: str = ""

    def _value(self, reply: Reply, menu: Sequence[Shown]) -> str | None:
        plain = normalise(reply.text)
        figures = re.fullmatch(r"(\d{1,4})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{1,4})", plain)
        if figures:
            return _day_of(*(int(number) for number in figures.groups()))
        when = read_when(reply.text, reply.language, date.fromisoformat(self.today))
        return when.day.isoformat() if when is not None else None

    def _hint(self) -> Text:
        return A_DAY


@dataclass(frozen=True, slots=True)
class Words(SurveyItem):
    """Their own words, as many as they like."""

    def _read_text(self, reply: Reply, menu: Sequence[Shown]) -> Reading:
        return Answer(reply.text) if reply.text.strip() else Miss(_("Please write a few words."))


@dataclass(frozen=True, slots=True)
class AFile(SurveyItem):
    """A photo or a voice message, where the line carries them; words do as well."""

    def _is_answer(self, value: Any) -> bool:
        return isinstance(value, str | dict)

    def read(self, reply: Reply, menu: Sequence[Shown]) -> Reading:
        if reply.files:
            return Answer(part(reply))
        return SurveyItem.read(self, reply, menu)

    def _read_text(self, reply: Reply, menu: Sequence[Shown]) -> Reading:
        return Answer(reply.text) if reply.text.strip() else Miss(A_FILE)


_KINDS: Mapping[str, Callable[[str, Text, tuple[Option, ...], str], SurveyItem]] = {
    "select_one": lambda key, text, options, _today: OneOf(key, text, options),
    "yes_no": lambda key, text, options, _today: OneOf(key, text, options, yes_no=True),
    "select_multiple": lambda key, text, options, _today: ManyOf(key, text, options),
    "integer": lambda key, text, options, _today: Number(key, text, options),
    "decimal": lambda key, text, options, _today: Number(key, text, options, whole=False),
    "date": lambda key, text, options, today: ADay(key, text, options, today=today),
    "text": lambda key, text, options, _today: Words(key, text, options),
    "audio": lambda key, text, options, _today: AFile(key, text, options),
    "image": lambda key, text, options, _today: AFile(key, text, options),
}
KINDS = frozenset(_KINDS)


def item_question(facts: Facts) -> SurveyItem:
    """The question of an item. Facts: `key`, `kind`, `text`, `options` as [[name, label], …], `today` (ISO).

    Options are called by their place, for a button carries few letters; `named` gives their names back.
    """
    names = [name for name, _label in facts["options"]]
    listed = tuple(
        Option(f"{PLACE}{place}", Verbatim("{label}", {"label": label}))
        for place, (_name, label) in enumerate(facts["options"])
    )
    text = Verbatim("{text}", {"text": facts["text"]})
    kind = "yes_no" if facts["kind"] == "select_one" and names == ["yes", "no"] else facts["kind"]
    return _KINDS[kind](facts["key"], text, (*listed, *EITHER_WAY), facts["today"])


def named(facts: Facts, value: Any) -> Any:
    """An answer with the names of what was chosen instead of their places."""
    if isinstance(value, list):
        return [named(facts, one) for one in value]
    if isinstance(value, dict):
        return value["text"] or SENT
    places = {f"{PLACE}{place}": name for place, (name, _label) in enumerate(facts["options"])}
    return places.get(value, value) if isinstance(value, str) and facts["options"] else value


def files_of(value: Any) -> tuple[Mapping[str, Any], ...]:
    """References to the files of an answer."""
    return tuple(value["files"]) if isinstance(value, dict) else ()


def _either_way(reply: Reply, menu: Sequence[Shown]) -> str | None:
    """Whether it is 00 or 000, their words, or their button."""
    if reply.value is not None:
        return reply.value if reply.value in (UNKNOWN, UNSAID) else None
    said = normalise(reply.text)
    words = {normalise(shown.label): shown.value for shown in menu if shown.value in (UNKNOWN, UNSAID)}
    return MARKS.get(said) or words.get(said)


def _own(menu: Sequence[Shown]) -> list[Shown]:
    return [shown for shown in menu if shown.value not in (UNKNOWN, UNSAID)]


def _all_in(numbers: Sequence[int], menu: Sequence[Shown]) -> bool:
    return all(1 <= number <= len(menu) for number in numbers)


def _day_of(first: int, month: int, last: int) -> str | None:
    year, day = (first, last) if first > 31 else (last, first)
    try:
        return date(year if year > 99 else 2000 + year, month, day).isoformat()
    except ValueError:
        return None
