"""A secretary enrols a member by chat; the new member takes the seat with a code, from a phone of their own."""

from dataclasses import dataclass

from conversations.dialogue import Ask, Facts
from conversations.outcomes import Outcome
from conversations.questions import Option, choice, free_text
from conversations.texts import Text, _

NAME = _("Name of the new member?")
SIDE = _("Which side?")
SIDES = (Option("worker", _("Workers")), Option("management", _("Management")))
WRITE_A_NAME = _("Please write a name, at most {count} letters.")


@dataclass(frozen=True, slots=True)
class EnrolMember(Outcome):
    """Somebody who is to have a seat."""

    committee_id: str
    name: str
    side: str


def enrol(ask: Ask, facts: Facts) -> EnrolMember:
    """Facts: `committee_id`."""
    name = ask(free_text("name", NAME))
    return EnrolMember(facts["committee_id"], name.strip(), ask(choice("side", SIDE, SIDES)))


def enrolled(name: str, code: str, workers: int, management: int) -> Text:
    """To the secretary: the code to hand over, and how the sides stand now, for parity may be broken by it."""
    return _(
        "{name} is enrolled. To join they send this code from their own phone: {code} "
        "Workers: {workers}, management: {management}.",
        name=name,
        code=code,
        workers=workers,
        management=management,
    )
