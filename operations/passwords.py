"""What makes a password acceptable, how it is kept, and how a new one is made. No composition rules, no expiry.

15 to 128 characters, not on a list of common ones and not put together from it (NIST SP 800-63B, ASVS 5.0 6.2).
Argon2id with 19 MiB and 3 passes: one pass above OWASP's floor, and a burst of log-ins still fits a small server.
"""

import base64
import secrets
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

from operations.work import Refused

SHORTEST, LONGEST = 15, 128
LIST = Path(__file__).with_name("common_passwords.txt")
HOUSE_WORDS = ("bobbin", "betterwork", "better", "work", "factory", "garment", "advisor", "grievance", "committee")
SEQUENCES = (
    "0123456789" * 3,
    "1234567890" * 3,
    "abcdefghijklmnopqrstuvwxyz" * 2,
    "qwertyuiopasdfghjklzxcvbnm" * 2,
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
)

HASHER = PasswordHasher(time_cost=3, memory_cost=19 * 1024, parallelism=1)


class WeakPassword(Refused):
    """A password that is not taken. `reason` is `short`, `long` or `common`."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the password is too {reason}")
        self.reason = reason


def hashed(password: str, context: Iterable[str] = ()) -> str:
    """The hash to keep. Raises WeakPassword; an over-long one is refused before anything is computed."""
    if len(password) > LONGEST:
        raise WeakPassword("long")
    if len(password) < SHORTEST:
        raise WeakPassword("short")
    if is_guessable(password, context):
        raise WeakPassword("common")
    return HASHER.hash(password)


def hashed_secret(secret: str) -> str:
    """The hash to keep of something that we made ourselves: how it is put together is not looked at."""
    return HASHER.hash(secret)


def fits(kept: str | None, password: str) -> bool:
    """Whether a password is the one kept. Without one (no such user) it takes as long and says no."""
    if len(password) > LONGEST:
        return False
    try:
        return HASHER.verify(kept or _nobodys(), password) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def new_password() -> str:
    """Six groups of two syllables (73 bits): easy to read aloud and to type on any keyboard."""
    return "-".join("".join(_syllable() for _ in range(2)) for _ in range(6))


def is_guessable(password: str, context: Iterable[str] = ()) -> bool:
    """Whether it is a common password, a run of keys, one piece repeated, or two known words with digits around."""
    plain = "".join(letter for letter in password.casefold() if letter.isalnum())
    words = _common() | {word.casefold() for word in (*HOUSE_WORDS, *context)}
    core = plain.strip("0123456789")
    return _repeats(plain) or _is_run(plain) or _is_words(plain, words) or _is_words(core, words)


def _is_words(text: str, words: frozenset[str]) -> bool:
    if len(text) < 2 or text in words:
        return True
    return any(text[:cut] in words and text[cut:] in words for cut in range(2, len(text) - 1))


def _is_run(text: str) -> bool:
    return any(text in run or text[::-1] in run for run in SEQUENCES)


def _repeats(text: str) -> bool:
    """Whether the text is one piece of at most 8 characters again and again."""
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, 9) if size < len(text))


def _syllable() -> str:
    return secrets.choice("bdfghjkmnprstv") + secrets.choice("aeiou")


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("# "))


def _nobodys() -> str:
    """A hash that no password has, at the cost of ours. Drawn, not computed: the first to ask would wait twice."""
    salt, digest = (_base64(secrets.token_bytes(size)) for size in (HASHER.salt_len, HASHER.hash_len))
    cost = f"m={HASHER.memory_cost},t={HASHER.time_cost},p={HASHER.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${cost}${salt}${digest}"


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode().rstrip("=")
