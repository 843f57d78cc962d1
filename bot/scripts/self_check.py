"""How members see their committee, by chat: counted, and apart from it a mark that they have answered."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.talk import Entry, Moot, Talk
from conversations import self_check
from conversations.dialogue import Facts
from operations.committees import chamber
from operations.self_checks import answer_round, ask_later, has_answered, open_round
from operations.work import Refused


def _round(talk: Talk, facts: Facts) -> Facts:
    """The round that is open, of the committee this phone has a seat in."""
    try:
        found = open_round(talk.work, facts["about_id"], talk.contact.id)
    except Refused as over:
        raise Moot from over
    if has_answered(talk.work, found, talk.contact.id):
        raise Moot
    name = chamber(talk.work.connection, found.committee_id).name
    return {"about_id": found.id, "check_id": found.id, "committee": name}


def _answer(talk: Talk, outcome: self_check.AnswerSelfCheck) -> None:
    try:
        counted = answer_round(talk.work, outcome.check_id, talk.contact.id, outcome.answers)
    except Refused:
        talk.say(self_check.OVER)
        return
    talk.say(self_check.COUNTED if counted else self_check.COUNTED_ALREADY)


def _later(talk: Talk, outcome: self_check.LeaveForLater) -> None:
    try:
        ask_later(talk.work, outcome.check_id, talk.contact.id)
    except Refused:
        talk.say(self_check.OVER)
        return
    talk.say(self_check.LATER)


SCRIPTS: Mapping[str, Entry] = {"self_check": Entry(self_check.self_check, _round)}
PERFORMERS: Mapping[type, Callable[[Talk, Any], None]] = {
    self_check.AnswerSelfCheck: _answer,
    self_check.LeaveForLater: _later,
}
