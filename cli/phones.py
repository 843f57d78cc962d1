"""Numbers as people type them, and the line they are reached by."""

from collections.abc import Sequence

import phonenumbers

from bot.settings import Settings
from models.vocabulary import Line
from operations.work import Mistyped

SHOULD_BE = "the phone should be a number such as +8801700000001"


def read_phone(typed: str, country: str | None) -> str:
    """A number in E.164; `country` is the region of one without a country code. Raises Mistyped."""
    try:
        parsed = phonenumbers.parse(typed, country)
    except phonenumbers.NumberParseException as error:
        raise Mistyped(SHOULD_BE) from error
    if not phonenumbers.is_possible_number(parsed):
        raise Mistyped(SHOULD_BE)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def sms_line(settings: Settings, channels: Sequence[str]) -> Line:
    """The first SMS line of a factory's channels that is switched on."""
    on = {Line.TWILIO: settings.twilio is not None, Line.GATEWAY: settings.gateway is not None, Line.SIM_SMS: True}
    wanted = [Line(name) for name in channels if name in on] or list(on)
    return next(line for line in [*wanted, Line.SIM_SMS] if on[line])
