"""Words that work anywhere, in every language: stop, menu, status, who, forget and their like."""

from collections.abc import Callable, Mapping

from bot.stack import parts_of
from bot.talk import Talk
from conversations import menu
from locales.words import Keyword
from operations.outbox import make_sendable, make_unsendable


def obey(talk: Talk, keyword: Keyword) -> bool:
    """Do what the word says. False when the word has no meaning here and is to be heard as any other."""
    if not talk.contact.introduced and keyword is not Keyword.STOP:
        return False
    if not talk.contact.sendable and keyword is not Keyword.START:
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


def _forget(talk: Talk) -> None:
    """A new code each time: an older one ends with it, and what was told there goes along."""
    before = [state for state in talk.stack if state.script == "forget"]
    talk.stack[:] = [state for state in talk.stack if state not in before]
    talk.go("forget", parts_of(before))


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
    Keyword.CLEAR: lambda talk: talk.say(menu.HOW_TO_CLEAR),
    Keyword.FORGET: _forget,
}
