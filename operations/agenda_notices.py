"""What is said of an agenda: to members the list, each in their language; to workers that their point is on it.

A text to a worker holds no word of her point: the phone may be in another's hand.
"""

from collections.abc import Callable, Sequence
from datetime import date, time
from typing import Any

from sqlalchemy import select

from conversations.agenda import decided, on_agenda, short_agenda, talked_about, whole_agenda
from conversations.dialogue import Message
from conversations.rendering import as_sms, body_of
from conversations.segments import segments
from conversations.texts import Text
from conversations.when import say_day, say_moment
from locales.catalogue import catalogue
from models.case import Case
from models.codes import spoken
from models.meeting import Meeting
from models.minutes import MinuteEntry, Minutes
from models.vocabulary import CHAT_LINES, EntryKind
from operations.agenda_items import Item
from operations.agenda_order import numbered
from operations.committees import cipher_of
from operations.entry_words import open_text, open_wordings
from operations.notices import Recipient, recipients, tell
from operations.work import Work

ROOM = 3500
SEGMENTS = 2


def tell_members(work: Work, meeting: Any, agenda: Sequence[Item], contact_ids: Sequence[str]) -> None:
    """The agenda: the whole of it where there is room, else a short list of the points."""
    told = recipients(work, contact_ids)
    clock = time.fromisoformat(meeting.clock)
    life = meeting.starts_at - work.now

    def whole(language: str) -> Text:
        return _whole(say_moment(meeting.day, clock, language), agenda, language)

    def short(language: str) -> Text:
        return _short(say_moment(meeting.day, clock, language), agenda, language)

    roomy = [one for one in told if one.line in CHAT_LINES]
    tell(work, roomy, whole, life)
    tell(work, [one for one in told if one not in roomy], short, life)


def tell_released(work: Work, meeting: Any, agenda: Sequence[Item]) -> None:
    """Each worker whose point is on the agenda hears so, through her case."""
    for item in agenda:
        if item.case_id is not None:
            _tell_worker(work, item.case_id, lambda code, language: on_agenda(code, say_day(meeting.day, language)))


def tell_discussed(work: Work, item: Item, day: date) -> None:
    """What was decided, as the committee's news; where nothing was, that it was talked about."""
    decisions = _decisions(work, item)

    def say(code: str, language: str) -> Text:
        when, decision = say_day(day, language), "; ".join(said.get(language) or said[""] for said in decisions)
        if not decision:
            return talked_about(code, when)
        return longest(lambda room: decided(when, decision[:room]), len(decision), fits_sms(language))

    assert item.case_id is not None
    _tell_worker(work, item.case_id, say)


def fits_sms(language: str) -> Callable[[Text], bool]:
    """Whether a text in a language is no longer than an automatic message may be."""

    def fits(text: Text) -> bool:
        body = body_of(Message((text,)), catalogue(language), language)
        return segments(as_sms(body)).count <= SEGMENTS

    return fits


def _whole(when: str, agenda: Sequence[Item], language: str) -> Text:
    lines = [(number, item.words(language)) for number, item in numbered(agenda)]
    text = whole_agenda(when, lines)
    return text if len(text.render(catalogue(language))) <= ROOM else _short(when, agenda, language)


def _short(when: str, agenda: Sequence[Item], language: str) -> Text:
    points = [item.words(language) for item in agenda if item.is_topic]
    return short_agenda(when, points, len(agenda) - len(points), fits_sms(language))


def longest(make: Callable[[int], Text], room: int, fits: Callable[[Text], bool]) -> Text:
    """As much of it as fits."""
    while room > 0 and not fits(make(room)):
        room -= 10
    return make(max(room, 0))


def _tell_worker(work: Work, case_id: str, say: Callable[[str, str], Text]) -> None:
    """In her language, with the code of her case."""
    case = work.connection.execute(select(Case.code, Case.contact_id).where(Case.id == case_id)).one_or_none()
    if case is not None and case.contact_id is not None:
        told: list[Recipient] = recipients(work, [case.contact_id])
        tell(work, told, lambda language: say(spoken(case.code), language))


def _decisions(work: Work, item: Item) -> list[dict[str, str]]:
    """What the newest minutes of its meeting hold as decided under an item: by language, and as typed by none."""
    newest = (
        select(Minutes.id).join(Meeting, Meeting.id == Minutes.meeting_id).where(Meeting.id == item.meeting_id)
    ).order_by(Minutes.version.desc())
    entries = work.connection.execute(
        select(MinuteEntry.id, MinuteEntry.text_sealed, MinuteEntry.wordings_sealed)
        .where(
            MinuteEntry.minutes_id == newest.limit(1).scalar_subquery(),
            MinuteEntry.item_id == item.id,
            MinuteEntry.kind.in_((EntryKind.DECISION, EntryKind.ACTION)),
        )
        .order_by(MinuteEntry.number)
    ).all()
    cipher = cipher_of(work.connection, work.ring, item.committee_id)
    return [{"": open_text(cipher, row), **open_wordings(cipher, row)} for row in entries]
