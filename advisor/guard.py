"""Who stands at the door: every request of the web view passes here first. Unknown people only reach the log-in."""

import time
from typing import cast
from urllib.parse import urlsplit

from flask import Response, abort, current_app, flash, g, redirect, request, session, url_for
from sqlalchemy import Connection
from werkzeug.wrappers import Response as AnyResponse

from advisor.blueprint import blueprint, csrf
from advisor.tongue import _
from bot.house import House
from operations.sessions import TOUCH, Session, Viewer, find_session, touch
from operations.work import Work

FORM_LIMIT = 64 * 1024
FILE_LIMIT = 12 * 1024 * 1024
WITH_FILES = frozenset({"advisor.minutes_photo", "advisor.survey_import"})
"""Forms that bring a photo or a workbook; only of who has signed in."""
LONG_LIMIT = 512 * 1024
LONG = frozenset({"advisor.survey_item_save"})
"""Forms with words in every language."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
PUBLIC = frozenset({"advisor.static"})
LOGIN = "advisor.log_in"
ID = "id"
"""Under which the cookie holds the id of the session."""


@blueprint.before_request
def enter() -> AnyResponse | None:
    """Check where a form comes from, then who sends it."""
    signed_in = session.get(ID) is not None
    request.max_content_length = _limit(request.endpoint) if signed_in else FORM_LIMIT
    if request.endpoint in PUBLIC:
        return None
    if "\0" in request.path or any("\0" in value for value in request.args.values()):
        abort(404)  # PostgreSQL keeps no such text, so there is nothing to find
    if request.method not in SAFE:
        _check_origin()
        csrf.protect()
    g.session = _find()
    if request.endpoint == LOGIN:
        return None
    return None if g.session and g.session.ready else _turn_away()


def _limit(endpoint: str | None) -> int:
    """The most bytes that a form may have."""
    if endpoint in WITH_FILES:
        return FILE_LIMIT
    return LONG_LIMIT if endpoint in LONG else FORM_LIMIT


def house() -> House:
    return cast(House, current_app.extensions["house"])


def now() -> float:
    """The time, in seconds since 1970 UTC."""
    clock = current_app.config.get("NOW", time.time)
    return float(clock())


def work_on(connection: Connection) -> Work:
    return Work(connection, house().ring, now(), demo=house().settings.demo)


def current() -> Session | None:
    """The session of this request, ready or not."""
    return cast(Session | None, g.get("session"))


def viewer() -> Viewer:
    """Who is signed in."""
    found = current()
    if found is None or not found.ready:
        abort(403)
    return found.viewer


def start(token: str) -> None:
    """Hand the browser a new session id; nothing of the old cookie stays."""
    session.clear()
    session[ID] = token


def source() -> str:
    """Where a request comes from, for counting tries: an address, or the network of an IPv6 one."""
    address = request.remote_addr or ""
    return ":".join(address.split(":")[:4]) if ":" in address else address


def _find() -> Session | None:
    token = session.get(ID)
    if not isinstance(token, str):
        return None
    with house().db.read() as connection:
        found = find_session(connection, token, now())
    if found and found.ready and now() - found.seen_at > TOUCH:
        with house().db.write() as connection:
            touch(work_on(connection), found)
    return found


def _turn_away() -> AnyResponse:
    """To the log-in; a part of a page that asks by script gets nothing."""
    if request.headers.get("HX-Request"):
        return Response(status=204)
    if session.get(ID) and g.session is None:
        session.clear()
        flash(_("You were signed out. Please sign in again."))
    return redirect(url_for(LOGIN), 303)


def _check_origin() -> None:
    """A form comes from our own page. Under no-referrer browsers send `Origin: null`: then Sec-Fetch-Site decides."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    ours = urlsplit(house().settings.public_url)
    if site is not None and site != "same-origin":
        abort(403)
    if origin is not None and origin != f"{ours.scheme}://{ours.netloc}" and site != "same-origin":
        abort(403)
