"""What a poster on the wall and a card at the lanyard say: short, and no word that singles out who reads it."""

from conversations.public import CANNOT, PROMISES
from conversations.texts import _

TITLE = _("Something wrong at work? Write to us.")
NO_NAME = _("No name. No registration. Your words, your language.")
LINES = (NO_NAME, *PROMISES[-2:])
"""Who answers and when, and who decides, in the words of the public page."""
SURVEY = _("A few questions for you")
SURVEY_LINES = (_("Nobody can find out what you answered."), _("It takes a few minutes, on any phone."))
SEND = _("Scan with your phone, or send this code:")
SMS_SEEN, TELEGRAM_SEEN = CANNOT[:2]
"""What we cannot keep from others; each is said where its way is offered."""
