"""What is a user's own: language, password, sessions, where alerts go, and the address of their calendar."""

from collections.abc import Callable

from flask import current_app, flash, redirect, request, session, url_for
from werkzeug.wrappers import Response

from advisor import words
from advisor.blueprint import blueprint
from advisor.guard import house, source, start, viewer, work_on
from advisor.pages import own_name, page
from advisor.tongue import _
from locales.catalogue import translated_languages
from models.vocabulary import Role, Way
from operations.calendar_feeds import address_of, new_feed
from operations.passwords import WeakPassword, hashed
from operations.sessions import (
    alerting,
    choose_alerts,
    delay_key,
    end_all_sessions,
    forgive,
    new_link_token,
    open_session,
    try_once,
)
from operations.users import check_password, set_language, set_password, use_code

Answer = str | Response | tuple[str, int]
MEET = (Role.ADVISOR, Role.LEAD)
"""Who sees committees, and so has meetings."""


@blueprint.get("/settings")
def settings() -> str:
    """All of it on one page."""
    return _show()


@blueprint.post("/settings")
def change_settings() -> Answer:
    """One of the forms of the page, named by `change`."""
    change = _CHANGES.get(request.form.get("change", ""))
    return change() if change else redirect(url_for("advisor.settings"), 303)


def _language() -> Answer:
    language = request.form.get("language", "")
    if language in translated_languages():
        with house().db.write() as connection:
            set_language(work_on(connection), viewer().id, language)
    return redirect(url_for("advisor.settings"), 303)


def _password() -> Answer:
    """Needs the old password and a code: an open screen is not enough. Every other session ends."""
    wrong = _wrong_password()
    if wrong:
        return _show(wrong=wrong), 422
    try:
        kept = hashed(request.form.get("new", ""), context=viewer().email.replace("@", ".").split("."))
    except WeakPassword as weak:
        return _show(wrong=str(words.PASSWORDS[weak.reason])), 422
    with house().db.write() as connection:
        work = work_on(connection)
        set_password(work, viewer().id, kept)
        end_all_sessions(work, viewer().id)
        start(open_session(work, viewer().id, ready=True))
    flash(_("Your password is changed. You are signed out everywhere else."))
    return redirect(url_for("advisor.settings"), 303)


def _wrong_password() -> str | None:
    """Why the old password and the code do not let one go on; None when they do."""
    key = delay_key(house().ring, "change", viewer().id, source())
    with house().db.write() as connection:
        wait = try_once(work_on(connection), key)
    if wait:
        return _("Too many tries. Please wait.")
    with house().db.read() as connection:
        account = check_password(connection, viewer().email, request.form.get("password", ""))
    with house().db.write() as connection:
        work = work_on(connection)
        if account and use_code(work, account, request.form.get("code", "")):
            forgive(work, key)
            return None
    return _("The old password or the code is wrong.")


def _sessions() -> Answer:
    with house().db.write() as connection:
        end_all_sessions(work_on(connection), viewer().id)
    session.clear()
    flash(_("You are signed out everywhere."))
    return redirect(url_for("advisor.log_in"), 303)


def _telegram() -> Answer:
    """The token is shown on this answer only."""
    with house().db.write() as connection:
        token = new_link_token(work_on(connection), viewer().id)
    return _show(start=f"u_{token}")


def _alerts() -> Answer:
    """One way, or every one."""
    wanted = request.form.get("way", "")
    with house().db.write() as connection:
        choose_alerts(work_on(connection), viewer().id, Way(wanted) if wanted in set(Way) else None)
    return redirect(url_for("advisor.settings"), 303)


def _calendar() -> Answer:
    """The address is shown on this answer only."""
    if viewer().role not in MEET:
        return redirect(url_for("advisor.settings"), 303)
    with house().db.write() as connection:
        token = new_feed(work_on(connection), user_id=viewer().id)
    return _show(calendar=address_of(house().settings.public_url, token))


def _show(wrong: str | None = None, start: str | None = None, calendar: str | None = None) -> str:
    with house().db.read() as connection:
        alerts = alerting(connection, viewer().id)
    return page(
        "settings.html",
        languages=[(code, own_name(code)) for code in translated_languages()],
        wrong=wrong,
        start=start,
        bot=current_app.config.get("TELEGRAM_BOT_NAME"),
        alerts=alerts,
        meets=viewer().role in MEET,
        calendar=calendar,
    )


_CHANGES: dict[str, Callable[[], Answer]] = {
    "language": _language,
    "password": _password,
    "sessions": _sessions,
    "telegram": _telegram,
    "alerts": _alerts,
    "calendar": _calendar,
}
