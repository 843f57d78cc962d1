"""Where an action comes from: whether workers brought its topic up, and the case behind it. Never who.

An item that came back, or that lists an open action, names the item that brought the topic up first.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import aliased

from models.action import Action
from models.agenda import AgendaItem
from models.vocabulary import ItemSource

BY_WORKERS = (ItemSource.WORKER, ItemSource.CASE)


@dataclass(frozen=True, slots=True)
class Origin:
    """What stands behind an action. `case_id` is for the line itself, and for who may see the case."""

    by_workers: bool
    case_id: str | None


def origin_of(connection: Connection, action_id: str) -> Origin:
    """The origin of an action; of one that no item led to, nothing."""
    item, topic = aliased(AgendaItem), aliased(AgendaItem)
    row = connection.execute(
        select(
            func.coalesce(topic.source, item.source).label("source"),
            func.coalesce(item.case_id, topic.case_id).label("case_id"),
        )
        .select_from(Action)
        .join(item, item.id == Action.item_id)
        .outerjoin(topic, topic.id == item.carried_from_id)
        .where(Action.id == action_id)
    ).one_or_none()
    if row is None:
        return Origin(False, None)
    return Origin(row.source in BY_WORKERS or row.case_id is not None, row.case_id)
