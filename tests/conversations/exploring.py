"""Walks every path of every script, so that each message it can say is seen."""

from collections.abc import Iterator
from datetime import time
from typing import Any

from bot.scripts import SCRIPTS
from bot.scripts.committee import MAY_MEMBER, MAY_OFFICER, MAY_SECRETARY, MAY_WORKER
from conversations.dialogue import Ended, Message, Open, State, Turn, reply, start
from conversations.questions import Reply
from conversations.texts import Text
from conversations.when import say_day, say_moment
from locales.catalogue import translated_languages
from locales.words import language_name
from tests.world import LONGEST_DAY

LONGEST_CODE = "WWWW-WWWW-W"
LONGEST_DAY_WORDS = "Wed, Sep 30"
LONGEST_MOMENT = "Wed 30 Sep 15:00"
LANGUAGES = [[language, language_name(language)] for language in translated_languages()]
LONGEST_NAME = "Mst. Rahima Khatun Begum"
PLANNING = {
    "committee_id": "0" * 32,
    "member_id": "0" * 32,
    "meeting_id": None,
    "slots": ["2026-12-30T15:00", "2026-12-29T15:00", "2026-12-31T15:00"],
    "today": "2026-09-01",
    "language": "en",
    "shift": ["08:00", "17:00"],
    "closed": {"2026-12-30": "rest", "2026-12-31": "Durga Puja"},
}
FACTS: dict[str, dict[str, Any]] = {
    "welcome": {"languages": LANGUAGES},
    "language": {"languages": LANGUAGES},
    "reply": {"case_id": "0" * 32},
    "hours": {"place": True},
    "pin": {
        "cases": [{"id": f"{number:032}", "code": LONGEST_CODE} for number in range(4)],
        "code": "482913",
        "until": 0.0,
    },
    "forget": {"code": "482913", "until": 0.0},
    "news": {"case_id": "0" * 32, "code": LONGEST_CODE, "about_id": "0" * 32, "fixed": True},
    "closure": {"case_id": "0" * 32, "code": LONGEST_CODE},
    "rating": {"case_id": "0" * 32},
    "ask_again": {"case_id": "0" * 32},
    "still_solved": {"about_id": "0" * 32, "case_id": "0" * 32, "code": LONGEST_CODE},
    "check_in": {"about_id": "0" * 32, "case_id": "0" * 32},
    "status": {
        "cases": [
            {"id": f"{number:032}", "code": LONGEST_CODE, "status": status, "day": "Wednesday, 30 September"}
            for number, status in enumerate(("new", "acknowledged", "resolved", "closed"))
        ]
    },
    "survey": {"about_id": "0" * 32, "wave_id": "0" * 32, "count": 10, "begun": False},
    "survey_item": {
        "about_id": "0" * 32,
        "wave_id": "0" * 32,
        "item": "paid",
        "key": "unkept.1",
        "kind": "select_one",
        "text": "2026?",
        "options": [["yes", "+"], ["no", "-"]],
        "today": "2026-09-01",
    },
    "survey_comments": {"about_id": "0" * 32, "wave_id": "0" * 32},
    "rsvp": {
        "about_id": "0" * 32,
        "meeting_id": "0" * 32,
        "member_id": "0" * 32,
        "sequence": 0,
        "committee": "PICC",
        "when": LONGEST_MOMENT,
    },
    "meeting_next": {"meeting_id": "0" * 32, "when": LONGEST_MOMENT},
    "calendar": {"member_id": "0" * 32},
    "meeting_plan": PLANNING,
    "meeting_move": PLANNING | {"meeting_id": "0" * 32},
    "meeting_call_off": {"meeting_id": "0" * 32, "when": LONGEST_MOMENT},
    "date_poll": {
        "poll_id": "0" * 32,
        "member_id": "0" * 32,
        "slots": ["2026-12-30T15:00", "2026-12-29T15:00", "2026-12-31T15:00"],
        "language": "en",
    },
    "member_enrol": {"committee_id": "0" * 32},
    "committee": {
        "committees": [
            {"id": f"{number:032}", "name": "PICC", "member_id": f"{number:032}", "may": ["who"]} for number in range(2)
        ]
    },
    "action_due": {
        "about_id": "0" * 32,
        "action_id": "0" * 32,
        "text": "Clear the exit on the third floor",
        "due": LONGEST_DAY_WORDS,
        "today": "2026-09-30",
    },
    "action_mine": {
        "actions": [
            {"id": f"{number:032}", "text": "Clear the exit on the third floor", "due": LONGEST_DAY_WORDS}
            for number in range(4)
        ],
        "today": "2026-09-30",
    },
    "self_check": {"about_id": "0" * 32, "check_id": "0" * 32, "committee": "PICC"},
    "fix_poll": {"about_id": "0" * 32, "poll_id": "0" * 32, "question": "Is the exit open now?"},
    "election": {
        "phase": "nomination",
        "committee_id": "0" * 32,
        "about_id": "0" * 32,
        "day": LONGEST_DAY_WORDS,
        "stands": True,
    },
    "stand": {"about_id": "0" * 32},
    "nominate": {"about_id": "0" * 32},
    "nomination": {"about_id": "0" * 32, "name": LONGEST_NAME},
    "ballot": {
        "about_id": "0" * 32,
        "round": 2,
        "another": False,
        "day": LONGEST_DAY_WORDS,
        "pages": [[["1" * 32, LONGEST_NAME]], [["2" * 32, LONGEST_NAME]]],
    },
    "dispute": {"about_id": "0" * 32},
    "minutes": {"meetings": [{"id": f"{number:032}", "when": LONGEST_DAY_WORDS} for number in range(2)]},
    "minutes_due": {"meeting_id": "0" * 32, "when": LONGEST_DAY_WORDS},
    "minutes_people": {
        "minutes_id": "0" * 32,
        "what": "management",
        "people": [{"id": "0" * 32, "number": 12, "name": LONGEST_NAME[:16]}],
        "offset": 11,
    },
    "minutes_punctual": {"minutes_id": "0" * 32},
    "minutes_point": {"minutes_id": "0" * 32, "item_id": "0" * 32, "title": "10/12 Exi...", "entries": 0},
    "minutes_action": {
        "minutes_id": "0" * 32,
        "entry_id": "0" * 32,
        "pages": [[{"id": f"{number:032}", "name": LONGEST_NAME[:16]}] for number in range(2)],
        "today": "2026-09-01",
        "days": ["2026-09-08", "2026-09-15", "2026-10-01"],
    },
    "minutes_correct": {"minutes_id": "0" * 32, "entry_id": "0" * 32, "again": None, "entry": "Exi..."},
    "minutes_end": {"minutes_id": "0" * 32, "decisions": 12, "actions": 12},
    "minutes_photo": {"minutes_id": "0" * 32},
    "minutes_sent": {"minutes_id": "0" * 32, "day": LONGEST_DAY_WORDS, "entry": None},
    "minutes_approve": {
        "minutes_id": "0" * 32,
        "member_id": "0" * 32,
        "day": LONGEST_DAY_WORDS,
        "decisions": 12,
        "actions": None,
    },
    "minutes_dissent": {"minutes_id": "0" * 32, "member_id": "0" * 32},
    "minutes_last": {"digest": ""},
    "agenda_propose": {"committee_id": "0" * 32, "member_id": None},
    "agenda_support": {
        "about_id": "0" * 32,
        "meeting_id": "0" * 32,
        "member_id": "0" * 32,
        "points": [[number, "0" * 32] for number in range(1, 10)],
    },
    "petition": {"committee_id": "0" * 32},
    "who": {
        "factory": True,
        "committees": [
            {"id": f"{number:032}", "name": "PICC", "pages": ["Rahima Khatun (2026)"] * 2} for number in (1, 2)
        ],
    },
}
DEPTH = 14


