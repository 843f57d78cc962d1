"""What the public page says of the line, in words that can be read out."""

from conversations.texts import _

WHAT = _("Bobbin is a line for workers in garment factories. You write what is wrong; a Better Work advisor answers.")
HOW = _("Write an SMS or a Telegram message in your own language. You need no name and no registration.")
PROMISES = (
    _("We ask no name. Nobody in the factory is told who wrote."),
    _("Your number is kept locked away, and no page shows it."),
    _("A person answers within three working days; in danger, at once."),
    _("You decide who may know what you wrote."),
)
CANNOT = (
    _("The phone company can read an SMS."),
    _("Telegram can read what is sent through it."),
    _("Your phone keeps what it sent. Delete it if others use your phone."),
    _("What you tell may show who you are, if only you can know it."),
)
