"""Actions on the web: what is open and overdue, one action with its whole loop, asking workers whether it is fixed."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from advisor import action_words, committee_words
from advisor.blueprint import blueprint
from advisor.guard import house, viewer, work_on
from advisor.pages import language_name, page
from advisor.tongue import _
from conversations.topics import COMPLIANCE_POINTS
from locales.words import known_languages
from models.codes import spoken
from operations import actions
from operations.committee_access import find_chamber
from operations.committees import chamber
from operations.fix_polls import ask_by_itself, not_asked, polls_of, question_fits, start_poll, unasked
from operations.loops import find_seen_task, loop_of
from operations.members import members_of
from operations.origins import origin_of
from operations.papers import papers_of
from operations.work import Refused, Work

Answer = str | Response | tuple[str, int]
POLL_DAYS = 5


@blueprint.get("/committees/<committee_id>/actions")
def action_list(committee_id: str) -> str:
    """Every action of a committee, what is due first."""
    return _list(committee_id)


@blueprint.post("/committees/<committee_id>/actions")
def action_open(committee_id: str) -> Answer:
    """Open an action that no minutes hold."""
    with house().db.read() as connection:
        if find_chamber(connection, viewer(), committee_id) is None:
            abort(404)
    due = _day(request.form.get("due", ""))
    if due is None:
        return _list(committee_id, _("Please give a day.")), 422
    wrong = _try(
        lambda work: actions.open_action(
            work,
            committee_id,
            text=_typed("text"),
            owner_id=_owner(work, committee_id),
            due_on=due,
            root_cause=_typed("root_cause"),
            compliance_point=_point(),
            wordings=_wordings(),
            by=viewer().id,
        )
    )
    if wrong:
        return _list(committee_id, wrong), 422
    flash(_("Opened. The owner is reminded in time."))
    return redirect(url_for("advisor.action_list", committee_id=committee_id), 303)


@blueprint.get("/actions/<action_id>")
def action_page(action_id: str) -> str:
    """One action: the loop it is part of, and what can be done."""
    return _show(action_id)


@blueprint.post("/actions/<action_id>/<any(change, reword, finish, put_off, reopen, ask):step>")
def action_change(action_id: str, step: str) -> Answer:
    """One of the forms of the page."""
    with house().db.read() as connection:
        if find_seen_task(connection, house().ring, viewer(), action_id) is None:
            abort(404)
    said: list[str] = []
    wrong = _try(lambda work: said.append(CHANGES[step](work, action_id)))
    if wrong:
        return _show(action_id, wrong), 422
    flash(str(action_words.DONE[said[0]]))
    return redirect(url_for("advisor.action_page", action_id=action_id), 303)


def _save(work: Work, action_id: str) -> str:
    task = actions.find_task(work.connection, work.ring, action_id)
    owner = _owner(work, task.committee_id)
    cause, point = _typed("root_cause"), _point()
    actions.change(work, action_id, owner_id=owner, root_cause=cause, point=point, by=viewer().id)
    return "change"


def _reword(work: Work, action_id: str) -> str:
    actions.reword(work, action_id, _typed("text"), _wordings(), viewer().id)
    return "change"


def _finish(work: Work, action_id: str) -> str:
    """What workers brought up is theirs to confirm: they are asked by the line, or the advisor is offered to."""
    actions.finish(work, action_id, viewer().id)
    actions.keep_proof(work, action_id, "", ({"text": _typed("proof"), "files": []},))
    if ask_by_itself(work, action_id):
        return "ask"
    return "finish_by_workers" if origin_of(work.connection, action_id).by_workers else "finish"


def _put_off(work: Work, action_id: str) -> str:
    actions.put_off(work, action_id, _needed_day(), viewer().id)
    return "put_off"


def _reopen(work: Work, action_id: str) -> str:
    actions.reopen(work, action_id, _needed_day(), viewer().id)
    return "reopen"


def _ask(work: Work, action_id: str) -> str:
    """A text a language, each one SMS at most with its answers."""
    asked = {name.removeprefix("question_"): _typed(name) for name in request.form if name.startswith("question_")}
    if not all(question_fits(text, language) for language, text in asked.items()):
        raise Refused("the question is too long")
    start_poll(work, action_id, asked, POLL_DAYS, viewer().id)
    return "ask"


CHANGES: dict[str, Callable[[Work, str], str]] = {
    "change": _save,
    "reword": _reword,
    "finish": _finish,
    "put_off": _put_off,
    "reopen": _reopen,
    "ask": _ask,
}


def _list(committee_id: str, wrong: str | None = None) -> str:
    with house().db.read() as connection:
        place = find_chamber(connection, viewer(), committee_id) or abort(404)
        members = members_of(connection, house().ring, committee_id)
        tasks = actions.tasks_of(connection, house().ring, committee_id)
        to_ask = unasked(connection, committee_id)
        today = work_on(connection).day(place.timezone)
    return page(
        "actions.html",
        chamber=place,
        members=members,
        names={member.id: member.name for member in members},
        tasks=tasks,
        to_ask=to_ask,
        today=today,
        points=COMPLIANCE_POINTS,
        typed=request.form,
        wrong=wrong,
        aw=action_words,
        language_name=language_name,
    )


def _show(action_id: str, wrong: str | None = None) -> str:
    with house().db.read() as connection:
        task = find_seen_task(connection, house().ring, viewer(), action_id) or abort(404)
        place = chamber(connection, task.committee_id)
        values: dict[str, Any] = {
            "task": task,
            "chamber": place,
            "members": members_of(connection, house().ring, task.committee_id),
            "steps": loop_of(connection, house().ring, viewer(), task),
            "asking": any(not poll.closed for poll in polls_of(connection, action_id)),
            "papers": papers_of(connection, action_id),
            "by_workers": origin_of(connection, action_id).by_workers,
            "today": work_on(connection).day(place.timezone),
            "too_long": action_id in {one.id for one in not_asked(connection, house().ring, place)},
        }
    return page(
        "action.html",
        **values,
        points=COMPLIANCE_POINTS,
        typed=request.form,
        wrong=wrong,
        aw=action_words,
        cw=committee_words,
        spoken=spoken,
        language_name=language_name,
    )


def _try(change: Callable[[Work], object]) -> str | None:
    """Do something in one transaction. Returns why it could not be done, else None."""
    try:
        with house().db.write() as connection:
            change(work_on(connection))
    except Refused as refused:
        return action_words.refused(str(refused))
    return None


def _owner(work: Work, committee_id: str) -> str | None:
    """The member chosen; nobody where it is none of this committee's."""
    wanted = request.form.get("owner", "")
    return wanted if wanted in {one.id for one in members_of(work.connection, work.ring, committee_id)} else None


def _point() -> str | None:
    point = request.form.get("point", "")
    return point if point in COMPLIANCE_POINTS else None


def _needed_day() -> date:
    found = _day(request.form.get("due", ""))
    if found is None:
        raise Refused("the day should be in the future")
    return found


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _wordings() -> dict[str, str]:
    """The same in other languages, from fields named by them."""
    named = {name.removeprefix("text_"): _typed(name) for name in request.form if name.startswith("text_")}
    return {language: words for language, words in named.items() if language in known_languages()}


def _typed(field: str) -> str:
    return request.form.get(field, "").replace("\r\n", "\n").replace("\0", "").strip()
