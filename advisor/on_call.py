"""Who is on call for which factory, and when: set by leads and admins."""

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from advisor.blueprint import blueprint
from advisor.guard import house, now, viewer, work_on
from advisor.pages import page
from advisor.tongue import _
from operations.on_call import SETTERS, put_on_call, rotas, take_off_call
from operations.work import Mistyped, Refused

Answer = str | Response | tuple[str, int]


@blueprint.get("/on-call")
def on_call_page() -> str:
    """Factory by factory."""
    return _show()


@blueprint.post("/on-call/<factory_id>")
def on_call_change(factory_id: str) -> Answer:
    """Set somebody's hours, or end them with `end`."""
    _check()
    user_id, ends = request.form.get("user", ""), "end" in request.form
    hours = request.form.get("from", ""), request.form.get("to", "")
    try:
        with house().db.write() as connection:
            if ends:
                take_off_call(work_on(connection), viewer(), factory_id, user_id)
            else:
                put_on_call(work_on(connection), viewer(), factory_id, user_id, *hours)
    except Mistyped:
        return _show(_("An hour is such as 08:00 or 20:30.")), 422
    except Refused:
        abort(404)
    flash(_("No longer on call.") if ends else _("On call from now on."))
    return redirect(url_for("advisor.on_call_page"), 303)


def _check() -> None:
    if viewer().role not in SETTERS:
        abort(404)


def _show(wrong: str | None = None) -> str:
    _check()
    with house().db.read() as connection:
        found = rotas(connection, viewer(), now())
    return page("on_call.html", rotas=found, wrong=wrong)
