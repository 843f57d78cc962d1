"""Putting a page together: language, direction, who is signed in; and the pages for what went wrong."""

from typing import Any

import structlog
from babel import Locale
from babel.dates import format_skeleton
from flask import current_app, g, has_request_context, render_template, request
from flask_babel import format_date, get_locale
from markupsafe import Markup
from werkzeug.exceptions import HTTPException, InternalServerError

from advisor import words
from advisor.assets import asset_url
from advisor.guard import current
from conversations.committee_names import called
from conversations.texts import Text
from locales.catalogue import catalogue, translated_languages

log = structlog.get_logger(__name__)


def page(template: str, **values: Any) -> str:
    """Render a template of ours with what every page needs."""
    session = current()
    return render_template(
        f"advisor/{template}",
        viewer=session.viewer if session and session.ready else None,
        language=language_of_page(),
        direction=Locale.parse(language_of_page()).text_direction,
        asset_url=asset_url,
        day=day,
        words=words,
        say=say,
        called=lambda name: say(called(name)),
        **values,
    )


def language_of_page() -> str:
    """The user's own language; before signing in, the browser's."""
    if not has_request_context():
        return "en"
    session = current()
    offered = translated_languages()
    wanted = session.viewer.language if session else request.accept_languages.best_match(offered)
    return wanted if wanted in offered else "en"


def day(value: Any) -> Markup:
    """A day, as it is written in the language of the page."""
    return apart(format_date(value, "medium"))


def quarter(first_day: Any) -> Markup:
    """A quarter of a year, as it is written in the language of the page."""
    return apart(format_date(first_day, "QQQ y"))


def moment(meeting: Any) -> Markup:
    """When a meeting is: weekday, day and 24-hour time where the factory is."""
    return apart(f"{format_skeleton('yMMMEd', meeting.day, locale=get_locale())}, {meeting.clock}")


def apart(text: str) -> Markup:
    """A piece of a sentence set apart, so that directions do not mix."""
    return Markup("<bdi>{}</bdi>").format(text)


def say(text: Text) -> str:
    """Words that the conversations have too, in the language of the page."""
    return text.render(catalogue(language_of_page()))


def language_name(code: str) -> Markup:
    """A language in the words of the page; its code when nobody knows it."""
    locale = get_locale() or Locale("en")
    return apart(str(locale.languages.get(code, code)))


def own_name(code: str) -> str:
    """A language in its own words."""
    return str(Locale.parse(code).get_display_name() or code)


def error_page(error: HTTPException) -> tuple[str, int]:
    """A page that says what to do and nothing about what is there."""
    status = error.code or 500
    g.setdefault("session", None)
    return page("error.html", title=words.ERRORS.get(status, words.ERRORS[400]), status=status), status


def unexpected(error: Exception) -> tuple[str, int]:
    """Our own mistake: its class and place go into the log, its words to nobody."""
    if current_app.testing or current_app.debug:
        raise error
    rule = request.url_rule.rule if request.url_rule else ""
    log.error("page.failed", error=type(error).__name__, route=rule)
    return error_page(InternalServerError())
