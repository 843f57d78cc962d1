"""Results of a wave on the web: bars with a table beneath, free texts to moderate, exports, and the way back.

Everything shown is what was published when the wave closed; while it is open only one band of the response rate.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Response as FlaskResponse
from flask import abort, flash, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from advisor import result_words
from advisor.blueprint import blueprint
from advisor.files import tamed
from advisor.guard import house, viewer, work_on
from advisor.pages import language_name, language_of_page, page
from advisor.tongue import _
from conversations import survey_paper as says
from conversations.segments import segments
from models.vocabulary import ItemSource, ItemState, Side
from operations import audit
from operations.agenda_items import NewItem, checked_title, keep_item
from operations.committee_access import find_chamber
from operations.committees import chambers_of, cipher_of
from operations.responses import COMMENTS
from operations.survey_bars import Bar, Bars, drawn
from operations.survey_files import view_file
from operations.survey_message import approve, result_message
from operations.survey_published import Published, Question, Row
from operations.survey_tally import BREAKDOWNS, WORDS
from operations.survey_texts import decide, released_texts, texts_to_read
from operations.survey_views import Seen, comparable, find_seen_wave, wave_before, waves_elsewhere
from operations.survey_words import Words, range_of
from operations.work import Refused, Work

Answer = str | Response | tuple[str, int]


@blueprint.get("/waves/<wave_id>")
def wave_page(wave_id: str) -> str:
    """How a wave stands; its results once they are announced."""
    return _show(wave_id)


@blueprint.get("/waves/<wave_id>/texts")
def wave_texts(wave_id: str) -> str:
    """Free texts to be read and released, or not."""
    return _texts(wave_id)


@blueprint.get("/waves/<wave_id>/files/<file_id>")
def wave_file(wave_id: str, file_id: str) -> FlaskResponse:
    """A picture or voice message that answers a question, for the advisor who reads the answers."""
    with house().db.write() as connection:
        work = work_on(connection)
        found = view_file(work, _closed(work, wave_id).wave, file_id, viewer().id)
    file, content = found or abort(404)
    return tamed(content, file.kind, file.media_type)


@blueprint.post("/waves/<wave_id>/texts/<text_id>/<any(release, withhold):ruling>")
def wave_text_decide(wave_id: str, text_id: str, ruling: str) -> Answer:
    """Release a text in the advisor's words, or withhold it."""
    words = _typed("words") if ruling == "release" else None
    try:
        with house().db.write() as connection:
            work = work_on(connection)
            decide(work, _closed(work, wave_id).wave, text_id, words, viewer().id)
    except Refused as refused:
        if str(refused).startswith("there is no"):
            abort(404)
        return _texts(wave_id, result_words.refused(str(refused)), text_id), 422
    flash(str(result_words.DONE[ruling]))
    return redirect(url_for("advisor.wave_texts", wave_id=wave_id), 303)


@blueprint.post("/waves/<wave_id>/message")
def wave_message(wave_id: str) -> Answer:
    """Approve what everybody who was asked is told."""
    try:
        with house().db.write() as connection:
            work = work_on(connection)
            seen = _closed(work, wave_id)
            approve(work, seen.wave, {one: _typed(f"text_{one}") for one in seen.languages}, viewer().id)
    except Refused as refused:
        return _show(wave_id, result_words.refused(str(refused))), 422
    flash(str(result_words.DONE["message"]))
    return redirect(url_for("advisor.wave_page", wave_id=wave_id), 303)


@blueprint.post("/waves/<wave_id>/agenda")
def wave_agenda(wave_id: str) -> Answer:
    """Make a point for a committee of the factory of the results."""
    try:
        with house().db.write() as connection:
            work = work_on(connection)
            _make_point(work, _closed(work, wave_id))
    except Refused as refused:
        return _show(wave_id, result_words.refused(str(refused))), 422
    flash(str(result_words.DONE["agenda"]))
    return redirect(url_for("advisor.wave_page", wave_id=wave_id), 303)


def _make_point(work: Work, seen: Seen) -> None:
    """It waits for the batch as points of workers do; nobody needs to be protected, so it needs no crowd."""
    place = find_chamber(work.connection, viewer(), request.form.get("committee", ""))
    if place is None or place.factory_id != seen.wave.factory_id:
        abort(404)
    title = checked_title(_typed("wording"))
    new = NewItem(ItemSource.ADVISOR, title, Side.WORKER, ItemState.ACCEPTED)
    item_id = keep_item(work, cipher_of(work.connection, work.ring, place.id), place.id, new)
    about = ("agenda_item", item_id)
    audit.record(work, "agenda.from_survey", user_id=viewer().id, about=about, factory_id=place.factory_id)


