"""Taking results along: sheets, a data package, paper. Made of what was published; who took which is written down.

It needs a lead, who gives password and code again: a desk that was left open, or a stolen session, takes nothing away.
"""

import math
from collections.abc import Callable
from typing import cast

from flask import Response, abort, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from advisor.blueprint import blueprint
from advisor.guard import current, house, now, source, viewer, work_on
from advisor.pages import page
from advisor.tongue import _, ngettext
from operations import audit
from operations.access import may_export
from operations.sessions import FREE_CODES, Session, confirm, delay_key, forgive, try_once
from operations.survey_exports import as_csv, as_xlsx, codebook_csv
from operations.survey_floip import as_floip
from operations.survey_form import Form
from operations.survey_pdf import report
from operations.survey_published import Published
from operations.survey_texts import released_texts
from operations.survey_views import Seen, find_seen_wave
from operations.users import Account, check_password, use_code

SHEETS: dict[str, tuple[Callable[[Published, Form], bytes], str, str]] = {
    "csv": (as_csv, "text/csv", "results.csv"),
    "codebook": (codebook_csv, "text/csv", "codebook.csv"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "results.xlsx"),
    "floip": (as_floip, "application/zip", "flow-results.zip"),
}


Answer = str | AnyResponse | tuple[str, int] | tuple[str, int, dict[str, str]]


@blueprint.get("/waves/<wave_id>/export")
def wave_exports(wave_id: str) -> str:
    """The files there are; first password and code."""
    return _show(wave_id)


@blueprint.post("/waves/<wave_id>/export")
def wave_confirm(wave_id: str) -> Answer:
    """Password and code again. Tries are counted as those of signing in are."""
    allowed = _seen(wave_id)[1]
    if not allowed:
        abort(404)
    key = delay_key(house().ring, "confirm", viewer().id, source())
    anywhere = delay_key(house().ring, "confirm", viewer().id)
    wait = _try(key) or _try(anywhere, FREE_CODES)
    if wait:
        minutes = math.ceil(wait / 60)
        wrong = ngettext("Too many tries. Wait %(num)d minute.", "Too many tries. Wait %(num)d minutes.", minutes)
        return _show(wave_id, wrong), 429, {"Retry-After": str(math.ceil(wait))}
    with house().db.read() as connection:
        account = check_password(connection, viewer().email, request.form.get("password", ""))
    if account is None or not _code_is_right(account, key, anywhere):
        wrong = _("Password or code is wrong, or the code was used already. Wait for the next one.")
        return _show(wave_id, wrong), 422
    return redirect(url_for("advisor.wave_exports", wave_id=wave_id), 303)


@blueprint.get("/waves/<wave_id>/export/<any(pdf, csv, codebook, xlsx, floip):kind>")
def wave_export(wave_id: str, kind: str) -> AnyResponse:
    """One file. Its name tells neither survey nor factory."""
    seen, allowed = _seen(wave_id)
    if not allowed or not _session().is_confirmed(now()):
        return redirect(url_for("advisor.wave_exports", wave_id=wave_id), 303)
    assert seen.results is not None
    with house().db.write() as connection:
        work = work_on(connection)
        texts = released_texts(connection, house().ring, wave_id)
        about = {"about": ("wave", wave_id), "factory_id": seen.wave.factory_id}
        audit.record(work, "survey.exported", user_id=viewer().id, detail={"kind": kind}, **about)
    if kind == "pdf":
        content = report(seen.results, seen.form, seen.factory, seen.languages, texts)
        return _file(content, "application/pdf", "results.pdf")
    made, media_type, name = SHEETS[kind]
    return _file(made(seen.results, seen.form), media_type, name)


def _show(wave_id: str, wrong: str | None = None) -> str:
    seen, allowed = _seen(wave_id)
    confirmed = allowed and _session().is_confirmed(now())
    return page("survey_export.html", seen=seen, allowed=allowed, confirmed=confirmed, wrong=wrong)


def _seen(wave_id: str) -> tuple[Seen, bool]:
    """A wave whose results are out, and whether the viewer may take them along."""
    with house().db.read() as connection:
        seen = find_seen_wave(work_on(connection), viewer(), wave_id)
        if seen is None or seen.results is None:
            abort(404)
        return seen, may_export(connection, viewer())


def _code_is_right(account: Account, *keys: str) -> bool:
    with house().db.write() as connection:
        work = work_on(connection)
        right = use_code(work, account, request.form.get("code", ""))
        if right:
            forgive(work, *keys)
            confirm(work, _session())
        return right


def _try(key: str, free: int | None = None) -> float:
    with house().db.write() as connection:
        work = work_on(connection)
        return try_once(work, key) if free is None else try_once(work, key, free)


def _session() -> Session:
    return cast(Session, current())


def _file(content: bytes, media_type: str, name: str) -> Response:
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
