"""Which question comes next, with which choices, and whether an answer is one: by the form and the answers so far.

Pure. “I don't know” and “I don't want to answer” count as no answer in expressions. What cannot be worked out never
keeps a question from being asked, nor an answer from being taken: importing has refused what cannot be read.
`today` is the day where the factory is; where it is None, conditions on the day hold.
"""

import re
from collections.abc import Collection, Mapping
from datetime import date

from conversations.texts import Text, _
from operations.regexes import is_safe
from operations.survey_form import CHOSEN, FILES, UNKNOWN, UNSAID, Choice, Form, Item
from operations.xpath import TODAY, BadExpression, DayUnknown, parsed

Answers = Mapping[str, str | list[str]]

_PATTERN = re.compile(r"regex\s*\(\s*[^,()]+,\s*('[^']*'|\"[^\"]*\"|[^)]*)")


def compile_check(expression: str, names: Collection[str], columns: Collection[str] = ()) -> Text | None:
    """Why an expression cannot be used; None when it can. `names` are the questions it may look at, `columns` those
    of the choices that a `choice_filter` may."""
    try:
        read = parsed(expression)
    except BadExpression as bad:
        return _WRONG[bad.reason] if not bad.part else Text(_WITH_PART[bad.reason].message, {"part": bad.part})
    unknown = sorted(read.answers - set(names))
    if unknown:
        return _("it looks at ${{{name}}}, which is no earlier question", name=unknown[0])
    strange = sorted(read.columns - set(columns))
    if strange:
        return _("“{name}” is neither a column of the choices nor written as ${{{name}}}", name=strange[0])
    return None if _patterns_are_safe(expression) else UNSAFE


UNSAFE = _("its pattern could take too long; use a simpler one, without repeated groups")
_WRONG: Mapping[str, Text] = {
    "long": _("it is too long or too deeply nested"),
    "syntax": _("it cannot be read; look for a missing bracket, quote or sign"),
    "value": _("it cannot be worked out"),
}
_WITH_PART: Mapping[str, Text] = {
    "path": _("“{part}” (a path through the form) cannot be used here"),
    "function": _("the function {part}() is not known here"),
    "syntax": _("“{part}” cannot be read"),
}


def _patterns_are_safe(expression: str) -> bool:
    """A pattern is written out: one that is put together cannot be looked at before."""
    written = [match.strip() for match in _PATTERN.findall(expression)]
    quoted = [one for one in written if one[:1] in ("'", '"')]
    calls = len(re.findall(r"\bregex\s*\(", expression))
    return calls == len(quoted) and all(is_safe(one[1:-1]) for one in quoted)


def is_asked(item: Item, answers: Answers, half: str, today: date | None = None) -> bool:
    """Whether somebody of this half is asked it, after these answers."""
    if item.half and item.half != half:
        return False
    values = _values(answers, today)
    return all(_holds(condition, values) for condition in item.relevant)


def choices_for(item: Item, answers: Answers, today: date | None = None) -> tuple[Choice, ...]:
    """The choices that are offered, after these answers."""
    if not item.choice_filter:
        return item.choices
    values = _values(answers, today)
    return tuple(one for one in item.choices if _holds(item.choice_filter, values, row=_columns(one)))


def refusal(item: Item, value: str | list[str], answers: Answers, today: date | None = None) -> bool:
    """Whether the constraint turns an answer down. It never turns down that somebody does not know or say."""
    if not item.constraint or value in (UNKNOWN, UNSAID, "", []):
        return False
    return not _holds(item.constraint, _values(answers, today), here=_text(value))


def following(
    form: Form, answers: Answers, after: str | None, half: str, today: date | None = None
) -> tuple[Item, ...]:
    """What to show after the item named `after` (None: from the start): notes, up to and with the next question.

    Only notes are left where the questions are through; nothing where all is. A question without any choice left is
    passed over. Raises KeyError when there is no item of that name.
    """
    start = 0 if after is None else form.items.index(form.item(after)) + 1
    found: list[Item] = []
    for item in form.items[start:]:
        if not is_asked(item, answers, half, today) or not _can_be_answered(item, answers, today):
            continue
        found.append(item)
        if item.is_asked:
            break
    return tuple(found)


def upcoming(form: Form, answers: Answers, half: str, today: date | None, sends_files: bool) -> tuple[Item, ...]:
    """Notes to be said and, last, the question to be asked after these answers; empty when there is none left."""
    answered = [item.name for item in form.items if item.name in answers]
    after, notes = answered[-1] if answered else None, tuple[Item, ...]()
    while True:
        items = following(form, answers, after, half, today)
        if not items or not items[-1].is_asked or can_answer(items[-1], sends_files):
            return (*notes, *items)
        notes, after = (*notes, *items[:-1]), items[-1].name


def can_answer(item: Item, sends_files: bool) -> bool:
    """Whether somebody's phone can: not every line carries pictures and voice messages."""
    return sends_files or item.kind not in FILES


def _can_be_answered(item: Item, answers: Answers, today: date | None) -> bool:
    return item.kind not in CHOSEN or bool(choices_for(item, answers, today))


def _holds(expression: str, values: Mapping[str, str], here: str = "", row: Mapping[str, str] | None = None) -> bool:
    try:
        return parsed(expression).holds(values, here, row)
    except (BadExpression, DayUnknown):
        return True


def _values(answers: Answers, today: date | None) -> dict[str, str]:
    values = {name: _text(value) for name, value in answers.items()}
    return {**values, TODAY: today.isoformat() if today else ""}


def _text(value: str | list[str]) -> str:
    """Several choices as XLSForm has them, apart by spaces."""
    if isinstance(value, list):
        return " ".join(value)
    return "" if value in (UNKNOWN, UNSAID) else value


def _columns(choice: Choice) -> dict[str, str]:
    return {**choice.columns, "name": choice.name}
