"""Patterns of a form's author, held against the words of workers: matched in bounded time, or not accepted.

Python's matcher tries again and again where repeats meet. So no group is repeated, and repeats are few.
"""

import re
from functools import lru_cache

LONGEST = 200
"""Characters of a pattern; and of an answer, of which the rest is not looked at."""
MOST_REPEATS = 3
MOST_MAYBES = 6

_LITERAL = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_REPEAT = re.compile(r"[*+]|\{\d*,\d*\}")


def is_safe(pattern: str) -> bool:
    """Whether a pattern can be read, and never takes long."""
    plain = _LITERAL.sub("a", pattern)
    if len(pattern) > LONGEST or re.search(r"\)(?:[*+]|\{)|\(\?[^:]", plain):
        return False
    if len(_REPEAT.findall(plain)) > MOST_REPEATS or len(re.findall(r"[?|]", plain)) > MOST_MAYBES:
        return False
    return _compiled(pattern) is not None


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text is of the pattern. An unsafe pattern matches nothing; importing refuses it."""
    compiled = _compiled(pattern) if is_safe(pattern) else None
    return bool(compiled and compiled.fullmatch(text[:LONGEST]))


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str] | None:
    """ODK's patterns are Java's; those that Python reads otherwise are not accepted."""
    try:
        return re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return None
