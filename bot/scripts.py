"""The registry: name → script, how its facts are gathered, who performs its outcome."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import bindparam, select

from bot.dates import day_words
from bot.talk import Entry, RefusedAnswer, Talk, Workplace
from conversations import case, grievance, menu, welcome
from conversations.dialogue import KEPT, Facts, Stuck
from conversations.outcomes import (
    AddToCase,
    ChooseLanguage,
    ConfirmSolved,
    FileGrievance,
    FollowCase,
    Go,
    Introduce,
    JoinFactory,
    Part,
    RateCase,
    Say,
)
from conversations.texts import Verbatim
from locales.catalogue import translated_languages
from locales.words import language_name
from models.case import Case
from models.codes import read_factory_code, spoken
from models.factory import Factory
from operations import cases

SHOWN_CASES = 4
"""More would not fit one SMS; the newest come first."""


def perform(talk: Talk, outcome: Any) -> None:
    """Perform what a conversation came to."""
    PERFORMERS[type(outcome)](talk, outcome)


def _same(_talk: Talk, facts: Facts) -> Facts:
    return facts


def _languages(talk: Talk, facts: Facts) -> Facts:
    """The factory's languages first, then the script she writes in, then the others."""
    spoken_here = translated_languages()
    first = [*(talk.factory.languages if talk.factory else ()), *facts.get("hint", ())]
    order = [language for language in dict.fromkeys([*first, *spoken_here]) if language in spoken_here]
    return {"languages": [[language, language_name(language)] for language in order]}


def _cases(talk: Talk, facts: Facts) -> Facts:
    """Her cases that are not closed, else the one closed last; the one whose `code` she sent, where it is hers."""
    rows = talk.work.connection.execute(
        select(Case.id, Case.code, Case.status, Case.answer_by, Case.closed_on)
        .where(Case.contact_id == talk.contact.id)
        .order_by(Case.closed_on.is_not(None), Case.closed_on.desc(), Case.opened_on.desc(), Case.id)
    ).all()
    named = [row for row in rows if row.code == facts.get("code")]
    standing = named or [row for row in rows if row.closed_on is None] or rows[:1]
    return {
        "cases": [
            {
                "id": row.id,
                "code": spoken(row.code),
                "status": row.status,
                "day": day_words(row.answer_by, talk.language),
            }
            for row in standing[:SHOWN_CASES]
        ]
    }


SCRIPTS: dict[str, Entry] = {
    "welcome": Entry(welcome.welcome, _languages),
    "factory": Entry(welcome.factory, _same),
    "language": Entry(welcome.language, _languages),
    "menu": Entry(menu.menu, _same),
    "grievance": Entry(grievance.grievance, _same),
    "status": Entry(case.status, _cases),
    "reply": Entry(case.reply, _same),
    "closure": Entry(case.closure, _same),
    "rating": Entry(case.rating, _same),
}


def _introduce(talk: Talk, outcome: Introduce) -> None:
    talk.speak(outcome.language)
    talk.changes["introduced"] = True
    talk.say(welcome.WHO_WE_ARE)
    if outcome.told:
        talk.say(KEPT)
    if talk.factory is None:
        talk.go("factory", outcome.told)
    else:
        _go_on(talk, outcome.told)


def _join_factory(talk: Talk, outcome: JoinFactory) -> None:
    if outcome.typed:
        factory = find_factory(talk, outcome.typed)
        if factory is None:
            raise RefusedAnswer(outcome.key, welcome.UNKNOWN_FACTORY)
        talk.join(factory)
    _go_on(talk, outcome.told)


def find_factory(talk: Talk, typed: str) -> Workplace | None:
    """The factory a join code belongs to."""
    code = read_factory_code(typed)
    if code is None:
        return None
    row = talk.work.connection.execute(_FACTORY, {"code": code}).one_or_none()
    return Workplace(*row) if row else None


_FACTORY = select(Factory.id, Factory.timezone, Factory.languages, Factory.rest_days).where(
    Factory.code == bindparam("code")
)


def _go_on(talk: Talk, told: tuple[Part, ...]) -> None:
    talk.go("grievance" if told else "menu", told)


def _go(talk: Talk, outcome: Go) -> None:
    talk.go(outcome.script, outcome.told, outcome.facts or None)


def _say(talk: Talk, outcome: Say) -> None:
    talk.say(outcome.text)


def _choose_language(talk: Talk, outcome: ChooseLanguage) -> None:
    talk.speak(outcome.language)
    talk.say(welcome.LANGUAGE_CHANGED)


def _file_grievance(talk: Talk, outcome: FileGrievance) -> None:
    opened = cases.open_case(talk.work, talk.origin, outcome)
    talk.thread_case_id = opened.case_id
    day = Verbatim(day_words(opened.answer_by, talk.language))
    talk.say(grievance.opened(spoken(opened.code), outcome.urgent, day))


def _follow_case(talk: Talk, outcome: FollowCase) -> None:
    talk.thread_case_id = outcome.case_id
    talk.say(outcome.text)


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
    talk.go("rating", facts={"case_id": outcome.case_id})


def _rate_case(talk: Talk, outcome: RateCase) -> None:
    cases.rate(talk.work, talk.origin, outcome.case_id, outcome.rating)
    if outcome.told:
        cases.add_to_case(talk.work, talk.origin, outcome.case_id, outcome.told)
    talk.say(case.RATED)


def _stuck(talk: Talk, outcome: Stuck) -> None:
    """Nobody is left alone with a menu: everything said so far goes to a person."""
    missed = ({"text": text, "files": []} for text in outcome.missed)
    unread: list[Part] = [*outcome.state.parts, *missed]
    opened = cases.open_case(talk.work, talk.origin, cases.unread_story(unread))
    talk.thread_case_id = opened.case_id
    talk.say(menu.read_by_a_person(spoken(opened.code)))


PERFORMERS: Mapping[type, Callable[[Talk, Any], None]] = {
    Introduce: _introduce,
    JoinFactory: _join_factory,
    Go: _go,
    Say: _say,
    ChooseLanguage: _choose_language,
    FileGrievance: _file_grievance,
    FollowCase: _follow_case,
    AddToCase: _add_to_case,
    ConfirmSolved: _confirm_solved,
    RateCase: _rate_case,
    Stuck: _stuck,
}
