"""Another phone: a PIN for her case, and going on with a case by code and PIN."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from bot.scripts.cases import open_cases
from bot.talk import Entry, Talk
from conversations import phone, welcome
from conversations.dialogue import Facts
from conversations.replies import normalise
from conversations.texts import Text
from models.codes import read_code, spoken
from operations import notices, phones
from operations.phones import Following


def _pin(talk: Talk, facts: Facts) -> Facts:
    """A new code each time: it goes to the phone itself and is kept nowhere but in the sealed conversation."""
    code = f"{secrets.randbelow(900_000) + 100_000}"
    return {"cases": open_cases(talk), "code": code, "until": talk.work.now + phone.CODE_LIFE}


def _code(_talk: Talk, facts: Facts) -> Facts:
    return {"code": facts.get("code")}


def _make_pin(talk: Talk, outcome: phone.MakePin) -> None:
    code = next((case["code"] for case in open_cases(talk) if case["id"] == outcome.case_id), None)
    if code is None or talk.work.now > outcome.until:
        talk.say(phone.NO_PIN)
        return
    pin = phones.make_pin(talk.work, outcome.case_id, talk.contact.id)
    talk.say(phone.made(code, pin) if pin else Text(phone.ONLY_HERE.message, {"code": code}))


def _by_pin(talk: Talk, outcome: phone.FollowByPin) -> None:
    follow(talk, outcome.code, outcome.pin)


def follow(talk: Talk, typed: str, pin: str) -> bool:
    """Go on with a case by its code and PIN, and say so; what is wrong with them is not said. True when allowed."""
    became, case = phones.follow(talk.work, talk.contact.id, read_code(typed) or "", normalise(pin))
    if case is None:
        talk.say(phone.TOO_MANY if became is Following.TOO_MANY else phone.WRONG)
        return False
    talk.thread_case_id = case.case_id
    if not talk.contact.introduced:
        talk.speak(case.language)
        talk.changes["introduced"] = True
        talk.say(welcome.WHO_WE_ARE)
    talk.say(phone.followed(spoken(case.code)))
    if became is Following.FOLLOWS:
        notice = phone.noticed(spoken(case.code))
        notices.tell(talk.work, notices.recipients(talk.work, [case.contact_id]), lambda _language: notice)
    return True


SCRIPTS: Mapping[str, Entry] = {"pin": Entry(phone.pin, _pin), "phone": Entry(phone.phone, _code)}
PERFORMERS: Mapping[type, Callable[[Talk, Any], None]] = {phone.MakePin: _make_pin, phone.FollowByPin: _by_pin}
