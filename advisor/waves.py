"""Sending a survey: who is asked and how, what it will cost, and closing it. Results have a room of their own."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response as FlaskResponse
from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from advisor import wave_words
from advisor.blueprint import blueprint
from advisor.guard import house, now, viewer, work_on
from advisor.pages import page
from advisor.tongue import _
from operations.posters import Poster, drawn, survey_poster
from operations.rosters import rosters_of
from operations.sampling import STRATA, Sample, count_askable, margin_of_error
from operations.survey_costs import cost_of, prices
from operations.survey_views import find_seen_wave
from operations.surveys import Questionnaire, find_survey
from operations.vouchers import add_vouchers
from operations.wave_closing import close_wave
from operations.wave_views import place_of, waves_of
from operations.waves import PACE, NewWave, open_wave
from operations.work import Refused

Answer = str | Response | tuple[str, int]
DEFAULTS = {"size": "", "reserve": "0", "days": "7", "pace": str(PACE), "reminders": "2", "keyword": "", "roster": ""}


@blueprint.get("/surveys/<survey_id>/waves")
def wave_list(survey_id: str) -> str:
    """The waves of a survey, and the form for the next, with what it would cost as it is filled in."""
    return _show(survey_id)


@blueprint.post("/surveys/<survey_id>/waves")
def wave_open(survey_id: str) -> Answer:
    """Open a wave; people are drawn in the background and asked at decent hours."""
    opened: list[str] = []
    try:
        with house().db.write() as connection:
            survey = find_survey(connection, viewer(), survey_id) or abort(404)
            timezone = place_of(connection, survey.factory_id).timezone
            opened.append(open_wave(work_on(connection), survey_id, _typed(timezone), viewer().id))
    except Refused as refused:
        return _show(survey_id, wave_words.refused(str(refused))), 422
    except ValueError:
        return _show(survey_id, str(wave_words.NUMBERS)), 422
    flash(_("Opened. People are asked at decent hours, off their shift."))
    return redirect(url_for("advisor.wave_page", wave_id=opened[0]), 303)


@blueprint.post("/waves/<wave_id>/close")
def wave_close(wave_id: str) -> Answer:
    """Close now: results are made, and from then on nobody can find out who answered."""
    _seen(wave_id)
    try:
        with house().db.write() as connection:
            close_wave(work_on(connection), wave_id, viewer().id)
    except Refused:
        flash(_("It is closed already."))
    else:
        flash(_("Closed. The results are made; who answered has been forgotten."))
    return redirect(url_for("advisor.wave_page", wave_id=wave_id), 303)


@blueprint.post("/waves/<wave_id>/vouchers")
def wave_vouchers(wave_id: str) -> Response:
    """Codes for airtime, one in a line: each person who is through gets one."""
    _seen(wave_id)
    with house().db.write() as connection:
        number = add_vouchers(work_on(connection), wave_id, request.form.get("codes", "").splitlines()[:10_000])
    flash(_("%(number)s codes are kept.", number=number))
    return redirect(url_for("advisor.wave_page", wave_id=wave_id), 303)


@blueprint.get("/waves/<wave_id>/poster.pdf")
def wave_poster_file(wave_id: str) -> Response:
    """The word of the survey and its QR code, to be hung up."""
    _seen(wave_id)
    with house().db.read() as connection:
        poster = _poster(connection, wave_id) or abort(404)
    response = FlaskResponse(drawn(poster), mimetype="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="poster.pdf"'
    return response


def _poster(connection: Any, wave_id: str) -> Poster | None:
    try:
        return survey_poster(connection, wave_id, house().settings.addresses)
    except Refused:
        return None


def _seen(wave_id: str) -> None:
    with house().db.read() as connection:
        if find_seen_wave(work_on(connection), viewer(), wave_id) is None:
            abort(404)


def _typed(timezone: str) -> NewWave:
    """The form. Raises ValueError where a number is none."""
    form = request.form
    opens_at = max(now(), _opening(form.get("opens_on", ""), timezone))
    return NewWave(
        _sample(form),
        opens_at,
        opens_at + int(form.get("days", "")) * 86400.0,
        pace=int(form.get("pace", "")),
        reminders=int(form.get("reminders", "")),
        keyword=form.get("keyword", "").strip() or None,
        invites=form.get("who") != "keyword",
        quotas=_quotas(form.get("quotas", "")),
    )


def _opening(day: str, timezone: str) -> float:
    """The morning of a day; now where none is given."""
    if not day:
        return 0.0
    return datetime.combine(datetime.fromisoformat(day).date(), time(), ZoneInfo(timezone)).timestamp()


def _sample(form: Any) -> Sample:
    strata = tuple(name for name in STRATA if name in form.getlist("strata"))
    return Sample(form.get("roster") or None, int(form.get("size") or 0), strata, int(form.get("reserve") or 0))


def _quotas(lines: str) -> list[dict[str, Any]]:
    """One in a line: question, choice, number."""
    rows = [line.split() for line in lines.splitlines() if line.strip()]
    return [{"item": item, "choice": choice, "most": int(most)} for item, choice, most in rows]


def _show(survey_id: str, wrong: str | None = None) -> str:
    typed = {**DEFAULTS, **request.values.to_dict()}
    with house().db.read() as connection:
        survey = find_survey(connection, viewer(), survey_id) or abort(404)
        place = place_of(connection, survey.factory_id)
        there = count_askable(connection, survey.factory_id, typed["roster"] or None)
        values = {
            "survey": survey,
            "waves": waves_of(connection, survey_id),
            "rosters": rosters_of(connection, survey.factory_id),
            "there": there,
        }
    return page(
        "waves.html",
        typed=typed,
        strata=request.values.getlist("strata"),
        wrong=wrong,
        ww=wave_words,
        tomorrow=(datetime.fromtimestamp(now(), ZoneInfo(place.timezone)) + timedelta(days=1)).date().isoformat(),
        preview=_preview(survey, place.country, there, typed),
        **values,
    )


def _preview(survey: Questionnaire, country: str, there: int, typed: dict[str, str]) -> dict[str, Any]:
    """What the wave would cost as it stands in the form, and how sure its figures would be."""
    asked = min(_number(typed["size"]) or there, there)
    price = _price(typed.get("price", "")) or prices().get(country, 0.1)
    return {
        "asked": asked,
        "margin": round(100 * margin_of_error(asked, there)) if asked else None,
        "cost": cost_of(survey.form, asked, price),
        "price": price,
    }


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0


def _price(typed: str) -> float:
    try:
        return min(max(float(typed), 0.0), 100.0)
    except ValueError:
        return 0.0
