"""Telling persons apart without a name: a number is one person on every line, other addresses belong to their line."""

from typing import Any

from sqlalchemy import bindparam, select

from models.contact import Contact
from models.encryption import Purpose, bound
from models.prepared import Prepared
from operations.work import Work

_ADDRESS_OF = Prepared(select(Contact.line, Contact.address_sealed).where(Contact.id == bindparam("contact")))


def person_of(work: Work, contact_id: str) -> str:
    """What is the same for all contacts of one person. Only to be hashed under a key that will be deleted."""
    return person_at(work, contact_id, _ADDRESS_OF.run(work.connection, {"contact": contact_id}).one())


def person_at(work: Work, contact_id: str, row: Any) -> str:
    """The same of a row that has their `line` and `address_sealed`."""
    sealed = work.ring.open(Purpose.ADDRESS, row.address_sealed, bound("contacts", "address", contact_id))
    number = sealed.decode().removeprefix("whatsapp:")
    return number if number.startswith("+") else f"{row.line}|{number}"
