"""The line itself: first contact, the factory, the menu, another language."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import bindparam

from bot.scripts.cases import same
from bot.scripts.surveys import begin_by_keyword
from bot.talk import Entry, RefusedAnswer, Talk
from bot.workplace import WORKPLACE, Workplace
from conversations import menu, welcome
from conversations.dialogue import KEPT, Facts
from conversations.outcomes import ChooseLanguage, Go, Introduce, JoinFactory, Part, Say
from locales.catalogue import translated_languages
from locales.words import language_name
from models.base import table
from models.codes import read_factory_code
from models.factory import Factory


def _languages(talk: Talk, facts: Facts) -> Facts:
    """The factory's languages first, then the script she writes in, then the others."""
    spoken_here = translated_languages()
    first = [*talk.languages, *facts.get("hint", ())]
    order = [language for language in dict.fromkeys([*first, *spoken_here]) if language in spoken_here]
    listed = [[language, language_name(language)] for language in order]
    return {"languages": listed, "survey": facts.get("survey", "")}


SCRIPTS: Mapping[str, Entry] = {
    "welcome": Entry(welcome.welcome, _languages),
    "factory": Entry(welcome.factory, same),
    "language": Entry(welcome.language, _languages),
    "menu": Entry(menu.menu, same),
}


def _introduce(talk: Talk, outcome: Introduce) -> None:
    talk.speak(outcome.language)
    talk.changes["introduced"] = True
    talk.say(welcome.WHO_WE_ARE)
    if outcome.told:
        talk.say(KEPT)
    if outcome.survey:
        begin_by_keyword(talk, outcome.survey, outcome.told)
    elif talk.factory is None:
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


_FACTORY = WORKPLACE.where(table(Factory).c.code == bindparam("code"))


def _go_on(talk: Talk, told: tuple[Part, ...]) -> None:
    talk.go("grievance" if told else "menu", told)


def _go(talk: Talk, outcome: Go) -> None:
    talk.go(outcome.script, outcome.told, outcome.facts or None)


def _say(talk: Talk, outcome: Say) -> None:
    talk.say(outcome.text)


def _choose_language(talk: Talk, outcome: ChooseLanguage) -> None:
    talk.speak(outcome.language)
    talk.say(welcome.LANGUAGE_CHANGED)


PERFORMERS: Mapping[type, Callable[[Talk, Any], None]] = {
    Introduce: _introduce,
    JoinFactory: _join_factory,
    Go: _go,
    Say: _say,
    ChooseLanguage: _choose_language,
}
