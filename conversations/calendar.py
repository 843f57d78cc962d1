"""The address of a member's own calendar: made anew whenever it is asked for, and said once."""

from dataclasses import dataclass

from conversations.dialogue import Ask, Facts
from conversations.outcomes import Outcome
from conversations.texts import _

YOURS = _(
    "Next comes the address of your calendar. "
    "Keep it to yourself: who has it sees when you meet. "
    "Ask again for a new one; the old one then ends."
)
NO_SEAT = _("This phone is not tied to that seat any more.")


@dataclass(frozen=True, slots=True)
class GiveCalendar(Outcome):
    """A new address for the meetings of this member."""

    member_id: str


def calendar(ask: Ask, facts: Facts) -> GiveCalendar:
    """Nothing to ask. Facts: `member_id`."""
    return GiveCalendar(facts["member_id"])
