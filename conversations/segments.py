"""What a text costs as SMS, and how letters are folded so that it costs less. Pure; no provider, no price.

3GPP 23.038: 160 septets of GSM-7 or 70 UTF-16 units, 153 or 67 in each part of a longer text. A part
never splits an escape pair, a surrogate pair or, as Twilio counts, what a reader sees as one character.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Encoding = Literal["GSM-7", "UCS-2"]

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = "\f^{}\\[~]|€"

GSM = frozenset(BASIC + EXTENDED)
_NOT_BASIC = re.compile(f"[^{re.escape(BASIC)}]")
_NOT_GSM = re.compile(f"[^{re.escape(BASIC + EXTENDED)}]")
_COSTS_TWO = re.compile(f"[{re.escape(EXTENDED)}]")

SINGLE: dict[Encoding, int] = {"GSM-7": 160, "UCS-2": 70}
PART: dict[Encoding, int] = {"GSM-7": 153, "UCS-2": 67}


@dataclass(frozen=True, slots=True)
class Segments:
    """`units` are septets or UTF-16 units of the text; `left` of them still fit the last segment."""

    count: int
    encoding: Encoding
    units: int
    left: int


def segments(text: str) -> Segments:
    """Count a text as it will be billed; an empty text is sent as one segment."""
    if len(text) <= SINGLE["GSM-7"] and not _NOT_BASIC.search(text):
        return Segments(1, "GSM-7", len(text), SINGLE["GSM-7"] - len(text))
    if not _NOT_GSM.search(text):
        return _gsm(text)
    return _ucs(text)


def _gsm(text: str) -> Segments:
    units = len(text) + len(_COSTS_TWO.findall(text))
    if units <= SINGLE["GSM-7"]:
        return Segments(1, "GSM-7", units, SINGLE["GSM-7"] - units)
    count, left = _packed((2 if letter in EXTENDED else 1 for letter in text), PART["GSM-7"])
    return Segments(count, "GSM-7", units, left)


def _ucs(text: str) -> Segments:
    units = sum(map(_utf16, text))
    if units <= SINGLE["UCS-2"]:
        return Segments(1, "UCS-2", units, SINGLE["UCS-2"] - units)
    simple = _packed(map(_utf16, text), PART["UCS-2"])
    whole = _packed(_cluster_sizes(text), PART["UCS-2"])
    count, left = max(simple, whole, key=lambda packed: (packed[0], -packed[1]))
    return Segments(count, "UCS-2", units, left)


def _utf16(letter: str) -> int:
    return 2 if letter > "\uffff" else 1


def _packed(sizes: Iterable[int], room: int) -> tuple[int, int]:
    """Parts needed when nothing of `sizes` is split, and the room left in the last.

    What is too long for any part gets one of its own, after an empty first one, as Twilio's calculator has it.
    """
    count, used = 1, 0
    for size in sizes:
        if used + size > room and (used or count == 1):
            count, used = count + 1, 0
        used += size
    return count, max(0, room - used)


# Which characters a reader sees as one: Unicode annex 29, as Twilio's calculator applies it.

JOINER = "\u200d"
_PREPEND = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u08e2\u0d4e\U000110bd\U000111c2\U000111c3")
_EXTEND = frozenset("\u200c\uff9e\uff9f\u0e33\u0eb3")
_NOT_SPACING = frozenset(
    "\u102b\u102c\u1038\u1062\u1063\u1064\u1067\u1068\u1069\u106a\u106b\u106c\u106d\u1083\u1087\u1088\u1089"
    "\u108a\u108b\u108c\u108f\u109a\u109b\u109c\u1a61\u1a63\u1a64\uaa7b\uaa7d\U00011720\U00011721"
)
_SKIN = frozenset("\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
_GLUED = frozenset("\u2764\U0001f48b\U0001f5e8\U0001f308\u2640\u2642\u2695\u2696\u2708\U0001f33e\U0001f373")


@lru_cache(maxsize=4096)
def _kind(letter: str) -> str:
    """extend, prepend, joiner, flag, skin, control, or other."""
    if letter == JOINER:
        return "joiner"
    if letter in _SKIN:
        return "skin"
    if "\U0001f1e6" <= letter <= "\U0001f1ff":
        return "flag"
    if letter in _PREPEND:
        return "prepend"
    return _kind_by_category(letter)


def _kind_by_category(letter: str) -> str:
    category = unicodedata.category(letter)
    if category in ("Mn", "Me") or letter in _EXTEND or "\U000e0020" <= letter <= "\U000e007f":
        return "extend"
    if category == "Mc":
        return "other" if letter in _NOT_SPACING else "extend"
    return "control" if category in ("Cc", "Cf", "Cs", "Zl", "Zp") else "other"


def _cluster_sizes(text: str) -> Iterator[int]:
    """UTF-16 units of each cluster."""
    size, flags, before = 0, 0, ""
    for letter in text:
        kind = _kind(letter)
        if size and not _joins(before, letter, kind, flags):
            yield size
            size, flags = 0, 0
        size += _utf16(letter)
        flags += kind == "flag"
        before = letter
    if size:
        yield size


def _joins(before: str, letter: str, kind: str, flags: int) -> bool:
    """Whether a letter belongs to the cluster before it."""
    previous = _kind(before)
    if "control" in (previous, kind):
        return False
    if kind in ("extend", "joiner") or previous == "prepend":
        return True
    if kind == "skin":
        return _emoji(before)
    if kind == "flag":
        return previous == "flag" and flags % 2 == 1
    return previous == "joiner" and _emoji(letter)


def _emoji(letter: str) -> bool:
    return (
        letter in _GLUED or "\U0001f385" <= letter <= "\U0001f9ff" or letter in "\u261d\u26f9\u270a\u270b\u270c\u270d"
    )


# Folding: letters that GSM-7 lacks, written so that a reader of the language still reads them.

FOLDED_LANGUAGES = frozenset({"en", "fr", "es", "ht", "mg", "id", "om", "uz"})
"""Not vi: without its marks a Vietnamese word can be another word."""

_LETTERS = str.maketrans(
    {
        "œ": "oe", "Œ": "OE", "ç": "c", "«": '"', "»": '"', "‹": "'", "›": "'",
        "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "‚": "'", "ʻ": "'", "ʼ": "'", "`": "'", "´": "'",
        "–": "-", "—": "-", "‑": "-", "−": "-", "…": "...", "•": "-", "·": "-", "×": "x",
        "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ",
        "\u200b": "", "\u200e": "", "\u200f": "", "\ufeff": "", "\u00ad": "",
        "ª": "a", "º": "o", "°": "o", "→": "->",
    }
)  # fmt: skip


def fold(text: str, language: str) -> str:
    """The text in GSM-7 letters where its language stays readable so, else unchanged.

    All or nothing: one letter that has no GSM-7 form makes the whole text UCS-2, and folding the rest
    would only spoil it. Never costs more segments than the text itself.
    """
    if language.partition("_")[0] not in FOLDED_LANGUAGES or language.endswith("Cyrl") or not _NOT_GSM.search(text):
        return text
    folded = "".join(map(_folded_letter, unicodedata.normalize("NFC", text)))
    if _NOT_GSM.search(folded) or segments(folded).count > segments(text).count:
        return text
    return folded


@lru_cache(maxsize=1024)
def _folded_letter(letter: str) -> str:
    if letter in GSM:
        return letter
    replaced = letter.translate(_LETTERS)
    if replaced != letter:
        return replaced
    base = unicodedata.normalize("NFD", letter)[0]
    return base if base in GSM else letter
