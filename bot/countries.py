"""Where messages that cost money may go: the countries of the factories, or `SMS_COUNTRIES`. Numbers elsewhere are
taken in and never answered, or anybody could make us pay for a number that they earn from.

Members of committees and advisors were registered by somebody, so they are written to wherever they are.
"""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Connection, select

from bot.house import House
from models.committee import Member
from models.contact import Contact
from models.factory import Factory
from models.prepared import Done, Prepared, Step
from models.vocabulary import PAID_LINES

_OF_FACTORIES = Prepared(select(Factory.country).distinct())


def looking_up(house: House, line: str) -> tuple[Step, ...]:
    """The statement that finds the countries of the factories; none where it does not matter."""
    if line not in PAID_LINES or house.settings.limits.countries:
        return ()
    return ((_OF_FACTORIES, {}),)


def allowed_prefixes(house: House, line: str, found: Sequence[Done]) -> tuple[str, ...]:
    """How numbers begin that may be written to on a line; empty where all may, as before there is any factory.

    `found` is what `looking_up` came to.
    """
    if line not in PAID_LINES:
        return ()
    countries = house.settings.limits.countries or [row.country for done in found for row in done.all()]
    return tuple(map(_prefix, countries))


def is_foreign(address: str, prefixes: tuple[str, ...]) -> bool:
    """Whether a number is in none of the countries; a short one without a country is the operator's own."""
    number = address.removeprefix("whatsapp:")
    return bool(prefixes) and number.startswith("+") and not number.startswith(prefixes)


def members_and_users(connection: Connection, contact_ids: Sequence[str]) -> set[str]:
    """Of these contacts, those who were registered by somebody."""
    users = select(Contact.id).where(Contact.id.in_(contact_ids), Contact.user_id.is_not(None))
    members = select(Member.contact_id).where(Member.contact_id.in_(contact_ids))
    return {str(one) for one in connection.execute(users.union(members)).scalars()}


@cache
def _prefix(country: str) -> str:
    from phonenumbers import country_code_for_region  # heavy, and only needed where SMS is sent

    return f"+{country_code_for_region(country)}"
