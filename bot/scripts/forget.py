"""Forgetting whoever writes, at her wish, once she has shown that the phone is hers."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from bot.talk import Entry, Talk
from conversations import forget
from conversations.dialogue import Facts
from conversations.outcomes import TakeUnasked
from operations.erasure import erase_contact
from operations.phones import follows


def _code(talk: Talk, facts: Facts) -> Facts:
    """A new code each time: it goes to the phone itself and is kept nowhere but in the sealed conversation."""
    return {"code": f"{secrets.randbelow(900_000) + 100_000}", "until": talk.work.now + forget.CODE_LIFE}


def _erase(talk: Talk, outcome: forget.EraseMe) -> None:
    if talk.work.now > outcome.until:
        talk.say(forget.KEPT_ALL)
        return
    talk.stack.clear()
    talk.thread_case_id = None
    talk.changes.clear()
    talk.message = None
    elsewhere = follows(talk.work.connection, talk.contact.id)
    erase_contact(talk.work, talk.contact.id, last_word=True)
    talk.say(forget.ERASED_HERE if elsewhere else forget.ERASED)


def _keep(talk: Talk, outcome: forget.KeepMe) -> None:
    talk.say(forget.KEPT_ALL)
    if outcome.told:
        talk.perform(talk, TakeUnasked(outcome.told))


SCRIPTS: Mapping[str, Entry] = {"forget": Entry(forget.forget, _code)}
PERFORMERS: Mapping[type, Callable[[Talk, Any], None]] = {forget.EraseMe: _erase, forget.KeepMe: _keep}
