"""Minutes at the advisor's desk: written, sent, signed on paper, corrected, filed, printed; for those who may."""

import io
import re
from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from models.action import Action
from models.audit import AuditEntry
from models.committee import Committee
from models.minutes import Approval, MinuteEntry, Minutes, PaperContent
from models.vocabulary import MinutesState, Verdict
from operations.approvals import decide
from operations.committees import found_committee
from operations.meetings import NewMeeting, plan_meeting
from operations.members import NewMember, add_member
from operations.users import NewUser
from tests.advisor.conftest import Browser, Office

DAY = date(2026, 12, 8)
AFTER = 14 * 86400 + 7 * 3600.0
"""From where stories begin to the afternoon after the meeting."""
NAMES = ("Rahima Khatun", "Salma Akter", "Mr Hossain", "Ms Rahman")


class Desk:
    """Farida at the minutes of a meeting that is over, of a committee of four."""

    def __init__(self, office: Office, browser: Browser) -> None:
        self.office, self.browser = office, browser
        self.members: dict[str, str] = {}
        self.committee_id = office.do(lambda work: found_committee(work, office.factories["D4KA"], "picc"))
        for number, name in enumerate(NAMES):
            new = NewMember(name, "worker" if number < 2 else "management")
            self.members[name] = self._do(add_member, self.committee_id, new).id
        self.meeting_id = self._do(plan_meeting, self.committee_id, NewMeeting(DAY, time(12)))
        self.address = f"/advisor/meetings/{self.meeting_id}/minutes"

    def _do(self, operation: Callable[..., Any], *arguments: Any) -> Any:
        return self.office.do(lambda work: operation(work, *arguments))

    def does(self, step: str, **fields: str) -> int:
        return self.browser.post(f"{self.address}/{step}", fields, page="/advisor/settings").status_code

    def sees(self) -> str:
        return self.browser.get(self.address).text

    def attend(self, **absent: str) -> None:
        said = {f"presence_{one}": "present" for one in self.members.values()}
        assert self.does("attendance", **(said | absent)) == 303

    def entries(self) -> list[str]:
        return re.findall(r'<p class="said" dir="auto">([^<]*)</p>', self.sees())

    def newest(self) -> Any:
        return self.office.rows(select(Minutes.__table__).order_by(Minutes.version.desc()))[0]


@pytest.fixture
def desk(office: Office, at_desk: Browser) -> Desk:
    desk = Desk(office, at_desk)
    office.clock.pass_by(AFTER)
    at_desk.sign_in(office.user("again@advisors.example", "advisor", ("D4KA",)))
    return desk


def test_before_the_meeting_there_is_nothing_to_write(office: Office, at_desk: Browser) -> None:
    desk = Desk(office, at_desk)
    assert "The meeting has not begun." in desk.sees()
    assert desk.does("open") == 422
    assert office.rows(select(Minutes.id)) == []


def test_minutes_are_written_from_attendance_to_approval(desk: Desk) -> None:
    assert "Nobody has written minutes yet." in desk.sees()
    assert desk.does("open") == 303
    assert desk.does("send") == 422  # nobody said who was there
    desk.attend(**{f"presence_{desk.members['Ms Rahman']}": "late"})
    assert desk.does("entry", kind="decision", text="All exits stay open") == 303
    owner = desk.members["Mr Hossain"]
    assert desk.does("entry", kind="action", text="Call the electrician", owner=owner, due="2026-12-31") == 303
    assert desk.entries() == ["All exits stay open", "Call the electrician"]
    assert "Mr Hossain" in desk.sees()
    assert desk.does("send") == 303
    assert "Waiting for approval" in desk.sees()
    for name in NAMES:
        assert desk.does("approve", member=desk.members[name]) in (303, 422)
    assert desk.newest().state == MinutesState.APPROVED
    (action,) = desk.office.rows(select(Action.__table__))
    assert (action.owner_id, action.due_on) == (owner, date(2026, 12, 31))


