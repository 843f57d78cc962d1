"""One case: read in the worker's script, answered, noted, taken, taken further; and what never shows."""

import re

import pytest
from sqlalchemy import delete, func, select

from models.audit import AuditEntry
from models.case import Case, CaseKey, CaseMessage
from models.contact import Contact, Prompt
from models.vocabulary import CASE_LIFECYCLE, CaseStatus, OutboxState
from operations.cases import Opened
from operations.outbox import make_unsendable, show_delivery
from operations.users import NewUser
from tests.advisor.conftest import WORKER_NUMBER, Browser, Office

NAUGHTY = [
    "<script>alert(1)</script>",
    "{{7*7}} {% raw %} ${7*7}",
    "'; DROP TABLE cases; --",
    "</textarea><img src=x onerror=alert(1)>",
    '=HYPERLINK("http://evil.example")',
    "\u202etxet desrever",
    "a\x00b\x1a",
    "\ud800 alone",
    "👩‍👩‍👧‍👦 " * 3,
    "দরজা তালা দেওয়া",
    "المخرج مقفل",
]


def page_of(opened: Opened) -> str:
    return f"/advisor/cases/{opened.case_id}"


def test_a_case_is_read_with_all_that_matters(office: Office, at_desk: Browser) -> None:
    opened = office.case(story="দরজা তালা দেওয়া", remedy="দরজা খুলুন", audience="union", may_ask=False, topic="safety")
    html = at_desk.get(page_of(opened)).text
    assert '<p class="said" dir="auto">দরজা তালা দেওয়া</p>' in html
    assert '<dd dir="auto">দরজা খুলুন</dd>' in html
    for words in (
        "The union, without a name",
        "No questions, please",
        "Emergency Preparedness",
        "OSH",
        "Padma Knitwear",
    ):
        assert words in html
    assert f"{opened.code[:4]}-{opened.code[4:8]}-{opened.code[8:]}" in html
    assert "Nov 24, 2026" in html
    assert "Nov 27, 2026" in html


@pytest.mark.parametrize("story", NAUGHTY)
def test_whatever_is_written_is_shown_inert(office: Office, at_desk: Browser, story: str) -> None:
    html = at_desk.get(page_of(office.case(story=story, remedy=story))).text
    shown = re.search(r'<p class="said" dir="auto">(.*?)</p>', html, re.DOTALL)
    assert shown
    assert not re.search(r"<(?!/?bdi)", shown[1])
    assert "49" not in shown[1]
    assert html.count("<script") == 1


def hours(html: str) -> list[str]:
    return re.findall(r"\b\d{1,2}:\d\d\b", re.sub(r"<[^>]*>", " ", html))


def test_days_and_never_hours(office: Office, at_desk: Browser) -> None:
    opened = office.case()
    at_desk.post(f"{page_of(opened)}/reply", {"text": "Thank you"})
    for path in ("/advisor/", "/advisor/?folder=open", page_of(opened), "/advisor/settings"):
        reply = at_desk.get(path)
        assert hours(reply.text) == []
        assert str(int(office.clock())) not in reply.text
        assert "Last-Modified" not in reply.headers


def test_the_hour_of_an_urgent_case_shows_until_it_is_taken_care_of(office: Office, at_desk: Browser) -> None:
    opened = office.case(urgent=True)
    assert hours(at_desk.get(page_of(opened)).text) == ["3:37"]  # 09:37 UTC is 15:37 in Dhaka
    assert hours(at_desk.get("/advisor/").text) == []
    at_desk.post(f"{page_of(opened)}/acknowledge")
    html = at_desk.get(page_of(opened)).text
    assert hours(html) == []
    assert "Urgent" in html


def test_nothing_says_who_wrote_or_from_where(office: Office, at_desk: Browser) -> None:
    opened = office.case()
    at_desk.post(f"{page_of(opened)}/reply", {"text": "Thank you"})
    (contact_id,) = office.rows(select(Contact.id))[0]
    secrets = [WORKER_NUMBER[-6:], WORKER_NUMBER[1:], contact_id, "twilio", "sms", "whatsapp", "gateway"]
    for path in ("/advisor/", "/advisor/?folder=open", page_of(opened)):
        html = re.sub(r'name="csrf_token" value="[^"]+"', "", at_desk.get(path).text).casefold()
        for secret in secrets:
            assert secret.casefold() not in html, (path, secret)
        assert "telegram" not in html


def test_an_answer_is_queued_for_the_worker(office: Office, at_desk: Browser, farida: NewUser) -> None:
    opened = office.case()
    reply = at_desk.post(f"{page_of(opened)}/reply", {"text": "  ধন্যবাদ\r\nবোন  ", "seen": "1"})
    assert (reply.status_code, reply.headers["Location"]) == (303, page_of(opened))
    html = at_desk.get(page_of(opened)).text
    assert "ধন্যবাদ\nবোন</p>" in html
    assert "Your answer is on its way." in html
    assert "Waiting to be sent" in html
    assert office.rows(select(Prompt.script)) == [("reply",)]
    assert office.rows(select(Case.status, Case.awaits_advisor)) == [("acknowledged", False)]


