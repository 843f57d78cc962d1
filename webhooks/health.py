"""Whether the line works: the database answers, the clock ticks, and no provider refuses us."""

from flask import Blueprint, Response, jsonify
from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import SQLAlchemyError

from models.lease import Lease
from models.outbox import LinePace
from webhooks.door import door

blueprint = Blueprint("health", __name__)
TOO_MANY = ("429", "20429")
"""Reasons for which a line rests that nobody has to look at."""
_REFUSED = select(LinePace.line).where(
    LinePace.paused_until > bindparam("now"), LinePace.paused_reason.not_in(TOO_MANY)
)
SILENCE = 120.0
"""Seconds without a tick after which the line counts as ill."""


@blueprint.get("/health")
def health() -> tuple[Response, int]:
    """200 when the database answers and the clock ticked in the last two minutes, else 503.

    `lines` is false while a provider refuses our credentials: messages wait then, and somebody has to look. The web
    works all the same.
    """
    here = door()
    try:
        with here.house.db.read() as connection:
            ticked = connection.execute(select(func.max(Lease.ticked_at))).scalar()
            refused = connection.execute(_REFUSED, {"now": here.now()}).first()
    except SQLAlchemyError:
        return jsonify(ok=False, database=False, clock=False, lines=False), 503
    clock = ticked is not None and here.now() - ticked < SILENCE
    return jsonify(ok=clock, database=True, clock=clock, lines=refused is None), 200 if clock else 503
