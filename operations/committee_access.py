"""Who may see which committee: the factories decide, as for cases. Every page of committees goes through here.

Advisors see the committees of their factories; leads those of theirs, or all when none is assigned; auditors and
admins see none: agenda and minutes hold what workers said.
"""

from typing import Any

from sqlalchemy import ColumnElement, Connection, false, or_, select

from models.committee import Committee
from models.meeting import Meeting
from models.user import Assignment
from models.vocabulary import Role
from operations.committees import Chamber, chamber
from operations.meeting_views import find_meeting
from operations.sessions import Viewer


def seen_committees(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `Committee` that a viewer may see it."""
    mine = select(Assignment.factory_id).where(Assignment.user_id == viewer.id)
    if viewer.role == Role.LEAD:
        return or_(Committee.factory_id.in_(mine), ~mine.exists())
    if viewer.role == Role.ADVISOR:
        return Committee.factory_id.in_(mine)
    return false()


def visible_chambers(connection: Connection, viewer: Viewer) -> list[Chamber]:
    """Every committee a viewer may see that is not dissolved, by factory and name."""
    ids = connection.execute(select(Committee.id).where(seen_committees(viewer), Committee.dissolved_on.is_(None)))
    found = [chamber(connection, committee_id) for committee_id in ids.scalars().all()]
    return sorted(found, key=lambda one: (one.factory, one.name))


def find_chamber(connection: Connection, viewer: Viewer, committee_id: str) -> Chamber | None:
    """A committee, or None alike when it is somebody else's and when there is none."""
    seen = select(Committee.id).where(Committee.id == committee_id, seen_committees(viewer))
    return chamber(connection, committee_id) if connection.execute(seen).first() else None


def find_seen_meeting(connection: Connection, viewer: Viewer, meeting_id: str) -> Any | None:
    """The row of a meeting, or None alike when it is somebody else's and when there is none."""
    seen = (
        select(Meeting.id)
        .join(Committee, Committee.id == Meeting.committee_id)
        .where(Meeting.id == meeting_id, seen_committees(viewer))
    )
    return find_meeting(connection, meeting_id) if connection.execute(seen).first() else None
