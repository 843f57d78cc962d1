"""Whether a questionnaire can be asked by SMS: what is wrong with it, and what its author should think of. Pure.

The same for a form from a workbook and one written on the web. A fault names the item and the column it is in.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date

from conversations.texts import Text, _
from conversations.topics import COMPLIANCE_POINTS
from operations.survey_form import CHOSEN, FILES, MOST_CHOICES, UNKNOWN, UNSAID, Choice, Form, Item, ItemKind, Wordings
from operations.survey_logic import compile_check

MOST_QUESTIONS = 10
MANY_QUESTIONS = 5
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
CHOICE_NAME = re.compile(r"\S{1,64}")
LONGEST_WORDS = 600

_PIPED = re.compile(r"\$\{")
_BARE = re.compile(r"(?<![\w{.-])[A-Za-z_][\w.-]*")
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|\]\(|!\[")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a column of an item; without an item, with the form. `choice` is the name of one of it."""

    item: str
    column: str
    reason: Text
    choice: str = ""


def faults(form: Form) -> Iterator[Fault]:
    """Everything for which the form cannot be asked."""
    yield from _of_form(form)
    earlier: list[str] = []
    for item in form.items:
        for check in _CHECKS:
            yield from check(item, earlier)
        if item.is_asked:
            earlier.append(item.name)


def cautions(form: Form) -> tuple[Text, ...]:
    """What can be asked as it is, and might better not."""
    found: list[Text] = []
    if longest_half(form) > MANY_QUESTIONS:
        found.append(Text(MANY.message, {"n": longest_half(form)}))
    if any(item.kind in FILES for item in form.items):
        found.append(TELEGRAM_ONLY)
    if any(item.sensitive and item.is_yes_no and not item.garble for item in form.items):
        found.append(UNGARBLED)
    return tuple(found)


NO_QUESTION = _("there is no question in it")
MANY = _("{n} questions: after 5, many stop answering.")
TELEGRAM_ONLY = _("Sound and pictures are asked on Telegram only; by SMS these questions are passed over.")
UNGARBLED = _("A sensitive yes-or-no question has no noise: a “yes” could be held against somebody.")


def longest_half(form: Form) -> int:
    """Questions that one person can be asked: those of all, and of the half that has more."""
    counted = Counter(item.half for item in form.asked)
    return counted[""] + max(counted["a"], counted["b"])


def _of_form(form: Form) -> Iterator[Fault]:
    if not form.asked:
        yield Fault("", "", NO_QUESTION)
    if longest_half(form) > MOST_QUESTIONS:
        yield Fault("", "", _("has {n} questions; at most 10 can be asked", n=longest_half(form)))
    for name, count in Counter(item.name.casefold() for item in form.items).items():
        if count > 1:
            twice = [item.name for item in form.items if item.name.casefold() == name][-1]
            yield Fault(twice, "name", _("the name {name} is used twice", name=twice))


def _name(item: Item, _earlier: Collection[str]) -> Iterator[Fault]:
    if not NAME.fullmatch(item.name):
        yield Fault(item.name, "name", _("a name has Latin letters, digits and _ only, and begins with a letter"))


def _words(item: Item, _earlier: Collection[str]) -> Iterator[Fault]:
    if not any(item.label.values()):
        yield Fault(item.name, "label", _("has no words"))
    for column, wordings in (("label", item.label), ("hint", item.hint), ("message", item.constraint_message)):
        for reason in _wrong_words(wordings):
            yield Fault(item.name, column, reason)


def _wrong_words(wordings: Wordings) -> Iterator[Text]:
    if any(_PIPED.search(words) for words in wordings.values()):
        yield _("an answer cannot be put into the words; leave ${…} out")
    if any(_MARKUP.search(words) for words in wordings.values()):
        yield _("an SMS has no bold, colours, pictures or links; leave the marks out")
    if any(len(words) > LONGEST_WORDS for words in wordings.values()):
        yield _("is too long for an SMS")
    if any(words.startswith("=") for words in wordings.values()):
        yield _("may not begin with =")


def _choices(item: Item, _earlier: Collection[str]) -> Iterator[Fault]:
    if item.kind not in CHOSEN:
        return
    if not item.choices:
        yield Fault(item.name, "choices", _("has no choices"))
    if _most_shown(item) > MOST_CHOICES:
        yield Fault(item.name, "choices", _("has {n} choices; at most 20 can be read by SMS", n=_most_shown(item)))
    for choice in item.choices:
        yield from (Fault(item.name, "choice", reason, choice.name) for reason in _wrong_name(choice))
        yield from (Fault(item.name, "choice_label", reason, choice.name) for reason in _wrong_label(choice))
    for name, count in Counter(choice.name for choice in item.choices).items():
        if count > 1:
            yield Fault(item.name, "choice", _("the choice {name} is there twice", name=name), name)


