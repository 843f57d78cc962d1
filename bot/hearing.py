"""Deciding what an incoming message is: an opt-out, a word that works anywhere, an answer, a story."""

from collections.abc import Sequence

from bot.inbound import Event, Inbound
from bot.keywords import obey
from bot.scripts.cases import add, may_ask_for
from bot.scripts.committee import seat
from bot.scripts.elections import hear_code
from bot.scripts.line import find_factory
from bot.scripts.phones import follow
from bot.scripts.surveys import begin_by_keyword, survey_called
from bot.talk import Talk
from conversations.dialogue import KEPT
from conversations.outcomes import Part
from conversations.questions import Reply, part
from conversations.replies import FEW, Keyword, keyword, normalise, word_count
from locales.words import script_hint
from models.codes import read_code, read_code_and_pin
from operations import alerts, cases
from operations.outbox import make_sendable, make_unsendable
from operations.sessions import use_link_token

ALWAYS = frozenset({Keyword.STOP, Keyword.START, Keyword.BACK, Keyword.CLEAR, Keyword.FORGET, Keyword.PIN})
"""Commands that no label can hide; any other word that stands in the open list is an answer to it."""
LINK = "u_"
"""How the payload of an advisor's own link begins."""
SEAT = "m_"
"""How the payload of a deep link holds the code of a seat in a committee."""
SURVEY = "s_"
"""How the payload of a deep link holds the word of an open survey."""
JOIN = "f_"
"""How the payload of a deep link names a factory: `t.me/<bot>?start=f_7Q2K`."""


def hear(talk: Talk, inbound: Inbound) -> None:
    """Take one incoming message into the conversation."""
    if inbound.start is not None and not talk.contact.sendable:
        make_sendable(talk.work, talk.contact.id)  # who comes by a link wants to hear from us again
    if inbound.event is not Event.MESSAGE:
        _obey_provider(talk, inbound.event)
    elif any(understood(talk, inbound) for understood in UNDERSTOOD):
        talk.went_on = True
    else:
        _take(talk, inbound)


def _obey_provider(talk: Talk, event: Event) -> None:
    """The provider has already told the person; we only remember it, and say nothing."""
    if event in (Event.OPTED_OUT, Event.BLOCKED):
        make_unsendable(talk.work, talk.contact.id, "stopped" if event is Event.OPTED_OUT else "blocked")
    elif event in (Event.OPTED_IN, Event.UNBLOCKED):
        make_sendable(talk.work, talk.contact.id)


def _linked(talk: Talk, inbound: Inbound) -> bool:
    """An advisor ties this chat to the account, to get alerts here; True when that was all."""
    if not (inbound.start or "").startswith(LINK):
        return False
    language = use_link_token(talk.work, str(inbound.start).removeprefix(LINK), talk.contact.id)
    if language is None:
        return False
    talk.speak(language)
    talk.changes["introduced"] = True
    talk.say(alerts.LINKED)
    return True


def _seated(talk: Talk, inbound: Inbound) -> bool:
    """The code of a seat in a committee, or of a nomination, typed or in a deep link; True when that was all."""
    typed = (inbound.start or "").removeprefix(SEAT) or inbound.text
    if inbound.files or read_code(typed) is None:
        return False
    return seat(talk, typed) or hear_code(talk, typed)


def _followed(talk: Talk, inbound: Inbound) -> bool:
    """Code and PIN of a case, to go on with it from here; True when that was all."""
    typed = None if inbound.files or not talk.contact.sendable else read_code_and_pin(inbound.text)
    if typed is None:
        return False
    talk.stack[:] = [state for state in talk.stack if state.script not in ("pin", "phone")]
    if follow(talk, *typed):
        talk.stack[:] = [state for state in talk.stack if state.script != "welcome"]
    if talk.stack:
        talk.show_again()
    elif not talk.contact.introduced and "introduced" not in talk.changes:
        talk.go("welcome", facts={"hint": list(script_hint(inbound.text))})
    return True


def _joined(talk: Talk, inbound: Inbound) -> bool:
    """A deep link or a join code; True when that was all."""
    typed = (inbound.start or "").removeprefix(JOIN) or inbound.text
    if inbound.files or (inbound.start is None and not _may_be_a_code(talk)):
        return False
    factory = find_factory(talk, typed)
    if factory is None:
        return False
    talk.join(factory)
    if not talk.contact.introduced:
        _first(talk, inbound, told=False)
    elif talk.stack:
        talk.show_again()
    else:
        talk.go("menu")
    return True


