"""Signing in with password, then code; signing out. What fails says the same whether or not the account exists."""

import math

from flask import redirect, request, session, url_for
from werkzeug.wrappers import Response

from advisor.blueprint import blueprint
from advisor.guard import current, house, source, start, work_on
from advisor.pages import page
from advisor.tongue import _, ngettext
from operations.sessions import (
    FREE_CODES,
    Session,
    delay_key,
    end_session,
    forgive,
    open_session,
    try_once,
)
from operations.users import account_of, check_password, folded, use_code

Answer = str | Response | tuple[str, int] | tuple[str, int, dict[str, str]]


@blueprint.route("/login", methods=["GET", "POST"])
def log_in() -> Answer:
    """`email` and `password`, then `code` at the same address."""
    found = current()
    if found and not found.ready and "code" in request.form:
        return _second_step(found, request.form["code"])
    if "password" in request.form:
        return _first_step(request.form.get("email", ""), request.form["password"])
    if request.method == "POST":  # the password was too long ago
        return redirect(url_for("advisor.log_in"), 303)
    if found and found.ready:
        return redirect(url_for("advisor.case_list"))
    return page("login.html", pending=found is not None)


@blueprint.post("/logout")
def log_out() -> Response:
    """End the session here and in the browser, pages kept by it included."""
    found = current()
    if found:
        with house().db.write() as connection:
            end_session(work_on(connection), found)
    session.clear()
    response = redirect(url_for("advisor.log_in"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def _first_step(email: str, password: str) -> Answer:
    key = delay_key(house().ring, "password", folded(email), source())
    wait = _try(key)
    if wait:
        return _too_many(wait, pending=False)
    with house().db.read() as connection:
        account = check_password(connection, email, password)
    if account is None:
        wrong = _("E-mail address or password is wrong.")
        return page("login.html", pending=False, email=email, wrong=wrong), 422
    with house().db.write() as connection:
        work = work_on(connection)
        forgive(work, key)
        earlier = current()
        if earlier:
            end_session(work, earlier)
        start(open_session(work, account.id, ready=False))
    return redirect(url_for("advisor.log_in"), 303)


def _second_step(pending: Session, code: str) -> Answer:
    """The wrong codes of an account are counted wherever they come from: only who has the password gets here."""
    here = delay_key(house().ring, "code", pending.viewer.id, source())
    anywhere = delay_key(house().ring, "code", pending.viewer.id)
    wait = _try(here) or _try(anywhere, FREE_CODES)
    if wait:
        return _too_many(wait, pending=True)
    with house().db.write() as connection:
        work = work_on(connection)
        right = use_code(work, account_of(connection, pending.viewer.id), code)
        if right:
            forgive(work, here, anywhere)
            end_session(work, pending)
            start(open_session(work, pending.viewer.id, ready=True))
    if right:
        return redirect(url_for("advisor.case_list"), 303)
    wrong = _("That code is not right, or was used already. Wait for the next one.")
    return page("login.html", pending=True, wrong=wrong), 422


def _try(key: str, free: int | None = None) -> float:
    with house().db.write() as connection:
        work = work_on(connection)
        return try_once(work, key) if free is None else try_once(work, key, free)


def _too_many(wait: float, pending: bool) -> Answer:
    minutes = math.ceil(wait / 60)
    wrong = ngettext("Too many tries. Wait %(num)d minute.", "Too many tries. Wait %(num)d minutes.", minutes)
    return page("login.html", pending=pending, wrong=wrong), 429, {"Retry-After": str(math.ceil(wait))}
