"""Codes that people read aloud: Crockford's base32 without I, L, O, U, and a check character.

The check is a weighted sum in the field of 32 elements, so every single wrong character and every two exchanged
characters are found, and the check character is one of the same 32.
"""

import re
import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CASE_LENGTH = 8
FACTORY_LENGTH = 4
CLEAR_DIGITS = frozenset("23456789")
"""Digits that no letter is taken for: a join code has one, so that a word typed with letters is never a code."""
_LOOKALIKES = str.maketrans("ILOU", "110V")
LONGEST_WITH_PIN = 48
_WITH_PIN = re.compile(r"\W*(?P<code>.+?)[\W_]*(?:pin)?[\W_]*(?P<pin>\d{6})\W*", re.IGNORECASE)
_FIELD = 0b100101  # x^5 + x^2 + 1, primitive: the powers of x are 31 different weights


def new_case_code() -> str:
    """Eight random characters (40 bits) and their check character."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(CASE_LENGTH))
    return body + check_character(body)


def new_factory_code() -> str:
    """Four characters with a letter and a digit, so that no word and no number is taken for a join code."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(FACTORY_LENGTH))
        if not code.isdigit() and set(code) & CLEAR_DIGITS:
            return code


def check_character(body: str) -> str:
    total = 0
    for character in body:
        total = _times_x(total ^ ALPHABET.index(character))
    return ALPHABET[total]


def read_code(typed: str) -> str | None:
    """A case code as dictated or typed, in any case, with spaces or hyphens; None when it cannot be one."""
    code = _canonical(typed)
    if len(code) != CASE_LENGTH + 1 or set(code) - set(ALPHABET):
        return None
    return code if check_character(code[:-1]) == code[-1] else None


def read_code_and_pin(typed: str) -> tuple[str, str] | None:
    """A case code and a PIN of six digits after it, in any digits, as the whole of a message; None when it is not."""
    found = _WITH_PIN.fullmatch(typed) if len(typed) <= LONGEST_WITH_PIN else None
    code = read_code(found["code"]) if found else None
    if found is None or code is None:
        return None
    return code, "".join(str(unicodedata.digit(digit)) for digit in found["pin"])


def read_factory_code(typed: str) -> str | None:
    """A join code as typed; None when it cannot be one."""
    code = _canonical(typed)
    if len(code) != FACTORY_LENGTH or set(code) - set(ALPHABET):
        return None
    return code if set(code) & CLEAR_DIGITS and not code.isdigit() else None


def spoken(code: str) -> str:
    """A case code in groups that can be dictated: `7Q2K-4F9T-X`."""
    return f"{code[:4]}-{code[4:8]}-{code[8:]}"


def _canonical(typed: str) -> str:
    return "".join(typed.split()).replace("-", "").upper().translate(_LOOKALIKES)


def _times_x(value: int) -> int:
    value <<= 1
    return value ^ _FIELD if value & 32 else value
