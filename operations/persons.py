"""Telling persons apart without a name: a number is one person on every line, other addresses belong to their line."""

from sqlalchemy import select

from models.contact import Contact
from models.encryption import Purpose, bound
from operations.work import Work


def person_of(work: Work, contact_id: str) -> str:
    """What is the same for all contacts of one person. Only to be hashed under a key that will be deleted."""
    row = work.connection.execute(select(Contact.line, Contact.address_sealed).where(Contact.id == contact_id)).one()
    sealed = work.ring.open(Purpose.ADDRESS, row.address_sealed, bound("contacts", "address", contact_id))
    number = sealed.decode().removeprefix("whatsapp:")
    return number if number.startswith("+") else f"{row.line}|{number}"
