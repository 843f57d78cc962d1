"""Another phone: a PIN for a case, made here and shown once; and the phone that goes on with the case by it.

1. Five tries a quarter of an hour from one phone; after twenty wrong ones in the life of a case none is looked at any
   more, and only the phone it came from works.
2. A code that names no case, a case without a PIN, a closed way and a wrong PIN are one answer, and take as long.
3. The other phone hears what is new: nothing in here reads what was said.
"""

import secrets
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select, update

from models.base import table
from models.case import Case
from models.contact import Contact
from models.encryption import Purpose, bound
from models.phone import CaseLink, CasePin, PinSource
from models.upsert import insert_or_ignore
from operations import audit
from operations.passwords import fits, hashed_secret
from operations.work import Work

DIGITS = 6
TRIES, QUARTER = 5, 900.0
"""From one phone: so many within so many seconds."""
CLOSED = 20
"""Wrong tries after which the way is closed for a case."""
_SOURCE = insert_or_ignore(PinSource)


class Following(StrEnum):
    """What became of a try."""

    FOLLOWS = "follows"
    OWN = "own"
    """The phone the case came from."""
    WRONG = "wrong"
    TOO_MANY = "too_many"


def make_pin(work: Work, case_id: str, contact_id: str) -> str | None:
    """A new PIN for a case of this contact; the one before ends. None where the way is closed, or it is not theirs."""
    connection = work.connection
    theirs = select(Case.id).where(Case.id == case_id, Case.contact_id == contact_id)
    if connection.execute(theirs.with_for_update()).first() is None or is_closed(connection, case_id):
        return None
    pin = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    sealed = work.ring.seal(Purpose.PIN, hashed_secret(pin).encode(), bound("case_pins", "hash", case_id))
    if not connection.execute(update(CasePin).where(CasePin.case_id == case_id).values(hash_sealed=sealed)).rowcount:
        connection.execute(insert(table(CasePin)), {"case_id": case_id, "hash_sealed": sealed, "failures": 0})
    audit.record(work, "case.pin_made")
    return pin


def is_closed(connection: Connection, case_id: str) -> bool:
    """Whether only the first phone works for a case."""
    failures = connection.execute(select(CasePin.failures).where(CasePin.case_id == case_id)).scalar()
    return (failures or 0) >= CLOSED


def follow(work: Work, contact_id: str, code: str, pin: str) -> tuple[Following, Any]:
    """One try to go on with a case from this contact; with the case's row where it is allowed."""
    if _tried(work, contact_id) > TRIES:
        return Following.TOO_MANY, None
    found = work.connection.execute(_asked(code)).one_or_none()
    if not fits(_kept(work, found), pin) or found is None:
        failed = update(CasePin).where(CasePin.case_id == (found.case_id if found else ""))
        work.connection.execute(failed.values(failures=CasePin.failures + 1))
        return Following.WRONG, None
    if found.contact_id == contact_id:
        return Following.OWN, found
    _link(work, found.case_id, contact_id)
    return Following.FOLLOWS, found


def followers(connection: Connection, case_id: str) -> list[str]:
    """Contacts that go on with a case beside the one it came from."""
    return list(connection.execute(select(CaseLink.contact_id).where(CaseLink.case_id == case_id)).scalars())


def follows(connection: Connection, contact_id: str) -> bool:
    """Whether a contact goes on with a case of another phone."""
    return connection.execute(select(CaseLink.case_id).where(CaseLink.contact_id == contact_id)).first() is not None


def told_of(connection: Connection, case: Case) -> list[str]:
    """Who hears what is new in a case. A first phone that stopped our messages is left out where there is another."""
    others = followers(connection, case.id)
    first = [case.contact_id] if case.contact_id else []
    if not others:
        return first
    wanted = connection.execute(select(Contact.id).where(Contact.id.in_(first), Contact.sendable)).scalars()
    return [*wanted, *others]


def may_go_on(contact_id: str) -> Any:
    """The condition on `Case` that a contact may add to it and hear how it stands."""
    linked = select(CaseLink.case_id).where(CaseLink.case_id == Case.id, CaseLink.contact_id == contact_id)
    return or_(Case.contact_id == contact_id, linked.exists())


def tries_over(work: Work) -> int:
    """Let go of who tried when."""
    over = delete(PinSource).where(PinSource.since <= work.now - QUARTER)
    return work.connection.execute(over).rowcount


def _tried(work: Work, contact_id: str) -> int:
    """Count a try; how many this phone has made in this quarter of an hour."""
    connection, this = work.connection, PinSource.contact_id == contact_id
    connection.execute(_SOURCE[connection.dialect.name], {"contact_id": contact_id, "tries": 0, "since": work.now})
    connection.execute(
        update(PinSource).where(this, PinSource.since <= work.now - QUARTER).values(tries=0, since=work.now)
    )
    counted = update(PinSource).where(this).values(tries=PinSource.tries + 1).returning(PinSource.tries)
    return int(connection.execute(counted).scalar_one())


def _asked(code: str) -> Any:
    """The case of a code with its PIN, locked: tries at one case are counted one after the other."""
    columns = (CasePin.case_id, CasePin.hash_sealed, CasePin.failures, Case.contact_id, Case.code, Case.language)
    return (
        select(*columns)
        .join(Case, Case.id == CasePin.case_id)
        .where(Case.code == code, Case.contact_id.is_not(None))
        .with_for_update(of=CasePin)
    )


def _kept(work: Work, found: Any) -> str | None:
    """The hash that a PIN is held against; None where no PIN may fit."""
    if found is None or found.failures >= CLOSED:
        return None
    return work.ring.open(Purpose.PIN, found.hash_sealed, bound("case_pins", "hash", found.case_id)).decode()


def _link(work: Work, case_id: str, contact_id: str) -> None:
    """This phone from now on, and no other but the first."""
    work.connection.execute(delete(CaseLink).where(CaseLink.case_id == case_id))
    work.connection.execute(insert(table(CaseLink)), {"case_id": case_id, "contact_id": contact_id})
    audit.record(work, "case.followed")
