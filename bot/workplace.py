"""What a conversation needs to know of the factory somebody works in."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from models.base import table
from models.factory import Factory

_factory = table(Factory).c
WORKPLACE = select(_factory.id, _factory.timezone, _factory.languages, _factory.rest_days)
"""The columns of a Workplace."""
_BY_ID = WORKPLACE.where(_factory.id == bindparam("factory"))


@dataclass(frozen=True, slots=True)
class Workplace:
    """Its place, languages and days."""

    id: str
    timezone: str
    languages: Sequence[str]
    rest_days: Sequence[str]


def find_workplace(connection: Connection, factory_id: str) -> Workplace:
    """The factory of a contact."""
    return Workplace(*connection.execute(_BY_ID, {"factory": factory_id}).one())
