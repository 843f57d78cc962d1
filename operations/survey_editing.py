"""Changing a questionnaire while it is a draft: questions come, go, move, are worded. Pure: a form in, a form out."""

import re
from collections.abc import Sequence
from dataclasses import replace

from operations.question_bank import free_name
from operations.survey_form import CHOSEN, Choice, Form, Item, ItemKind, Wordings
from operations.work import Mistyped

MOST_ITEMS = 40
"""Questions and notes together; more is no survey by SMS."""
MOST_LANGUAGES = 12
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")


def added(form: Form, item: Item) -> Form:
    """With an item at its end. Raises Refused where there are too many."""
    if len(form.items) >= MOST_ITEMS:
        raise Mistyped("a survey has at most 40 questions and notes")
    return replace(form, items=(*form.items, item))


def blank(form: Form, kind: ItemKind) -> Item:
    """A new item of a kind, to be worded; yes and no stand where a choice is wanted, to be worded too."""
    choices = (Choice("yes", {}), Choice("no", {})) if kind is ItemKind.SELECT_ONE else ()
    return Item(free_name(form, "note" if kind is ItemKind.NOTE else "question"), kind, {}, choices=choices)


def moved(form: Form, name: str, step: int) -> Form:
    """One place up (-1) or down (1); at the end of the list it stays. Raises KeyError when there is none."""
    items = list(form.items)
    place = items.index(form.item(name))
    other = place + step
    if 0 <= other < len(items):
        items[place], items[other] = items[other], items[place]
    return replace(form, items=tuple(items))


def without(form: Form, name: str) -> Form:
    """Without an item. Raises KeyError when there is none."""
    gone = form.item(name)
    return replace(form, items=tuple(item for item in form.items if item is not gone))


def exchanged(form: Form, name: str, item: Item) -> Form:
    """With another item in the place of one. Raises KeyError when there is none."""
    old = form.item(name)
    return replace(form, items=tuple(item if one is old else one for one in form.items))


def titled(form: Form, titles: Wordings, languages: Sequence[str]) -> Form:
    """With other titles and languages; the first is the default. Raises Refused."""
    if not 1 <= len(languages) <= MOST_LANGUAGES:
        raise Mistyped("a survey is in 1 to 12 languages")
    return replace(form, title={**form.title, **titles}, languages=tuple(languages))


def worded_anew(old: Wordings, typed: Wordings, languages: Sequence[str]) -> Wordings:
    """Words as they were typed in the form's languages; those of other languages stay."""
    kept = {code: words for code, words in old.items() if code not in languages}
    return {**{code: typed[code] for code in languages if typed.get(code)}, **kept}


def choices_from(item: Item, rows: Sequence[tuple[str, Wordings]], languages: Sequence[str]) -> tuple[Choice, ...]:
    """Choices as they were typed, without the empty rows; a row without a name gets one, and columns stay."""
    before = {choice.name: choice for choice in item.choices}
    made: dict[str, Choice] = {}
    for name, words in rows:
        if name or any(words.values()):
            called = name or _free_choice({*before, *made, *(one for one, _words in rows)})
            old = before.get(called, Choice(called, {}))
            made[called] = replace(old, label=worded_anew(old.label, words, languages))
    return tuple(made.values())


def condition(item: Item, comparison: str, value: str) -> str:
    """“Only if” as an expression: the answer to an item compared with a value. Raises Refused."""
    plain = re.sub(r"['\"]", "", value).strip()
    if comparison not in COMPARISONS or not plain:
        raise Mistyped("a condition has a question, a comparison and a value")
    if item.kind is ItemKind.SELECT_MULTIPLE:
        chosen = f"selected(${{{item.name}}}, '{plain}')"
        return f"not({chosen})" if comparison == "!=" else chosen
    is_number = item.kind not in CHOSEN and re.fullmatch(r"-?\d+(\.\d+)?", plain)
    written = plain if is_number else f"'{plain}'"
    return f"${{{item.name}}} {comparison} {written}"


def _free_choice(taken: set[str]) -> str:
    return next(name for number in range(1, len(taken) + 2) if (name := f"choice_{number}") not in taken)
