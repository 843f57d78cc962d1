"""Words that work anywhere, in every language: stop, menu, status, who, forget, PIN and their like."""

from collections.abc import Callable, Mapping

from bot.chats import can_clear, clear
from bot.scripts.cases import open_cases
from bot.stack import parts_of
from bot.talk import Talk
from conversations import case, menu
from locales.words import Keyword
from operations.outbox import make_sendable, make_unsendable


def obey(talk: Talk, keyword: Keyword) -> bool:
    """Do what the word says. False when the word has no meaning here and is to be heard as any other."""
    if not talk.contact.introduced and keyword is not Keyword.STOP:
        return False
    if not talk.contact.sendable and keyword not in (Keyword.START, Keyword.FORGET):
        return False  # no more messages were wanted: these neither
    command = COMMANDS.get(keyword)
    if command is None:
        return False
    command(talk)
    return True


def _stop(talk: Talk) -> None:
    make_unsendable(talk.work, talk.contact.id, "stopped")
    talk.say(menu.STOPPED)


def _start(talk: Talk) -> None:
    if not talk.contact.sendable:
        make_sendable(talk.work, talk.contact.id)
        talk.say(menu.WELCOME_BACK)
    if talk.stack:
        talk.show_again()
    else:
        talk.go("menu")


def _back(talk: Talk) -> None:
    if talk.stack:
        talk.go_back()
    else:
        talk.go("menu")


def _help(talk: Talk) -> None:
    talk.say(menu.HELP)
    talk.show_again()


def _clear(talk: Talk) -> None:
    """Both sides where the provider lets us; else how she does it herself."""
    if can_clear(talk):
        clear(talk)
    else:
        talk.say(menu.HOW_TO_CLEAR)


def _code(talk: Talk) -> None:
    """To nowhere but the phone that asked; whoever wrote in its name does not hear it."""
    found = open_cases(talk)
    talk.say(case.codes(", ".join(one["code"] for one in found)) if found else case.NO_CASES)
    talk.show_again()


def _forget(talk: Talk) -> None:
    """Also after STOP: the code is the one message that she asked for since. What lay open is not gone on with."""
    if not talk.contact.sendable:
        talk.end_in_silence()
    _afresh(talk, "forget")


def _afresh(talk: Talk, name: str) -> None:
    """With a new code each time: an older one ends with it, and what was told there goes along."""
    before = [state for state in talk.stack if state.script == name]
    talk.stack[:] = [state for state in talk.stack if state not in before]
    talk.go(name, parts_of(before))


COMMANDS: Mapping[Keyword, Callable[[Talk], None]] = {
    Keyword.STOP: _stop,
    Keyword.START: _start,
    Keyword.BACK: _back,
    Keyword.MENU: lambda talk: talk.go("menu"),
    Keyword.STATUS: lambda talk: talk.go("status"),
    Keyword.LANGUAGE: lambda talk: talk.go("language"),
    Keyword.HELP: _help,
    Keyword.WHO: lambda talk: talk.go("who"),
    Keyword.COMMITTEE: lambda talk: talk.go("committee"),
    Keyword.CLEAR: _clear,
    Keyword.FORGET: _forget,
    Keyword.CODE: _code,
    Keyword.HOURS: lambda talk: talk.go("hours"),
    Keyword.PIN: lambda talk: _afresh(talk, "pin"),
}
