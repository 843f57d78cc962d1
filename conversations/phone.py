"""PIN: going on with a case from another phone. That phone hears what is new, and is never told what was said before.

A message that asks for a PIN proves nothing, for whoever sends it may only pretend to be her number: what makes the PIN
is a code that went to the phone itself.
"""

from dataclasses import dataclass

from conversations.case import which_case
from conversations.dialogue import Ask, Facts
from conversations.outcomes import Go, Outcome, Say
from conversations.questions import SKIP, Option, code
from conversations.replies import normalise
from conversations.texts import Text, _

CODE_LIFE = 600.0
"""Seconds for which a code makes a PIN."""
HAVE = Option("phone", _("I have a PIN"))
LEAVE = Option(SKIP, _("Not now"))
NO_PIN = _("No PIN was made.")
WRONG = _("That code and that PIN do not go together.")
TOO_MANY = _("Too many tries. Wait a quarter of an hour.")
ONLY_HERE = _("{code} can only be gone on with from its first phone.")


@dataclass(frozen=True, slots=True)
class MakePin(Outcome):
    """The code came back. It counts only until `until`, in seconds of the epoch."""

    case_id: str
    until: float


@dataclass(frozen=True, slots=True)
class FollowByPin(Outcome):
    """The code of a case and a PIN, as they were typed; whether they go together is not for a script to know."""

    code: str
    pin: str


def pin(ask: Ask, facts: Facts) -> MakePin | Go | Say:
    """A PIN for one of her cases; who has none here may have one elsewhere. Facts: `cases`, `code`, `until`."""
    cases = facts["cases"]
    if not cases:
        return Go("phone", ask.told)
    case_id = cases[0]["id"] if len(cases) == 1 else ask(which_case(facts))
    typed = ask(code("confirm", _("{code} makes a PIN for another phone. Send it.", code=facts["code"]), HAVE))
    if typed == HAVE.value:
        return Go("phone", ask.told)
    return MakePin(case_id, facts["until"]) if normalise(typed) == facts["code"] else Say(NO_PIN)


def phone(ask: Ask, facts: Facts) -> FollowByPin | Go:
    """The code of a case, where it was not sent already as `code`, and the PIN."""
    known = facts.get("code") or ask(code("case", _("Which case? Send its code."), LEAVE))
    typed = ask(code("pin", _("Now send its PIN."), LEAVE)) if known else SKIP
    return FollowByPin(known, typed) if typed else Go("menu")


def made(case_code: str, new_pin: str) -> Text:
    return _(
        "{code}, PIN {pin}: send both from another phone. Note them elsewhere and delete this.",
        code=case_code,
        pin=new_pin,
    )


def followed(case_code: str) -> Text:
    """To the phone that came later."""
    return _("{code}: from now on you are written to here, too. Write here to add.", code=case_code)


def noticed(case_code: str) -> Text:
    """To the phone that was first."""
    return _("{code}: another phone is written to, too. If it is not yours, tell us here.", code=case_code)
