"""WHO: who speaks for the workers of a factory, where to find them, and since when."""

from dataclasses import dataclass

from conversations.committee_names import called
from conversations.dialogue import Ask, Facts
from conversations.outcomes import Outcome, Say
from conversations.questions import Option, choice, code
from conversations.texts import Text, Verbatim, _
from conversations.welcome import FACTORY, NOT_SAID

NO_COMMITTEE = _("Your factory has no committee here yet.")
NOBODY = _("Nobody represents workers in the committee yet.")
NO_FACTORY = _("Without the factory I cannot say who represents you.")
WHICH = _("Which committee?")
MORE = Option("more", _("More"))


@dataclass(frozen=True, slots=True)
class FindRepresentatives(Outcome):
    """The code of a factory as somebody typed it who wants to know who represents them there."""

    typed: str


def who(ask: Ask, facts: Facts) -> FindRepresentatives | Say:
    """The representatives, a page at a time where they are many.

    Facts: `factory` (whether it is known), `committees` as [{id, name, pages: [names, …]}, …].
    """
    if not facts["factory"]:
        typed = ask(code("factory", FACTORY, NOT_SAID))
        return FindRepresentatives(typed) if typed else Say(NO_FACTORY)
    committees = {one["id"]: one for one in facts["committees"]}
    if not committees:
        return Say(NO_COMMITTEE)
    picked = next(iter(committees))
    if len(committees) > 1:
        options = [Option(key, called(one["name"])) for key, one in committees.items()]
        picked = ask(choice("committee", WHICH, options))
    return Say(_last_page(ask, committees[picked]["pages"]))


def _last_page(ask: Ask, pages: list[str]) -> Text:
    if not pages:
        return NOBODY
    for number, names in enumerate(pages[:-1], 1):
        ask(choice(f"page.{number}", page(names, number == 1), (MORE,)))
    return page(pages[-1], len(pages) == 1)


def page(names: str, first: bool) -> Text:
    """A page of names; only the first says what they are."""
    return _("Workers are represented by: {names}", names=names) if first else Verbatim(names)


def representative(name: str, where: str, since: str) -> str:
    """Somebody as they are named: `Rahima Khatun (Line 4, Nov 2026)`."""
    return f"{name} ({', '.join(filter(None, (where, since)))})"
