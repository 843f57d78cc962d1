"""What a short reply means. Pure: closed rules and word lists, or asked again; never a guess.

1. Copied labels count, with or without their number.
2. One number in range counts, when nothing but known words of no weight stands beside it: "2 please" is an
   answer, "2 girls fainted" and "2 months" are not.
3. Then the words of the person's language, and English; then, for one word of four letters or more, a
   single slip of the finger when only one option is that near.
4. More than a few words is somebody telling their story. Yes and no together is asked again.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from locales.spelling import normalise, spelled, tidied
from locales.words import Keyword, Words, keywords, not_commands, script_hint, words

__all__ = [
    "ZERO",
    "Keyword", "Picked", "Prose", "Read", "Unclear", "is_done", "keyword", "normalise", "read_choice",
    "read_number", "read_yes_no", "word_count",
]  # fmt: skip

ZERO: Final = -1
"""The index of the option 0."""
FEW = 4
"""More words than this are a story."""
LONGEST_PHRASE = 4

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

Phrases = Mapping[str, frozenset[int]]
"""What the words of each option mean; a phrase of two options means neither."""


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
    return _read(text, _Question(count, zero, _phrases(labels, language), language))


def read_yes_no(text: str, language: str) -> Read:
    """Read a reply to "1 yes, 2 no": Picked(0) is yes."""
    plain = _plain_number(text)
    if plain is not None:
        return _in_range(plain, _Question(2, False, {}, language, yes_no=True))
    if spelled(text) in words(language).marked_yes:
        return Picked(0)
    read = _read(text, _Question(2, False, _yes_no_phrases(language), language, yes_no=True))
    return _of_its_script(text, language) if read == Unclear("unknown") else read


def read_number(text: str) -> int | None:
    """The number, when the reply is nothing else."""
    plain = normalise(text)
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 9 else None


def is_done(text: str, language: str) -> bool:
    """Whether the whole reply says "that is all"."""
    said = tidied(text)
    return any(_content(said, language) == _content(word, language) for word in _done(language))


def keyword(text: str) -> Keyword | None:
    """The command that is the whole message, in any language. "0" asks for help: read a menu with 0 first."""
    said = tidied(text)
    if not said:
        return Keyword.HELP if text.strip() and not text.strip().strip("?؟？") else None
    found = keywords().get(said)
    if found is None or (not text.isascii() and spelled(text) in not_commands()):
        return None
    return found


# ------------------------------------------------------------------------------------------------ words

_WORD = re.compile(r"\S+")
_PIECE = re.compile(r"(?<![^\W\d])[^\W\d]+\d[^\W\d]+|\d+|[^\d\s/,;:+&|()،؛]+")
"""Also words of the Arabic chat alphabet, na3am."""
_JOINED = re.compile(r"\d\s*[.,:/⁄\-–،٫٬]\s*\d")
_AMOUNT = re.compile(r"[%٪‰$€£¥₹₨৳៛]|\d\s*/")
_UNSPACED = ("KHMER", "MYANMAR", "THAI", "LAO", "CJK", "HIRAGANA", "KATAKANA")
_LETTERS_A_WORD = 2
"""Syllables that a word has where no spaces are written, kept low: a story must not be missed."""


def word_count(text: str) -> int:
    """Words, also where no spaces are written between them; there it is an estimate by syllables."""
    if text.isascii():
        return sum(any(map(str.isalnum, word)) for word in _WORD.findall(text))
    return sum(map(_words_in, _WORD.findall(text)))


def _words_in(word: str) -> int:
    syllables = _syllables(word)
    if syllables:
        return -(-syllables // _LETTERS_A_WORD)
    return int(any(map(str.isalnum, word)))


def _syllables(word: str) -> int:
    """Letters that carry a syllable, in scripts without spaces: not those written below or silenced."""
    count, below = 0, False
    for letter in word:
        if letter in "\u17d2\u1039":
            below = True
        elif letter == "\u103a":
            count -= count > 0
        elif letter > "\u0e00" and unicodedata.category(letter) == "Lo":
            count += not below and unicodedata.name(letter, "").startswith(_UNSPACED)
            below = False
    return count


def _few(text: str) -> bool:
    return word_count(text) <= FEW


def _pieces(line: str) -> list[str]:
    """Words and numbers, without the punctuation around them."""
    return [piece for piece in map(tidied, _PIECE.findall(line)) if piece]


@lru_cache(maxsize=64)
def _lists(language: str) -> tuple[Words, ...]:
    """Of the language, and English, which is understood everywhere."""
    own, english = words(language), words("en")
    return (own,) if own == english else (own, english)


@lru_cache(maxsize=64)
def _filler(language: str) -> frozenset[str]:
    """Words of no weight, as long as they are no answer themselves."""
    answers = {word for list_ in _lists(language) for word in (*list_.yes, *list_.no)}
    return _number_words(language) - answers


@lru_cache(maxsize=64)
def _number_words(language: str) -> frozenset[str]:
    """Words of no weight beside the number of a list: in Bengali "2 no" is number two."""
    return frozenset((*words(language).filler, *words("en").filler_everywhere))


@lru_cache(maxsize=64)
def _units(language: str) -> frozenset[str]:
    return frozenset(word for list_ in _lists(language) for word in list_.units)


@lru_cache(maxsize=64)
def _done(language: str) -> tuple[str, ...]:
    return tuple(word for list_ in _lists(language) for word in list_.done)


@lru_cache(maxsize=64)
def _yes_no_phrases(language: str) -> Phrases:
    own = words(language)
    english = words("en")
    taken = {*own.yes, *own.no}  # where a language disagrees with English, its own word counts
    yes = (*own.yes, *(word for word in english.yes if word not in taken))
    no = (*own.no, *(word for word in english.no if word not in taken))
    return _meaning(((0, yes), (1, no)))


def _phrases(labels: Sequence[Sequence[str]], language: str) -> Phrases:
    """The words of each label, and all synonyms of a label that is one of the known answers."""
    meant: list[tuple[int, Iterable[str]]] = []
    for index, written in enumerate(labels):
        own = [tidied(label) for label in written]
        meant.append((index, own))
        meant += [(index, known) for known in _known_answers(language) if any(label in known for label in own)]
    return _meaning(meant)


@lru_cache(maxsize=64)
def _known_answers(language: str) -> tuple[tuple[str, ...], ...]:
    return tuple(
        answers
        for list_ in _lists(language)
        for answers in (list_.yes, list_.no, list_.done, list_.skip, list_.dont_know)
    )


def _meaning(meant: Iterable[tuple[int, Iterable[str]]]) -> Phrases:
    found: dict[str, frozenset[int]] = {}
    for index, phrases in meant:
        for phrase in filter(None, phrases):
            found[phrase] = found.get(phrase, frozenset()) | {index}
    return found


def _content(line: str, language: str) -> str:
    """What is said beside words of no weight; all of it when there is nothing else."""
    filler = _filler(language)
    pieces = _pieces(line)
    return " ".join([piece for piece in pieces if piece not in filler] or pieces)


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
    if any(map(str.isdigit, _pieces(line))):
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
    pieces = _pieces(line)
    numbers = {int(piece) for piece in pieces if piece.isdigit() and len(piece) <= 9}
    rest = [piece for piece in pieces if not piece.isdigit()]
    if rest and not _few(text):
        return Prose(text)
    if len(numbers) > 1 or _JOINED.search(line):
        return Unclear("two_numbers")
    if _AMOUNT.search(line) or not numbers or not _units(question.language).isdisjoint(rest):
        return Unclear("unknown")
    return _beside(numbers.pop(), line, question)


def _beside(number: int, line: str, question: _Question) -> Read:
    """A number with words beside it: they must be of no weight, or say the same."""
    if not question.allows(number):
        return Unclear("out_of_range")
    pieces = _without_number_sign(_pieces(line), question)
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
    return [piece for piece in pieces if piece not in _number_words(question.language)]


def _is_part_of(unknown: Sequence[str], index: int, question: _Question) -> bool:
    """Words of the label of that very option."""
    label = {word for phrase, meant in question.phrases.items() if meant == {index} for word in phrase.split()}
    return label.issuperset(unknown)


def _only_assent(unknown: Sequence[str], question: _Question) -> bool:
    """ "ok 2" at a list."""
    yes = {word for list_ in _lists(question.language) for word in list_.yes}
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
    if not _few(text):
        return Prose(text)
    if len(said) > 1:
        return question.clash()
    near = _near(line, question)
    return Unclear("unknown") if near is None else Picked(near)


def _matching_content(line: str, question: _Question) -> Picked | None:
    """The label but for words of no weight; or a word for its number."""
    content = _content(line, question.language)
    found = {
        index
        for phrase, meant in question.phrases.items()
        for index in meant
        if _content(phrase, question.language) == content
    }
    if not found:
        found = {index for index in _counted(content, question.language) if question.allows(index + 1)}
    return Picked(*found) if len(found) == 1 else None


def _counted(content: str, language: str) -> set[int]:
    return {index for list_ in _lists(language) for index, ways in enumerate(list_.numbers) if content in ways}


def _spoken(line: str, question: _Question) -> tuple[set[int], list[str]]:
    """Options named by the phrases of a line, longest first, and the words that named none and weigh."""
    pieces = _pieces(line)
    said: set[int] = set()
    unknown: list[str] = []
    while pieces:
        length = next((n for n in range(LONGEST_PHRASE, 0, -1) if _means(pieces[:n], question)), 0)
        if length:
            said |= question.phrases[" ".join(pieces[:length])]
        elif pieces[0] not in _filler(question.language):
            unknown.append(pieces[0])
        pieces = pieces[length or 1 :]
    return said, unknown


def _means(pieces: Sequence[str], question: _Question) -> bool:
    return " ".join(pieces) in question.phrases


def _of_its_script(text: str, language: str) -> Read:
    """Native letters of another language than the person chose: taken when its languages agree."""
    others = [code for code in script_hint(text) if code != language]
    reads = {_read(text, _Question(2, False, _yes_no_phrases(code), code, yes_no=True)) for code in others}
    found = {read for read in reads if isinstance(read, Picked)}
    return found.pop() if len(found) == 1 else Unclear("unknown")


# ------------------------------------------------------------------------------------- one slip of the finger


def _near(line: str, question: _Question) -> int | None:
    """The only option one slip away from a single word that is no known word itself."""
    content = _content(line, question.language)
    if " " in content or _letters(content) < 4 or _is_known(content, question.language):
        return None
    near = {
        index
        for phrase, meant in question.phrases.items()
        if _letters(phrase) >= 4 and one_slip(content, phrase)
        for index in meant
    }
    return near.pop() if len(near) == 1 else None


def _letters(word: str) -> int:
    return sum(map(str.isalpha, word))


@lru_cache(maxsize=64)
def _known_words(language: str) -> frozenset[str]:
    answers = (word for known in _known_answers(language) for word in known)
    return _units(language) | frozenset(answers) | frozenset(keywords())


def _is_known(word: str, language: str) -> bool:
    return word in _known_words(language)


def one_slip(typed: str, meant: str) -> bool:
    """Damerau distance 1: a letter missing, added, another, or two swapped. The first letter is right."""
    if typed == meant or abs(len(typed) - len(meant)) > 1 or typed[:1] != meant[:1]:
        return False
    start = next((i for i, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), min(len(typed), len(meant)))
    a, b = typed[start:], meant[start:]
    swapped = len(a) >= 2 and len(b) >= 2 and a[0] == b[1] and a[1] == b[0] and a[2:] == b[2:]
    return swapped or a[1:] == b[1:] or a[1:] == b or a == b[1:]
