"""Trying a survey on the web: the advisor answers it as a worker would, by SMS or on Telegram. Nothing is kept.

What was replied stands in the form of the page itself and is played anew each time, so there is no row to leave behind.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import abort, request

from advisor import survey_words
from advisor.blueprint import blueprint
from advisor.guard import house, now, viewer
from advisor.pages import language_name, page
from operations.survey_trials import LONGEST, MOST, played
from operations.surveys import find_survey
from operations.wave_views import place_of

PHONES = ("sms", "telegram")
HALVES = ("a", "b")


@blueprint.get("/surveys/<survey_id>/try")
def survey_trial(survey_id: str) -> str:
    """The first message, as a phone would show it."""
    return _show(survey_id, [])


@blueprint.post("/surveys/<survey_id>/try")
def survey_trial_reply(survey_id: str) -> str:
    """One more reply, or the last one taken back. Changes nothing: a form keeps replies out of addresses and logs."""
    replies = [typed.replace("\0", "")[:LONGEST] for typed in request.form.getlist("said")[:MOST]]
    if "back" in request.form:
        return _show(survey_id, replies[:-1])
    press = request.form.get("press") or request.form.get("reply", "")
    said = press.replace("\0", "").strip()[:LONGEST]
    return _show(survey_id, [*replies, said] if said else replies)


def _show(survey_id: str, replies: list[str]) -> str:
    with house().db.read() as connection:
        survey = find_survey(connection, viewer(), survey_id) or abort(404)
        zone = place_of(connection, survey.factory_id).timezone
    phone, half = (_one_of(name, known) for name, known in (("phone", PHONES), ("half", HALVES)))
    language = _one_of("language", survey.form.languages)
    today = datetime.fromtimestamp(now(), ZoneInfo(zone)).date()
    trial = played(survey.form, replies, language, phone == "sms", half, today)
    return page(
        "survey_trial.html",
        survey=survey,
        trial=trial,
        replies=replies,
        phone=phone,
        half=half,
        spoken=language,
        sw=survey_words,
        language_name=language_name,
        has_halves=any(item.half for item in survey.form.items),
    )


def _one_of(name: str, known: tuple[str, ...]) -> str:
    chosen = request.values.get(name, "")
    return chosen if chosen in known else known[0]
