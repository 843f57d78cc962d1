"""The public page: what this line is, how to reach it, what it promises and what it cannot."""

from flask import Blueprint, Response, render_template, request

from bot.settings import Settings
from conversations.public import CANNOT, HOW, PROMISES, WHAT
from locales.catalogue import catalogue, translated_languages
from locales.words import direction, language_name
from webhooks.door import door

blueprint = Blueprint("public", __name__)


@blueprint.get("/")
def home() -> str:
    """In the language that is asked for by `?language=`, else by the browser."""
    offered = translated_languages()
    asked = request.args.get("language", "")
    language = asked if asked in offered else request.accept_languages.best_match(offered) or "en"
    spoken = catalogue(language)
    return render_template(
        "public.html",
        language=language,
        direction=direction(language),
        languages=[(code, language_name(code)) for code in offered],
        what=WHAT.render(spoken),
        how=HOW.render(spoken),
        promises=[promise.render(spoken) for promise in PROMISES],
        cannot=[limit.render(spoken) for limit in CANNOT],
        ways=_ways(door().house.settings),
    )


def _ways(settings: Settings) -> list[str]:
    """The numbers that can be written to."""
    number = settings.twilio.sender if settings.twilio else ""
    return [f"SMS {number}"] if number.startswith("+") else []


@blueprint.get("/public.css")
def style() -> Response:
    """The page's own style; it needs nothing else."""
    return Response(render_template("public.css"), mimetype="text/css")
