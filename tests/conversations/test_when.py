"""Days and times of meetings: read for certain or asked again, and said so that they can be read back."""

import tomllib
from datetime import date, time, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.date_time import date_time
from conversations.ethiopian import from_ethiopian, to_ethiopian
from conversations.questions import Answer, Miss, Option, Reading, Reply, Shown, Told
from conversations.segments import segments
from conversations.texts import Verbatim
from conversations.when import Shift, When, read_when, say_day, say_moment
from locales.catalogue import catalogue, translated_languages
from locales.dates import Kind, dated_languages, dates, lexicon
from locales.words import known_languages

CORPUS = tomllib.loads((Path(__file__).parent / "when_corpus.toml").read_text(encoding="utf-8"))
WEDNESDAY = date(2026, 11, 25)
TUESDAY = date(2026, 12, 1)
DAY_SHIFT = (time(8), time(17))
SHIFTS = [None, DAY_SHIFT, (time(22), time(6))]


class Case(NamedTuple):
    """One line of the corpus."""

    language: str
    phrase: str
    expected: str
    shift: Shift | None
    held_out: bool


def shift_of(written: str) -> Shift:
    start, end = written.split("-")
    return time.fromisoformat(start), time.fromisoformat(end)


CASES = [
    Case(
        group["language"],
        phrase,
        expected,
        shift_of(group["shift"]) if "shift" in group else None,
        group.get("held_out", False),
    )
    for group in CORPUS["group"]
    for phrase, expected in group["phrases"].items()
]


def read(case: Case) -> str:
    return iso(read_when(case.phrase, case.language, WEDNESDAY, case.shift))


def iso(when: When | None) -> str:
    """In the words of the corpus."""
    if when is None:
        return "none"
    return when.day.isoformat() + (f"T{when.clock:%H:%M}" if when.clock else "")


# ------------------------------------------------------------------------------------------ the corpus


@pytest.mark.parametrize("held_out", [False, True])
def test_the_corpus_is_understood_and_nothing_is_taken_for_another_time(held_out: bool) -> None:
    cases = [case for case in CASES if case.held_out is held_out]
    assert [(case, read(case)) for case in cases if read(case) not in (case.expected, "none")] == []
    refused = [case for case in cases if read(case) != case.expected]
    assert len(refused) <= 0.15 * len(cases), refused


def test_the_corpus_is_wide_enough() -> None:
    assert len([case for case in CASES if not case.held_out]) >= 110
    assert len([case for case in CASES if case.held_out]) >= 110
    assert len({case.language for case in CASES}) >= 18


# ------------------------------------------------------------------------------------ what it may rely on


@pytest.mark.parametrize("code", known_languages())
def test_every_language_that_has_words_has_days(code: str) -> None:
    assert code in dated_languages()


@pytest.mark.parametrize("code", dated_languages())
def test_every_language_names_each_day_month_and_hour_once(code: str) -> None:
    own = dates(code)
    assert len(set(own.weekdays)) == len(set(own.weekdays_short)) == 7
    assert len(set(own.months)) == len(set(own.months_short)) == 12
    assert len(own.ethiopian_months) in (0, 13)
    kinds = {meaning.kind for meanings in lexicon(code).values() for meaning in meanings}
    assert kinds >= {Kind.WEEKDAY, Kind.MONTH, Kind.RELATIVE, Kind.PART, Kind.NUMBER, Kind.AFTER_HOUR}


def test_a_language_without_days_of_its_own_has_those_of_its_base_or_english() -> None:
    assert dates("ar_EG") == dates("ar")
    assert say_day(TUESDAY, "jv") == "Tue, Dec 1"


# ----------------------------------------------------------------------------------------------- saying


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Tue, Dec 15, 15:00"),
        ("bn", "মঙ্গল 15 ডিসে 15:00"),
        ("am", "ማክሰኞ ታህሳስ 6 (15 Dec) 9 ሰዓት (15:00)"),
        ("om", "Kibxata Muddee 6 (15 Dec) sa'aatii 9 (15:00)"),
        ("fr", "mar. 15 déc. 15h"),
        ("id", "Sel, 15 Des 15.00"),
        ("ht", "madi 15 desanm 15:00"),
        ("vi", "Th 3, 15 thg 12 15:00"),
    ],
)
def test_a_moment_is_said_with_weekday_date_and_the_24_hour_clock(language: str, said: str) -> None:
    assert say_moment(date(2026, 12, 15), time(15), language) == said


