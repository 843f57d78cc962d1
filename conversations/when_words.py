"""The words of a day or a time: which kinds they can be, in a language. Pure. What they come to is `when`'s."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product

from locales.dates import Kind, Meaning, Piece, Value, dates, lexicon, longest_phrase, pieces_of

YEAR = "y"
DATE = "D"  # day, month, year or 0
HYPHEN = "-"

MOST_PIECES = 16
"""More is a story."""
MOST_WAYS = 64

_TIME = re.compile(r"(\d{1,2})[:.](\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})([./-])(\d{1,2})(?:\2(\d{4}|\d{2}))?")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_SPAN = re.compile(r"[nHcpu]-[nc]")
"""From three to four: no time to meet at."""


@dataclass(frozen=True, slots=True)
class Token:
    """A phrase or figures, taken as one kind. `exact` is an hour such as 09: of the 24-hour clock."""

    kind: str
    value: Value = ()
    exact: bool = False


def ways_to_read(text: str, language: str) -> Iterator[tuple[Token, ...]]:
    """Every way to take the words of a text; none when one of them is unknown. Words of no weight are gone."""
    pieces = pieces_of(text)
    if not pieces or len(pieces) > MOST_PIECES:
        return
    if not dates(language).spaced:
        pieces = _parted(pieces, lexicon(language))
    choices = _choices(pieces, language)
    if choices is None:
        return
    for way in islice(product(*choices), MOST_WAYS):
        kept = tuple(token for token in way if token.kind != Kind.FILLER)
        if not _SPAN.search("".join(token.kind for token in kept)):
            yield tuple(token for token in kept if token.kind != HYPHEN)


def _choices(pieces: Sequence[Piece], language: str) -> list[list[Token]] | None:
    """What each phrase can be; the longest phrase that is known counts."""
    words, longest = lexicon(language), longest_phrase(language)
    choices, start = [], 0
    while start < len(pieces):
        for end in range(min(start + longest, len(pieces)), start, -1):
            found = _tokens(pieces[start:end], words)
            if found:
                choices.append(found)
                start = end
                break
        else:
            return None
    return choices


def _tokens(pieces: Sequence[Piece], words: Mapping[str, Sequence[Meaning]]) -> list[Token]:
    meanings = words.get(" ".join(piece.plain for piece in pieces), ())
    if meanings:
        return [Token(meaning.kind, meaning.value) for meaning in _as_spelled(pieces, meanings)]
    return _figures(pieces[0].plain) if len(pieces) == 1 else []


def _as_spelled(pieces: Sequence[Piece], meanings: Sequence[Meaning]) -> Sequence[Meaning]:
    """Where marks were typed they tell words apart: in Vietnamese "tối" is the evening, "tới" is coming."""
    typed = " ".join(piece.spelled for piece in pieces)
    return [meaning for meaning in meanings if meaning.spelled == typed] or meanings


def _figures(written: str) -> list[Token]:
    if written[0] not in "0123456789":
        return [Token(HYPHEN)] if written in "-–—" else []
    if len(written) <= 2:
        return [Token(Kind.NUMBER, (int(written),), _is_exact(written))]
    if len(written) == 4 and written.isdigit():
        return [Token(YEAR, (int(written),))]
    return [*_time(written), *_date(written)]


def _time(written: str) -> Iterator[Token]:
    clock = _TIME.fullmatch(written)
    if clock:
        yield Token(Kind.CLOCK, (int(clock[1]), int(clock[2])), _is_exact(clock[1]))


def _is_exact(hour: str) -> bool:
    return len(hour) == 2 and hour[0] == "0"


def _date(written: str) -> Iterator[Token]:
    found = _DAY_FIRST.fullmatch(written)
    if found:
        year = int(found[4] or 0)
        yield Token(DATE, (int(found[1]), int(found[3]), year + 2000 if found[4] and year < 100 else year))
    found = _YEAR_FIRST.fullmatch(written)
    if found:
        yield Token(DATE, (int(found[3]), int(found[2]), int(found[1])))


# ---------------------------------------------------------------------------- scripts without spaces


def _parted(pieces: Sequence[Piece], words: Mapping[str, Sequence[Meaning]]) -> tuple[Piece, ...]:
    """Words written together, parted where all of them are known; what cannot be parted stays, unknown."""
    together: list[Piece] = []
    for piece in pieces:
        if together and not piece.plain.isascii() and not together[-1].plain.isascii():
            before = together.pop()
            together.append(Piece(before.plain + piece.plain, before.spelled + piece.spelled))
        else:
            together.append(piece)
    return tuple(part for piece in together for part in _parts(piece, words))


def _parts(piece: Piece, words: Mapping[str, Sequence[Meaning]]) -> list[Piece]:
    """From the end of the word backwards: how what follows a letter parts, by its longest first word."""
    text = piece.plain
    after: dict[int, list[Piece]] = {len(text): []}
    for start in reversed(range(len(text))):
        for end in range(len(text), start, -1):
            if end in after and text[start:end] in words:
                after[start] = [Piece(text[start:end], text[start:end]), *after[end]]
                break
    return after.get(0, [piece])
