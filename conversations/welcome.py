"""The first talk: in which language, who we are, which factory.

Facts of `welcome` and `language`: `languages` as [[code, own name], …], the factory's first; `survey` in the
first where the word of a survey was sent.
"""

from collections.abc import Sequence
from itertools import cycle

from conversations import questions
from conversations.dialogue import Ask, Facts
from conversations.outcomes import ChooseLanguage, Introduce, JoinFactory
from conversations.questions import SKIP, Option, code
from conversations.segments import segments
from conversations.texts import Verbatim, _

WHO_WE_ARE = _(
    "This is Bobbin, the line of Better Work. We ask no name and never tell who wrote. "
    "The phone company can see SMS. It is safer to delete them."
)
NAME = Verbatim("Bobbin")
"""All that stands above the languages: nothing else can be said before one is chosen."""
FACTORY = _("Which factory? Send the code on its poster.")
NOT_SAID = Option(SKIP, _("I don't want to say"))
MORE = Option("more", Verbatim("..."))
UNKNOWN_FACTORY = _("I don't know that code.")
LANGUAGE_CHANGED = _("From now on I write in this language.")


def welcome(ask: Ask, facts: Facts) -> Introduce:
    """The language, each in its own name; nothing else is asked before we have said who we are."""
    return Introduce(_chosen(ask, facts), ask.told, facts.get("survey", ""))


def factory(ask: Ask, facts: Facts) -> JoinFactory:
    """The factory's code; "I don't want to say" is an answer."""
    return JoinFactory(ask(code("factory", FACTORY, NOT_SAID)), "factory", ask.told)


def language(ask: Ask, facts: Facts) -> ChooseLanguage:
    """Another language, at any time."""
    return ChooseLanguage(_chosen(ask, facts))


def _chosen(ask: Ask, facts: Facts) -> str:
    """A language from the list, which is turned like pages; its name is understood on every page."""
    known = tuple(known_code for known_code, _name in facts["languages"])
    for number, page in enumerate(cycle(_pages([Option(value, Verbatim(name)) for value, name in facts["languages"]]))):
        key = f"language.{number + 1}" if number else "language"
        said = ask(questions.language(key, NAME, page, known))
        if said != MORE.value:
            break
    return said


def _pages(options: Sequence[Option]) -> list[tuple[Option, ...]]:
    """As many on each as one SMS holds, and the way to the next; all on one where they fit."""
    if _is_one(options):
        return [tuple(options)]
    pages, left = [], list(options)
    while left:
        size = next(size for size in range(len(left), 0, -1) if size == 1 or _is_one([*left[:size], MORE]))
        pages.append((*left[:size], MORE))
        del left[:size]
    return pages


def _is_one(options: Sequence[Option]) -> bool:
    lines = [NAME.message, *(f"{number} {option.label.message}" for number, option in enumerate(options, 1))]
    return segments("\n".join(lines)).count == 1