def same(text: Text) -> str:
    return text.message


def messages(language: str = "en") -> Iterator[tuple[str, Message]]:
    """Every message of every script, with the script's name; moments as they are said in a language."""
    for name in SCRIPTS:
        yield from _walk(name, opened(name, language), 0, set())


def menus() -> Iterator[tuple[str, Message]]:
    """Every menu of a committee that somebody can get by SMS: worker, member, officer, secretary, and an election."""
    member = [*MAY_MEMBER]
    for may in (MAY_WORKER, member, [*MAY_OFFICER, *member], [*MAY_OFFICER, *member, *MAY_SECRETARY]):
        for now in ([*may], ["election", *may]):
            one = {"id": "0" * 32, "name": "PICC", "member_id": "0" * 32, "may": now}
            yield from _walk("committee", opened("committee", committees=[one]), 0, set())


def opened(name: str, language: str = "en", **known: Any) -> Turn:
    facts = _spoken({**FACTS.get(name, {}), **known}, language)
    return start(SCRIPTS[name].script, State("12345678", name, facts), same)


def _spoken(facts: Any, language: str) -> Any:
    """The facts as they are gathered for somebody of that language."""
    if isinstance(facts, dict):
        return {key: language if key == "language" else _spoken(value, language) for key, value in facts.items()}
    if isinstance(facts, list):
        return [_spoken(value, language) for value in facts]
    if facts == LONGEST_MOMENT:
        return say_moment(LONGEST_DAY, time(15), language)
    return say_day(LONGEST_DAY, language) if facts == LONGEST_DAY_WORDS else facts


def outcomes(name: str) -> list[Any]:
    """Everything a script can come to."""
    found: list[Any] = []
    _collect(name, opened(name), 0, set(), found)
    return found


def _walk(name: str, turn: Turn, depth: int, seen: set[str]) -> Iterator[tuple[str, Message]]:
    if not isinstance(turn, Open) or depth > DEPTH:
        return
    if turn.message is not None and _is_new(turn, seen):
        yield name, turn.message
    for answer in answers(turn):
        yield from _walk(name, reply(SCRIPTS[name].script, turn.state, answer, same), depth + 1, seen)


def _is_new(turn: Open, seen: set[str]) -> bool:
    mark = repr(turn.message)
    if mark in seen:
        return False
    seen.add(mark)
    return True


def _collect(name: str, turn: Turn, depth: int, seen: set[str], found: list[Any]) -> None:
    if isinstance(turn, Ended):
        found.append(turn.outcome)
    if not isinstance(turn, Open) or depth > DEPTH:
        return
    for answer in answers(turn):
        _collect(name, reply(SCRIPTS[name].script, turn.state, answer, same), depth + 1, seen, found)


def answers(turn: Open) -> list[Reply]:
    """A tap on each option; at a story, one piece and then the end of it."""
    taps = [Reply(value=shown.value) for shown in turn.state.menu]
    key = turn.state.asked or ""
    if key in ("story.1", "answer", "name", "why", "text", "photo") and not taps:
        return [Reply(text="They have not paid us")]
    if key.partition(".")[0] in ("own", "clock", "until"):
        return [Reply(value="2026-09-30T15:00")]
    if key == "who" and not taps:
        return [Reply(text="0"), Reply(text="12")]
    if key == "suits":
        return [Reply(text="1 3"), Reply(text="0")]
    if key in ("point", "number"):
        return [Reply(text="9")]
    if key == "place":
        return [*taps, Reply(text="canteen")]
    if key == "remedy":
        return [*taps, Reply(text="Pay us")]
    return taps
