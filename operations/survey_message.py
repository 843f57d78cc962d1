"""The result in one message to everybody who was asked: worded here, changed and approved by an advisor. Sends nothing.

It is made of what was published, tells nothing sensitive, and is one segment where that says something, two at most.
"""

from collections.abc import Iterator, Mapping

from sqlalchemy import update

from conversations import survey_paper as says
from conversations.segments import segments
from models.base import table
from models.survey import Wave
from operations import audit
from operations.survey_form import Form
from operations.survey_published import Published, Question
from operations.survey_words import Words, plain
from operations.work import Refused, Work

MOST = 2
"""Segments."""


def result_message(results: Published, form: Form, language: str) -> str:
    """How many answered, and what most of them said, as much as fits."""
    words = Words(form, language)
    if not results.shown or results.respondents is None:
        return words.say(says.TOO_FEW_MESSAGE)
    head = words.say(says.thanks(sum(results.respondents) // 2))
    pieces = list(_pieces(results, words))
    short = _filled(head, pieces, 1)
    return short if short != head else _filled(head, pieces, MOST)


def fits(text: str) -> bool:
    """Whether a text can be sent."""
    return bool(text.strip()) and segments(text.strip()).count <= MOST


def approve(work: Work, wave: Wave, texts: Mapping[str, str], by: str) -> None:
    """Keep what everybody is told, by language. Raises Refused for a text that is empty or long, and after telling."""
    if wave.told_on is not None:
        raise Refused("everybody was told already")
    if not texts or not all(fits(text) for text in texts.values()):
        raise Refused("a message should be one or two text messages long")
    waves = table(Wave)
    said = {language: text.strip() for language, text in texts.items()}
    work.connection.execute(update(waves).where(waves.c.id == wave.id).values(message=said))
    audit.record(work, "survey.message_approved", user_id=by, about=("wave", wave.id), factory_id=wave.factory_id)


def _filled(text: str, pieces: list[str], most: int) -> str:
    for piece in pieces:
        longer = f"{text} {piece}"
        if segments(longer).count <= most:
            text = longer
    return text


def _pieces(results: Published, words: Words) -> Iterator[str]:
    """What most answered, a question a piece; nothing sensitive, because a phone may be looked at by others."""
    for question in results.questions:
        top = None if question.sensitive else _top(question)
        if top is not None:
            answer, cell = question.answers[top], question.cells[top]
            share = words.percent(question, cell)
            yield plain(f"{words.question(question)} {words.answer(question, answer)}: {share}.")


def _top(question: Question) -> int | None:
    """The place of the answer that most gave."""
    told = [
        (cell.percent, -number)
        for number, (answer, cell) in enumerate(zip(question.answers, question.cells, strict=True))
        if cell and answer.kind in ("choice", "band")
    ]
    return -max(told)[1] if told else None
