"""Minutes as members approve them and workers read them, by chat."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.fitting import cut_to, is_one, is_said
from bot.scripts.cases import same
from bot.talk import Entry, Moot, Talk
from conversations import approval as says
from conversations.dialogue import Facts
from conversations.outcomes import Part
from conversations.texts import Text
from conversations.when import say_day
from locales.catalogue import catalogue
from models.vocabulary import EntryKind, MinutesState, Verdict
from operations.approvals import Counted, decide, present, verdicts
from operations.committees import cipher_of
from operations.meeting_views import find_meeting
from operations.members import seats_of_contact
from operations.minutes import find_minutes
from operations.minutes_reminders import counts_of
from operations.minutes_views import EntryView, MinutesView, last_approved, view_minutes
from operations.papers import keep_paper

WIDTHS = (1000, 160, 80, 50, 35, 25)
"""Letters of a decision when read by chat, from roomy to tight."""


def _to_approve(talk: Talk, facts: Facts) -> Facts:
    """Minutes that wait for this member's word."""
    minutes = find_minutes(talk.work.connection, facts["about_id"])
    there = {one.id for one in present(talk.work.connection, talk.work.ring, minutes)}
    said = verdicts(talk.work.connection, minutes)
    mine = [seat.id for seat in seats_of_contact(talk.work.connection, talk.contact.id) if seat.id in there - set(said)]
    if minutes.state != MinutesState.FOR_APPROVAL or not mine:
        raise Moot
    counts = counts_of(talk.work, minutes.id)
    full = {
        "about_id": minutes.id,
        "minutes_id": minutes.id,
        "member_id": mine[0],
        "day": say_day(find_meeting(talk.work.connection, minutes.meeting_id).day, talk.language),
        "decisions": counts[EntryKind.DECISION],
        "actions": counts[EntryKind.ACTION],
    }
    return full if is_one(talk, says.approve, full) else {**full, "actions": None}


def _last(talk: Talk, facts: Facts) -> Facts:
    """The newest approved minutes of a committee, short."""
    minutes_id = last_approved(talk.work.connection, facts["committee_id"])
    return {"digest": _digest(talk, minutes_id).render(catalogue(talk.language)) if minutes_id else ""}


def _digest(talk: Talk, minutes_id: str) -> Text:
    """What was decided and is to be done, in two messages at most: shorter lines first, then fewer."""
    opened = view_minutes(talk.work.connection, talk.work.ring, minutes_id)
    entries = [*opened.of_kind(EntryKind.DECISION), *opened.of_kind(EntryKind.ACTION)]
    for count in range(len(entries), 0, -1):
        for width in WIDTHS:
            text = _digest_of(talk, opened, entries[:count], width, cut=count < len(entries))
            if is_said(talk, text):
                return text
    return _digest_of(talk, opened, (), 0, cut=bool(entries))


def _digest_of(talk: Talk, opened: MinutesView, entries: Sequence[EntryView], width: int, cut: bool) -> Text:
    spoken = catalogue(talk.language)
    lines = [f"{number}. {_line(talk, entry, width).render(spoken)}" for number, entry in enumerate(entries, 1)]
    shortened = cut or any(len(entry.said(talk.language)) > width for entry in entries)
    return says.digest(say_day(opened.meeting.day, talk.language), "\n".join(lines), shortened)


def _line(talk: Talk, entry: EntryView, width: int) -> Text:
    words = cut_to(" ".join(entry.said(talk.language).split()), width)
    return says.action_line(words, say_day(entry.due_on, talk.language)) if entry.due_on else says.as_is(words)


def _verdict(talk: Talk, outcome: says.GiveVerdict) -> None:
    """The digit counts at once; the words of a dissent are asked for after it."""
    if not _mine(talk, outcome.member_id):
        talk.say(says.NOT_PRESENT)
        return
    words = "\n".join(part["text"] for part in outcome.told if part["text"].strip())
    counted = decide(talk.work, outcome.minutes_id, outcome.member_id, outcome.verdict, words)
    _keep_files(talk, outcome.minutes_id, outcome.told)
    if outcome.verdict is Verdict.DISSENT and not words and counted is not Counted.NOT_PRESENT:
        talk.say(says.DISSENTED)
        facts = {"minutes_id": outcome.minutes_id, "member_id": outcome.member_id}
        talk.go("minutes_dissent", facts=facts)
    else:
        talk.say(says.REPLIES.get(counted) or says.THANKS[outcome.verdict])


def _read(talk: Talk, outcome: says.ReadMinutes) -> None:
    talk.say(_digest(talk, outcome.minutes_id))
    try:
        talk.go("minutes_approve", outcome.told, {"about_id": outcome.minutes_id})
    except Moot:
        talk.say(says.APPROVED_ALREADY)


def _explain(talk: Talk, outcome: says.ExplainDissent) -> None:
    _keep_files(talk, outcome.minutes_id, outcome.told)
    if outcome.words and _mine(talk, outcome.member_id):
        decide(talk.work, outcome.minutes_id, outcome.member_id, Verdict.DISSENT, outcome.words)
        talk.say(says.ATTACHED)
    else:
        talk.say(says.NOTHING_MORE)


def _mine(talk: Talk, member_id: str) -> bool:
    """Whether the seat is still this phone's."""
    return any(seat.id == member_id for seat in seats_of_contact(talk.work.connection, talk.contact.id))


def _keep_files(talk: Talk, minutes_id: str, told: Sequence[Part]) -> None:
    """A photo sent with a verdict belongs to the minutes."""
    committee_id = find_meeting(
        talk.work.connection, find_minutes(talk.work.connection, minutes_id).meeting_id
    ).committee_id
    cipher = cipher_of(talk.work.connection, talk.work.ring, committee_id)
    for file in (file for part in told for file in part["files"]):
        keep_paper(talk.work, cipher, committee_id, minutes_id, talk.contact.line, file)


SCRIPTS: Mapping[str, Entry] = {
    "minutes_approve": Entry(says.approve, _to_approve),
    "minutes_dissent": Entry(says.dissent, same),
    "minutes_last": Entry(says.last_minutes, _last),
}
PERFORMERS: Mapping[type, Callable[[Talk, Any], None]] = {
    says.GiveVerdict: _verdict,
    says.ReadMinutes: _read,
    says.ExplainDissent: _explain,
}
