"""Committees on the web: this week across factories, one committee, and who sits on it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from advisor import committee_words
from advisor.blueprint import blueprint
from advisor.guard import house, now, viewer, work_on
from advisor.pages import language_name, moment, page, quarter
from advisor.tongue import _
from conversations.self_check import QUESTIONS
from models.codes import spoken
from models.vocabulary import Gender, Office, Side
from operations import members
from operations.access import visible_factories
from operations.committee_access import find_chamber, visible_chambers
from operations.committee_views import held_meetings, standing_of, this_week
from operations.committees import Chamber, set_rule
from operations.effectiveness import effectiveness
from operations.factories import count_workforce
from operations.fix_polls import BY_ITSELF
from operations.founding import found, packs_for
from operations.meeting_views import next_meetings
from operations.member_details import Details, change_details
from operations.petitions import is_asked_for
from operations.work import Refused, Work

Answer = str | Response | tuple[str, int]


@blueprint.get("/committees")
def committee_list() -> str:
    """What this week brings, and every committee in a line."""
    return _list()


@blueprint.post("/committees")
def committee_found() -> Answer:
    """Found a committee of a factory."""
    factory, rules = request.form.get("factory", ""), request.form.get("rules", "")
    try:
        with house().db.write() as connection:
            if factory not in {known for known, _name in visible_factories(connection, viewer())}:
                abort(404)
            committee_id = found(work_on(connection), factory, rules, by=viewer().id)
    except Refused:
        return _list(wrong=_("This type of committee does not exist in the country of this factory.")), 422
    flash(_("Founded. Now add its members."))
    return redirect(url_for("advisor.committee_page", committee_id=committee_id), 303)


@blueprint.get("/committees/<committee_id>")
def committee_page(committee_id: str) -> str:
    """One committee: balance, members, calendar, attendance, rules."""
    return _show(committee_id)


@blueprint.post("/committees/<committee_id>/members")
def member_add(committee_id: str) -> Answer:
    """Enrol a member; the code of the seat is shown once, on this answer."""
    new = _typed()
    enrolled: list[members.Enrolled] = []
    wrong = _change(
        committee_id,
        lambda work, place: enrolled.append(members.add_member(work, place.id, new, by=viewer().id)),
    )
    if wrong:
        return _show(committee_id, wrong=wrong, draft=new), 422
    return _show(committee_id, code=(new.name, str(enrolled[0].code)))


@blueprint.post("/committees/<committee_id>/members/<member_id>/<any(leave, code, office, details):change>")
def member_change(committee_id: str, member_id: str, change: str) -> Answer:
    """A member leaves, gets a code for another phone, or an office; or more is known of them."""
    told: list[str] = []
    wrong = _change(committee_id, lambda work, place: told.append(_changed(work, place, member_id, change)))
    if wrong:
        return _show(committee_id, wrong=wrong), 422
    if change == "code":
        return _show(committee_id, code=(_("The member"), told[0]))
    flash(told[0])
    return redirect(url_for("advisor.committee_page", committee_id=committee_id), 303)


@blueprint.post("/committees/<committee_id>/settings")
def committee_settings(committee_id: str) -> Answer:
    """What is known of the factory's people, and whether the line asks workers by itself."""
    wrong = _change(committee_id, _set)
    if wrong:
        return _show(committee_id, wrong=wrong), 422
    flash(_("Saved."))
    return redirect(url_for("advisor.committee_page", committee_id=committee_id), 303)


def _set(work: Work, chamber: Chamber) -> None:
    workers, women = _number("workers"), _number("women_percent")
    if (workers, women) != (chamber.workers, chamber.women_percent):
        count_workforce(work, chamber.factory_id, workers, women, viewer().id)
    set_rule(work, chamber.id, BY_ITSELF, "ask_workers" in request.form, viewer().id)


def _number(field: str) -> int | None:
    """A number as typed; None where nothing was."""
    typed = request.form.get(field, "").strip()
    if not typed:
        return None
    try:
        return int(typed)
    except ValueError as error:
        raise Refused(f"{field.removesuffix('_percent')} “{typed}” should be a number") from error


