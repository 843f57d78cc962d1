"""When she may be written to: a phone that rings at the wrong hour tells on her. Few taps, and coarse on purpose."""

from dataclasses import dataclass

from conversations.dialogue import Ask, Facts
from conversations.outcomes import Go, Outcome
from conversations.questions import Option, choice
from conversations.texts import Verbatim, _

OFF_WORK = "off"
AFTER = "after"
WHEN = (
    Option(OFF_WORK, _("Off work, by day")),
    Option("08-20", _("Any time by day")),
    Option("06-09", _("Morning")),
    Option("18-21", _("Evening")),
    Option(AFTER, _("After an hour")),
)
"""Values are `HH-HH` where she lives; none of her own means what is decent and off her shift."""
HOURS = tuple(Option(f"{hour}-{hour + 2}", Verbatim(f"{hour}:00")) for hour in range(17, 22))
NOTED = _("Noted: our answers come then. Only what is urgent comes at once.")


@dataclass(frozen=True, slots=True)
class KeepHours(Outcome):
    """Her own hours as `HH-HH`; empty for none of her own."""

    hours: str


def hours(ask: Ask, facts: Facts) -> KeepHours | Go:
    """Facts: `place`, whether we know by which clock she lives; else the factory is asked first."""
    if not facts["place"]:
        return Go("factory", ask.told)
    chosen = ask(choice("when", _("When may we write to you?"), WHEN))
    if chosen == AFTER:
        chosen = ask(choice("hour", _("After which hour?"), HOURS))
    return KeepHours("" if chosen == OFF_WORK else chosen)
