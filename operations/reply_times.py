"""When an answer leaves: at a decent hour, off her shift, a little later by chance; or at hours that she named.

The chance is so that nobody who knows the shift can tell an answer by the minute at which a phone rings.
"""

import secrets
from typing import Any

from sqlalchemy import func, select, update

from models.contact import Contact
from models.factory import Factory
from operations import audit
from operations.hours import reply_moment
from operations.work import Work

SPREAD = 900
"""Seconds within which what was held back leaves by chance."""


def leaves_at(work: Work, contact_id: str, factory_id: str | None) -> float:
    """When what is said now in a case of this factory may reach a phone; now, where nobody knows by which clock."""
    place = _place(work, contact_id, factory_id)
    if place is None or work.demo:
        return work.now
    when = (place.timezone, f"{place.shift_start}-{place.shift_end}", place.safe_hours)
    at = reply_moment(work.now, *when)
    if at <= work.now:
        return work.now
    later = at + secrets.randbelow(SPREAD)
    return later if reply_moment(later, *when) == later else at


def keep_hours(work: Work, contact_id: str, hours: str | None) -> None:
    """Her own hours, `HH-HH`; none of her own with None."""
    work.connection.execute(update(Contact).where(Contact.id == contact_id).values(safe_hours=hours))
    audit.record(work, "contact.hours_chosen")


def _place(work: Work, contact_id: str, factory_id: str | None) -> Any:
    """The clock and shift of the case's factory, else of her own, with the hours that she named."""
    return work.connection.execute(
        select(Factory.timezone, Factory.shift_start, Factory.shift_end, Contact.safe_hours)
        .select_from(Contact)
        .join(Factory, Factory.id == func.coalesce(factory_id, Contact.factory_id))
        .where(Contact.id == contact_id)
    ).one_or_none()
