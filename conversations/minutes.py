"""Writing minutes by chat, as quick as a keypad allows: who was there, then each point, then off to everybody.

Each script is one step and comes to an outcome, so that every answer is a row before the next question is asked:
a phone that dies loses nothing, and she goes on another day, from another phone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conversations.date_time import date_time
from conversations.dialogue import Ask, Facts
from conversations.outcomes import Outcome, Part, Say
from conversations.questions import Option, Question, choice, free_text, story_part
from conversations.several import several
from conversations.texts import Text, Verbatim, _
from models.vocabulary import EntryKind, Presence

NEXT, MORE, NOBODY = "next", "more", "nobody"
SEND, POINT, PHOTO, LATER = "send", "point", "photo", "later"
ABSENT_WORKERS, ABSENT_MANAGERS, INSTEAD = "worker", "management", "instead"
"""What is asked about people, beside who was late or left early (Presence.LATE, Presence.LEFT)."""

NO_MEETING = _("There is no meeting to write about.")
NOT_YOURS = _("Only the secretary or the chair writes minutes.")
NOT_BEGUN = _("This meeting has not begun.")
LATER_THEN = _("Good. Send COMMITTEE when you want to go on. What you wrote is kept.")
AS_THEY_ARE = _("Good. They stay as they are.")
SENT = _("Sent to all who were there. You are told when the minutes are approved.")
NOBODY_ABSENT = _("Noted: all of them were there.")
PHOTO_KEPT = _("Noted: kept with the minutes.")
REMOVED = _("Noted: taken out.")
WHO: Mapping[str, Text] = {
    ABSENT_WORKERS: _("Workers who were NOT there? Numbers, or 0:"),
    ABSENT_MANAGERS: _("Managers who were NOT there? Numbers, or 0:"),
    INSTEAD: _("Who came in their place? Numbers, or 0:"),
    Presence.LATE: _("Who came late? Numbers, or 0:"),
    Presence.LEFT: _("Who left early? Numbers, or 0:"),
}
KINDS = (
    Option(EntryKind.DECISION, _("Decision")),
    Option(EntryKind.ACTION, _("Action")),
    Option(EntryKind.INFORMATION, _("Information")),
    Option(EntryKind.DISAGREEMENT, _("Not agreed")),
)
WORDS: Mapping[str, Text] = {
    EntryKind.DECISION: _("What was decided? Write it in your own words."),
    EntryKind.ACTION: _("What is to be done? Write it in your own words."),
    EntryKind.INFORMATION: _("What was said? Write it in your own words."),
    EntryKind.DISAGREEMENT: _("What do they disagree about? Write it in your own words."),
}


@dataclass(frozen=True, slots=True)
class WriteMinutes(Outcome):
    """Begin or go on with the minutes of a meeting."""

    meeting_id: str
    told: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class MarkPeople(Outcome):
    """Of the people `shown`, these were `named` in answer to `what`; `offset` is where a long list goes on."""

    minutes_id: str
    what: str
    shown: tuple[str, ...]
    named: tuple[str, ...]
    offset: int
    told: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class AskPunctual(Outcome):
    """Whether to ask who was late or left early, or to go on."""

    minutes_id: str
    what: str
    told: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class NoteEntry(Outcome):
    """An entry under a point, or under none."""

    minutes_id: str
    item_id: str | None
    kind: EntryKind
    text: str
    told: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class NextPoint(Outcome):
    """Nothing more about this point."""

    minutes_id: str
    item_id: str | None
    told: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class OpenAction(Outcome):
    """Who does it and by when, for an entry that is an action. `due` is an ISO day."""

    minutes_id: str
    entry_id: str
    owner_id: str | None
    due: str
    told: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class CorrectEntry(Outcome):
    """Other words for an entry; empty leaves it, None takes it out."""

    minutes_id: str
    entry_id: str
    text: str | None
    told: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class EndMinutes(Outcome):
    """What is to happen when every point is behind: SEND, POINT, PHOTO or LATER."""

    minutes_id: str
    what: str
    told: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class KeepPapers(Outcome):
    """Photos of paper minutes, with what was written beside them."""

    minutes_id: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class CorrectMinutes(Outcome):
    """A new version of minutes that were sent; `entry` is what could not be written into the old one."""

    minutes_id: str
    entry: Mapping[str, Any] | None
    told: tuple[Part, ...]


def minutes(ask: Ask, facts: Facts) -> WriteMinutes | Say:
    """Of which meeting. Facts: `meetings` as [{id, when}, …] by day, those that wait for minutes, the newest first."""
    meetings = {one["id"]: one["when"] for one in facts["meetings"]}
    if not meetings:
        return Say(NO_MEETING)
    picked = next(iter(meetings))
    if len(meetings) > 1:
        options = [Option(key, Verbatim(when)) for key, when in meetings.items()]
        picked = ask(choice("meeting", _("Which meeting?"), options))
    return WriteMinutes(picked, ask.told)


def due(ask: Ask, facts: Facts) -> WriteMinutes | Say:
    """The meeting is over: write at once or later. Facts: `meeting_id`, `when` (a day)."""
    question = _("Write the minutes of {when}?", when=facts["when"])
    now = ask(choice("now", question, (Option("now", _("Now")), Option(LATER, _("Later")))))
    return WriteMinutes(facts["meeting_id"], ask.told) if now == "now" or ask.told else Say(LATER_THEN)


def people(ask: Ask, facts: Facts) -> MarkPeople:
    """Several of a list. Facts: `minutes_id`, `what`, `people` as [{id, number, name}, …], `offset`."""
    shown = {one["number"]: one for one in facts["people"]}
    names = {number: one["name"] for number, one in shown.items()}
    numbers = ask(several("who", WHO[facts["what"]], names))
    named = tuple(shown[number]["id"] for number in numbers)
    everybody = tuple(one["id"] for one in facts["people"])
    return MarkPeople(facts["minutes_id"], facts["what"], everybody, named, facts["offset"], ask.told)


def punctual(ask: Ask, facts: Facts) -> AskPunctual:
    """Whether anybody was late or left early; mostly nobody. Facts: `minutes_id`."""
    options = (
        Option(NEXT, _("No")),
        Option(Presence.LATE, _("Came late")),
        Option(Presence.LEFT, _("Left early")),
    )
    what = ask(choice("what", _("Did anyone come late or leave early?"), options))
    return AskPunctual(facts["minutes_id"], what, ask.told)


def point(ask: Ask, facts: Facts) -> NoteEntry | NextPoint:
    """What was said about one point; words told at the menu are the entry.

    Facts: `minutes_id`, `item_id`, `title` (with its place, cut to fit), `entries` (how many there are).
    """
    leave = Option(NEXT, _("Next point") if facts["entries"] else _("Not discussed"))
    title = Verbatim("{title}", {"title": facts["title"]}) if facts["item_id"] else _("Other points:")
    kind = ask(choice("kind", title, (*KINDS, leave if facts["item_id"] else Option(NEXT, _("That is all")))))
    if kind == NEXT:
        return NextPoint(facts["minutes_id"], facts["item_id"], ask.told)
    text = _told_words(ask) or ask(free_text("text", WORDS[kind]))
    return NoteEntry(facts["minutes_id"], facts["item_id"], EntryKind(kind), text, _told_files(ask))


def action(ask: Ask, facts: Facts) -> OpenAction:
    """Who does it, by when.

    Facts: `minutes_id`, `entry_id`, `pages` of [{id, name}, …], `today`, `days` as [[ISO day, words], …].
    """
    owner = _owner(ask, facts["pages"])
    labels = (_("In a week"), _("In two weeks"), _("In a month"))
    slots = [Option(day, label) for day, label in zip(facts["days"], labels, strict=True)]
    due = ask(date_time("due", _("By when? A day, or:"), facts["today"], slots))
    return OpenAction(facts["minutes_id"], facts["entry_id"], owner, due.partition("T")[0], ask.told)


def _told_words(ask: Ask) -> str:
    """What was told at a menu, as one text: prose in place of a number is the entry itself."""
    return "\n".join(part["text"] for part in ask.told if part["text"].strip())


def _told_files(ask: Ask) -> tuple[Part, ...]:
    """The files told along the way, without words that are used already."""
    return tuple({"text": "", "files": part["files"]} for part in ask.told if part["files"])


def _owner(ask: Ask, pages: Sequence[Sequence[Mapping[str, str]]]) -> str | None:
    """One of the members, page by page."""
    for number, page in enumerate(pages, 1):
        last = number == len(pages)
        more = Option(NOBODY, _("None of them")) if last else Option(MORE, _("Others"))
        options = [*(Option(one["id"], Verbatim(one["name"])) for one in page), more]
        picked = ask(choice(f"owner.{number}", _("Who does it?"), options))
        if picked != MORE:
            return None if picked == NOBODY else picked
    return None


def correct(ask: Ask, facts: Facts) -> CorrectEntry | NextPoint:
    """The last entry once more. Facts: `minutes_id`, `entry_id`, `item_id`, `entry` (its words, cut to fit)."""
    options = (
        Option("again", _("Write again")),
        Option("out", _("Take it out")),
        Option("stay", _("Leave it")),
    )
    what = ask(choice("what", _("You wrote: {words}", words=facts["entry"]), options))
    if what == "stay":
        return CorrectEntry(facts["minutes_id"], facts["entry_id"], "", ask.told)
    if what == "out":
        return CorrectEntry(facts["minutes_id"], facts["entry_id"], None, ask.told)
    text = _told_words(ask) or ask(free_text("text", _("Write it again.")))
    return CorrectEntry(facts["minutes_id"], facts["entry_id"], text, _told_files(ask))


def end(ask: Ask, facts: Facts) -> EndMinutes:
    """Every point is behind. Facts: `minutes_id`, `decisions`, `actions` (counts)."""
    options = (
        Option(SEND, _("Send")),
        Option(POINT, _("More points")),
        Option(PHOTO, _("Photo")),
        Option(LATER, _("Later")),
    )
    counts = {"decisions": facts["decisions"], "actions": facts["actions"]}
    question = _("Decisions {decisions}, actions {actions}. Send?", **counts)
    return EndMinutes(facts["minutes_id"], ask(choice("what", question, options)), ask.told)


def photo(ask: Ask, facts: Facts) -> KeepPapers:
    """A photo of the paper minutes, or words in place of it. Facts: `minutes_id`."""
    sent: Question[Any] = story_part("photo", _("Send the photo of the paper now."), first=True)
    return KeepPapers(facts["minutes_id"], (*ask.told, ask(sent)))


def sent(ask: Ask, facts: Facts) -> CorrectMinutes | Say:
    """The minutes were sent already. Facts: `minutes_id`, `day`, `entry` (what is to be written, or none)."""
    question = _("The minutes of {day} were sent. Correct them?", day=facts["day"])
    options = (Option("correct", _("Yes")), Option("leave", _("No")))
    if ask(choice("correct", question, options)) == "correct":
        return CorrectMinutes(facts["minutes_id"], facts["entry"], ask.told)
    return Say(AS_THEY_ARE)


def noted(words: str) -> Text:
    """What was understood, said back."""
    return _("Noted: {words}", words=words)


def marked(what: str, names: str) -> Text:
    """Who was named in answer to a list."""
    if what in (ABSENT_WORKERS, ABSENT_MANAGERS):
        return _("Noted, not there: {names}", names=names) if names else NOBODY_ABSENT
    return noted(names)


def to_do(owner: str, day: str) -> Text:
    """Who does it, by when."""
    if owner:
        return _("Noted: {owner}, by {day}.", owner=owner, day=day)
    return _("Noted: by {day}.", day=day)


def still_written(name: str) -> Text:
    """Two write the same minutes."""
    return _("{name} writes here too. What both of you write is kept.", name=name)


def came(taken: int, seats: int, needed: int) -> Text:
    """How many seats of a side were taken, when that is too few."""
    return _("No quorum: {taken} of {seats} came, {needed} are needed.", taken=taken, seats=seats, needed=needed)