def _changed(work: Work, chamber: Chamber, member_id: str, change: str) -> str:
    """Do it; returns the code where that was asked for, else what was done."""
    if members.find_member(work.connection, work.ring, member_id).committee_id != chamber.id:
        raise Refused("the member is of another committee")
    if change == "leave":
        members.leave(work, member_id, viewer().id)
        return _("The member has left the committee.")
    if change == "office":
        office = request.form.get("office", "")
        members.change_office(work, member_id, office if office in set(Office) else None, viewer().id)
        return _("Changed.")
    if change == "details":
        change_details(work, member_id, _details_typed(), viewer().id)
        return _("Saved.")
    return members.new_seat_code(work, member_id, viewer().id)


def _change(committee_id: str, change: Callable[[Work, Chamber], object]) -> str | None:
    """Do something to a committee in one transaction. Returns why it could not be done, else None."""
    try:
        with house().db.write() as connection:
            chamber = find_chamber(connection, viewer(), committee_id) or abort(404)
            change(work_on(connection), chamber)
    except Refused as refused:
        return committee_words.refused(str(refused))
    return None


def _list(wrong: str | None = None) -> str:
    with house().db.read() as connection:
        work = work_on(connection)
        standings = [standing_of(work, chamber) for chamber in visible_chambers(connection, viewer())]
        factories = visible_factories(connection, viewer())
        packs = packs_for(connection, [factory_id for factory_id, _name in factories])
    return page(
        "committees.html",
        standings=standings,
        week=this_week(standings, now()),
        not_asked=[(one.chamber, task) for one in standings for task in one.not_asked],
        proposed=[one.chamber for one in standings if one.chamber.proposed_on],
        factories=factories,
        packs=packs,
        wrong=wrong,
        cw=committee_words,
        moment=moment,
    )


def _show(
    committee_id: str,
    wrong: str | None = None,
    draft: members.NewMember | None = None,
    code: tuple[str, str] | None = None,
) -> str:
    with house().db.read() as connection:
        chamber = find_chamber(connection, viewer(), committee_id) or abort(404)
        values: dict[str, Any] = {
            "chamber": chamber,
            "standing": standing_of(work_on(connection), chamber),
            "members": members.members_of(connection, house().ring, committee_id),
            "planned": next_meetings(connection, [committee_id], now()),
            "held": held_meetings(connection, house().ring, committee_id),
            "asked": is_asked_for(connection, committee_id),
            "quarters": effectiveness(connection, committee_id),
        }
    return page(
        "committee.html",
        **values,
        wrong=wrong,
        draft=draft,
        code=(code[0], spoken(code[1])) if code else None,
        cw=committee_words,
        sides=list(Side),
        offices=list(Office),
        genders=list(Gender),
        language_name=language_name,
        moment=moment,
        quarter=quarter,
        questions=QUESTIONS,
        by_itself=chamber.rules.get(BY_ITSELF),
    )


def _details_typed() -> Details:
    form = {name: request.form.get(name, "").replace("\0", "").strip() for name in request.form}
    times = [form.get("shift_start", ""), form.get("shift_end", "")]
    try:
        trained_on = date.fromisoformat(form["trained_on"]) if form.get("trained_on") else None
    except ValueError as error:
        raise Refused("the day of the training should be a day") from error
    return Details(
        union=form.get("union", ""),
        department=form.get("department", ""),
        gender=form.get("gender") or None,
        shift="-".join(times) if any(times) else None,
        trained_on=trained_on,
    )


def _typed() -> members.NewMember:
    """A member as the form has it; what is chosen wrongly is refused by the operation."""
    form = {name: request.form.get(name, "").replace("\0", "").strip() for name in request.form}
    return members.NewMember(
        name=form.get("name", ""),
        side=form.get("side", ""),
        office=form.get("office") or None,
        union=form.get("union", "")[:60],
        gender=form.get("gender") or None,
        department=form.get("department", "")[:60],
        language=form.get("language") or None,
        stands_in_for_id=form.get("stands_in_for") or None,
    )
