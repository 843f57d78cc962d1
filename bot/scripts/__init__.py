"""The registry: name → script, how its facts are gathered, who performs its outcome. One file a noun, merged here."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.scripts import (
    actions,
    agenda,
    approvals,
    calendars,
    cases,
    check_ins,
    committee,
    elections,
    forget,
    hours,
    line,
    meetings,
    minutes,
    phones,
    representatives,
    scheduling,
    self_check,
    surveys,
)
from bot.talk import Entry, Talk

NOUNS = (
    line, cases, committee, meetings, scheduling, actions, elections, agenda, representatives, minutes, approvals,
    self_check, calendars, surveys, forget, check_ins, phones, hours,
)  # fmt: skip
"""A new capability is a file beside these and its name here."""
SCRIPTS: Mapping[str, Entry] = {name: entry for noun in NOUNS for name, entry in noun.SCRIPTS.items()}
PERFORMERS: Mapping[type, Callable[[Talk, Any], None]] = {
    outcome: performer for noun in NOUNS for outcome, performer in noun.PERFORMERS.items()
}


def perform(talk: Talk, outcome: Any) -> None:
    """Perform what a conversation came to."""
    PERFORMERS[type(outcome)](talk, outcome)
