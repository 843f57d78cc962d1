"""Every SMS is paid for by the segment: a question or menu is one, any automatic message two at most."""

import pytest

from bot.dates import day_words
from bot.talk import LONGEST
from conversations import case, grievance, menu, welcome
from conversations.dialogue import CHANGED, EARLIER, FIRST, KEPT, Message
from conversations.questions import CHOOSE, EITHER, GONE, ONE_ONLY, WRITE
from conversations.rendering import as_sms, body_of
from conversations.segments import Segments, segments
from conversations.texts import Text, Verbatim
from locales.catalogue import catalogue, translated_languages
from operations.alerts import URGENT
from tests.conversations.exploring import LONGEST_CODE, messages
from tests.world import LONGEST_DAY

LANGUAGES = translated_languages()
EVERY_MESSAGE = list(messages())
LEADS = (KEPT, EARLIER, CHANGED, FIRST, CHOOSE, EITHER, GONE, ONE_ONLY, WRITE, welcome.UNKNOWN_FACTORY)


def counted(message: Message, language: str) -> tuple[str, Segments]:
    text = as_sms(body_of(message, catalogue(language), language))
    return text, segments(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_is_one_segment(language: str) -> None:
    too_long = []
    for script, message in EVERY_MESSAGE:
        text, count = counted(message, language)
        if count.count > 1:
            too_long.append(f"{script}/{message.key}: {count.units} units: {text!r}")
    assert not too_long, "\n".join(too_long)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_with_what_comes_before_it_is_two_at_most(language: str) -> None:
    for script, message in EVERY_MESSAGE:
        for lead in LEADS:
            together = Message((lead, *message.texts), message.options)
            text, count = counted(together, language)
            assert count.count <= LONGEST, f"{script}: {text!r}"


def said(language: str) -> list[Text]:
    """Everything the line says without asking, with the longest values."""
    day = Verbatim(day_words(LONGEST_DAY, language))
    standing = [Text(text.message, {"code": LONGEST_CODE, "day": day}) for text in case.STANDING.values()]
    return [
        *standing,
        case.NO_CASES,
        case.SOLVED,
        case.RATED,
        case.added(LONGEST_CODE),
        case.reopened(LONGEST_CODE),
        grievance.JUST_TESTING,
        grievance.DISCARDED,
        grievance.opened(LONGEST_CODE, True, day),
        grievance.opened(LONGEST_CODE, False, day),
        menu.HELP,
        menu.STOPPED,
        menu.WELCOME_BACK,
        menu.read_by_a_person(LONGEST_CODE),
        welcome.WHO_WE_ARE,
        welcome.LANGUAGE_CHANGED,
        URGENT,
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_the_line_says_is_two_segments_at_most(language: str) -> None:
    for text in said(language):
        words, count = counted(Message((text,)), language)
        assert count.count <= LONGEST, f"{count.units} units: {words!r}"
