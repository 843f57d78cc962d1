"""Alerts to advisors: that something urgent waits, and nothing about what or from whom."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from conversations.texts import Text, _
from locales.catalogue import catalogue
from models.contact import Contact
from models.user import Assignment, User
from models.vocabulary import LINES_OF, Role, Way
from operations.outbox import Outgoing, queue
from operations.work import Work

LINKED = _("Done. Alerts come here from now on.")
URGENT = _("Bobbin: something urgent waits for you. Please sign in.")
COMMITTEE = _("Bobbin: a committee of yours needs you. Please sign in.")
DISK = _("Bobbin: the disk is nearly full. Please make room.")
PETITION = _("Bobbin: workers ask for an extraordinary meeting. Please sign in.")
CEILING = _("Bobbin: the messages of today are used up. Please sign in.")
LINE = _("Bobbin: a line is refused by its provider. Its access must be renewed.")
OVERDUE = _("Bobbin: somebody waits too long for an answer. Please sign in.")


def alert_users(work: Work, user_ids: Sequence[str]) -> int:
    """Something urgent waits for these: each by the way they chose, else at every address they have.

    Returns how many addresses were alerted.
    """
    rows = work.connection.execute(_addresses().where(User.id.in_(user_ids))).all() if user_ids else []
    chosen = {row.user_id for row in rows if row.alerts_by and row.line in LINES_OF[Way(row.alerts_by)]}
    found = [row for row in rows if row.user_id not in chosen or row.line in LINES_OF[Way(row.alerts_by)]]
    _say(work, found, URGENT)
    return len(found)


def alert_committee(work: Work, factory_id: str) -> int:
    """Something in a committee waits for an advisor: an overdue action, a side that will be short."""
    return _alert(work, factory_id, COMMITTEE)


def alert_petition(work: Work, factory_id: str) -> int:
    """Enough workers ask for an extraordinary meeting: no number, no names."""
    return _alert(work, factory_id, PETITION)


def alert_disk(work: Work) -> int:
    """The disk has little left, and no message is taken in: the leads and admins."""
    return _alert(work, None, DISK)


def alert_overdue(work: Work, factory_id: str | None, climb: bool) -> int:
    """A time by which somebody should have answered is over: the advisors, and those above them where it climbs."""
    reached = _alert(work, factory_id, OVERDUE)
    return reached + (_tell(work, list(work.connection.execute(_overseers())), OVERDUE) if climb and factory_id else 0)


def alert_line(work: Work) -> int:
    """A provider refuses us, and nothing goes out on its line: leads and admins."""
    return _tell(work, list(work.connection.execute(_overseers())), LINE)


def alert_ceiling(work: Work) -> int:
    """The day's segments are used up: leads and admins."""
    return _tell(work, list(work.connection.execute(_overseers())), CEILING)


def _alert(work: Work, factory_id: str | None, words: Text) -> int:
    """The advisors of the factory; when it has none, or is not known, the leads and admins."""
    reached = list(work.connection.execute(_advisors_of(factory_id))) if factory_id else []
    return _tell(work, reached or list(work.connection.execute(_overseers())), words)


def _tell(work: Work, reached: Sequence[Any], words: Text) -> int:
    _say(work, reached, words)
    return len(reached)


def _say(work: Work, rows: Sequence[Any], words: Text) -> None:
    for row in rows:
        body = {"text": words.render(catalogue(row.language)), "language": row.language}
        queue(work, row.id, Outgoing(body=body))


def _advisors_of(factory_id: str) -> Select[*tuple[Any, ...]]:
    return _addresses().join(Assignment, Assignment.user_id == User.id).where(Assignment.factory_id == factory_id)


def _overseers() -> Select[*tuple[Any, ...]]:
    return _addresses().where(User.role.in_((Role.LEAD, Role.ADMIN)))


def _addresses() -> Select[*tuple[Any, ...]]:
    return (
        select(Contact.id, Contact.line, User.id.label("user_id"), User.language, User.alerts_by)
        .join(User, Contact.user_id == User.id)
        .where(User.active, Contact.sendable)
    )
