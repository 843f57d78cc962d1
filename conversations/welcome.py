"""The first talk: in which language, who we are, which factory.

Facts of `welcome` and `language`: `languages` as [[code, own name], …], the factory's first.
"""

from conversations import questions
from conversations.dialogue import Ask, Facts
from conversations.outcomes import ChooseLanguage, Introduce, JoinFactory
from conversations.questions import SKIP, Option, Question, code
from conversations.texts import Verbatim, _

WHO_WE_ARE = _(
    "This is Bobbin, the line of Better Work. We ask no name and never tell who wrote. "
    "The phone company can see SMS. It is safer to delete them."
)
NAME = Verbatim("Bobbin")
"""All that stands above the languages: nothing else can be said before one is chosen."""
FACTORY = _("Which factory? Send the code on its poster.")
NOT_SAID = Option(SKIP, _("I don't want to say"))
UNKNOWN_FACTORY = _("I don't know that code.")
LANGUAGE_CHANGED = _("From now on I write in this language.")


def welcome(ask: Ask, facts: Facts) -> Introduce:
    """The language, each in its own name; nothing else is asked before we have said who we are."""
    return Introduce(ask(_languages(facts)), ask.told)


def factory(ask: Ask, facts: Facts) -> JoinFactory:
    """The factory's code; "I don't want to say" is an answer."""
    return JoinFactory(ask(code("factory", FACTORY, NOT_SAID)), "factory", ask.told)


def language(ask: Ask, facts: Facts) -> ChooseLanguage:
    """Another language, at any time."""
    return ChooseLanguage(ask(_languages(facts)))


def _languages(facts: Facts) -> Question[str]:
    return questions.language("language", NAME, [Option(value, Verbatim(name)) for value, name in facts["languages"]])
