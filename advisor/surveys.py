"""Surveys on the web: which there are, taking in an XLSForm, one survey as phones will show it, publishing it."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response as FlaskResponse
from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from advisor import survey_words
from advisor.agenda import typed
from advisor.blueprint import blueprint
from advisor.guard import house, viewer, work_on
from advisor.pages import language_name, language_of_page, page
from advisor.tongue import _
from locales.words import known_languages
from operations.access import visible_factories
from operations.factories import languages_of
from operations.form_problems import FormRefused
from operations.question_bank import THEMES, bank
from operations.survey_checks import cautions
from operations.survey_editing import titled
from operations.survey_form import ItemKind, worded
from operations.survey_previews import previews
from operations.surveys import (
    Questionnaire,
    change_form,
    checked_title,
    create_survey,
    discard,
    find_survey,
    import_survey,
    new_version,
    publish,
    visible_surveys,
    workbook_of,
)
from operations.work import Refused, Work
from operations.workbooks import LARGEST

Answer = str | Response | tuple[str, int]
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NEW_KINDS = (ItemKind.SELECT_ONE, ItemKind.SELECT_MULTIPLE, ItemKind.INTEGER, ItemKind.DECIMAL)
MORE_KINDS = (ItemKind.TEXT, ItemKind.DATE, ItemKind.NOTE, ItemKind.AUDIO, ItemKind.IMAGE)


@blueprint.get("/surveys")
def survey_list() -> str:
    """Every survey in a line, and the two ways to make one."""
    return _list()


@blueprint.post("/surveys")
def survey_create() -> Answer:
    """An empty draft in the languages of the factory."""
    try:
        with house().db.write() as connection:
            factory_id = _own_factory(connection)
            languages = languages_of(connection, factory_id)
            survey_id = create_survey(work_on(connection), factory_id, typed("title"), languages, viewer().id)
    except Refused as refused:
        return _list(wrong=survey_words.refused(str(refused))), 422
    return redirect(url_for("advisor.survey_page", survey_id=survey_id), 303)


@blueprint.post("/surveys/import")
def survey_import() -> Answer:
    """Take in an XLSForm, or show everything that is wrong with it."""
    name, content = _file()
    try:
        with house().db.write() as connection:
            survey_id = import_survey(work_on(connection), _own_factory(connection), content, name, viewer().id)
    except FormRefused as refused:
        return _list(refused=refused, file=name), 422
    flash(_("Taken in. Look at each question below before you publish it."))
    return redirect(url_for("advisor.survey_page", survey_id=survey_id), 303)


def _file() -> tuple[str, bytes]:
    """Name and bytes of the workbook: one byte more than is taken at most, for what is longer is refused anyway."""
    file = request.files.get("file")
    if file is None:
        return "survey.xlsx", b""
    with file.stream as stream:
        return (file.filename or "").replace("\0", "") or "survey.xlsx", stream.read(LARGEST + 1)


@blueprint.get("/surveys/<survey_id>")
def survey_page(survey_id: str) -> str:
    """One survey: its questions as phones will show them."""
    return show_survey(survey_id)


@blueprint.post("/surveys/<survey_id>/settings")
def survey_settings(survey_id: str) -> Answer:
    """Title and languages of a draft."""

    def change(work: Work, survey: Questionnaire) -> None:
        wanted = request.form.getlist("language")
        offered = (*survey.form.languages, *(code for code in known_languages() if code not in survey.form.languages))
        languages = [code for code in offered if code in wanted]
        titles = {code: checked_title(typed(f"title_{code}")) for code in languages if typed(f"title_{code}")}
        change_form(work, survey.id, titled(survey.form, titles, languages), viewer().id)

    return changed(survey_id, change, _("Saved."))


@blueprint.post("/surveys/<survey_id>/<any(publish, version, discard):stage>")
def survey_step(survey_id: str, stage: str) -> Answer:
    """Publish a draft, or throw it away; or make a new version of what is published."""
    after: list[str | None] = []
    wrong = tried(survey_id, lambda work, survey: after.append(STAGES[stage](work, survey.id, viewer().id)))
    if wrong:
        return show_survey(survey_id, wrong), 422
    flash(str(survey_words.DONE[stage]))
    if stage == "discard":
        return redirect(url_for("advisor.survey_list"), 303)
    return redirect(url_for("advisor.survey_page", survey_id=after[0] or survey_id), 303)


STAGES: Mapping[str, Callable[[Work, str, str], str | None]] = {
    "publish": publish,
    "version": new_version,
    "discard": discard,
}
"""What may become of a survey; a new version has an id of its own."""


@blueprint.get("/surveys/<survey_id>/workbook")
def survey_workbook(survey_id: str) -> FlaskResponse:
    """The survey as an XLSForm; what was taken in comes out as it was."""
    with house().db.read() as connection:
        survey = find_survey(connection, viewer(), survey_id) or abort(404)
        content = workbook_of(connection, survey.id)
    response = FlaskResponse(content, mimetype=WORKBOOK)
    response.headers["Content-Disposition"] = f'attachment; filename="survey-{survey.version}.xlsx"'
    return response


def changed(survey_id: str, change: Any, done: str, item: str | None = None) -> Answer:
    """Change a survey that the viewer may see, and come back to it; where refused, the page says why."""
    wrong = tried(survey_id, change)
    if wrong:
        return show_survey(survey_id, wrong), 422
    flash(done)
    anchor = f"q-{item}" if item else None
    return redirect(url_for("advisor.survey_page", survey_id=survey_id, _anchor=anchor), 303)


def tried(survey_id: str, change: Any) -> str | None:
    """Change a survey in one transaction. Returns why it could not be done, else None."""
    try:
        with house().db.write() as connection:
            survey = find_survey(connection, viewer(), survey_id, lock=True) or abort(404)
            change(work_on(connection), survey)
    except Refused as refused:
        return survey_words.refused(str(refused))
    return None


def show_survey(survey_id: str, wrong: str | None = None) -> str:
    """The page of a survey."""
    with house().db.read() as connection:
        survey = find_survey(connection, viewer(), survey_id) or abort(404)
    faults = survey.faults
    return page(
        "survey.html",
        survey=survey,
        said=lambda item: worded(item.label, language_of_page(), survey.form.languages) or item.name,
        shown=[(item, list(previews(survey.form, item))) for item in survey.form.items],
        faults=faults,
        cautions=cautions(survey.form),
        bank=bank(),
        themes=THEMES,
        kinds=(*NEW_KINDS, *MORE_KINDS),
        languages=[*survey.form.languages, *(one for one in known_languages() if one not in survey.form.languages)],
        wrong=wrong,
        sw=survey_words,
        language_name=language_name,
    )


def _own_factory(connection: Any) -> str:
    """The factory chosen; a foreign one is the same as none."""
    chosen = request.form.get("factory", "")
    if chosen not in {known for known, _name in visible_factories(connection, viewer())}:
        abort(404)
    return chosen


def _list(wrong: str | None = None, refused: FormRefused | None = None, file: str = "") -> str:
    with house().db.read() as connection:
        surveys = visible_surveys(connection, viewer())
        factories = visible_factories(connection, viewer())
    return page(
        "surveys.html",
        surveys=surveys,
        factories=factories,
        wrong=wrong,
        refused=refused,
        file=file,
        typed=request.form,
        sw=survey_words,
    )
