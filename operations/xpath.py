"""XPath of survey forms, as the rest of the house sees it. Its parser is loaded where the first expression is read:
most lines ask no survey, and each process would carry it.
"""

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from operations.xpath_parser import Expression

TODAY = "(today)"
"""Under which the day is handed in; no question can have such a name."""


class BadExpression(Exception):
    """An expression that cannot be used. `part` is what it stumbles on, where that is known."""

    def __init__(self, reason: str, part: str = "") -> None:
        super().__init__(reason)
        self.reason, self.part = reason, part


class DayUnknown(Exception):
    """It asks for today, and nobody has said which day it is."""


@lru_cache(maxsize=4096)
def parsed(written: str) -> "Expression":
    """Read an expression. Raises BadExpression."""
    from operations.xpath_parser import read

    return read(written)
