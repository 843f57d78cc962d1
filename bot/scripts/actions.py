"""Actions by chat: owners say how theirs stand, workers say whether something is fixed."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from bot.talk import Entry, Moot, Talk
from conversations import action
from conversations.dialogue import Facts
from conversations.when import say_day
from models.vocabulary import ActionState, Office
from operations import actions
from operations.alerts import alert_committee
from operations.committees import chamber
from operations.fix_polls import answer_poll, ask_by_itself, find_poll, question_of
from operations.members import find_member, members_of
from operations.notices import recipients, tell
from operations.work import Refused

SHOWN = 4


def _due(talk: Talk, facts: Facts) -> Facts:
    """One action of this phone's owner, as it stands when it is asked about."""
    task = actions.find_task(talk.work.connection, talk.work.ring, facts["about_id"])
    if task.state is not ActionState.OPEN:
        raise Moot
    return {
        "about_id": task.id,
        "action_id": task.id,
        "text": task.in_language(talk.language),
        "due": say_day(task.due_on, talk.language),
        "today": _today(talk, task.committee_id),
    }


def _mine(talk: Talk, facts: Facts) -> Facts:
    """The open actions of a seat."""
    connection, committee_id = talk.work.connection, facts["committee_id"]
    tasks = actions.tasks_of(connection, talk.work.ring, committee_id, (ActionState.OPEN,))
    mine = [task for task in tasks if task.owner_id == facts["member_id"]][:SHOWN]
    shown = [_line(task, talk.language) for task in mine]
    return {"actions": shown, "today": _today(talk, committee_id)}


def _line(task: actions.Task, language: str) -> dict[str, str]:
    return {"id": task.id, "text": task.in_language(language), "due": say_day(task.due_on, language)}


def _poll(talk: Talk, facts: Facts) -> Facts:
    """The question in the words of the person."""
    poll = find_poll(talk.work.connection, facts["about_id"])
    if poll is None or poll.closed or poll.closes_at <= talk.work.now:
        raise Moot
    languages = tuple(talk.factory.languages) if talk.factory else ()
    question = question_of(talk.work.connection, talk.work.ring, poll, talk.language, languages)
    return {"about_id": poll.id, "poll_id": poll.id, "question": question}


def _say_how_it_stands(talk: Talk, outcome: action.SayHowItStands) -> None:
    try:
        STANDING[outcome.stands](talk, outcome)
    except Refused:
        talk.say(action.GONE)


def _done(talk: Talk, outcome: action.SayHowItStands) -> None:
    actions.finish(talk.work, outcome.action_id)
    actions.keep_proof(talk.work, outcome.action_id, talk.contact.line, outcome.proof)
    ask_by_itself(talk.work, outcome.action_id)
    talk.say(action.DONE)


def _later(talk: Talk, outcome: action.SayHowItStands) -> None:
    until = date.fromisoformat(outcome.until[:10])
    actions.put_off(talk.work, outcome.action_id, until)
    talk.say(action.put_off(say_day(until, talk.language)))


def _help(talk: Talk, outcome: action.SayHowItStands) -> None:
    """The secretary hears which action, the advisor that something waits."""
    task = actions.open_task(talk.work, outcome.action_id)
    owner = find_member(talk.work.connection, talk.work.ring, str(task.owner_id))
    members = members_of(talk.work.connection, talk.work.ring, task.committee_id)
    secretaries = [one.contact_id for one in members if one.office is Office.SECRETARY and one.id != owner.id]
    told = recipients(talk.work, [contact for contact in secretaries if contact])
    tell(talk.work, told, lambda language: action.needs_help(owner.name, task.in_language(language)))
    alert_committee(talk.work, chamber(talk.work.connection, task.committee_id).factory_id)
    talk.say(action.HELP_CALLED)


def _answer_poll(talk: Talk, outcome: action.AnswerFixPoll) -> None:
    try:
        counted = answer_poll(talk.work, outcome.poll_id, talk.contact.id, outcome.answer)
    except Refused:
        talk.say(action.POLL_OVER)
        return
    talk.say(action.COUNTED if counted else action.COUNTED_ALREADY)
    if outcome.told or outcome.tell:
        talk.go("grievance", outcome.told, facts={})


def _today(talk: Talk, committee_id: str) -> str:
    return talk.work.day(chamber(talk.work.connection, committee_id).timezone).isoformat()


STANDING: Mapping[str, Callable[[Talk, action.SayHowItStands], None]] = {"done": _done, "help": _help, "later": _later}
SCRIPTS: Mapping[str, Entry] = {
    "action_due": Entry(action.action_due, _due, retold=True),
    "action_mine": Entry(action.action_mine, _mine, retold=True),
    "fix_poll": Entry(action.fix_poll, _poll),
}
PERFORMERS: Mapping[type, Callable[[Talk, Any], None]] = {
    action.SayHowItStands: _say_how_it_stands,
    action.AnswerFixPoll: _answer_poll,
}