def _typed(field: str) -> str:
    return request.form.get(field, "").replace("\r\n", "\n").replace("\0", "").strip()


def _show(wave_id: str, wrong: str | None = None) -> str:
    with house().db.read() as connection:
        work = work_on(connection)
        seen = find_seen_wave(work, viewer(), wave_id) or abort(404)
        before = wave_before(connection, seen, work.day())
        others = waves_elsewhere(work, viewer(), seen)
        committees = chambers_of(connection, seen.wave.factory_id)
        told = released_texts(connection, house().ring, wave_id)
    words = Words(seen.form, language_of_page())
    return page(
        "survey_results.html",
        seen=seen,
        closes_on=datetime.fromtimestamp(seen.wave.closes_at, UTC).date(),
        results=seen.results,
        before=before,
        others=others,
        committees=committees,
        texts=told,
        messages=_messages(seen),
        words_of=words,
        says=says,
        traits=BREAKDOWNS,
        rate_now=range_of(*seen.rate_band) if seen.rate_band else "",
        funnel=_funnel(words, seen.results),
        picture=lambda question: _picture(words, question),
        picture_by=lambda question, trait: _picture_by(words, question, trait),
        comparable=comparable,
        point=_point(words, seen.results),
        own_words={item.name for item in seen.form.asked if item.kind in WORDS},
        beside=[text for text in told if text.question == COMMENTS],
        language_name=language_name,
        typed=request.form,
        wrong=wrong,
    )


def _texts(wave_id: str, wrong: str | None = None, tried: str | None = None) -> str:
    with house().db.write() as connection:
        work = work_on(connection)
        seen = _closed(work, wave_id)
        found = texts_to_read(work, seen.wave, viewer().id)
    words = Words(seen.form, language_of_page())
    labels = {one.name: words.question(one) for one in seen.results.questions} if seen.results else {}
    labels[COMMENTS] = _("Written beside the answers")
    return page(
        "survey_texts.html",
        seen=seen,
        texts=found,
        labels=labels,
        wrong=wrong,
        tried=tried,
        typed=request.form,
        sw=result_words,
        language_name=language_name,
    )


def _closed(work: Work, wave_id: str) -> Seen:
    """A wave whose results are out: before that there is nothing to be moderated, told or taken away."""
    seen = find_seen_wave(work, viewer(), wave_id)
    if seen is None or seen.results is None:
        abort(404)
    return seen


def _messages(seen: Seen) -> list[tuple[str, str, int]]:
    """(language, text, segments): as it was approved, else as it is proposed; or what was typed."""
    if seen.results is None:
        return []
    kept = seen.wave.message or {}
    texts = [
        (one, request.form.get(f"text_{one}") or kept.get(one) or result_message(seen.results, seen.form, one))
        for one in seen.languages
    ]
    return [(language, text, segments(text).count) for language, text in texts]


def _point(words: Words, results: Published | None) -> str:
    """A wording to begin with."""
    rate = words.rate(results) if results else ""
    return _("Results of the survey “%(title)s” (response rate %(rate)s)", title=words.title, rate=rate or "?")


def _funnel(words: Words, results: Published | None) -> Markup:
    """How far people came, of those who were invited."""
    if results is None or not results.funnel.get("invited"):
        return Markup("")
    all_of_them = sum(results.funnel["invited"] or (0, 0))
    bars = [
        Bar(
            words.say(says.STEPS[step]),
            min(100, round(100 * sum(band) / all_of_them)) if band else None,
            words.band(band),
        )
        for step, band in results.funnel.items()
    ]
    return drawn([Bars("", bars)], words.say(says.RATE), "funnel", words.direction == "rtl")


def _picture(words: Words, question: Question) -> Markup:
    bars = _bars(words, question, question.cells)
    return drawn([Bars("", bars)], words.question(question), f"q-{question.name}", words.direction == "rtl")


def _picture_by(words: Words, question: Question, trait: str) -> Markup:
    groups = [Bars(_heading(words, trait, row), _bars(words, question, row.cells)) for row in question.by[trait]]
    title = f"{words.question(question)} – {words.say(says.TRAITS[trait])}"
    return drawn(groups, title, f"q-{question.name}-{trait}", words.direction == "rtl")


def _heading(words: Words, trait: str, row: Row) -> str:
    return f"{words.group(trait, row)} ({words.band(row.size)})"


def _bars(words: Words, question: Question, cells: Sequence[Any]) -> list[Bar]:
    return [
        Bar(
            words.answer(question, answer),
            cell.percent if cell else None,
            f"{words.percent(question, cell)} ({words.people(question, cell)})" if cell else words.hidden(question),
        )
        for answer, cell in zip(question.answers, cells, strict=False)
    ]