def test_an_action_without_a_day_comes_back_with_its_words(desk: Desk) -> None:
    desk.does("open")
    reply = desk.browser.post(
        f"{desk.address}/entry", {"kind": "action", "text": "Call the electrician"}, page="/advisor/settings"
    )
    assert reply.status_code == 422
    assert "An action needs a day." in reply.text
    assert "Call the electrician</textarea>" in reply.text
    assert desk.office.rows(select(MinuteEntry.id)) == []


@pytest.mark.parametrize("fields", [{"kind": "rumour", "text": "x"}, {"kind": "decision", "text": "  "}])
def test_an_entry_needs_a_kind_and_words(desk: Desk, fields: dict[str, str]) -> None:
    desk.does("open")
    assert desk.does("entry", **fields) == 422


def test_an_entry_is_changed_and_taken_out(desk: Desk) -> None:
    desk.does("entry", kind="decision", text="All exits stay open")
    entry = str(desk.office.rows(select(MinuteEntry.id))[0].id)
    assert desk.does("change", entry=entry, text="Exits <b>stay</b> open") == 303
    assert desk.entries() == ["Exits &lt;b&gt;stay&lt;/b&gt; open"]
    assert desk.does("remove", entry=entry) == 303
    assert desk.entries() == []


def test_an_entry_has_words_for_those_who_read_other_languages(desk: Desk) -> None:
    words = "সব দরজা খোলা থাকবে"
    assert "For those who read <bdi>Bangla</bdi>" not in desk.sees()
    assert desk.does("entry", kind="decision", text="All exits stay open", text_bn=words, text_xx="?") == 303
    assert words in desk.sees()
    assert "For those who read <bdi>Bangla</bdi>" in desk.sees()
    entry = str(desk.office.rows(select(MinuteEntry.id))[0].id)
    assert desk.does("change", entry=entry, text="All exits stay open, always", text_bn="") == 303
    assert words not in desk.sees()
    assert "দরজা" not in str(desk.office.rows(select(MinuteEntry.__table__)))


def test_a_point_that_came_up_stands_under_the_agenda(desk: Desk) -> None:
    assert desk.does("item", title="Drinking water on floor 3") == 303
    assert "Drinking water on floor 3" in desk.sees()
    assert desk.does("item", title="") == 422


def test_an_entry_of_other_minutes_cannot_be_named(desk: Desk) -> None:
    desk.does("entry", kind="decision", text="All exits stay open")
    entry = str(desk.office.rows(select(MinuteEntry.id))[0].id)
    other = desk._do(plan_meeting, desk.committee_id, NewMeeting(date(2027, 1, 12), time(12)))
    desk.office.clock.pass_by(40 * 86400)
    desk.browser.sign_in(desk.office.user("later@advisors.example", "advisor", ("D4KA",)))
    desk.address = f"/advisor/meetings/{other}/minutes"
    assert desk.does("change", entry=entry, text="forged") == 422


def approved(desk: Desk) -> str:
    desk.attend()
    desk.does("entry", kind="decision", text="All exits stay open")
    desk.does("send")
    minutes_id = str(desk.newest().id)
    for member_id in desk.members.values():
        desk._do(decide, minutes_id, member_id, Verdict.APPROVE)
    assert desk.newest().state == MinutesState.APPROVED
    return minutes_id


def test_approved_minutes_are_locked_and_corrected_in_a_new_version(desk: Desk) -> None:
    approved(desk)
    assert desk.does("entry", kind="decision", text="One more") == 422
    assert "Write an entry" not in desk.sees()
    assert desk.does("correct") == 303
    assert desk.does("entry", kind="decision", text="One more") == 303
    assert desk.entries() == ["All exits stay open", "One more"]
    old = desk.browser.get(desk.address + "?version=1").text
    assert "One more" not in old
    assert "Send for approval" not in old


def test_a_dissent_shows_its_words_and_side(desk: Desk) -> None:
    desk.attend()
    desk.does("send")
    desk._do(decide, str(desk.newest().id), desk.members["Salma Akter"], Verdict.DISSENT, "Nobody decided this")
    html = desk.sees()
    assert "Nobody decided this" in html
    assert "1 disagree" in html


