"""Calendars fetch the meetings of their owner, without a log-in: who knows the address may read it.

Nothing here tells an address that was never given out from one that has ended, or from any other that is not there.
"""

from flask import Blueprint, Response, abort
from sqlalchemy.exc import SQLAlchemyError

from operations.calendar_feeds import find_feed, read_feed
from webhooks.door import door

blueprint = Blueprint("calendar", __name__)


@blueprint.get("/calendar/<token>.ics")
def calendar(token: str) -> Response:
    """The meetings behind a private address. 503 when the database is away: calendars come again by themselves."""
    house, now = door().house, door().now()
    try:
        with house.db.read() as connection:
            owner = find_feed(connection, token)
            file = read_feed(house.work(connection, now), owner) if owner else None
    except SQLAlchemyError:
        abort(503)
    if file is None:
        abort(404)
    # saved by a browser, the file must not be called by the token
    headers = {"Content-Disposition": "attachment; filename=meetings.ics"}
    return Response(file, content_type="text/calendar; charset=utf-8", headers=headers)