def test_minutes_are_said_where_there_are_some() -> None:
    assert say_moment(TUESDAY, time(9, 5), "fr") == "mar. 1 déc. 09h05"
    assert say_moment(TUESDAY, time(9, 30), "am") == "ማክሰኞ ህዳር 22 (1 Dec) 3:30 ሰዓት (09:30)"


YEAR_AHEAD = st.integers(0, 360).map(timedelta)
TODAY = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@given(TODAY, YEAR_AHEAD, st.times(), st.sampled_from(dated_languages()), st.sampled_from(SHIFTS))
def test_what_we_say_is_read_back_as_the_same_moment(
    today: date, ahead: timedelta, clock: time, language: str, shift: Shift | None
) -> None:
    day, clock = today + ahead, clock.replace(second=0, microsecond=0)
    assert read_when(say_moment(day, clock, language), language, today, shift) == When(day, clock)
    assert read_when(say_day(day, language), language, today) == When(day)


@pytest.mark.parametrize("language", dated_languages())
def test_a_moment_leaves_two_fifths_of_an_sms_to_the_rest(language: str) -> None:
    for ahead in range(365):
        said = segments(say_moment(date(2026, 1, 1) + timedelta(days=ahead), time(23, 30), language))
        assert said.count == 1
        assert said.left >= 0.4 * (said.left + said.units)


# ---------------------------------------------------------------------------------------------- reading


@given(
    st.text(max_size=40) | st.text(alphabet="0123456789:./- hpmatue১৫፱٣", max_size=20),
    st.sampled_from(dated_languages()),
    TODAY,
)
def test_no_text_is_too_strange_and_nothing_is_in_the_past(text: str, language: str, today: date) -> None:
    when = read_when(text, language, today, DAY_SHIFT)
    assert when is None or when.day >= today


@given(st.data(), st.sampled_from(dated_languages()), TODAY)
def test_words_of_a_language_in_any_order_never_make_a_day_that_is_past(
    data: st.DataObject, language: str, today: date
) -> None:
    phrases = st.sampled_from(sorted(lexicon(language))) | st.integers(0, 60).map(str) | st.just("15:00")
    text = " ".join(data.draw(st.lists(phrases, max_size=8)))
    when = read_when(text, language, today, DAY_SHIFT)
    assert when is None or when.day >= today


def test_a_long_text_of_numbers_is_refused_at_once() -> None:
    assert read_when("3 " * 5000, "en", WEDNESDAY) is None
    assert read_when("toi sau mot " * 5, "vi", WEDNESDAY) is None


def test_february_29_is_the_next_one_there_is() -> None:
    assert read_when("29 Feb", "en", date(2027, 3, 1)) == When(date(2028, 2, 29))
    assert read_when("29 Feb", "en", date(2028, 2, 29)) == When(date(2028, 2, 29))


def test_the_last_days_of_an_ethiopian_year() -> None:
    assert read_when("ጳጉሜ 6", "am", date(2027, 6, 1)) == When(date(2027, 9, 11))
    assert read_when("ጳጉሜ 6", "am", date(2027, 9, 12)) is None  # the next is four years off


def test_a_bare_time_is_of_the_day_that_was_asked_about() -> None:
    assert read_when("15:00", "en", WEDNESDAY, on=TUESDAY) == When(TUESDAY, time(15))
    assert read_when("3", "en", WEDNESDAY, on=TUESDAY) is None
    assert read_when("3", "en", WEDNESDAY, DAY_SHIFT, on=TUESDAY) == When(TUESDAY, time(15))
    assert read_when("Monday 15:00", "en", WEDNESDAY, on=TUESDAY) == When(date(2026, 11, 30), time(15))


def test_on_a_sunday_next_week_begins_on_different_days() -> None:
    sunday = date(2026, 11, 29)
    assert read_when("Tuesday next week 15:00", "en", sunday) is None
    assert read_when("coming Tuesday 15:00", "en", sunday) == When(TUESDAY, time(15))


# ------------------------------------------------------------------------------------ Ethiopian calendar

KNOWN = [
    (date(2026, 12, 15), (2019, 4, 6)),
    (date(2026, 9, 11), (2019, 1, 1)),
    (date(2023, 9, 12), (2016, 1, 1)),  # after a year of 366 days
    (date(2023, 9, 11), (2015, 13, 6)),
    (date(2007, 9, 12), (2000, 1, 1)),  # the Ethiopian millennium
    (date(2025, 1, 7), (2017, 4, 29)),  # Genna
    (date(2025, 1, 19), (2017, 5, 11)),  # Timket
    (date(1974, 9, 12), (1967, 1, 2)),  # the emperor was deposed
]


