"""Words that work anywhere, in every language: stop, start, back, menu, status, help, language, who, committee."""

from collections.abc import Callable, Mapping

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
}
