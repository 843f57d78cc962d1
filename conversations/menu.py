"""What the line can do, and the words that work anywhere."""

from conversations.dialogue import Ask, Facts
from conversations.outcomes import Go
from conversations.questions import Option, choice
from conversations.texts import Text, _

MENU = (
    Option("grievance", _("Tell a problem")),
    Option("status", _("My cases")),
    Option("language", _("Language")),
)
COMMANDS = {
    "menu": _("Choices"),
    "status": _("My cases"),
    "back": _("One step back"),
    "language": _("Language"),
    "help": _("Help"),
    "stop": _("No more messages"),
}
"""What a chat that has a list of commands shows beside each; the words themselves work everywhere."""
WELCOME_BACK = _("You will get our messages again.")
STOPPED = _("You will get no more messages. To come back, send START.")
HELP = _("Write what is wrong. MENU: choices. BACK: one step back. STATUS: your cases. STOP: no more messages.")

HOW_TO_CLEAR = _("To delete this chat, choose it in your list of messages, then Options, Delete.")
"""Nobody but she can delete what her phone keeps."""
CLEARED = _(
    "What we both wrote here in the last two days is deleted. What is older only you can delete: hold the chat, then "
    "Delete."
)
NOT_ALL_CLEARED = _("Not all could be deleted. Delete this chat yourself: hold it, then Delete.")


def menu(ask: Ask, facts: Facts) -> Go:
    """Where to go. Facts: none. A story told here goes straight to where stories are taken."""
    if ask.told:
        return Go("grievance", ask.told)
    return Go(ask(choice("menu", _("What would you like to do?"), MENU)), ask.told)


def read_by_a_person(code: str) -> Text:
    """After three misses."""
    return _("A person will read your message. Your case: {code}", code=code)
