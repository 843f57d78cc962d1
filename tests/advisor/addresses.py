"""Every address of the web view, by who may use it. A new page stands here, or the build fails.

The names in an address are filled with objects of Padma Knitwear (`objects_of`), or with ids that nothing has.
"""

from collections.abc import Iterator, Mapping
from datetime import date, time

from flask import Flask

from models.base import new_id
from operations.actions import open_action
from operations.agenda import add_item
from operations.ballots import find_election
from operations.candidates import candidates_of, enter
from operations.committees import found_committee
from operations.elections import NewElection, announce
from operations.meetings import NewMeeting, plan_meeting
from operations.members import NewMember, add_member
from operations.papers import keep_content
from operations.question_bank import taken
from operations.survey_editing import added
from operations.surveys import change_form, create_survey, survey_of
from operations.work import Work
from tests.advisor.conftest import Office
from tests.survey_world import closed_wave, said, shown

PUBLIC = {"advisor.log_in", "advisor.static"}
EVERYBODY = {
    "advisor.case_list",
    "advisor.committee_list",
    "advisor.survey_list",
    "advisor.settings",
    "advisor.change_settings",
    "advisor.log_out",
}
CASE_READERS = {
    "advisor.case_page",
    "advisor.reply_length",
    "advisor.reply",
    "advisor.note",
    "advisor.take",
    "advisor.assign",
    "advisor.mute",
    "advisor.change_status",
    "advisor.attachment",
    "advisor.point_from_case",
}
COMMITTEE_READERS = {
    "advisor.action_list",
    "advisor.action_open",
    "advisor.action_page",
    "advisor.action_change",
    "advisor.agenda_page",
    "advisor.agenda_add",
    "advisor.agenda_change",
    "advisor.agenda_send",
    "advisor.minutes_page",
    "advisor.minutes_write",
    "advisor.minutes_settle",
    "advisor.minutes_photo",
    "advisor.minutes_sheet",
    "advisor.paper",
    "advisor.point_list",
    "advisor.point_decide",
    "advisor.extraordinary_call",
    "advisor.extraordinary_dismiss",
    "advisor.candidate_enter",
    "advisor.candidate_strike",
    "advisor.committee_page",
    "advisor.committee_settings",
    "advisor.election_announce",
    "advisor.election_certificate",
    "advisor.election_decide",
    "advisor.election_list",
    "advisor.election_page",
    "advisor.member_add",
    "advisor.member_change",
    "advisor.meeting_new",
    "advisor.meeting_plan",
    "advisor.meeting_page",
    "advisor.meeting_move",
    "advisor.meeting_cancel",
}
SURVEY_READERS = {
    "advisor.survey_page",
    "advisor.survey_settings",
    "advisor.survey_step",
    "advisor.survey_trial",
    "advisor.survey_trial_reply",
    "advisor.survey_workbook",
    "advisor.survey_item",
    "advisor.survey_item_add",
    "advisor.survey_item_move",
    "advisor.survey_item_save",
    "advisor.wave_page",
    "advisor.wave_texts",
    "advisor.wave_text_decide",
    "advisor.wave_file",
    "advisor.wave_message",
    "advisor.wave_agenda",
    "advisor.wave_exports",
    "advisor.wave_confirm",
    "advisor.wave_export",
    "advisor.wave_list",
    "advisor.wave_open",
    "advisor.wave_close",
    "advisor.wave_vouchers",
    "advisor.wave_poster_file",
}
ON_CALL = {"advisor.on_call_page", "advisor.on_call_change"}
"""For leads and admins; see tests/advisor/test_on_call.py."""
FOUNDING = {"advisor.committee_found", "advisor.survey_create", "advisor.survey_import"}
"""Takes a factory in its form: a foreign one is a 404, see tests of committees and surveys."""
CHOICES = {
    "action": "acknowledge",
    "change": "office",
    "step": "change",
    "decision": "certify",
    "place": "up",
    "verdict": "accept",
    "sheet": "board",
    "end": "send",
    "stage": "publish",
    "move": "up",
    "item_name": "wish",
    "kind": "csv",
    "ruling": "release",
}
"""What stands in an address and is no id."""


def addresses(app: Flask, endpoints: set[str], ids: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """(endpoint, method, path) of every address of these endpoints; a name without an id gets one that nothing has."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint in endpoints:
            values = {name: ids.get(name) or CHOICES.get(name) or new_id() for name in rule.arguments}
            with app.test_request_context():
                built = rule.build(values)
            assert built
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                yield rule.endpoint, method, built[1]


def _election(work: Work, committee_id: str) -> dict[str, str]:
    """An election where somebody stands."""
    election_id = announce(work, committee_id, NewElection(2, 7, 3, 5), by="")
    enter(work, election_id, "Moyna", "", agreed=True, by="")
    (standing,) = candidates_of(work.connection, work.ring, find_election(work.connection, election_id))
    return {"election_id": election_id, "candidate_id": standing.id}


def _survey(work: Work, factory_id: str) -> str:
    """A draft with a question and a note."""
    survey_id = create_survey(work, factory_id, "Wishes", ["bn", "en"], by="")
    form = survey_of(work.connection, survey_id).form
    for name in ("wish", "contact"):
        form = added(form, taken(form, name))
    change_form(work, survey_id, form, by="")
    return survey_id


def _wave(work: Work, office: Office) -> dict[str, str]:
    """A wave that is closed, where somebody wrote something."""
    wave_id = closed_wave(work, office.factories["D4KA"])
    text_id = said(work, wave_id, "It is hot.")
    return {"wave_id": wave_id, "text_id": text_id, "file_id": shown(work, wave_id, text_id, b"x", "image/jpeg")}


def objects_of(office: Office) -> dict[str, str]:
    """One of everything that committees and surveys of Padma Knitwear have, by the name it has in addresses."""

    def make(work: Work) -> dict[str, str]:
        committee_id = found_committee(work, office.factories["D4KA"], "picc")
        member_id = add_member(work, committee_id, NewMember("Rahima Khatun", "worker")).id
        meeting_id = plan_meeting(work, committee_id, NewMeeting(date(2026, 12, 8), time(15)))
        action_id = open_action(
            work, committee_id, text="Clear the exit", owner_id=member_id, due_on=date(2026, 12, 20)
        )
        item_id = add_item(work, meeting_id, "Heat on the third floor", 10, by="")
        ids = {"committee_id": committee_id, "member_id": member_id, "meeting_id": meeting_id, "item_id": item_id}
        ids["paper_id"] = keep_content(work, committee_id, action_id, b"x", "image/jpeg")
        ids["survey_id"] = _survey(work, office.factories["D4KA"])
        return ids | {"action_id": action_id} | _election(work, committee_id) | _wave(work, office)

    made: dict[str, str] = office.do(make)
    return made
