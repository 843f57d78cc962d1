"""XPath as XLSForm uses it: a real parser (elementpath), with a small set of functions and none that reaches outside.

An expression is bounded in length, in parts and in nesting; it sees what it is handed and nothing else.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from elementpath import XPathContext
from elementpath.exceptions import ElementPathError
from elementpath.xpath1 import XPath1Parser
from elementpath.xpath_nodes import XPathNode

from operations.xpath import TODAY, BadExpression, DayUnknown
from operations.xpath_words import FUNCTIONS, OPERATIONS, Arity, truth

LONGEST = 1000
"""Characters of an expression."""
MOST_PARTS = 250
DEEPEST = 30
"""Brackets within brackets."""

_PART = re.compile(r"'[^']*'|\"[^\"]*\"|\$\{\s*([\w.-]+)\s*\}|[\w.-]+|[^\w\s]")
_EXPONENT = re.compile(r"[\d.]+[eE][+-]?\d*")


class Parser(XPath1Parser):
    """XPath 1.0 without paths, with ODK's functions. What is not in its table is no word of the language."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed expression, the answers it looks at and the columns of choices it looks at."""

    root: Any
    answers: frozenset[str]
    columns: frozenset[str]

    def holds(self, values: Mapping[str, str], here: str = "", row: Mapping[str, str] | None = None) -> bool:
        """Its effective boolean value. `here` is what `.` means, `row` the columns of a choice.

        Raises DayUnknown, and BadExpression where the values do not fit.
        """
        known = {name: values.get(name, "") for name in (*self.answers, TODAY)}
        node = _row(row or {}, here)
        try:
            found = self.root.evaluate(XPathContext(root=node, item=node, variables=dict(known)))
            return truth(_single(found))
        except (ElementPathError, ArithmeticError, ValueError, TypeError, RecursionError) as trouble:
            raise BadExpression("value") from trouble


def read(written: str) -> Expression:
    """Read an expression. Raises BadExpression."""
    text = _bounded(written)
    try:
        root = Parser().parse(text)
        tokens = list(root.iter())
    except DayUnknown as unexpected:
        raise BadExpression("syntax") from unexpected
    except (ElementPathError, ArithmeticError, ValueError, TypeError, RecursionError) as trouble:
        raise BadExpression("syntax") from trouble
    return Expression(root, frozenset(_variables(tokens)), frozenset(_names(tokens)))


def _bounded(written: str) -> str:
    """The expression with `$name` for each `${name}`; refused when it is too long or too deep."""
    if len(written) > LONGEST:
        raise BadExpression("long")
    depth = deepest = 0
    parts = []
    for match in _PART.finditer(written):
        part = f"${match[1]}" if match[1] else match[0]
        parts.append(part)
        depth += (part == "(") - (part == ")")
        deepest = max(deepest, depth)
        _check_part(part)
    if deepest > DEEPEST or len(parts) > MOST_PARTS:
        raise BadExpression("long")
    _check_functions(parts)
    return _PART.sub(lambda match: f" ${match[1]} " if match[1] else match[0], written)


def _check_part(part: str) -> None:
    if part in ("/", "@", "[", "]", "|", "{", "}", ":", "..", ";", "#"):
        raise BadExpression("path", part)
    if _EXPONENT.fullmatch(part):
        raise BadExpression("syntax", part)


def _check_functions(parts: list[str]) -> None:
    """A name before a bracket is a function; `and (` and the like are not."""
    for part, following in pairwise(parts):
        if following == "(" and (part[0].isalpha() or part[0] == "_") and part not in (*KNOWN, *OPERATORS):
            raise BadExpression("function", part)


def _variables(tokens: list[Any]) -> Iterator[str]:
    """Of each `$`, which has the name as its only part."""
    return (str(token[0].value) for token in tokens if token.symbol == "$")


def _names(tokens: list[Any]) -> Iterator[str]:
    """Bare names, which are columns of the choices."""
    of_variables = {id(token[0]) for token in tokens if token.symbol == "$"}
    return (str(token.value) for token in tokens if token.symbol == "(name)" and id(token) not in of_variables)


def _row(columns: Mapping[str, str], here: str) -> Element:
    """A choice as the element that bare names are looked up in; its own text is what `.` means."""
    node = Element("item")
    node.text = here
    for name, value in columns.items():
        SubElement(node, name).text = value
    return node


def _single(value: Any) -> Any:
    """The first of a sequence; nothing is empty text."""
    if isinstance(value, list):
        value = value[0] if value else ""
    return value.string_value if isinstance(value, XPathNode) else value


OPERATORS = ("and", "or", "div", "mod")
DAYS = ("today", "now")
"""Both give the day: no time of day is known of anybody."""
STANDARD = (
    *("string", "concat", "contains", "starts-with", "substring", "substring-before", "substring-after"),
    *("string-length", "normalize-space", "translate", "boolean", "not", "true", "false", "floor", "ceiling"),
)
KNOWN = (*FUNCTIONS, *DAYS, *STANDARD)
_SYNTAX = ("(start)", "(end)", "(invalid)", "(unknown)", "(string)", "(float)", "(decimal)", "(integer)", "(name)")
_SIGNS = (",", "(", ")", "$", ".", "and", "or", "*")


def _operation(does: Callable[[Any, Any], Any], base: type[Any]) -> Callable[..., Any]:
    def evaluate(self: Any, context: XPathContext | None = None) -> Any:
        if len(self) == 2:
            return does(*(_single(part.evaluate(context)) for part in self))
        if self.symbol in "+-":
            return does(0.0, _single(self[0].evaluate(context)))
        return base.evaluate(self, context)

    return evaluate


def _function(does: Callable[..., Any]) -> Callable[..., Any]:
    def evaluate(self: Any, context: XPathContext | None = None) -> Any:
        return does(*(_single(part.evaluate(context)) for part in self))

    return evaluate


def _this_day(self: Any, context: XPathContext | None = None) -> Any:
    """The day handed in. While it is only read, no day is known and none is needed."""
    if context is None:
        raise self.missing_context()
    known = context.variables.get(TODAY)
    if not known:
        raise DayUnknown
    return known


def _word(name: str, arity: int | Arity, evaluate: Callable[..., Any]) -> None:
    token: Any = Parser.function(name, nargs=arity)
    token.evaluate = evaluate


def _furnish() -> None:
    """Leave in the parser what is known here, and put ODK's words in."""
    stock = {name: XPath1Parser.symbol_table[name] for name in (*_SYNTAX, *_SIGNS, *STANDARD)}
    Parser.symbol_table.clear()
    Parser.symbol_table.update(stock)
    for sign, does in OPERATIONS.items():
        base = XPath1Parser.symbol_table[sign]
        Parser.symbol_table[sign] = type(f"Op{base.__name__}", (base,), {"evaluate": _operation(does, base)})
    for name, (arity, does) in FUNCTIONS.items():
        _word(name, arity[0] if arity[0] == arity[1] else arity, _function(does))
    for name in DAYS:
        _word(name, 0, _this_day)
    Parser.build()


_furnish()
