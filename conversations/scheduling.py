"""A chair or secretary plans, moves or calls off a meeting by chat; members say which dates suit.

Every time is echoed as weekday, date and 24-hour time and confirmed with one digit. What is closed is said, and
never forbidden. Nothing that is not understood is guessed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from itertools import count
from typing import Any

from conversations.date_time import DateTime, date_time, moment_of
from conversations.dialogue import Ask, Facts
from conversations.outcomes import Outcome, Say
from conversations.questions import SKIP, Answer, Option, Question, Reading, Reply, Shown, confirmation, free_text
from conversations.several import several
from conversations.texts import Text, Verbatim, _
from conversations.when import When, say_clock, say_moment, say_slot

OWN, POLL = "own", "poll"
WHEN = _("When do you meet?")
OTHER_TIME = Option(OWN, _("Another time"))
ASK_ALL = Option(POLL, _("Ask all members"))
DAY_AND_TIME = _("Which day and time?")
AT_WHAT_TIME = _("At what time?")
WHERE = _("Where?")
AS_LAST_TIME = Option(SKIP, _("As last time"))
SURE = (Option("yes", _("Yes")), Option("no", _("No")))
RIGHT = (Option("yes", _("Yes")), Option("no", _("No, another")))
NO_MEETING = _("No meeting is planned.")
KEPT_AS_IT_IS = _("The meeting stays as it is.")
POLL_SENT = _("Members are asked which dates suit. You hear the best one.")
POLL_NOTED = _("Noted. You hear when the date is set.")
POLL_OVER = _("The date is set already. Send COMMITTEE to see it.")
OVER = _("That time is over. Choose a later one.")
WHICH = _("Which suit you? Send all numbers, or 0.")


@dataclass(frozen=True, slots=True)
class PlanMeeting(Outcome):
    """A meeting to plan, or with `meeting_id` to move. `moment` is ISO local time; no place means as last time."""

    committee_id: str
    meeting_id: str | None
    moment: str
    place: str


@dataclass(frozen=True, slots=True)
class StartDatePoll(Outcome):
    """Members are to be asked which of the slots suit."""

    committee_id: str
    member_id: str
    meeting_id: str | None
    slots: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShowMeeting(Outcome):
    """The next meeting is to be shown, and the answer to it may be changed."""

    meeting_id: str
    when: str


@dataclass(frozen=True, slots=True)
class CallOff(Outcome):
    """A meeting that is not to take place."""

    meeting_id: str


@dataclass(frozen=True, slots=True)
class AnswerDatePoll(Outcome):
    """The slots that suit a member, counted from 0."""

    poll_id: str
    member_id: str
    slots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SlotOrOwn(DateTime):
    """One of the slots, or a moment in her own words, or one of the ways on."""

    def accepts(self, value: Any) -> bool:
        return value in (OWN, POLL) or DateTime.accepts(self, value)

    def _read_text(self, reply: Reply, menu: Sequence[Shown]) -> Reading:
        """A day that is one of the slots means that slot, for its hour stands in the question."""
        reading = DateTime._read_text(self, reply, menu)
        if isinstance(reading, Answer):
            slots = [option.value for option in self.options if option.value.startswith(f"{reading.value}T")]
            return Answer(slots[0]) if len(slots) == 1 else reading
        return reading


def plan(ask: Ask, facts: Facts) -> PlanMeeting | StartDatePoll:
    """Facts: `committee_id`, `member_id`, `meeting_id` (none for a new one), `slots` (ISO), `today`, `language`,
    `shift`, `closed` as {day: "rest" or the holiday's name}, `has_place`.
    """
    for turn in count(1):
        chosen = _moment(ask, facts, turn)
        if chosen == POLL:
            slots = tuple(facts["slots"])
            return StartDatePoll(facts["committee_id"], facts["member_id"], facts["meeting_id"], slots)
        if ask(confirmation(f"right.{turn}", echo(chosen, facts), RIGHT)) == "yes":
            break
    place = ask(free_text("place", WHERE, AS_LAST_TIME)) if not facts["meeting_id"] else ""
    return PlanMeeting(facts["committee_id"], facts["meeting_id"], chosen, place)


def _moment(ask: Ask, facts: Facts, turn: int) -> str:
    """A slot, or a day and time in her own words; a day without a time is asked for one."""
    language, offered = facts["language"], facts["slots"]
    slots = [Option(slot, Verbatim(said)) for slot, said in zip(offered, _listed(offered, language), strict=True)]
    options = (*slots, OTHER_TIME, ASK_ALL)
    asked = {"today": facts["today"], "shift": facts["shift"]}
    first = SlotOrOwn(
        f"slot.{turn}", _at_one_hour(WHEN, offered, language), options, None, facts["today"], tuple(facts["shift"])
    )
    chosen = ask(first) if turn == 1 else OWN
    if chosen == OWN:
        chosen = ask(date_time(f"own.{turn}", DAY_AND_TIME, **asked))
    if chosen != POLL and "T" not in chosen:
        chosen = ask(date_time(f"clock.{turn}", AT_WHAT_TIME, on=chosen, **asked))
    return chosen


def echo(chosen: str, facts: Facts) -> Text:
    """The moment as it was understood; what is closed that day first."""
    when = _said(chosen, facts["language"])
    closed = facts["closed"].get(chosen[:10])
    if closed == "rest":
        return _("{when} is a rest day. Right?", when=when)
    if closed:
        return _("{when} is a holiday. Right?", when=when)
    return _("{when}. Right?", when=when)


def next_one(ask: Ask, facts: Facts) -> ShowMeeting | Say:
    """Facts: `meeting_id` and `when` of the next meeting, none when none is planned."""
    if not facts["meeting_id"]:
        return Say(NO_MEETING)
    return ShowMeeting(facts["meeting_id"], facts["when"])


def call_off(ask: Ask, facts: Facts) -> CallOff | Say:
    """Facts: `meeting_id` and `when` of the next meeting, none when none is planned."""
    if not facts["meeting_id"]:
        return Say(NO_MEETING)
    sure = ask(confirmation("sure", _("Call off the meeting of {when}?", when=facts["when"]), SURE))
    return CallOff(facts["meeting_id"]) if sure == "yes" else Say(KEPT_AS_IT_IS)


def date_poll(ask: Ask, facts: Facts) -> AnswerDatePoll:
    """Facts: `poll_id`, `member_id`, `slots` (ISO), `language`."""
    return AnswerDatePoll(facts["poll_id"], facts["member_id"], tuple(number - 1 for number in ask(_which(facts))))


def _which(facts: Facts) -> Question[tuple[int, ...]]:
    slots, language = facts["slots"], facts["language"]
    labels: Mapping[int, str] = dict(enumerate(_listed(slots, language), 1))
    return several("suits", _at_one_hour(WHICH, slots, language), labels)


def _at_one_hour(question: Text, slots: Sequence[str], language: str) -> Text:
    """The question with the hour of all slots; without, where they have several."""
    hours = {_moment_of(slot).clock for slot in slots}
    hour = hours.pop() if len(hours) == 1 else None
    return (
        Verbatim("{question} {hour}", {"question": question, "hour": say_clock(hour, language)}) if hour else question
    )


def _listed(slots: Sequence[str], language: str) -> list[str]:
    """Each slot as a line of a list: its day, and its hour where that is not the same for all."""
    moments = [_moment_of(slot) for slot in slots]
    if len({moment.clock for moment in moments}) == 1:
        return [say_slot(moment.day, language) for moment in moments]
    return [f"{say_slot(moment.day, language)} {say_clock(moment.clock or time(0), language)}" for moment in moments]


def next_meeting(when: str, place: Text) -> Text:
    """When and where."""
    if place.message:
        return _("Next meeting: {when}, {place}.", when=when, place=place)
    return _("Next meeting: {when}.", when=when)


def planned(when: str) -> Text:
    """To who planned it."""
    return _("Planned: {when}. Everybody is asked now.", when=when)


def best_slot(when: str) -> Text:
    """To who asked, once the poll is over and both sides have a quorum."""
    return _("Best for both sides: {when}. It is planned and everybody is asked.", when=when)


def no_slot() -> Text:
    return _("No date suits enough members of both sides. Send COMMITTEE to plan another.")


def will_be_short(when: str) -> Text:
    """To the secretary: a side has no quorum."""
    return _("One side may be too few on {when}. Send COMMITTEE to move the meeting.", when=when)


def time_to_meet() -> Text:
    return _("It is time for a meeting. Send COMMITTEE to plan one.")


def _said(moment: str, language: str) -> str:
    when = _moment_of(moment)
    return say_moment(when.day, when.clock or time(0), language)


def _moment_of(moment: str) -> When:
    when = moment_of(moment)
    assert when is not None
    return when