def _surveyed(talk: Talk, inbound: Inbound) -> bool:
    """The word of an open survey, typed or in a deep link; True when that was all."""
    typed = (inbound.start or "").removeprefix(SURVEY) or inbound.text
    if inbound.files or inbound.choice is not None or (inbound.start is None and not _may_be_a_code(talk)):
        return False
    wave = survey_called(talk, typed)
    if wave is None:
        return False
    if talk.contact.introduced:
        begin_by_keyword(talk, wave.id)
    else:
        talk.go("welcome", facts={"hint": list(script_hint(inbound.text)), "survey": wave.id})
    return True


def _may_be_a_code(talk: Talk) -> bool:
    """A bare code is one where nothing else was asked for; in the middle of a story it may be a word of it."""
    return talk.contact.sendable and (not talk.stack or talk.stack[-1].script in ("welcome", "menu"))


def _commanded(talk: Talk, inbound: Inbound) -> bool:
    if inbound.files or inbound.choice is not None:
        return False
    word = keyword(inbound.text)
    if word is Keyword.HELP and normalise(inbound.text) == "0" and talk.takes_zero():
        return False
    if word is None or (word not in ALWAYS and talk.shows(inbound.text)):
        return False
    return obey(talk, word)


def _take(talk: Talk, inbound: Inbound) -> None:
    if not talk.contact.sendable and not _confirms(talk, inbound):
        _keep_unanswered(talk, inbound)
    elif inbound.choice is not None:
        talk.tapped(inbound)
    elif talk.stack:
        talk.answer(_reply(talk, inbound))
    elif not talk.contact.introduced:
        _first(talk, inbound, told=_tells(inbound))
    else:
        _unasked(talk, inbound)


def _confirms(talk: Talk, inbound: Inbound) -> bool:
    """Whether this is for the code of FORGET, which is asked for and answered even after STOP."""
    return bool(talk.stack) and talk.stack[-1].script == "forget" and not _tells(inbound)


def _first(talk: Talk, inbound: Inbound, told: bool) -> None:
    """First contact: the language first; a story that came with it is kept."""
    if talk.stack:
        talk.show_again()
        return
    facts = {"hint": list(script_hint(inbound.text))}
    talk.go("welcome", [part(_reply(talk, inbound))] if told else (), facts)


def _unasked(talk: Talk, inbound: Inbound) -> None:
    """Words that no question asked for: to the case talked about last, else a new story, else the menu."""
    told = part(_reply(talk, inbound))
    own_case = read_code(inbound.text)
    if own_case is not None:
        talk.go("status" if may_ask_for(talk, own_case) else "phone", facts={"code": own_case})
    elif not _tells(inbound):
        talk.go("menu")
    elif talk.thread_case_id is not None:
        add(talk, talk.thread_case_id, (told,))
    else:
        talk.say(KEPT)
        talk.go("grievance", [told])


def _keep_unanswered(talk: Talk, inbound: Inbound) -> None:
    """She has stopped our messages but goes on telling: it is kept for an advisor, and nothing is sent."""
    if _tells(inbound):
        keep_for_a_person(talk, (part(_reply(talk, inbound)),))


def keep_for_a_person(talk: Talk, told: Sequence[Part]) -> None:
    """Add to the case talked about last, else open one; nothing is said."""
    if talk.thread_case_id is not None:
        cases.add_to_case(talk.work, talk.origin, talk.thread_case_id, told)
    else:
        talk.thread_case_id = cases.open_case(talk.work, talk.origin, cases.unread_story(told)).case_id


def is_stop(inbound: Inbound) -> bool:
    """Whether it is a provider's word or a wish to hear no more: neither ever waits."""
    return inbound.event is not Event.MESSAGE or keyword(inbound.text) is Keyword.STOP


def _tells(inbound: Inbound) -> bool:
    return bool(inbound.files) or word_count(inbound.text) > FEW


def _reply(talk: Talk, inbound: Inbound) -> Reply:
    return Reply(inbound.text, None, inbound.files, talk.language)


UNDERSTOOD = (_linked, _seated, _followed, _joined, _surveyed, _commanded)
"""What a message can be beside an answer or a story, the surest first."""
