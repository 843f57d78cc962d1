"""Who may see which case: the one place that decides. Every view of the web goes through `visible_cases`.

An advisor sees the cases of the factories assigned to them. A lead sees those of their factories, or of all
factories when none is assigned, and the cases without a factory. While there is no active lead, all advisors see
the cases without a factory: somebody must. Admins and auditors see none.
"""

from sqlalchemy import ColumnElement, Connection, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from models.case import Case
from models.factory import Factory
from models.user import Assignment, User
from models.vocabulary import OPEN_STATUSES, Role
from operations.sessions import Viewer

SMALLEST_COUNT = 5
"""Who sees no cases is told no number below this."""


def visible_cases(viewer: Viewer) -> Select[Case]:
    """The cases a viewer may see; add conditions and columns to it, never leave it out."""
    return select(Case).where(seen_by(viewer))


def seen_by(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `Case` that a viewer may see it."""
    if viewer.role == Role.LEAD:
        return or_(Case.factory_id.is_(None), Case.factory_id.in_(_factories_of(viewer)), ~_has_factories(viewer))
    if viewer.role == Role.ADVISOR:
        return or_(Case.factory_id.in_(_factories_of(viewer)), and_(Case.factory_id.is_(None), ~_a_lead()))
    return false()


def may_read_cases(viewer: Viewer) -> bool:
    """Whether the role reads cases at all."""
    return viewer.role in (Role.ADVISOR, Role.LEAD)


def may_export(connection: Connection, viewer: Viewer) -> bool:
    """Whether somebody may take results along: leads, and advisors while there is no lead. They are asked for their
    password and code again (operations.sessions)."""
    if viewer.role == Role.LEAD:
        return True
    return viewer.role == Role.ADVISOR and not connection.execute(select(_a_lead())).scalar_one()


def find_case(connection: Connection, viewer: Viewer, case_id: str, lock: bool = False) -> Case | None:
    """A case, or None alike when it is somebody else's and when there is none."""
    query = visible_cases(viewer).where(Case.id == case_id)
    with Session(connection, expire_on_commit=False) as session:
        return session.scalars(query.with_for_update(of=Case) if lock else query).one_or_none()


def visible_factories(connection: Connection, viewer: Viewer) -> list[tuple[str, str]]:
    """(id, name) of the factories whose cases a viewer may see, by name."""
    query = select(Factory.id, Factory.name).order_by(Factory.name)
    if viewer.role == Role.LEAD:
        query = query.where(or_(Factory.id.in_(_factories_of(viewer)), ~_has_factories(viewer)))
    elif viewer.role == Role.ADVISOR:
        query = query.where(Factory.id.in_(_factories_of(viewer)))
    else:
        query = query.where(false())
    return [(row.id, row.name) for row in connection.execute(query)]


def assignable_users(connection: Connection, factory_id: str | None) -> list[tuple[str, str]]:
    """(id, e-mail) of those who may be given a case of this factory: exactly those who can see it."""
    lead = User.role == Role.LEAD
    if factory_id is None:
        may = or_(lead, and_(User.role == Role.ADVISOR, ~_a_lead()))
    else:
        own = aliased(Assignment)
        here = select(own.user_id).where(own.user_id == User.id, own.factory_id == factory_id).exists()
        somewhere = select(own.user_id).where(own.user_id == User.id).exists()
        may = and_(User.role.in_((Role.ADVISOR, Role.LEAD)), or_(here, and_(lead, ~somewhere)))
    query = select(User.id, User.email).where(User.active, may).order_by(User.email)
    return [(row.id, row.email) for row in connection.execute(query)]


def open_case_count(connection: Connection) -> int | None:
    """How many cases are open in all, for those who see none; None when so few that a number would tell."""
    count = connection.execute(select(func.count()).where(Case.status.in_(OPEN_STATUSES))).scalar_one()
    return count if count >= SMALLEST_COUNT else None


def _factories_of(viewer: Viewer) -> Select[str]:
    return select(Assignment.factory_id).where(Assignment.user_id == viewer.id)


def _has_factories(viewer: Viewer) -> ColumnElement[bool]:
    return _factories_of(viewer).exists()


def _a_lead() -> ColumnElement[bool]:
    lead = aliased(User)
    return select(lead.id).where(lead.role == Role.LEAD, lead.active).exists()
