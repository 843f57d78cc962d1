"""How words are written alike, so that what people type can be compared. Standard library only.

For comparing, never for showing: marks, apostrophes and letter variants are lost here.
"""

import re
import string
import unicodedata

_KEPT_SIGNS = "%/$"
"""At the end of a number these make it an amount, not an answer."""
_ENDS = "".join(sign for sign in string.punctuation + string.whitespace if sign not in _KEPT_SIGNS)
_STARTS = _ENDS + "/"  # a command of Telegram: /start

_PLAIN = re.compile(r"[a-z0-9 ]*")
_STRETCHED = re.compile(r"([^\d\s])\1{2,}")
_NUMBER_SIGN = re.compile(r"(?:no[.°]|nr\.|n°|no(?=\d)) ?(\d+)")
_ETHIOPIC = re.compile("[\u1369-\u137c]+")
_LOSABLE = re.compile("[\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed'’‘ʻʼʿ`´′]+")
_VARIANTS = str.maketrans("یىکہھةۀۂ", "ييكههههه")
_SKIN_TONES = re.compile("[\U0001f3fb-\U0001f3ff\ufe00-\ufe0f]+")


def normalise(text: str) -> str:
    """A reply as it is compared: one case, ASCII digits, no invisible or doubtful marks, no stretching.

    "No. 2", "(2)", "২।" and "2️⃣" are all "2". What is already normal stays as it is.
    """
    tidy = tidied(text)
    sign = _NUMBER_SIGN.fullmatch(tidy)
    return sign[1] if sign else tidy


def tidied(text: str) -> str:
    """As `normalise`, but "no. 2" keeps its "no": at a yes-or-no question it may be a word."""
    if text.isascii():
        return _tidied_ascii(text)
    return _settled(text, _LOSABLE)


def spelled(text: str) -> str:
    """As `tidied`, but with the marks of its letters: what tells Vietnamese "đúng" from "dừng"."""
    return _settled(text, None)


def _tidied_ascii(text: str) -> str:
    lowered = text.lower()
    if not _PLAIN.fullmatch(lowered):
        lowered = "".join(letter if letter >= " " or letter in "\t\n\r\f\v" else "" for letter in lowered)
        lowered = lowered.replace("\x7f", "").replace("'", "").replace("`", "")
    return _trimmed(_STRETCHED.sub(r"\1", lowered))


def _settled(text: str, losable: re.Pattern[str] | None) -> str:
    """Repeated until it no longer changes: taking a mark away can bring two letters together."""
    for _turn in range(8):
        before, text = text, _one_turn(text, losable)
        if text == before:
            break
    return text


def _one_turn(text: str, losable: re.Pattern[str] | None) -> str:
    text = unicodedata.normalize("NFKC", _SKIN_TONES.sub("", text)).casefold()
    text = _ETHIOPIC.sub(_ethiopic_number, text)
    if losable is not None:
        text = losable.sub("", unicodedata.normalize("NFD", text)).replace("đ", "d").translate(_VARIANTS)
    text = unicodedata.normalize("NFC", "".join(map(_visible, text)))
    return _trimmed(_STRETCHED.sub(r"\1", text))


def _visible(letter: str) -> str:
    """The letter, its digit in ASCII, a space, or nothing."""
    if letter < "\x7f" and (letter >= " " or letter in "\t\n\r\f\v"):
        return letter
    category = unicodedata.category(letter)
    if category in ("Cf", "Me", "Cc", "Cs"):
        return ""
    if category[0] == "Z":
        return " "
    digit = unicodedata.digit(letter, None)
    return letter if digit is None else str(digit)


def _ethiopic_number(written: re.Match[str]) -> str:
    """፲፪ is ten and two: these are numerals, not digits."""
    total = 0
    for numeral in written[0]:
        value = int(unicodedata.numeric(numeral))
        total = max(total, 1) * value if value >= 100 else total + value
    return str(total)


def _trimmed(text: str) -> str:
    """Without what surrounds it, and with single spaces."""
    text = " ".join(text.split()).lstrip(_STARTS).rstrip(_ENDS)
    start, end = 0, len(text)
    while start < end and _surrounds(text[start]):
        start += 1
    while end > start and _surrounds(text[end - 1]):
        end -= 1
    trimmed = text[start:end]
    return trimmed if trimmed == text else _trimmed(trimmed)


def _surrounds(letter: str) -> bool:
    return letter > "\x7f" and unicodedata.category(letter)[0] in "PZ" and letter not in "٪‰％"
