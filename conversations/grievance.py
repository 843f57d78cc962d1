"""A worker tells what is wrong: topic, story, danger, who may know, what would put it right, review, sent.

Facts: none; a script of stories knows nothing about anybody.
"""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from conversations.dialogue import Ask, Facts
from conversations.outcomes import FileGrievance, Go, Part, Say
from conversations.questions import DONE, SKIP, YES, Option, choice, confirmation, free_text, story_part, yes_no
from conversations.texts import Text, _
from conversations.topics import BY_VALUE, QUESTION, SUBTOPICS, TEST, TOPIC_OPTIONS, UNCLEAR, subtopic_options
from models.vocabulary import Audience

AUDIENCES = (
    Option(Audience.BETTER_WORK, _("Better Work only")),
    Option(Audience.REPRESENTATIVES, _("My representatives")),
    Option(Audience.UNION, _("My union")),
    Option(Audience.FACTORY, _("The factory")),
)
REVIEW = (Option("send", _("Send")), Option("discard", _("Throw away")))

WHAT_HAPPENED = _("What happened? Write it in your own words.")
YOUR_QUESTION = _("What is your question?")
MORE = _("Anything more? Just write it.")
JUST_TESTING = _("It works! Nobody was told. When something is wrong, write here.")
DISCARDED = _("Thrown away. Nobody has seen it.")


def grievance(ask: Ask, facts: Facts) -> FileGrievance | Go | Say:
    """One conversation, one case; a question and a test are short."""
    topic = ask(choice("topic", _("What is it about?"), TOPIC_OPTIONS))
    subtopic = ask(choice(f"about_{topic}", _("Which one?"), subtopic_options(topic)))
    if subtopic == TEST and not ask.told:
        return Say(JUST_TESTING)
    story = _story(ask, YOUR_QUESTION if subtopic == QUESTION else WHAT_HAPPENED)
    urgent = subtopic != QUESTION and ask(yes_no("danger", _("Is anyone in danger now?")))
    filed = _filed(ask, topic, subtopic, story, urgent)
    silence_sends = "send" if urgent else None  # danger outranks hesitation
    if ask(confirmation("review", _review(story), REVIEW, rest=silence_sends)) == "discard":
        return Say(DISCARDED)
    return filed


def unfinished(answers: Iterable[tuple[str, Any]], told: Sequence[Part]) -> FileGrievance:
    """What was told and never sent off, for a person to read: Better Work only, and danger stays danger."""
    said = dict(answers)
    topic = said.get("topic")
    subtopic = said.get(f"about_{topic}")
    return FileGrievance(
        topic if topic in BY_VALUE else UNCLEAR,
        subtopic if subtopic in SUBTOPICS else None,
        tuple(told),
        said.get("danger") == YES.value,
        Audience.BETTER_WORK,
        said.get("remedy") or SKIP,
        may_ask=True,
    )


def _filed(ask: Ask, topic: str, subtopic: str, story: tuple[Part, ...], urgent: bool) -> FileGrievance:
    """Who may know and what would help. In danger only the shortest way: an advisor must know now."""
    if urgent or subtopic == QUESTION:
        return FileGrievance(topic, subtopic, story, urgent, Audience.BETTER_WORK, SKIP, may_ask=True)
    audience = ask(choice("audience", _("Who may know? Never your name."), AUDIENCES))
    remedy = ask(free_text("remedy", _("What would put it right?"), Option(SKIP, _("I don't know"))))
    may_ask = ask(yes_no("may_ask", _("May the advisor ask you questions here?")))
    return FileGrievance(topic, subtopic, story, urgent, audience, remedy, may_ask)


def _story(ask: Ask, opening: Text) -> tuple[Part, ...]:
    """All that was told, in pieces, until she says that is all or rests."""
    parts: list[Any] = []
    for number in count(1):
        first = number == 1 and not ask.told
        said = ask(story_part(f"story.{number}", _invitation(number, first, opening), first))
        if said == DONE:
            break
        parts.append(said)
    return (*ask.told, *parts)


def _invitation(number: int, first: bool, opening: Text) -> Text | None:
    """Asked once, invited to go on once, then listened to in silence: every message costs somebody money."""
    if first:
        return opening
    return MORE if number <= 2 else None


def _review(story: Sequence[Part]) -> Text:
    """What will be sent, counted and never quoted: the phone may be in another's hand."""
    files = sum(len(part["files"]) for part in story)
    return _("Messages: {messages}. Files: {files}. Send them?", messages=len(story), files=files)


def opened(code: str, urgent: bool, answer_by: Text) -> Text:
    """What she is told at the end: the code, and what happens next with a time."""
    if urgent:
        return _("Sent. Your code: {code}. An advisor is being told now.", code=code)
    return _("Sent. Your code: {code}. You get an answer by {day}.", code=code, day=answer_by)
