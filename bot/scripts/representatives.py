"""WHO by chat: the worker side of each committee of the factory, in pages that fit a phone."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.dates import month_words
from bot.saying import LONGEST
from bot.scripts.line import find_factory
from bot.talk import Entry, RefusedAnswer, Talk
from conversations import representatives as says
from conversations.dialogue import Facts, Message
from conversations.questions import Option
from conversations.rendering import as_sms, body_of
from conversations.segments import segments
from conversations.welcome import UNKNOWN_FACTORY
from locales.catalogue import catalogue
from models.vocabulary import Side
from operations.committees import chambers_of
from operations.members import members_of


def _representatives(talk: Talk, facts: Facts) -> Facts:
    factory = talk.factory.id if talk.factory else ""
    committees = [
        {"id": house.id, "name": house.name, "pages": _pages(talk, _names(talk, house.id))}
        for house in chambers_of(talk.work.connection, factory)
    ]
    return {"factory": bool(factory), "committees": committees}


def _names(talk: Talk, committee_id: str) -> list[str]:
    members = members_of(talk.work.connection, talk.work.ring, committee_id)
    return [
        says.representative(one.name, one.department, month_words(one.term_from, talk.language))
        for one in members
        if one.side is Side.WORKER and not one.is_alternate
    ]


def _pages(talk: Talk, names: Sequence[str]) -> list[str]:
    """All at once where two SMS hold them; else as many on each page as one SMS holds with the way to the next."""
    if not names or _count(talk, ", ".join(names), ()) <= LONGEST:
        return [", ".join(names)] if names else []
    pages: list[str] = []
    for name in names:
        longer = f"{pages[-1]}, {name}" if pages else name
        if pages and _count(talk, longer, (says.MORE,)) == 1:
            pages[-1] = longer
        else:
            pages.append(name)
    return pages


def _count(talk: Talk, names: str, options: tuple[Option, ...]) -> int:
    message = Message((says.page(names, first=True),), options)
    return segments(as_sms(body_of(message, catalogue(talk.language), talk.language))).count


def _find(talk: Talk, outcome: says.FindRepresentatives) -> None:
    factory = find_factory(talk, outcome.typed)
    if factory is None:
        raise RefusedAnswer("factory", UNKNOWN_FACTORY)
    talk.join(factory)
    talk.go("who")


SCRIPTS: Mapping[str, Entry] = {"who": Entry(says.who, _representatives)}
PERFORMERS: Mapping[type, Callable[[Talk, Any], None]] = {says.FindRepresentatives: _find}
