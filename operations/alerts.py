"""Alerts to advisors: that something urgent waits, and nothing about what or from whom."""

from collections.abc import Sequence

from sqlalchemy import Row, Select, select

from conversations.texts import Text, _
from locales.catalogue import catalogue
from models.contact import Contact
from models.user import Assignment, User
from models.vocabulary import Role
from operations.outbox import Outgoing, queue
from operations.work import Work

LINKED = _("Done. Alerts come here from now on.")
URGENT = _("Bobbin: something urgent waits for you. Please sign in.")
COMMITTEE = _("Bobbin: a committee of yours needs you. Please sign in.")
PETITION = _("Bobbin: workers ask for an extraordinary meeting. Please sign in.")
CEILING = _("Bobbin: the messages of today are used up. Please sign in.")
OVERDUE = _("Bobbin: somebody waits too long for an answer. Please sign in.")


def alert_urgent(work: Work, factory_id: str | None) -> int:
    """Alert the advisors of the factory; when it has none, or is not known, the leads and admins.

    Returns how many addresses were alerted.
    """
    return _alert(work, factory_id, URGENT)


def alert_committee(work: Work, factory_id: str) -> int:
    """Something in a committee waits for an advisor: an overdue action, a side that will be short."""
    return _alert(work, factory_id, COMMITTEE)


def alert_petition(work: Work, factory_id: str) -> int:
    """Enough workers ask for an extraordinary meeting: no number, no names."""
    return _alert(work, factory_id, PETITION)


def alert_overdue(work: Work, factory_id: str | None, climb: bool) -> int:
    """A time by which somebody should have answered is over: the advisors, and those above them where it climbs."""
    reached = _alert(work, factory_id, OVERDUE)
    return reached + (_tell(work, list(work.connection.execute(_overseers())), OVERDUE) if climb and factory_id else 0)


def alert_ceiling(work: Work) -> int:
    """The day's segments are used up: leads and admins."""
    return _tell(work, list(work.connection.execute(_overseers())), CEILING)


def _alert(work: Work, factory_id: str | None, words: Text) -> int:
    reached = list(work.connection.execute(_advisors_of(factory_id))) if factory_id else []
    return _tell(work, reached or list(work.connection.execute(_overseers())), words)


def _tell(work: Work, reached: Sequence[Row[str, str]], words: Text) -> int:
    for row in reached:
        body = {"text": words.render(catalogue(row.language)), "language": row.language}
        queue(work, row.id, Outgoing(body=body))
    return len(reached)


def _advisors_of(factory_id: str) -> Select[str, str]:
    return _addresses().join(Assignment, Assignment.user_id == User.id).where(Assignment.factory_id == factory_id)


def _overseers() -> Select[str, str]:
    return _addresses().where(User.role.in_((Role.LEAD, Role.ADMIN)))


def _addresses() -> Select[str, str]:
    return select(Contact.id, User.language).join(User, Contact.user_id == User.id).where(User.active, Contact.sendable)
