"""The list of cases, what needs somebody first; and one case opened."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_time
from flask import abort, request, url_for
from flask_babel import get_locale
from markupsafe import Markup

from advisor import agenda_words
from advisor.blueprint import blueprint
from advisor.guard import house, now, viewer, work_on
from advisor.pages import apart, language_name, page
from conversations.segments import segments
from conversations.texts import Text
from conversations.topics import BY_VALUE, SUBTOPICS, TOPICS, topic_label
from models.case import Case
from models.codes import spoken
from models.vocabulary import CASE_LIFECYCLE, OPEN_STATUSES, CaseStatus
from operations.access import assignable_users, find_case, may_read_cases, open_case_count, visible_factories
from operations.case_views import Filters, Folder, counts, list_cases, view_case
from operations.check_in_views import asked_again
from operations.points import ways_of
from operations.proposals import is_grave

REPLY_WARNS, REPLY_STOPS = 3, 6
"""Segments from which an answer is called long, and above which it is refused."""


@blueprint.get("/")
def case_list() -> str:
    """The folders and one page of the chosen one; everything chosen stands in the address."""
    who, filters = viewer(), _filters()
    with house().db.read() as connection:
        if not may_read_cases(who):
            return page("no_cases.html", count=open_case_count(connection))
        found = list_cases(connection, who, filters, request.args.get("after"))
        numbers = counts(connection, who, filters)
        factories = visible_factories(connection, who)
    return page(
        "cases.html",
        filters=filters,
        counts=numbers,
        rows=found.rows,
        factories=factories,
        topics=TOPICS,
        links={folder: _address(replace(filters, folder=folder)) for folder in Folder},
        next=_address(filters, found.after) if found.after else None,
        heading=heading,
        due=due,
        spoken=spoken,
    )


@blueprint.get("/cases/<case_id>")
def case_page(case_id: str) -> str:
    """One case: the thread, and what can be done."""
    return show_case(case_id)


@blueprint.post("/cases/<case_id>/length")
def reply_length(case_id: str) -> str:
    """How long the answer being written is: a piece of the page, asked for while typing."""
    with house().db.read() as connection:
        if find_case(connection, viewer(), case_id) is None:
            abort(404)
    length = segments(request.form.get("text", "").strip())
    return page("length.html", length=length, warns=REPLY_WARNS, stops=REPLY_STOPS)


def show_case(case_id: str, draft: str = "", wrong: str | None = None) -> str:
    """The page of a case; with a draft that was not sent, and why."""
    with house().db.write() as connection:
        case = find_case(connection, viewer(), case_id) or abort(404)
        opened = view_case(work_on(connection), viewer(), case)
        others = assignable_users(connection, case.factory_id)
        ways = ways_of(work_on(connection), case)
        again = asked_again(connection, viewer(), case, work_on(connection).day(opened.timezone))
    return page(
        "case.html",
        opened=opened,
        case=case,
        others=others,
        ways=ways,
        again=again,
        proposed=[one for one in ways.committees if one.proposed_on] if is_grave(case) else [],
        typed={},
        aw=agenda_words,
        actions=CASE_LIFECYCLE[CaseStatus(case.status)],
        place=SUBTOPICS.get(case.subtopic or ""),
        urgent_since=_hour_of_urgency(case, opened.timezone),
        written_in=language_name(case.language),
        draft=draft,
        wrong=wrong,
        length=segments(draft),
        warns=REPLY_WARNS,
        stops=REPLY_STOPS,
        heading=heading,
        due=due,
        spoken=spoken,
    )


def heading(case: Any) -> tuple[Text, Text | None]:
    """What a case is about, on two levels."""
    subtopic = SUBTOPICS.get(case.subtopic or "")
    return topic_label(case.topic), subtopic.label if subtopic else None


def due(case: Any, timezone: str | None) -> str | None:
    """Whether an answer is late, due today or later; None where none is awaited."""
    if not case.awaits_advisor or case.status not in OPEN_STATUSES:
        return None
    today = _local(now(), timezone).date()
    if case.answer_by == today:
        return "today"
    return "late" if case.answer_by < today else "later"


def _hour_of_urgency(case: Case, timezone: str | None) -> Markup | None:
    """The one hour that is shown: since when an urgent case waits, while it is open (danger outranks precision)."""
    if case.urgent_at is None or case.status not in OPEN_STATUSES:
        return None
    hour = format_time(_local(case.urgent_at, timezone), "short", locale=get_locale())
    return apart(hour if timezone else f"{hour} UTC")


def _local(instant: float, timezone: str | None) -> datetime:
    return datetime.fromtimestamp(instant, ZoneInfo(timezone) if timezone else UTC)


def _filters() -> Filters:
    """What the address asks for; what it asks wrongly is not asked."""
    folder, topic = request.args.get("folder", ""), request.args.get("topic", "")
    return Filters(
        folder=Folder(folder) if folder in set(Folder) else Folder.NEEDS,
        factory_id=request.args.get("factory") or None,
        topic=topic if topic in BY_VALUE else None,
    )


def _address(filters: Filters, after: str | None = None) -> str:
    return url_for(
        "advisor.case_list", folder=filters.folder, factory=filters.factory_id, topic=filters.topic, after=after
    )
