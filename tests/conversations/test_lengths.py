"""Every SMS is paid for by the segment: a question or menu is one, any automatic message two at most."""

from itertools import chain

import pytest

from bot.dates import day_words
from bot.saying import LONGEST
from conversations import (
    action,
    agenda,
    approval,
    calendar,
    case,
    check_in,
    election,
    enrolment,
    forget,
    grievance,
    hours,
    menu,
    minutes,
    petition,
    phone,
    self_check,
    welcome,
)
from conversations.dialogue import CHANGED, EARLIER, FIRST, KEPT, Message
from conversations.questions import CHOOSE, EITHER, GONE, ONE_ONLY, WRITE
from conversations.rendering import as_sms, body_of
from conversations.segments import Segments, segments
from conversations.texts import Text, Verbatim
from conversations.when import say_day
from locales.catalogue import catalogue, translated_languages
from operations.alerts import CEILING, OVERDUE, PETITION, URGENT
from operations.election_notices import elected_words
from tests.conversations.exploring import LONGEST_CODE, LONGEST_NAME, menus, messages
from tests.world import LONGEST_DAY

LANGUAGES = translated_languages()
LEADS = (KEPT, EARLIER, CHANGED, FIRST, CHOOSE, EITHER, GONE, ONE_ONLY, WRITE, welcome.UNKNOWN_FACTORY)


def counted(message: Message, language: str) -> tuple[str, Segments]:
    text = as_sms(body_of(message, catalogue(language), language))
    return text, segments(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_is_one_segment(language: str) -> None:
    too_long = []
    for script, message in chain(messages(language), menus()):
        text, count = counted(message, language)
        if count.count > 1:
            too_long.append(f"{script}/{message.key}: {count.units} units: {text!r}")
    assert not too_long, "\n".join(too_long)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_with_what_comes_before_it_is_two_at_most(language: str) -> None:
    for script, message in messages(language):
        for lead in LEADS:
            together = Message((lead, *message.texts), message.options)
            text, count = counted(together, language)
            assert count.count <= LONGEST, f"{script}: {text!r}"


def said_of_elections(language: str) -> list[Text]:
    """All of it; the result names as many as fit."""
    day = day_words(LONGEST_DAY, language)
    return [
        *election.SAYS.values(),
        *election.ENDED.values(),
        *(election.STANDS_ALREADY, election.WITHDRAWN, election.DECLINED, election.TOO_LATE, election.TAKEN),
        *(election.NOT_COUNTED, election.VOTED, election.OVER, election.AS_IT_IS, election.HOLDS),
        Text(election.LATER.message, {"day": day}),
        election.announced(10, day),
        election.extended(day),
        election.repeated(day),
        election.named(LONGEST_CODE),
        election.unfit(24),
        election.stands(LONGEST_NAME),
        election.seated("PICC"),
        elected_words([LONGEST_NAME] * 24, LONGEST_DAY, language),
    ]


def said_of_agendas(language: str) -> list[Text]:
    day = say_day(LONGEST_DAY, language)
    return [
        *(agenda.KEPT_FOR_MEMBERS, agenda.WORDS_PLEASE, agenda.ONE_OF_THEM, agenda.VOTES_OVER),
        agenda.kept_for_workers(LONGEST_CODE),
        agenda.supported(9),
        agenda.on_agenda(LONGEST_CODE, day),
        agenda.talked_about(LONGEST_CODE, day),
        agenda.decided(day, ""),
        *(petition.COUNTED, petition.NOT_ASKED, petition.WORKERS_ASK, petition.ADVISOR_ASKS, PETITION),
    ]


def said_of_minutes(language: str) -> list[Text]:
    day = say_day(LONGEST_DAY, language)
    return [
        *approval.REPLIES.values(),
        *approval.THANKS.values(),
        *(approval.DISSENTED, approval.NOTHING_MORE, approval.NO_MINUTES),
        *(minutes.NO_MEETING, minutes.NOT_YOURS, minutes.NOT_BEGUN, minutes.LATER_THEN, minutes.AS_THEY_ARE),
        *(minutes.SENT, minutes.NOBODY_ABSENT, minutes.PHOTO_KEPT, minutes.REMOVED),
        minutes.marked(minutes.ABSENT_MANAGERS, ", ".join([LONGEST_NAME[:16]] * 2)),
        minutes.to_do(LONGEST_NAME[:16], day),
        minutes.still_written(LONGEST_NAME[:16]),
        minutes.came(10, 12, 12),
        approval.met(day, 12, 12),
        approval.corrected(day),
        approval.not_approved(day),
        approval.to_be_filed(day, "Dinas Tenaga Kerja", day),
        approval.digest(day, "", cut=True),
    ]


def said_of_actions(language: str) -> list[Text]:
    """What owners, officers and workers hear of actions, and members of their own questions."""
    long, day = "Clear the exit on the third floor and keep the key at the door", say_day(LONGEST_DAY, language)
    return [
        *(action.NO_ACTIONS, action.DONE, action.HELP_CALLED, action.GONE),
        *(action.COUNTED, action.COUNTED_ALREADY, action.POLL_OVER),
        *(action.fixed(True), action.fixed(False), action.fixed(None)),
        *(action.put_off(day), action.needs_help(LONGEST_NAME, long), action.overdue_for_chair(long, day)),
        *(self_check.COUNTED, self_check.COUNTED_ALREADY, self_check.LATER, self_check.OVER),
        Text(case.FIXED.message, {"code": LONGEST_CODE}),
        Text(case.TAKEN_UP.message, {"code": LONGEST_CODE}),
    ]


def said_of_safety(language: str) -> list[Text]:
    """What a phone hears of PINs and of being forgotten."""
    return [
        *(forget.ERASED, forget.ERASED_HERE, forget.KEPT_ALL, phone.NO_PIN, phone.WRONG, phone.TOO_MANY),
        Text(phone.ONLY_HERE.message, {"code": LONGEST_CODE}),
        *(menu.HOW_TO_CLEAR, menu.CLEARED, menu.NOT_ALL_CLEARED),
        hours.NOTED,
        phone.made(LONGEST_CODE, "482913"),
        phone.followed(LONGEST_CODE),
        phone.noticed(LONGEST_CODE),
        case.codes(", ".join([LONGEST_CODE] * 4)),
    ]


def said(language: str) -> list[Text]:
    """Everything the line says without asking, with the longest values."""
    day = Verbatim(day_words(LONGEST_DAY, language))
    standing = [Text(text.message, {"code": LONGEST_CODE, "day": day}) for text in case.STANDING.values()]
    return [
        *standing,
        *said_of_elections(language),
        *said_of_minutes(language),
        *said_of_agendas(language),
        *said_of_actions(language),
        *said_of_safety(language),
        calendar.YOURS,
        enrolment.enrolled(LONGEST_NAME, LONGEST_CODE, 12, 12),
        Text(enrolment.WRITE_A_NAME.message, {"count": 60}),
        case.NO_CASES,
        case.SOLVED,
        case.RATED,
        case.added(LONGEST_CODE),
        case.reopened(LONGEST_CODE),
        *(check_in.WILL_ASK, check_in.WILL_NOT_ASK, check_in.NO_MORE, check_in.alarmed(LONGEST_CODE)),
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
        *(URGENT, CEILING, OVERDUE),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_the_line_says_is_two_segments_at_most(language: str) -> None:
    for text in said(language):
        words, count = counted(Message((text,)), language)
        assert count.count <= LONGEST, f"{count.units} units: {words!r}"
