"""The words of a reply: how it falls apart, how many they are, what weight they have in a language.

Pure. What a reply means is not decided here.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from locales.spelling import tidied
from locales.words import Words, keywords, words

Phrases = Mapping[str, frozenset[int]]
"""What the words of each option mean; a phrase of two options means neither."""

FEW = 4
"""More words than this are a story."""

_WORD = re.compile(r"\S+")
_PIECE = re.compile(r"(?<![^\W\d])[^\W\d]+\d[^\W\d]+|\d+|[^\d\s/,;:+&|()،؛]+")
"""Also words of the Arabic chat alphabet, na3am."""
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


def is_few(text: str) -> bool:
    return word_count(text) <= FEW


def pieces_of(line: str) -> list[str]:
    """Words and numbers, without the punctuation around them."""
    return [piece for piece in map(tidied, _PIECE.findall(line)) if piece]


@lru_cache(maxsize=64)
def lists_of(language: str) -> tuple[Words, ...]:
    """Of the language, and English, which is understood everywhere."""
    own, english = words(language), words("en")
    return (own,) if own == english else (own, english)


@lru_cache(maxsize=64)
def filler_words(language: str) -> frozenset[str]:
    """Words of no weight, as long as they are no answer themselves."""
    answers = {word for list_ in lists_of(language) for word in (*list_.yes, *list_.no)}
    return number_words(language) - answers


@lru_cache(maxsize=64)
def number_words(language: str) -> frozenset[str]:
    """Words of no weight beside the number of a list: in Bengali "2 no" is number two."""
    return frozenset((*words(language).filler, *words("en").filler_everywhere))


@lru_cache(maxsize=64)
def unit_words(language: str) -> frozenset[str]:
    return frozenset(word for list_ in lists_of(language) for word in list_.units)


@lru_cache(maxsize=64)
def done_words(language: str) -> frozenset[str]:
    """What is said by the words for "that is all"."""
    return frozenset(content_of(word, language) for list_ in lists_of(language) for word in list_.done)


@lru_cache(maxsize=64)
def yes_no_phrases(language: str) -> Phrases:
    own = words(language)
    english = words("en")
    taken = {*own.yes, *own.no}  # where a language disagrees with English, its own word counts
    yes = (*own.yes, *(word for word in english.yes if word not in taken))
    no = (*own.no, *(word for word in english.no if word not in taken))
    return meaning(((0, yes), (1, no)))


def option_phrases(labels: Sequence[Sequence[str]], language: str) -> Phrases:
    """The words of each label, and all synonyms of a label that is one of the known answers."""
    meant: list[tuple[int, Iterable[str]]] = []
    for index, written in enumerate(labels):
        own = [tidied(label) for label in written]
        meant.append((index, own))
        meant += [(index, known) for known in known_answers(language) if any(label in known for label in own)]
    return meaning(meant)


@lru_cache(maxsize=64)
def known_answers(language: str) -> tuple[tuple[str, ...], ...]:
    return tuple(
        answers
        for list_ in lists_of(language)
        for answers in (list_.yes, list_.no, list_.done, list_.skip, list_.dont_know)
    )


def meaning(meant: Iterable[tuple[int, Iterable[str]]]) -> Phrases:
    found: dict[str, frozenset[int]] = {}
    for index, phrases in meant:
        for phrase in filter(None, phrases):
            found[phrase] = found.get(phrase, frozenset()) | {index}
    return found


def content_of(line: str, language: str) -> str:
    """What is said beside words of no weight; all of it when there is nothing else."""
    filler = filler_words(language)
    pieces = pieces_of(line)
    return " ".join([piece for piece in pieces if piece not in filler] or pieces)


def letter_count(word: str) -> int:
    return sum(map(str.isalpha, word))


@lru_cache(maxsize=64)
def known_words(language: str) -> frozenset[str]:
    answers = (word for known in known_answers(language) for word in known)
    return unit_words(language) | frozenset(answers) | frozenset(keywords())


def is_known(word: str, language: str) -> bool:
    return word in known_words(language)


def one_slip(typed: str, meant: str) -> bool:
    """Damerau distance 1: a letter missing, added, another, or two swapped. The first letter is right."""
    if typed == meant or abs(len(typed) - len(meant)) > 1 or typed[:1] != meant[:1]:
        return False
    start = next((i for i, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), min(len(typed), len(meant)))
    a, b = typed[start:], meant[start:]
    swapped = len(a) >= 2 and len(b) >= 2 and a[0] == b[1] and a[1] == b[0] and a[2:] == b[2:]
    return swapped or a[1:] == b[1:] or a[1:] == b or a == b[1:]
