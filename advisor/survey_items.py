"""The questions of a draft on the web: taken from the bank, written, ordered, translated, protected."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from flask import abort, flash, redirect, request, url_for

from advisor import survey_words
from advisor.agenda import typed
from advisor.blueprint import blueprint
from advisor.guard import house, viewer, work_on
from advisor.pages import language_name, language_of_page, page
from advisor.surveys import Answer, changed, show_survey, tried
from advisor.tongue import _
from conversations.topics import COMPLIANCE_POINTS
from operations.question_bank import bank, taken
from operations.survey_editing import added, blank, choices_from, condition, exchanged, moved, without, worded_anew
from operations.survey_form import CHOSEN, Choice, Form, Garble, Item, ItemKind, worded
from operations.survey_previews import previews
from operations.surveys import Questionnaire, change_form, find_survey
from operations.work import Mistyped, Refused, Work

SHOWN_CHOICES = 40
"""A longer list is changed in its workbook."""
SPARE_ROWS = 3
"""Empty rows for further choices."""


@blueprint.post("/surveys/<survey_id>/items")
def survey_item_add(survey_id: str) -> Answer:
    """A question of the bank, or an empty one of a kind, which is then worded."""
    made: list[str] = []

    def change(work: Work, survey: Questionnaire) -> None:
        item = _new(survey.form, typed("kind"), typed("bank"))
        made.append(item.name)
        change_form(work, survey.id, added(survey.form, item), viewer().id)

    wrong = tried(survey_id, change)
    if wrong:
        return show_survey(survey_id, wrong), 422
    flash(_("Added."))
    if typed("bank"):
        return redirect(url_for("advisor.survey_page", survey_id=survey_id, _anchor=f"q-{made[0]}"), 303)
    return redirect(url_for("advisor.survey_item", survey_id=survey_id, item_name=made[0]), 303)


def _new(form: Form, kind: str, banked: str) -> Item:
    if banked in bank():
        return taken(form, banked)
    if kind not in set(ItemKind):
        raise Mistyped("there is no such kind of question")
    return blank(form, ItemKind(kind))


@blueprint.post("/surveys/<survey_id>/items/<item_name>/<any(up, down, remove):move>")
def survey_item_move(survey_id: str, item_name: str, move: str) -> Answer:
    """Up, down, or away."""

    def change(work: Work, survey: Questionnaire) -> None:
        _own(survey, item_name)
        change_form(work, survey.id, MOVES[move](survey.form, item_name), viewer().id)

    return changed(survey_id, change, _("Taken out.") if move == "remove" else _("Moved."), item=item_name)


MOVES: Mapping[str, Callable[[Form, str], Form]] = {
    "up": lambda form, name: moved(form, name, -1),
    "down": lambda form, name: moved(form, name, 1),
    "remove": without,
}


@blueprint.get("/surveys/<survey_id>/items/<item_name>")
def survey_item(survey_id: str, item_name: str) -> str:
    """One question in all its languages, with what it looks like."""
    return _show(survey_id, item_name)


@blueprint.post("/surveys/<survey_id>/items/<item_name>")
def survey_item_save(survey_id: str, item_name: str) -> Answer:
    """Keep it as it was typed; what is wrong with it is then shown, and stops only publishing."""
    name = item_name
    try:
        with house().db.write() as connection:
            survey = find_survey(connection, viewer(), survey_id, lock=True) or abort(404)
            item = _typed_item(survey.form, _own(survey, item_name))
            name = item.name
            change_form(work_on(connection), survey.id, exchanged(survey.form, item_name, item), viewer().id)
    except Refused as refused:
        return _show(survey_id, item_name, survey_words.refused(str(refused))), 422
    flash(_("Saved."))
    return redirect(url_for("advisor.survey_item", survey_id=survey_id, item_name=name), 303)


def _own(survey: Questionnaire, name: str) -> Item:
    try:
        return survey.form.item(name)
    except KeyError:
        abort(404)


def _show(survey_id: str, item_name: str, wrong: str | None = None) -> str:
    with house().db.read() as connection:
        survey = find_survey(connection, viewer(), survey_id) or abort(404)
    item = _own(survey, item_name)
    earlier = survey.form.items[: survey.form.items.index(item)]
    return page(
        "survey_item.html",
        survey=survey,
        item=item,
        said=worded(item.label, language_of_page(), survey.form.languages) or item.name,
        earlier=[one for one in earlier if one.is_asked],
        shown=list(previews(survey.form, item)),
        faults=[fault for fault in survey.faults if fault.item == item.name],
        choosing=item.kind in CHOSEN and len(item.choices) <= SHOWN_CHOICES,
        rows=[*item.choices, *([None] * SPARE_ROWS)],
        points=COMPLIANCE_POINTS,
        wrong=wrong,
        sw=survey_words,
        language_name=language_name,
    )


def _typed_item(form: Form, item: Item) -> Item:
    """The item as the page has it; what the page does not show stays."""
    name = re.sub(r"[^A-Za-z0-9_]+", "_", typed("name")).strip("_")[:64] or item.name
    return replace(
        item,
        name=name,
        label=_words("label", item.label, form),
        hint=_words("hint", item.hint, form),
        constraint_message=_words("message", item.constraint_message, form),
        choices=_choices(form, item),
        relevant=_conditions(form, item),
        constraint=typed("constraint")[:1000],
        required="required" in request.form,
        sensitive="sensitive" in request.form,
        garble=_garble(item),
        half=typed("half") if typed("half") in survey_words.HALVES else "",
        tags=tuple(point for point in COMPLIANCE_POINTS if point in request.form.getlist("point")),
    )


def _words(field: str, old: Mapping[str, str], form: Form) -> Mapping[str, str]:
    spoken = {code: typed(f"{field}_{code}").replace("\r\n", "\n") for code in form.languages}
    return worded_anew(old, spoken, form.languages)


def _choices(form: Form, item: Item) -> tuple[Choice, ...]:
    if item.kind not in CHOSEN or len(item.choices) > SHOWN_CHOICES:
        return item.choices
    places = range(len(item.choices) + SPARE_ROWS)
    rows = [
        (typed(f"choice_{place}"), {code: typed(f"choice_{place}_{code}") for code in form.languages})
        for place in places
    ]
    return choices_from(item, rows, form.languages)


def _conditions(form: Form, item: Item) -> tuple[str, ...]:
    """Those written as expressions, a line each, and the one put together from the fields."""
    lines = [line.strip()[:1000] for line in typed("relevant").splitlines() if line.strip()]
    asked = {one.name: one for one in form.items if one.is_asked and one is not item}
    about = asked.get(typed("if_question"))
    if about:
        lines.append(condition(about, typed("if_is"), typed("if_value")))
    return tuple(lines)


def _garble(item: Item) -> Garble | None:
    """Noise, for who takes yes or no."""
    rate, block = typed("garble"), typed("block")
    if not rate or item.kind is not ItemKind.SELECT_ONE:
        return None
    try:
        return Garble(float(rate), int(block or 0))
    except ValueError as error:
        raise Mistyped("a rate is a number such as 0.2") from error
