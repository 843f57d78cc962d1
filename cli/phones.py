"""Numbers as people type them."""

import phonenumbers

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