def _wrong_name(choice: Choice) -> Iterator[Text]:
    if not CHOICE_NAME.fullmatch(choice.name):
        yield _("a choice's name has no spaces and at most 64 letters")
    if choice.name in (UNKNOWN, UNSAID):
        yield _("“I don't know” and “I don't want to say” come by themselves; leave this choice out")


def _wrong_label(choice: Choice) -> Iterator[Text]:
    if not any(choice.label.values()):
        yield _("the choice {name} has no words", name=choice.name)
    yield from _wrong_words(choice.label)


def _most_shown(item: Item) -> int:
    """Choices that can stand together: those alike in every column that the filter looks at."""
    if not item.choice_filter:
        return len(item.choices)
    columns = [
        name for name in _columns(item) if re.search(rf"(?<![\w{{.-]){re.escape(name)}(?![\w.-])", item.choice_filter)
    ]
    alike = Counter(tuple(choice.columns.get(name, "") for name in columns) for choice in item.choices)
    return max(alike.values(), default=0)


def _columns(item: Item) -> set[str]:
    return {name for choice in item.choices for name in choice.columns}


def _expressions(item: Item, earlier: Collection[str]) -> Iterator[Fault]:
    for condition in item.relevant:
        yield from _expression(item, "relevant", condition, earlier)
    if item.constraint:
        yield from _expression(item, "constraint", item.constraint, earlier)
    if item.choice_filter:
        yield from _expression(item, "choice_filter", item.choice_filter, earlier, {*_columns(item), "name"})


def _expression(
    item: Item, column: str, written: str, earlier: Collection[str], columns: Collection[str] = ()
) -> Iterator[Fault]:
    wrong = compile_check(written, earlier, columns)
    if wrong:
        yield Fault(item.name, column, wrong)


def _default(item: Item, _earlier: Collection[str]) -> Iterator[Fault]:
    fits = _FITS.get(item.kind)
    if item.default and fits and not fits(item):
        yield Fault(item.name, "default", _("“{value}” is no answer to this question", value=item.default[:40]))


def _is_number(item: Item) -> bool:
    pattern = r"-?\d+" if item.kind is ItemKind.INTEGER else r"-?\d+(?:\.\d+)?"
    return bool(re.fullmatch(pattern, item.default))


def _is_day(item: Item) -> bool:
    try:
        date.fromisoformat(item.default)
    except ValueError:
        return False
    return True


def _is_choice(item: Item) -> bool:
    names = item.default.split()
    known = {choice.name for choice in item.choices}
    return set(names) <= known and (len(names) == 1 or item.kind is ItemKind.SELECT_MULTIPLE)


_FITS: dict[ItemKind, Callable[[Item], bool]] = {
    ItemKind.INTEGER: _is_number,
    ItemKind.DECIMAL: _is_number,
    ItemKind.DATE: _is_day,
    ItemKind.SELECT_ONE: _is_choice,
    ItemKind.SELECT_MULTIPLE: _is_choice,
    ItemKind.NOTE: lambda _item: False,
    ItemKind.AUDIO: lambda _item: False,
    ItemKind.IMAGE: lambda _item: False,
}


def _protection(item: Item, _earlier: Collection[str]) -> Iterator[Fault]:
    if item.garble and not item.is_yes_no:
        yield Fault(item.name, "garble", _("noise is for choices named yes and no only"))
    if item.garble and not 0 < item.garble.rate < 1:
        yield Fault(item.name, "garble", _("the rate is between 0 and 1, such as 0.2"))
    if item.garble and item.garble.block and not 2 <= item.garble.block <= 1000:
        yield Fault(item.name, "garble", _("a block is of 2 to 1000 people"))
    if item.half not in ("", "a", "b"):
        yield Fault(item.name, "half", _("is a, b or nothing"))
    for point in item.tags:
        if point not in COMPLIANCE_POINTS:
            yield Fault(item.name, "points", _("“{point}” is no compliance point known here", point=point[:60]))


_CHECKS: tuple[Callable[[Item, Collection[str]], Iterator[Fault]], ...] = (
    *(_name, _words, _choices, _expressions),
    *(_default, _protection),
)
