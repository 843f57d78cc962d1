"""What a short reply means. Pure: closed rules and word lists, or asked again; never a guess.

1. Copied labels count, with or without their number.
2. One number in range counts, when nothing but known words of no weight stands beside it: "2 please" is an
   answer, "2 girls fainted" and "2 months" are not.
3. Then the words of the person's language, and English; then, for one word of four letters or more, a
   single slip of the finger when only one option is that near.
4. More than a few words is somebody telling their story. Yes and no together is asked again.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from conversations.wording import (
    FEW,
    Phrases,
    content_of,
    done_words,
    filler_words,
    is_few,
    is_known,
    letter_count,
    lists_of,
    number_words,
    one_slip,
    option_phrases,
    pieces_of,
    unit_words,
    word_count,
    yes_no_phrases,
)
from locales.spelling import normalise, spelled, tidied
from locales.words import Keyword, keywords, not_commands, script_hint, words

__all__ = [
    "FEW", "ZERO", "Keyword", "Picked", "Prose", "Read", "Unclear", "is_done", "keyword", "normalise", "read_choice",
    "read_number", "read_yes_no", "word_count",
]  # fmt: skip

ZERO: Final = -1
"""The index of the option 0."""
LONGEST_PHRASE = 4
LONGEST_COMMAND = 64
"""Letters: what is longer is no command, whatever surrounds it."""

Reason = Literal["two_numbers", "out_of_range", "yes_and_no", "unknown", "empty"]


@dataclass(frozen=True, slots=True)
class Picked:
    """The option at this place, from 0; or ZERO."""

    index: int


@dataclass(frozen=True, slots=True)
class Prose:
    """Words of their own, as written."""

    text: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """To be asked again, and why."""

    reason: Reason


Read = Picked | Prose | Unclear


@dataclass(frozen=True, slots=True)
class _Question:
    """What a reply is read against."""

    count: int
    zero: bool
    phrases: Phrases
    language: str
    yes_no: bool = False

    def allows(self, number: int) -> bool:
        return 1 <= number <= self.count or (self.zero and number == 0)

    def clash(self) -> Unclear:
        """More than one option was named."""
        return Unclear("yes_and_no" if self.yes_no else "two_numbers")


def read_choice(text: str, count: int, labels: Sequence[Sequence[str]], language: str, zero: bool = False) -> Read:
    """Read a reply to options numbered 1 to `count`, and 0 with `zero`.

    `labels[i]` are the words that mean option i: what was shown, and synonyms.
    """
    plain = _plain_number(text)
    if plain is not None:
        return _in_range(plain, _Question(count, zero, {}, language))
    return _read(text, _Question(count, zero, option_phrases(labels, language), language))


def read_yes_no(text: str, language: str) -> Read:
    """Read a reply to "1 yes, 2 no": Picked(0) is yes."""
    plain = _plain_number(text)
    if plain is not None:
        return _in_range(plain, _Question(2, False, {}, language, yes_no=True))
    if spelled(text) in words(language).marked_yes:
        return Picked(0)
    read = _read(text, _Question(2, False, yes_no_phrases(language), language, yes_no=True))
    return _of_its_script(text, language) if read == Unclear("unknown") else read


def read_number(text: str) -> int | None:
    """The number, when the reply is nothing else."""
    plain = normalise(text)
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 9 else None


def is_done(text: str, language: str) -> bool:
    """Whether the whole reply says "that is all"."""
    return content_of(tidied(text), language) in done_words(language)


def keyword(text: str) -> Keyword | None:
    """The command that is the whole message, in any language. "0" asks for help: read a menu with 0 first."""
    if len(text) > LONGEST_COMMAND:
        return None
    said = tidied(text)
    if not said:
        return Keyword.HELP if text.strip() and not text.strip().strip("?؟？") else None
    found = keywords().get(said)
    if found is None or (not text.isascii() and spelled(text) in not_commands()):
        return None
    return found


_JOINED = re.compile(r"\d\s*[.,:/⁄\-–،٫٬]\s*\d")
_AMOUNT = re.compile(r"[%٪‰$€£¥₹₨৳៛]|\d\s*/")
_GLUED = re.compile(r"(?<![^\W\d_])[a-z]\d|\d[a-z](?![^\W\d_])")
"""B2, 4x: a place or a code."""


# ---------------------------------------------------------------------------------------------- reading


def _plain_number(text: str) -> int | None:
    """The usual reply: a bare number."""
    bare = text.strip()
    return int(bare) if len(bare) <= 9 and bare.isascii() and bare.isdigit() else None


def _in_range(number: int, question: _Question) -> Picked | Unclear:
    return Picked(number - 1) if question.allows(number) else Unclear("out_of_range")


def _read(text: str, question: _Question) -> Read:
    line = tidied(text) if question.yes_no else normalise(text)
    if not line:
        return Unclear("empty")
    named = _label(line, question)
    if named is not None:
        return named
    if any(map(str.isdigit, pieces_of(line))):
        return _by_number(text, line, question)
    return _by_words(text, line, question)


def _label(line: str, question: _Question) -> Read | None:
    """A label copied whole, alone or after its own number."""
    meant = question.phrases.get(line)
    if meant and len(meant) == 1 and not line.isdigit():
        return Picked(*meant)
    copied = re.fullmatch(r"(\d{1,3})\W*(.+)", line)
    if copied and question.phrases.get(tidied(copied[2])) == frozenset({int(copied[1]) - 1}):
        return Picked(int(copied[1]) - 1)
    return None


def _by_number(text: str, line: str, question: _Question) -> Read:
    pieces = pieces_of(line)
    numbers = {int(piece) for piece in pieces if piece.isdigit() and len(piece) <= 9}
    rest = [piece for piece in pieces if not piece.isdigit()]
    if rest and not is_few(text):
        return Prose(text)
    if len(numbers) > 1 or _JOINED.search(line):
        return Unclear("two_numbers")
    if _AMOUNT.search(line) or _GLUED.search(line) or not numbers or not unit_words(question.language).isdisjoint(rest):
        return Unclear("unknown")
    return _beside(numbers.pop(), line, question)


def _beside(number: int, line: str, question: _Question) -> Read:
    """A number with words beside it: they must be of no weight, or say the same."""
    if not question.allows(number):
        return Unclear("out_of_range")
    pieces = _without_number_sign(pieces_of(line), question)
    beside = " ".join(piece for piece in pieces if not piece.isdigit())
    said, unknown = _spoken(beside, question)
    if said - {number - 1}:
        return question.clash()
    if unknown and not (_is_part_of(unknown, number - 1, question) or _only_assent(unknown, question)):
        return Unclear("unknown")
    return Picked(number - 1)


def _without_number_sign(pieces: list[str], question: _Question) -> list[str]:
    """ "no 2" is number two, but at a yes-or-no question it may be both."""
    if question.yes_no:
        return pieces
    if pieces[0] == "no":
        pieces = pieces[1:]
    return [piece for piece in pieces if piece not in number_words(question.language)]


def _is_part_of(unknown: Sequence[str], index: int, question: _Question) -> bool:
    """Words of the label of that very option."""
    label = {word for phrase, meant in question.phrases.items() if meant == {index} for word in phrase.split()}
    return label.issuperset(unknown)


def _only_assent(unknown: Sequence[str], question: _Question) -> bool:
    """ "ok 2" at a list."""
    yes = {word for list_ in lists_of(question.language) for word in list_.yes}
    return not question.yes_no and yes.issuperset(unknown)


def _by_words(text: str, line: str, question: _Question) -> Read:
    said, unknown = _spoken(line, question)
    if not unknown and len(said) == 1:
        return Picked(*said)
    if line in keywords():
        return Unclear("unknown")
    content = _matching_content(line, question)
    if content is not None:
        return content
    if not is_few(text):
        return Prose(text)
    if len(said) > 1:
        return question.clash()
    near = _near(line, question)
    return Unclear("unknown") if near is None else Picked(near)


def _matching_content(line: str, question: _Question) -> Picked | None:
    """The label but for words of no weight; or a word for its number."""
    content = content_of(line, question.language)
    found = {
        index
        for phrase, meant in question.phrases.items()
        for index in meant
        if phrase == content or (not question.yes_no and content_of(phrase, question.language) == content)
    }
    if not found:
        found = {index for index in _counted(content, question.language) if question.allows(index + 1)}
    return Picked(*found) if len(found) == 1 else None


def _counted(content: str, language: str) -> set[int]:
    return {index for list_ in lists_of(language) for index, ways in enumerate(list_.numbers) if content in ways}


def _spoken(line: str, question: _Question) -> tuple[set[int], list[str]]:
    """Options named by the phrases of a line, longest first, and the words that named none and weigh."""
    pieces = pieces_of(line)
    said: set[int] = set()
    unknown: list[str] = []
    while pieces:
        length = next((n for n in range(LONGEST_PHRASE, 0, -1) if _means(pieces[:n], question)), 0)
        if length:
            said |= question.phrases[" ".join(pieces[:length])]
        elif pieces[0] not in filler_words(question.language):
            unknown.append(pieces[0])
        pieces = pieces[length or 1 :]
    return said, unknown


def _means(pieces: Sequence[str], question: _Question) -> bool:
    return " ".join(pieces) in question.phrases


def _of_its_script(text: str, language: str) -> Read:
    """Native letters of another language than the person chose: taken when its languages agree."""
    others = [code for code in script_hint(text) if code != language]
    reads = {_read(text, _Question(2, False, yes_no_phrases(code), code, yes_no=True)) for code in others}
    found = {read for read in reads if isinstance(read, Picked)}
    return found.pop() if len(found) == 1 else Unclear("unknown")


def _near(line: str, question: _Question) -> int | None:
    """The only option one slip away from a single word that is no known word itself.

    Of yes and no only words of five letters: four, one of them wrong, are too often another word.
    """
    content = content_of(line, question.language)
    if " " in content or letter_count(content) < 4 or is_known(content, question.language):
        return None
    near = {
        index
        for phrase, meant in question.phrases.items()
        if letter_count(phrase) >= (5 if question.yes_no else 4) and one_slip(content, phrase)
        for index in meant
    }
    return near.pop() if len(near) == 1 else None
