"""What the words of XPath do in XLSForm: operators and functions over text, numbers and days. Pure; no parser in it.

Values are text, as workers gave them; in sums and in `<`, a day counts as its number, as in ODK.
"""

import math
import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from operations.regexes import matches

EPOCH = date(1970, 1, 1).toordinal()
_DAY = re.compile(r"\d{4}-\d\d-\d\d(?=$|T)")


def truth(value: Any) -> bool:
    """As XPath has it: empty text, nought and no number are false."""
    return not math.isnan(value) and bool(value) if isinstance(value, float) else bool(value)


def as_number(value: Any) -> float:
    """A number; a day is the days since 1970-01-01; nothing and words are not a number."""
    if not isinstance(value, str):
        return float(value)
    if _DAY.match(value):
        return float(date.fromisoformat(value[:10]).toordinal() - EPOCH) if _is_day(value[:10]) else math.nan
    try:
        return float(value) if not set(value) & set("_nNiI") else math.nan
    except ValueError:
        return math.nan


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def as_text(value: Any) -> str:
    """As XPath writes it: whole numbers without a point."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else str(number)


def _equal(left: Any, right: Any) -> bool:
    """By truth, by number or by letters: as XPath 1.0 has it."""
    if isinstance(left, bool) or isinstance(right, bool):
        return truth(left) == truth(right)
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return as_number(left) == as_number(right)


def _numbers(of: Callable[[float, float], Any]) -> Callable[[Any, Any], Any]:
    return lambda left, right: of(as_number(left), as_number(right))


def _divided(left: float, right: float) -> float:
    if right:
        return left / right
    return math.nan if not left or math.isnan(left) else math.copysign(math.inf, left)


def _rest(left: float, right: float) -> float:
    return math.fmod(left, right) if right and not math.isinf(left) else math.nan


OPERATIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": _equal,
    "!=": lambda left, right: not _equal(left, right),
    "<": _numbers(lambda left, right: left < right),
    "<=": _numbers(lambda left, right: left <= right),
    ">": _numbers(lambda left, right: left > right),
    ">=": _numbers(lambda left, right: left >= right),
    "+": _numbers(lambda left, right: left + right),
    "-": _numbers(lambda left, right: left - right),
    "*": _numbers(lambda left, right: left * right),
    "div": _numbers(_divided),
    "mod": _numbers(_rest),
}


def _whole(value: float) -> float:
    return float(math.trunc(value)) if math.isfinite(value) else value


def _rounded(value: Any, places: Any = 0) -> float:
    number = as_number(value)
    scale = 10.0 ** max(-15, min(15, int(as_number(places))))
    return math.floor(number * scale + 0.5) / scale if math.isfinite(number) else number


def _selected_at(value: Any, place: Any) -> str:
    names, number = as_text(value).split(), as_number(place)
    return names[int(number)] if 0 <= number < len(names) else ""


def _cut(text: Any, start: Any, end: Any = None) -> str:
    """ODK counts letters from nought, and takes those before `end`."""
    return as_text(text)[int(as_number(start)) : None if end is None else int(as_number(end))]


def _day(value: Any) -> str:
    """A day as text; a number is one of days since 1970-01-01."""
    return value[:10] if isinstance(value, str) else date.fromordinal(int(value) + EPOCH).isoformat()


Arity = tuple[int, int]
FUNCTIONS: Mapping[str, tuple[Arity, Callable[..., Any]]] = {
    "selected": ((2, 2), lambda several, one: as_text(one) in as_text(several).split()),
    "selected-at": ((2, 2), _selected_at),
    "count-selected": ((1, 1), lambda several: float(len(as_text(several).split()))),
    "if": ((3, 3), lambda test, then, other: then if truth(test) else other),
    "coalesce": ((2, 2), lambda first, second: first if as_text(first) else second),
    "regex": ((2, 2), lambda value, pattern: matches(as_text(pattern), as_text(value))),
    "date": ((1, 1), _day),
    "int": ((1, 1), lambda value: _whole(as_number(value))),
    "number": ((1, 1), as_number),
    "decimal-date-time": ((1, 1), as_number),
    "round": ((1, 2), _rounded),
    "min": ((2, 8), lambda *values: min(map(as_number, values))),
    "max": ((2, 8), lambda *values: max(map(as_number, values))),
    "substr": ((2, 3), _cut),
    "ends-with": ((2, 2), lambda text, end: as_text(text).endswith(as_text(end))),
    "boolean-from-string": ((1, 1), lambda value: as_text(value).lower() in ("true", "1")),
}
