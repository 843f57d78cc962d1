"""Setting up the web view in a Flask app: settings, languages, the blueprint with its guard and error pages."""

from dataclasses import replace
from typing import Any

from flask import Flask, request
from flask_babel import Babel
from werkzeug.exceptions import HTTPException

from advisor import (
    actions,
    agenda,
    assets,
    attachments,
    cases,
    committees,
    elections,
    guard,
    login,
    meetings,
    minutes,
    on_call,
    papers,
    points,
    settings,
    survey_exports,
    survey_items,
    survey_results,
    survey_trials,
    surveys,
    waves,
    work_on_case,
    write_minutes,
)
from advisor.blueprint import blueprint, csrf
from advisor.headers import HTTPS, NoSessionForMachines, compress, security_headers
from advisor.pages import error_page, language_of_page, unexpected
from bot.house import House
from locales.catalogue import DOMAIN, FOLDER
from models.encryption import Purpose
from operations.sessions import session_secrets

ROOMS = (
    guard,
    actions,
    agenda,
    assets,
    attachments,
    cases,
    committees,
    elections,
    login,
    meetings,
    minutes,
    on_call,
    papers,
    points,
    settings,
    survey_items,
    survey_exports,
    survey_results,
    survey_trials,
    surveys,
    waves,
    work_on_case,
    write_minutes,
)
"""Importing them hangs their pages on the blueprint."""
PREFIX = "/advisor"


def register(app: Flask, house: House) -> None:
    """Add the web view to an app. It takes the keys for cases and sessions off the ring, and no other.

    `app.config["NOW"]` may be a clock; `app.config["TELEGRAM_BOT_NAME"]` the bot's user name, for alerts.
    """
    _configure(app, house)
    app.extensions["house"] = replace(house, ring=house.ring.only(Purpose.CASE, Purpose.SESSION))
    Babel(
        app,
        default_domain=DOMAIN,
        default_translation_directories=str(FOLDER),
        locale_selector=language_of_page,
    )
    app.session_interface = NoSessionForMachines()
    csrf.init_app(app)
    app.register_blueprint(blueprint)
    for status in (404, 405):
        app.register_error_handler(status, _outside)
    app.after_request(security_headers)
    app.after_request(compress)


def _configure(app: Flask, house: House) -> None:
    secure = house.settings.public_url.startswith("https:")
    newest, *older = (secret.hex() for secret in session_secrets(house.ring, "flask"))
    app.config.update(
        SECRET_KEY=newest,
        SECRET_KEY_FALLBACKS=older,
        SESSION_COOKIE_NAME="__Host-bobbin" if secure else "bobbin",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_PATH="/",
        WTF_CSRF_CHECK_DEFAULT=False,  # the guard of the blueprint checks; webhooks are machines with signatures
        WTF_CSRF_SSL_STRICT=False,  # wants a Referer, which our own Referrer-Policy forbids; the guard sees Origin
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
    )
    app.config[HTTPS] = secure


def _outside(error: HTTPException) -> Any:
    """An address below ours that no page has; other rooms of the app keep their own answers."""
    return error_page(error) if request.path.startswith(PREFIX) else error


blueprint.register_error_handler(HTTPException, error_page)
blueprint.register_error_handler(Exception, unexpected)
