"""What the web view shows of the waves of a survey."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from models.factory import Factory
from models.survey import Wave


@dataclass(frozen=True, slots=True)
class WaveLine:
    """A wave in a line."""

    id: str
    number: int
    state: str
    opened_on: date
    closed_on: date | None
    invited: int
    keyword: str | None


def waves_of(connection: Connection, survey_id: str) -> list[WaveLine]:
    """The waves of a survey, the newest first."""
    columns = (Wave.id, Wave.number, Wave.state, Wave.opened_on, Wave.closed_on, Wave.invited, Wave.keyword)
    rows = connection.execute(select(*columns).where(Wave.survey_id == survey_id).order_by(Wave.number.desc()))
    return [WaveLine(*row) for row in rows]


def place_of(connection: Connection, factory_id: str) -> Any:
    """Country and time zone of a factory."""
    return connection.execute(select(Factory.country, Factory.timezone).where(Factory.id == factory_id)).one()
