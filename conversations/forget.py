"""FORGET: she is erased when a code that went to her own phone comes back.

A message alone proves nothing, for whoever sends it may only pretend to be her number: the code is what she has.
"""

from dataclasses import dataclass

from conversations.dialogue import Ask, Facts
from conversations.outcomes import Outcome, Part
from conversations.questions import SKIP, Option, code
from conversations.replies import normalise
from conversations.texts import _

CODE_LIFE = 600.0
"""Seconds for which a code erases."""
ERASED = _("All you told us is deleted, and your number too. Goodbye.")
ERASED_HERE = _("Your number here is deleted. What you told stays with the first phone.")
"""To a phone that went on with the case of another."""
KEPT_ALL = _("Nothing was deleted.")
KEEP = Option(SKIP, _("Keep all"))


@dataclass(frozen=True, slots=True)
class EraseMe(Outcome):
    """The code came back. It counts only until `until`, in seconds of the epoch."""

    until: float


@dataclass(frozen=True, slots=True)
class KeepMe(Outcome):
    """Another code, or none: nothing changes, and what she told meanwhile goes on."""

    told: tuple[Part, ...]


def forget(ask: Ask, facts: Facts) -> EraseMe | KeepMe:
    """One try: a wrong code keeps all, and the next FORGET makes another. Facts: `code`, `until`."""
    typed = ask(code("code", _("{code} deletes all you told us. Send it.", code=facts["code"]), KEEP))
    told = ask.told
    if normalise(typed) == facts["code"]:
        return EraseMe(facts["until"])
    return KeepMe(told)