@pytest.mark.parametrize(("gregorian", "ethiopian"), KNOWN)
def test_known_days_of_the_ethiopian_calendar(gregorian: date, ethiopian: tuple[int, int, int]) -> None:
    assert to_ethiopian(gregorian) == ethiopian
    assert from_ethiopian(*ethiopian) == gregorian


def test_every_day_of_two_centuries_comes_back_from_the_ethiopian_calendar() -> None:
    day, before = date(1900, 1, 1), (0, 0, 0)
    while day < date(2101, 1, 1):
        ethiopian = to_ethiopian(day)
        assert from_ethiopian(*ethiopian) == day
        assert ethiopian > before
        day, before = day + timedelta(days=1), ethiopian


def test_a_day_that_the_ethiopian_calendar_does_not_have() -> None:
    for value in ((2018, 13, 6), (2019, 13, 7), (2019, 14, 1), (2019, 1, 31), (2019, 1, 0), (2019, 0, 1)):
        with pytest.raises(ValueError, match="calendar has no"):
            from_ethiopian(*value)


# ------------------------------------------------------------------------------------------ the question

TODAY_ISO = WEDNESDAY.isoformat()
SLOTS = [
    Option("2026-12-01T10:00", Verbatim("Tue, Dec 1, 10:00")),
    Option("2026-12-02T15:00", Verbatim("Wed, Dec 2, 15:00")),
]
MENU = [Shown(slot.value, slot.label.message) for slot in SLOTS]


def answered(reply: Reply, slots: bool = False, on: str | None = None) -> Reading:
    question = date_time("when", Verbatim("When?"), TODAY_ISO, slots=SLOTS if slots else (), on=on)
    return question.read(reply, MENU if slots else [])


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Tuesday 3 pm", "2026-12-01T15:00"),
        ("on the 1st of December at 3 pm, thank you", "2026-12-01T15:00"),
        ("Tuesday", "2026-12-01"),
        ("2", "2026-12-02T15:00"),
        ("Tue, Dec 1, 10:00", "2026-12-01T10:00"),
    ],
)
def test_a_day_is_typed_or_picked(text: str, answer: str) -> None:
    assert answered(Reply(text), slots=True) == Answer(answer)


def test_a_reply_not_understood_is_shown_an_example_that_would_be() -> None:
    miss = answered(Reply("soon", language="bn"))
    assert isinstance(miss, Miss)
    example = miss.text.values["example"]
    assert isinstance(example, Verbatim)
    assert read_when(example.message, "bn", WEDNESDAY) == When(date(2026, 12, 2), time(15))
    assert isinstance(answered(Reply("7"), slots=True), Miss)
    assert isinstance(answered(Reply("Friday at 2"), slots=True), Miss)
    assert isinstance(answered(Reply("")), Miss)


@pytest.mark.parametrize("slots", [False, True])
def test_more_than_a_few_words_are_a_story(slots: bool) -> None:
    assert isinstance(answered(Reply("they shouted at me again all day on Tuesday"), slots), Told)


def test_the_time_alone_where_the_day_is_known() -> None:
    assert answered(Reply("15:00"), on="2026-12-01") == Answer("2026-12-01T15:00")
    assert isinstance(answered(Reply("Tuesday"), on="2026-12-01"), Miss)


def test_a_button_and_a_saved_answer_count_only_while_they_are_a_moment_to_come() -> None:
    question = date_time("when", Verbatim("When?"), TODAY_ISO, slots=SLOTS)
    assert question.read(Reply(value="2026-12-01T10:00"), MENU) == Answer("2026-12-01T10:00")
    assert isinstance(question.read(Reply(value="2026-11-24T10:00"), MENU), Miss)
    assert question.accepts("2026-12-01")
    for broken in ("2026-12-32", "2026-12-01T24:30", "20261201", "2026-12-01T10:00:00", "", None, 3):
        assert not question.accepts(broken)


def test_the_shift_settles_an_hour() -> None:
    question = date_time("when", Verbatim("When?"), TODAY_ISO, shift=("08:00", "17:00"))
    assert question.read(Reply("Friday at 4"), []) == Answer("2026-11-27T16:00")


@pytest.mark.parametrize("language", translated_languages())
def test_the_example_fits_one_sms(language: str) -> None:
    miss = answered(Reply("soon", language=language))
    assert isinstance(miss, Miss)
    assert segments(miss.text.render(catalogue(language))).count == 1
