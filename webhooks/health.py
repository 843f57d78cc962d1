"""Whether the line works: the database answers and the clock ticks."""

from flask import Blueprint, Response, jsonify
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from models.lease import Lease
from webhooks.door import door

blueprint = Blueprint("health", __name__)
SILENCE = 120.0
"""Seconds without a tick after which the line counts as ill."""


@blueprint.get("/health")
def health() -> tuple[Response, int]:
    """200 when the database answers and the clock ticked in the last two minutes, else 503."""
    here = door()
    try:
        with here.house.db.read() as connection:
            ticked = connection.execute(select(func.max(Lease.ticked_at))).scalar()
    except SQLAlchemyError:
        return jsonify(ok=False, database=False, clock=False), 503
    clock = ticked is not None and here.now() - ticked < SILENCE
    return jsonify(ok=clock, database=True, clock=clock), 200 if clock else 503