def test_a_signature_on_paper_is_counted_and_written_down(desk: Desk) -> None:
    desk.attend()
    desk.does("send")
    assert desk.does("approve", member=desk.members["Salma Akter"]) == 303
    assert desk.does("approve", member="0" * 32) == 422
    assert len(desk.office.rows(select(Approval.member_id))) == 1
    actions = {row.action for row in desk.office.rows(select(AuditEntry.action).where(AuditEntry.user_id.is_not(None)))}
    assert {"minutes.opened", "minutes.attendance", "minutes.sent", "minutes.approve"} <= actions


def test_the_duty_to_file_is_shown_until_it_is_done(desk: Desk) -> None:
    settings = {"filing_to": "Director of Labour", "filing_days": 7}
    desk.office.change(Committee, Committee.id == desk.committee_id, settings=settings)
    desk.does("open")
    assert desk.does("filed") == 422
    assert "To be filed with Director of Labour by" in desk.sees()
    approved(desk)
    assert desk.does("filed") == 303
    assert "Filed on" in desk.sees()


def photo() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (900, 700), (11, 92, 86)).save(drawn, "JPEG", comment=b"taken at home")
    return drawn.getvalue()


def test_a_photo_is_kept_drawn_anew(desk: Desk) -> None:
    desk.does("open")
    sent = {"photo": (io.BytesIO(photo()), "minutes.jpg")}
    reply = desk.browser.post(f"{desk.address}/photo", sent, page="/advisor/settings")  # type: ignore[arg-type]
    assert reply.status_code == 303
    (paper,) = re.findall(r'src="(/advisor/papers/[0-9a-f]{32})"', desk.sees())
    shown = desk.browser.get(paper)
    assert shown.mimetype == "image/jpeg"
    assert b"taken at home" not in shown.data
    assert b"JFIF" not in desk.office.rows(select(PaperContent.content_sealed))[0].content_sealed


def test_what_is_no_photo_is_refused(desk: Desk) -> None:
    desk.does("open")
    for content in (b"", b"<script>alert(1)</script>", b"%PDF-1.4"):
        sent = {"photo": (io.BytesIO(content), "minutes.jpg")}
        reply = desk.browser.post(f"{desk.address}/photo", sent, page="/advisor/settings")  # type: ignore[arg-type]
        assert reply.status_code == 422


@pytest.mark.parametrize("sheet", ["board", "form"])
def test_papers_are_printed_by_version(desk: Desk, sheet: str) -> None:
    assert desk.browser.get(f"{desk.address}/{sheet}.pdf").status_code == 303  # there are none yet
    desk.does("open")
    reply = desk.browser.get(f"{desk.address}/{sheet}.pdf?version=1")
    assert reply.data.startswith(b"%PDF")
    assert reply.headers["Content-Disposition"] == f'attachment; filename="{sheet}-2026-12-08.pdf"'


def test_minutes_that_are_late_say_so(desk: Desk) -> None:
    assert "Due " in desk.sees()
    desk.office.clock.pass_by(10 * 86400)
    desk.browser.sign_in(desk.office.user("late@advisors.example", "advisor", ("D4KA",)))
    assert "Late: due" in desk.sees()


def test_others_see_no_minutes(desk: Desk, desk_of: Callable[[NewUser], Browser]) -> None:
    desk.does("entry", kind="decision", text="All exits stay open")
    colleague = desk_of(desk.office.user("colleague@advisors.example", "advisor", ("N4RA",)))
    for path in ("", "/board.pdf", "/form.pdf"):
        assert colleague.get(desk.address + path).status_code == 404
    for step in ("open", "entry", "send", "correct", "filed", "photo"):
        reply = colleague.post(f"{desk.address}/{step}", {"kind": "decision", "text": "x"}, page="/advisor/settings")
        assert reply.status_code == 404
    assert desk.entries() == ["All exits stay open"]
