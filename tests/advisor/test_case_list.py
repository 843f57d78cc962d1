"""The list: what needs somebody first, days and never hours, an order that tells nothing, few statements."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, update

from models.case import Case
from operations.users import NewUser
from tests.advisor.conftest import Browser, Office


def ids(html: str) -> list[str]:
    return re.findall(r'href="/advisor/cases/([0-9a-f]{32})"', html)


@contextmanager
def statements(office: Office) -> Iterator[list[str]]:
    """The statements made meanwhile, without the words that begin and end a transaction."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT")):
            seen.append(statement)

    event.listen(office.db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(office.db.engine, "before_cursor_execute", note)


def test_urgent_first_then_the_waiting_then_the_rest(office: Office, at_desk: Browser) -> None:
    office.clock.pass_by(-3 * 86400)
    urgent_before = office.case(urgent=True).case_id
    waits_before = office.case().case_id
    office.clock.pass_by(3 * 86400)
    answered = office.case().case_id
    waits = office.case().case_id
    office.do(
        lambda work: work.connection.execute(update(Case).where(Case.id == answered).values(awaits_advisor=False))
    )
    office.clock.pass_by(-60)
    urgent = office.case(urgent=True).case_id
    office.clock.pass_by(60)
    found = ids(at_desk.get("/advisor/?folder=open").text)
    assert found == [urgent, urgent_before, waits, waits_before, answered]


def test_within_a_day_the_order_is_that_of_the_random_ids(office: Office, at_desk: Browser) -> None:
    opened = []
    for _ in range(12):
        office.clock.pass_by(60)
        opened.append(office.case().case_id)
    assert ids(at_desk.get("/advisor/").text) == sorted(opened)


def test_the_folders_and_their_counts(office: Office, at_desk: Browser, farida: NewUser) -> None:
    waits, mine, closed = (office.case().case_id for _ in range(3))
    at_desk.post(f"/advisor/cases/{mine}/take")
    at_desk.post(f"/advisor/cases/{mine}/reply", {"text": "Thank you"})
    at_desk.post(f"/advisor/cases/{closed}/close")
    found = {
        "needs": {waits},
        "mine": {mine},
        "unassigned": {waits},
        "open": {waits, mine},
        "closed": {closed},
    }
    for folder, cases in found.items():
        html = at_desk.get(f"/advisor/?folder={folder}").text
        assert set(ids(html)) == cases, folder
        assert re.findall(r'class="number">(\d+)<', html) == [str(len(each)) for each in found.values()]


def test_filters_stand_in_the_address(office: Office, desk_of, farida: NewUser) -> None:  # type: ignore[no-untyped-def]
    desk = desk_of(office.user("both@advisors.example", "advisor", ("D4KA", "N4RA")))
    pay = office.case("D4KA", topic="pay", subtopic="wage_late").case_id
    safety = office.case("D4KA").case_id
    other = office.case("N4RA").case_id
    padma = f"factory={office.factories['D4KA']}"
    assert set(ids(desk.get(f"/advisor/?{padma}").text)) == {pay, safety}
    assert set(ids(desk.get(f"/advisor/?{padma}&topic=pay").text)) == {pay}
    assert set(ids(desk.get("/advisor/?topic=safety").text)) == {safety, other}
    assert f"folder=open&amp;{padma}&amp;topic=pay" in desk.get(f"/advisor/?{padma}&topic=pay").text
    assert "No case here has this factory and topic." in desk.get(f"/advisor/?topic=job&{padma}").text


@pytest.mark.parametrize(
    "query",
    ["folder=x", "topic='--", "after=x", "after=1.2.3", "after=9.2026-99-99.x", "after=1.2026-11-24.'"],
)
def test_a_strange_address_still_shows_a_list(office: Office, at_desk: Browser, query: str) -> None:
    office.case()
    assert at_desk.get(f"/advisor/?{query}").status_code == 200


def test_more_cases_are_a_page_further_each_once(office: Office, at_desk: Browser) -> None:
    opened = set()
    for number in range(120):
        office.clock.pass_by(-43200 if number % 2 else 0)
        opened.add(office.case(urgent=number % 10 == 0).case_id)
    office.clock.now = office.clock.now + 60 * 43200
    seen: list[str] = []
    path: str | None = "/advisor/"
    while path:
        html = at_desk.get(path).text
        seen += ids(html)
        more = re.search(r'href="([^"]+after=[^"]+)"', html)
        path = more[1].replace("&amp;", "&") if more else None
    assert len(seen) == 120
    assert set(seen) == opened


def test_a_long_list_takes_as_few_statements_as_a_short_one(office: Office, at_desk: Browser) -> None:
    office.case()
    at_desk.get("/advisor/")
    with statements(office) as short:
        at_desk.get("/advisor/")
    for _ in range(30):
        office.case()
    with statements(office) as long:
        at_desk.get("/advisor/")
    assert len(long) == len(short) <= 4


@pytest.mark.parametrize(("days", "label"), [(0, "Answer by"), (2, "Answer by"), (3, "Answer today"), (4, "Late: due")])
def test_when_an_answer_is_due_is_said_in_words(
    office: Office,
    desk_of,
    farida: NewUser,
    days: int,
    label: str,  # type: ignore[no-untyped-def]
) -> None:
    office.case()
    office.clock.pass_by(days * 86400)
    assert label in desk_of(farida).get("/advisor/").text


def test_each_empty_folder_says_what_to_do(at_desk: Browser) -> None:
    for folder in ("needs", "mine", "unassigned", "open", "closed"):
        assert 'class="empty"' in at_desk.get(f"/advisor/?folder={folder}").text


def test_who_looks_after_a_case_is_shown(office: Office, at_desk: Browser, farida: NewUser) -> None:
    opened = office.case()
    office.user("near@advisors.example", "advisor", ("D4KA",))
    office.change(Case, Case.id == opened.case_id, assignee_id=office.user_id("near@advisors.example"))
    assert "near@advisors.example" in at_desk.get("/advisor/").text
