"""Asking again after a case was closed: facts and performers."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.scripts.cases import add, same
from bot.talk import Entry, Moot, Talk
from conversations import case, check_in
from conversations.dialogue import Facts
from models.codes import spoken
from operations.check_in_answers import say_still, say_worse
from operations.check_ins import plan_check_ins, to_be_asked


def _open(talk: Talk, facts: Facts) -> Facts:
    """Only while it is to be asked: of a case that is closed, and once."""
    if "asked" in facts:
        return facts
    if to_be_asked(talk.work, facts["about_id"]) is None:
        raise Moot
    return facts


SCRIPTS: Mapping[str, Entry] = {
    "ask_again": Entry(check_in.ask_again, same),
    "still_solved": Entry(check_in.still_solved, _open),
    "check_in": Entry(check_in.check_in, _open),
}


def _allow(talk: Talk, outcome: check_in.AllowCheckIns) -> None:
    planned = plan_check_ins(talk.work, outcome.case_id) if outcome.allowed else 0
    talk.say(check_in.WILL_ASK if planned else check_in.WILL_NOT_ASK)
    if outcome.told:
        add(talk, outcome.case_id, outcome.told)
    talk.go("rating", facts={"case_id": outcome.case_id})


def _still(talk: Talk, outcome: check_in.StillSolved) -> None:
    """Then whether she is treated worse, also when the case has just been opened again."""
    say_still(talk.work, talk.origin, outcome.check_in_id, outcome.case_id, outcome.solved)
    if outcome.told:
        add(talk, outcome.case_id, outcome.told)
    elif not outcome.solved:
        talk.thread_case_id = outcome.case_id
        talk.say(case.reopened(outcome.code))
    facts = {"about_id": outcome.check_in_id, "case_id": outcome.case_id, "asked": True}
    talk.go("check_in", facts=facts)


def _worse(talk: Talk, outcome: check_in.AnswerCheckIn) -> None:
    opened = say_worse(
        talk.work, talk.origin, outcome.check_in_id, outcome.case_id, outcome.said, outcome.told
    )  # fmt: skip
    if opened is not None:
        talk.thread_case_id = opened.case_id
        talk.say(check_in.alarmed(spoken(opened.code)))
        return
    talk.say(case.SOLVED if outcome.said == "no" else check_in.NO_MORE)
    if outcome.told:
        add(talk, outcome.case_id, outcome.told)


PERFORMERS: Mapping[type, Callable[[Talk, Any], None]] = {
    check_in.AllowCheckIns: _allow,
    check_in.StillSolved: _still,
    check_in.AnswerCheckIn: _worse,
}