def test_an_answer_is_sent_once_however_often_it_is_clicked(office: Office, at_desk: Browser) -> None:
    opened = office.case()
    answers = [at_desk.post(f"{page_of(opened)}/reply", {"text": "Thank you", "seen": "1"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [303, 422, 422]
    assert "There is something new in this case." in answers[1].text
    assert ">Thank you</textarea>" in answers[1].text
    assert office.rows(select(func.count()).select_from(Prompt)) == [(1,)]


def length(desk: Browser, opened: Opened, text: str) -> str:
    return re.sub(r"<[^>]+>", "", desk.post(f"{page_of(opened)}/length", {"text": text}).text).strip()


def test_the_length_is_counted_while_typing(office: Office, at_desk: Browser) -> None:
    opened = office.case()
    assert length(at_desk, opened, "a" * 160) == "Text messages: 1, letters left: 0"
    assert length(at_desk, opened, "ক" * 71) == "Text messages: 2, letters left: 63"
    assert length(at_desk, opened, "ক" * 202) == "4 text messages: long. Can it be said shorter?"
    assert "7 text messages: too long" in length(at_desk, opened, "ক" * 403)


def test_an_answer_above_six_segments_is_refused_and_kept(office: Office, at_desk: Browser) -> None:
    opened = office.case()
    assert at_desk.post(f"{page_of(opened)}/reply", {"text": "ক" * 402}).status_code == 303
    refused = at_desk.post(f"{page_of(opened)}/reply", {"text": "ক" * 403})
    assert refused.status_code == 422
    assert "Your answer is too long." in refused.text
    assert "7 text messages: too long" in refused.text
    assert "ক" * 403 in refused.text
    assert office.rows(select(func.count()).select_from(Prompt)) == [(1,)]


@pytest.mark.parametrize("text", ["", "   ", "\r\n", "\0"])
def test_an_empty_answer_is_refused(office: Office, at_desk: Browser, text: str) -> None:
    assert at_desk.post(f"{page_of(office.case())}/reply", {"text": text}).status_code == 422


@pytest.mark.parametrize(
    ("state", "error", "shown"),
    [
        (OutboxState.QUEUED, None, "Waiting to be sent"),
        (OutboxState.SENDING, None, "Waiting to be sent"),
        (OutboxState.UNKNOWN, "timeout", "Waiting to be sent"),
        (OutboxState.ACCEPTED, None, "Sent"),
        (OutboxState.SENT, None, "Sent"),
        (OutboxState.DELIVERED, None, "Delivered"),
        (OutboxState.UNDELIVERED, "30003", "Not delivered: the phone is off or out of reach"),
        (OutboxState.UNDELIVERED, "30006", "Not delivered: the worker can no longer be reached at this address"),
        (OutboxState.FAILED, "99999", "Not delivered: it was refused on the way"),
        (OutboxState.BLOCKED, "21610", "Not delivered: the worker wants no more messages"),
        (OutboxState.BLOCKED, "unsendable", "Not delivered: the worker wants no more messages, or the address is gone"),
        (OutboxState.BLOCKED, "stopped", "Not delivered: the worker wants no more messages"),
        (OutboxState.BLOCKED, "migrated", "Not delivered: the worker can no longer be reached at this address"),
        (OutboxState.FAILED, "unknown", "Not delivered: nobody can tell whether it arrived"),
        (OutboxState.EXPIRED, "expired", "Not delivered: it could not be sent for a day"),
    ],
)
def test_how_far_an_answer_has_come_is_said_in_words(
    office: Office, at_desk: Browser, state: OutboxState, error: str | None, shown: str
) -> None:
    opened = office.case()
    at_desk.post(f"{page_of(opened)}/reply", {"text": "Thank you"})
    (message_id,) = office.rows(select(CaseMessage.id).where(CaseMessage.author == "advisor"))[0]
    office.do(lambda work: show_delivery(work, message_id, state, error))
    html = at_desk.get(page_of(opened)).text
    assert f'">{shown}</div>' in html
    assert not error or error not in re.sub(r"<[^>]*>", "", html)


def test_who_wants_no_messages_is_not_written_to(office: Office, at_desk: Browser) -> None:
    opened = office.case()
    (contact_id,) = office.rows(select(Contact.id))[0]
    office.do(lambda work: make_unsendable(work, contact_id, "stop"))
    html = at_desk.get(page_of(opened)).text
    assert "You cannot reply." in html
    assert 'id="text"' not in html
    refused = at_desk.post(f"{page_of(opened)}/reply", {"text": "But please"})
    assert refused.status_code == 422
    assert "But please" in refused.text
    assert office.rows(select(Prompt.id)) == []


def test_a_case_whose_address_is_gone_can_still_be_read(office: Office, at_desk: Browser) -> None:
    opened = office.case()
    office.do(lambda work: work.connection.execute(delete(Contact)))
    html = at_desk.get(page_of(opened)).text
    assert "The exit is locked." in html
    assert "You cannot reply." in html


def test_a_note_is_for_advisors(office: Office, at_desk: Browser) -> None:
    opened = office.case()
    at_desk.post(f"{page_of(opened)}/note", {"text": "Ask the safety officer."})
    html = at_desk.get(page_of(opened)).text
    assert '<li class="note">' in html
    assert "Ask the safety officer." in html
    assert office.rows(select(Prompt.id)) == []


def test_taking_a_case(office: Office, at_desk: Browser, farida: NewUser) -> None:
    opened = office.case()
    at_desk.post(f"{page_of(opened)}/take")
    assert office.rows(select(Case.assignee_id)) == [(office.user_id(farida.email),)]
    assert "/take" not in at_desk.get(page_of(opened)).text
    at_desk.post(f"{page_of(opened)}/assign", {"user": ""})
    assert office.rows(select(Case.assignee_id)) == [(None,)]


def offered(html: str) -> set[str]:
    return set(re.findall(r"/(acknowledge|resolve|close|reopen)\"", html))


def test_only_the_next_steps_of_a_case_are_offered(office: Office, at_desk: Browser) -> None:
    opened = office.case()
    for status, action in (
        ("new", "acknowledge"),
        ("acknowledged", "resolve"),
        ("resolved", "close"),
        ("closed", "reopen"),
    ):
        assert office.rows(select(Case.status)) == [(status,)]
        html = at_desk.get(page_of(opened)).text
        assert offered(html) == {str(step) for step in CASE_LIFECYCLE[CaseStatus(status)]}
        at_desk.post(f"{page_of(opened)}/{action}")
    assert office.rows(select(Case.status)) == [("acknowledged",)]
    assert office.rows(select(Prompt.script)) == [("closure",)]


def test_a_step_that_is_gone_is_refused_kindly(office: Office, at_desk: Browser) -> None:
    opened = office.case()
    at_desk.post(f"{page_of(opened)}/close")
    reply = at_desk.post(f"{page_of(opened)}/acknowledge", follow_redirects=True)
    assert "That is no longer possible: the case has changed." in reply.text
    assert office.rows(select(Case.status)) == [("closed",)]


@pytest.mark.parametrize("action", ["erase", "status", "close/x"])
def test_there_are_no_other_steps(office: Office, at_desk: Browser, action: str) -> None:
    assert at_desk.post(f"{page_of(office.case())}/{action}").status_code == 404


def test_what_the_worker_says_after_closing_is_shown(office: Office, at_desk: Browser) -> None:
    opened = office.case()
    office.change(Case, Case.id == opened.case_id, solved=False, rating=2)
    html = at_desk.get(page_of(opened)).text
    assert "Not solved" in html
    assert "2/5" in html


def test_a_text_moved_elsewhere_does_not_open_and_the_page_stands(office: Office, at_desk: Browser) -> None:
    one, two = office.case(story="First story"), office.case(story="Second story")
    (foreign,) = office.rows(select(CaseMessage.body_sealed).where(CaseMessage.case_id == two.case_id))[0]
    office.change(CaseMessage, CaseMessage.case_id == one.case_id, body_sealed=foreign)
    html = at_desk.get(page_of(one)).text
    assert "This text can no longer be opened." in html
    assert "First story" not in html
    assert "Second story" not in html


def test_an_erased_case_shows_no_words(office: Office, at_desk: Browser) -> None:
    opened = office.case()
    office.do(lambda work: work.connection.execute(delete(CaseKey)))
    html = at_desk.get(page_of(opened)).text
    assert "This text can no longer be opened." in html
    assert "exit" not in html.replace("Fire, exits", "")


def test_to_a_case_whose_key_is_erased_nothing_can_be_added(office: Office, at_desk: Browser) -> None:
    opened = office.case()
    office.change(CaseKey, CaseKey.case_id == opened.case_id, recipient="nobody")
    for action in ("note", "reply"):
        sent = at_desk.post(f"{page_of(opened)}/{action}", {"text": "Thank you"})
        assert sent.status_code in (303, 422)
        assert "no longer possible" in (sent.text if sent.status_code == 422 else at_desk.get(page_of(opened)).text)


def test_a_phone_that_never_stops_is_muted_and_heard_again(office: Office, at_desk: Browser) -> None:
    opened = office.case()
    assert at_desk.post(f"{page_of(opened)}/mute", {"muted": "yes"}).status_code == 303
    assert office.rows(select(Contact.muted_on)) != [(None,)]
    html = at_desk.get(page_of(opened)).text
    assert "Messages from this phone wait, unread and unanswered." in html
    at_desk.post(f"{page_of(opened)}/mute", {"muted": "no"})
    assert office.rows(select(Contact.muted_on)) == [(None,)]
    found = office.rows(select(AuditEntry.action).where(AuditEntry.action.like("case.%muted")))
    assert sorted(found) == [("case.muted",), ("case.unmuted",)]
