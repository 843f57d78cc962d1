"""What an advisor does to a case. Each is a form of its own, so that all of it works without JavaScript."""

from collections.abc import Callable

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from advisor import words
from advisor.blueprint import blueprint
from advisor.cases import REPLY_STOPS, show_case
from advisor.guard import house, viewer, work_on
from advisor.tongue import _
from conversations.segments import segments
from models.case import Case
from models.vocabulary import CaseAction
from operations import cases
from operations.access import assignable_users, find_case
from operations.case_views import can_reply
from operations.work import Refused, Work

NOTE_LIMIT = 10_000
Answer = Response | tuple[str, int]


@blueprint.post("/cases/<case_id>/reply")
def reply(case_id: str) -> Answer:
    """Answer the worker. A refused answer comes back with its words."""
    text = _typed("text")
    wrong = _unfit(text)
    if wrong is None:
        wrong = _change(case_id, lambda work, case: _reply(work, case, text))
    if wrong is not None:
        return show_case(case_id, draft=text, wrong=wrong), 422
    return _back(case_id, _("Your answer is on its way."))


@blueprint.post("/cases/<case_id>/note")
def note(case_id: str) -> Answer:
    """A note between advisors."""
    text = _typed("text")[:NOTE_LIMIT]
    if not text:
        return _back(case_id, _("Please write a few words."))
    wrong = _change(case_id, lambda work, case: cases.note(work, case, viewer().id, text))
    return _back(case_id, wrong or _("Your note is kept. The worker never sees it."))


@blueprint.post("/cases/<case_id>/take")
def take(case_id: str) -> Answer:
    """Look after the case oneself."""
    _change(case_id, lambda work, case: cases.assign(work, case, viewer().id, viewer().id))
    return _back(case_id, _("You look after this case now."))


@blueprint.post("/cases/<case_id>/assign")
def assign(case_id: str) -> Answer:
    """Give the case to somebody who may see it, or to nobody."""
    wrong = _change(case_id, lambda work, case: _assign(work, case, request.form.get("user", "")))
    return _back(case_id, wrong or _("Assigned."))


@blueprint.post("/cases/<case_id>/<any(acknowledge, resolve, close, reopen):action>")
def change_status(case_id: str, action: str) -> Answer:
    """Take the case a step further."""
    step = CaseAction(action)
    wrong = _change(case_id, lambda work, case: cases.change_status(work, case, viewer().id, step))
    return _back(case_id, wrong or str(words.DONE[step]))


@blueprint.post("/cases/<case_id>/mute")
def mute(case_id: str) -> Answer:
    """Let messages of this phone wait, or hear them again."""
    muted = request.form.get("muted") == "yes"
    wrong = _change(case_id, lambda work, case: cases.mute(work, case, viewer().id, muted))
    said = _("Messages from this phone wait now. Nothing is lost.") if muted else _("This phone is heard again.")
    return _back(case_id, wrong or said)


class Told(Exception):
    """Something that cannot be done, in words for the advisor."""


def _change(case_id: str, change: Callable[[Work, Case], object]) -> str | None:
    """Do something to a case in one transaction. Returns why it could not be done, else None."""
    try:
        with house().db.write() as connection:
            case = find_case(connection, viewer(), case_id, lock=True) or abort(404)
            change(work_on(connection), case)
    except Told as told:
        return str(told)
    except Refused:
        return _("That is no longer possible: the case has changed.")
    return None


def _reply(work: Work, case: Case, text: str) -> None:
    """An answer goes out once, and never past something that its writer has not read."""
    if request.form.get("seen", type=int) not in (None, case.messages):
        raise Told(_("There is something new in this case. Read it, then send your answer again."))
    if not can_reply(work.connection, case):
        raise Told(_("The worker cannot be reached any more. Keep your words as a note."))
    cases.reply(work, case, viewer().id, text, at_once=bool(request.form.get("at_once")))


def _assign(work: Work, case: Case, user_id: str) -> None:
    if user_id and user_id not in {user for user, _email in assignable_users(work.connection, case.factory_id)}:
        raise Told(_("Only somebody who looks after this factory can be given its cases."))
    cases.assign(work, case, viewer().id, user_id or None)


def _unfit(text: str) -> str | None:
    if not text:
        return _("Please write a few words.")
    if segments(text).count > REPLY_STOPS:
        return _("Your answer is too long. Shorten it, or send it in two answers.")
    return None


def _typed(field: str) -> str:
    return request.form.get(field, "").replace("\r\n", "\n").replace("\0", "").strip()


def _back(case_id: str, said: str) -> Response:
    flash(said)
    return redirect(url_for("advisor.case_page", case_id=case_id), 303)
