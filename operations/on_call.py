"""Who is on call for a factory: set by leads and admins, looked up when somebody may be in danger."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from models.base import table
from models.contact import Contact
from models.factory import Factory
from models.on_call import OnCall
from models.user import User
from models.vocabulary import Role
from operations import audit
from operations.access import assignable_users, visible_factories
from operations.hours import is_off_shift
from operations.sessions import Viewer
from operations.work import Mistyped, Refused, Work

SETTERS = (Role.LEAD, Role.ADMIN)
_HOUR = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


@dataclass(frozen=True, slots=True)
class Watch:
    """Somebody's hours. `reachable` is whether they have any address for alerts."""

    user_id: str
    email: str
    starts_at: str
    ends_at: str
    now: bool
    reachable: bool


@dataclass(frozen=True, slots=True)
class Rota:
    """Who is on call for a factory, and who could be: exactly those who may see its cases."""

    factory_id: str
    factory: str
    timezone: str
    watches: Sequence[Watch]
    others: Sequence[tuple[str, str]]


def rotas(connection: Connection, viewer: Viewer, now: float) -> list[Rota]:
    """Of the factories that the viewer sets them for: an admin of all, a lead of their own."""
    return [_rota(connection, row, now) for row in connection.execute(_factories(connection, viewer))]


def put_on_call(work: Work, viewer: Viewer, factory_id: str, user_id: str, starts_at: str, ends_at: str) -> None:
    """Set somebody's hours, in place of earlier ones. Raises Refused, and Mistyped for what is no hour."""
    _may_set(work.connection, viewer, factory_id)
    if not (_HOUR.fullmatch(starts_at) and _HOUR.fullmatch(ends_at)):
        raise Mistyped("an hour is such as 08:00 or 20:30")
    if user_id not in dict(assignable_users(work.connection, factory_id)):
        raise Refused("only who may see the cases of a factory can be on call for it")
    _delete(work, factory_id, user_id)
    row = {"factory_id": factory_id, "user_id": user_id, "starts_at": starts_at, "ends_at": ends_at}
    work.connection.execute(insert(table(OnCall)).values(**row))
    hours = {"hours": f"{starts_at}-{ends_at}"}
    audit.record(work, "on_call.set", user_id=viewer.id, about=("user", user_id), factory_id=factory_id, detail=hours)


def take_off_call(work: Work, viewer: Viewer, factory_id: str, user_id: str) -> None:
    """Somebody is on call no more. Raises Refused where that is not the viewer's to say."""
    _may_set(work.connection, viewer, factory_id)
    _delete(work, factory_id, user_id)
    audit.record(work, "on_call.ended", user_id=viewer.id, about=("user", user_id), factory_id=factory_id)


def on_call_now(connection: Connection, factory_id: str, now: float) -> list[str]:
    """The ids of the users who are on call for a factory at this moment."""
    rows = connection.execute(_WATCHES.where(OnCall.factory_id == factory_id, User.active))
    return [row.user_id for row in rows if _is_on(row, now)]


_WATCHES = (
    select(OnCall.user_id, OnCall.starts_at, OnCall.ends_at, User.email, Factory.timezone)
    .join(User, User.id == OnCall.user_id)
    .join(Factory, Factory.id == OnCall.factory_id)
    .order_by(OnCall.starts_at, User.email)
)


def _is_on(row: Any, now: float) -> bool:
    round_the_clock = row.starts_at == row.ends_at
    return round_the_clock or not is_off_shift(now, row.timezone, f"{row.starts_at}-{row.ends_at}")


def _rota(connection: Connection, factory: Any, now: float) -> Rota:
    rows = connection.execute(_WATCHES.where(OnCall.factory_id == factory.id, User.active)).all()
    addresses = select(Contact.user_id).where(Contact.user_id.in_([row.user_id for row in rows]), Contact.sendable)
    reachable = set(connection.execute(addresses).scalars())
    watches = [
        Watch(row.user_id, row.email, row.starts_at, row.ends_at, _is_on(row, now), row.user_id in reachable)
        for row in rows
    ]
    on = {row.user_id for row in rows}
    others = [one for one in assignable_users(connection, factory.id) if one[0] not in on]
    return Rota(factory.id, factory.name, factory.timezone, watches, others)


def _factories(connection: Connection, viewer: Viewer) -> Any:
    query = select(Factory.id, Factory.name, Factory.timezone).order_by(Factory.name)
    if viewer.role == Role.ADMIN:
        return query
    return query.where(Factory.id.in_([factory_id for factory_id, _name in visible_factories(connection, viewer)]))


def _may_set(connection: Connection, viewer: Viewer, factory_id: str) -> None:
    here = _factories(connection, viewer).where(Factory.id == factory_id)
    if viewer.role not in SETTERS or connection.execute(here).first() is None:
        raise Refused("there is no such factory")


def _delete(work: Work, factory_id: str, user_id: str) -> None:
    work.connection.execute(delete(OnCall).where(OnCall.factory_id == factory_id, OnCall.user_id == user_id))
