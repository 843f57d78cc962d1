"""Telling a case and following it: facts and performers."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import select

from bot.dates import day_words
from bot.talk import Entry, Moot, Talk
from conversations import case, grievance, menu
from conversations.dialogue import Facts, Stuck
from conversations.outcomes import AddToCase, ConfirmSolved, FileGrievance, FollowCase, Part, RateCase, TakeUnasked
from conversations.texts import Verbatim
from models.action import Action
from models.case import Case
from models.codes import spoken
from models.vocabulary import ActionState, CaseStatus
from operations import cases
from operations.phones import may_go_on
from operations.point_news import news_of_point

SHOWN_CASES = 4
"""More would not fit one SMS; the newest come first."""


def _cases(talk: Talk, facts: Facts) -> Facts:
    """Cases that are not closed, else the one closed last; the one whose `code` was sent, where it may be asked for."""
    rows = talk.work.connection.execute(
        select(Case.id, Case.code, Case.status, Case.answer_by, Case.closed_on)
        .where(may_go_on(talk.contact.id))
        .order_by(Case.closed_on.is_not(None), Case.closed_on.desc(), Case.opened_on.desc(), Case.id)
    ).all()
    named = [row for row in rows if row.code == facts.get("code")]
    standing = named or [row for row in rows if row.closed_on is None] or rows[:1]
    return {
        "cases": [
            {"id": row.id, "code": spoken(row.code), "status": row.status, **_standing(talk, row)}
            for row in standing[:SHOWN_CASES]
        ]
    }


def open_cases(talk: Talk) -> list[Facts]:
    """Those that came from this phone and are not closed: {id, code}, the newest first."""
    rows = talk.work.connection.execute(
        select(Case.id, Case.code)
        .where(Case.contact_id == talk.contact.id, Case.closed_on.is_(None))
        .order_by(Case.opened_on.desc(), Case.id)
        .limit(SHOWN_CASES)
    )
    return [{"id": row.id, "code": spoken(row.code)} for row in rows]


def may_ask_for(talk: Talk, code: str) -> bool:
    """Whether whoever writes may be told how the case of a code stands."""
    query = select(Case.id).where(Case.code == code, may_go_on(talk.contact.id))
    return talk.work.connection.execute(query).first() is not None


def _standing(talk: Talk, row: Any) -> Facts:
    """How far what she sent for a committee has come; of any other case, when she gets an answer."""
    news = news_of_point(talk.work.connection, row.id, talk.work.now)
    if news is None:
        return {"day": day_words(row.answer_by, talk.language)}
    return {"point": news.stage.value, "day": day_words(news.day, talk.language) if news.day else ""}


def _news(talk: Talk, facts: Facts) -> Facts:
    """How the action behind her case stands when she is told: it may have changed since there was news."""
    state = talk.work.connection.execute(select(Action.state).where(Action.id == facts["about_id"])).scalar()
    if state not in (ActionState.CONFIRMED, ActionState.OPEN) or not facts.get("code"):
        raise Moot
    return {**facts, "fixed": state == ActionState.CONFIRMED}


def same(_talk: Talk, facts: Facts) -> Facts:
    """A script that needs no more than it was opened with."""
    return facts


def _closed(talk: Talk, facts: Facts) -> Facts:
    """Whether it was solved is asked of a case that is still closed."""
    status = talk.work.connection.execute(select(Case.status).where(Case.id == facts["case_id"])).scalar_one()
    if status != CaseStatus.CLOSED:
        raise Moot
    return facts


SCRIPTS: Mapping[str, Entry] = {
    "grievance": Entry(grievance.grievance, same),
    "status": Entry(case.status, _cases),
    "reply": Entry(case.reply, same),
    "news": Entry(case.news, _news),
    "closure": Entry(case.closure, _closed),
    "rating": Entry(case.rating, same),
}


def _file_grievance(talk: Talk, outcome: FileGrievance) -> None:
    opened = cases.open_case(talk.work, talk.origin, outcome)
    talk.thread_case_id = opened.case_id
    day = Verbatim(day_words(opened.answer_by, talk.language))
    talk.say(grievance.opened(spoken(opened.code), outcome.urgent, day))


def _follow_case(talk: Talk, outcome: FollowCase) -> None:
    talk.thread_case_id = outcome.case_id
    talk.say(outcome.text)


def _take_unasked(talk: Talk, outcome: TakeUnasked) -> None:
    """To the story that is being told, else to the case talked about last, else a new story."""
    telling = any(state.script == "grievance" for state in talk.stack)
    if talk.thread_case_id is None or telling:
        talk.go("grievance", outcome.told)
    else:
        add(talk, talk.thread_case_id, outcome.told)


def _add_to_case(talk: Talk, outcome: AddToCase) -> None:
    add(talk, outcome.case_id, outcome.parts)


def add(talk: Talk, case_id: str, parts: tuple[Part, ...]) -> None:
    """Her words into her case, and the acknowledgement."""
    code = cases.add_to_case(talk.work, talk.origin, case_id, parts)
    talk.thread_case_id = case_id
    talk.say(case.added(spoken(code)))


def _confirm_solved(talk: Talk, outcome: ConfirmSolved) -> None:
    cases.confirm_solved(talk.work, talk.origin, outcome.case_id, outcome.solved)
    if outcome.told:
        cases.add_to_case(talk.work, talk.origin, outcome.case_id, outcome.told)
    talk.say(case.SOLVED if outcome.solved else case.reopened(outcome.code))
    talk.go("ask_again" if outcome.solved and not outcome.told else "rating", facts={"case_id": outcome.case_id})


def _rate_case(talk: Talk, outcome: RateCase) -> None:
    cases.rate(talk.work, talk.origin, outcome.case_id, outcome.rating)
    if outcome.told:
        cases.add_to_case(talk.work, talk.origin, outcome.case_id, outcome.told)
    talk.say(case.RATED)


def _stuck(talk: Talk, outcome: Stuck) -> None:
    """Nobody is left alone with a menu: everything said so far goes to a person."""
    missed = ({"text": text, "files": []} for text in outcome.missed)
    unread: list[Part] = [*outcome.state.parts, *missed]
    opened = cases.open_case(talk.work, talk.origin, grievance.unfinished(outcome.state.answers, unread))
    talk.thread_case_id = opened.case_id
    talk.say(menu.read_by_a_person(spoken(opened.code)))


PERFORMERS: Mapping[type, Callable[[Talk, Any], None]] = {
    FileGrievance: _file_grievance,
    FollowCase: _follow_case,
    TakeUnasked: _take_unasked,
    AddToCase: _add_to_case,
    ConfirmSolved: _confirm_solved,
    RateCase: _rate_case,
    Stuck: _stuck,
}
