"""A committee's meetings in its members' own calendars: put there, moved, taken away, at the right hour everywhere."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from models.vocabulary import Country
from operations.calendar_events import CalendarEvent
from operations.ics import feed, invitation
from tests.operations.calendar_programs import Phone, Publisher, publisher
from tests.operations.libical import is_strictly_right, spans, words

CAIRO, HAITI = "Africa/Cairo", "America/Port-au-Prince"
ZONES = {
    Country.BANGLADESH: "Asia/Dhaka",
    Country.CAMBODIA: "Asia/Phnom_Penh",
    Country.EGYPT: CAIRO,
    Country.ETHIOPIA: "Africa/Addis_Ababa",
    Country.HAITI: HAITI,
    Country.INDONESIA: "Asia/Jakarta",
    Country.JORDAN: "Asia/Amman",
    Country.MADAGASCAR: "Indian/Antananarivo",
    Country.NICARAGUA: "America/Managua",
    Country.PAKISTAN: "Asia/Karachi",
    Country.SRI_LANKA: "Asia/Colombo",
    Country.UZBEKISTAN: "Asia/Tashkent",
    Country.VIETNAM: "Asia/Ho_Chi_Minh",
}
SCRIPTS = {
    "am": "የኮሚቴው ወርሃዊ ስብሰባ፤ በሁለተኛው አዳራሽ ውስጥ፣ ከምሳ በኋላ ይካሄዳል። ሁሉም አባላት ተጋብዘዋል።",
    "ar": "اجتماع اللجنة الشهري؛ في القاعة الثانية، بعد الغداء. جميع الأعضاء مدعوون، والحضور مهم.",
    "bn": "কমিটির মাসিক সভা; দ্বিতীয় হলে, দুপুরের খাবারের পরে। সব সদস্য আমন্ত্রিত।",
    "km": "ប្រជុំប្រចាំខែរបស់គណៈកម្មាធិការ; នៅសាលទីពីរ, ក្រោយអាហារថ្ងៃត្រង់។",
    "si": "කමිටුවේ මාසික රැස්වීම; දෙවන ශාලාවේ, දිවා ආහාරයෙන් පසුව.",
    "ur": "کمیٹی کا ماہانہ اجلاس؛ دوسرے ہال میں، دوپہر کے کھانے کے بعد۔",
    "vi": "Cuộc họp hằng tháng của ủy ban; ở phòng số hai, sau bữa trưa.",
    "emoji": "👩🏽‍🏭👨‍👩‍👧‍👦" * 12,
}
JUNE = CalendarEvent(
    uid="meeting-41@meetings",
    sequence=0,
    day=date(2026, 6, 3),
    clock=time(15, 30),
    timezone=CAIRO,
    minutes=60,
    summary="Committee meeting",
    place="Hall 2, first floor",
    cancelled=False,
    changed_at=1_779_700_000.75,
)
MOVED = replace(JUNE, sequence=1, day=date(2026, 6, 9), clock=time(9), changed_at=1_779_800_000.0)
OFF = replace(MOVED, sequence=2, cancelled=True, changed_at=1_779_900_000.0)
JULY = replace(JUNE, uid="meeting-42@meetings", day=date(2026, 6, 28))


@pytest.fixture
def halima(tmp_path: Path) -> Phone:
    """A member of a committee in Egypt, by her calendar."""
    return Phone(tmp_path / "halima", CAIRO)


@pytest.fixture
def address(tmp_path: Path) -> Iterator[Publisher]:
    with publisher(tmp_path / "address") as found:
        yield found


def unfolded(file: bytes) -> list[str]:
    return file.decode().replace("\r\n ", "").split("\r\n")


def clocks(file: bytes, timezone: str) -> list[tuple[datetime, datetime]]:
    zone = ZoneInfo(timezone)
    return [(start.astimezone(zone), end.astimezone(zone)) for start, end in spans(file)]


def begins(day: date, clock: time, timezone: str) -> str:
    """The hour at which libical sees a meeting that was put on this day and clock begin."""
    [(start, _end)] = clocks(invitation(replace(JUNE, day=day, clock=clock, timezone=timezone)), timezone)
    return start.strftime("%H:%M %Z")


# What the standards ask


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(invitation(JUNE), id="invitation"),
        pytest.param(invitation(OFF), id="cancellation"),
        pytest.param(feed([JUNE, JULY, replace(OFF, uid="meeting-40@meetings")], "Committee"), id="feed"),
        pytest.param(feed([], "Committee"), id="feed before the first meeting"),
    ],
)
def test_the_strict_check_finds_nothing(file: bytes) -> None:
    assert is_strictly_right(file)


@pytest.mark.parametrize(
    ("file", "line"),
    [
        (invitation(JUNE), "ATTENDEE"),
        (invitation(JUNE), "ORGANIZER"),
        (invitation(OFF), "SEQUENCE"),
        (feed([JUNE], "Committee"), "ORGANIZER"),
        (feed([JUNE], "Committee"), "DTSTART;TZID"),
    ],
)
def test_the_check_is_strict(file: bytes, line: str) -> None:
    """Each of these lines is there because the check refuses the file without it."""
    assert not is_strictly_right(re.sub(rb"(?m)^" + line.encode() + rb".*\r\n", b"", file))


def test_the_method_says_what_a_file_is_for() -> None:
    assert "METHOD:REQUEST" in unfolded(invitation(MOVED))
    cancellation = unfolded(invitation(OFF))
    assert {"METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:2", f"UID:{JUNE.uid}"} <= set(cancellation)
    published = unfolded(feed([JUNE, OFF], "Committee of Shapla Garments"))
    assert {"METHOD:PUBLISH", "X-WR-CALNAME:Committee of Shapla Garments"} <= set(published)
    assert [line for line in published if line.startswith("STATUS")] == ["STATUS:CONFIRMED", "STATUS:CANCELLED"]


def test_a_change_is_dated_in_utc_and_the_same_meeting_is_the_same_file() -> None:
    lines = unfolded(invitation(JUNE))
    assert {"DTSTAMP:20260525T090640Z", "LAST-MODIFIED:20260525T090640Z"} <= set(lines)
    assert invitation(JUNE) == invitation(replace(JUNE))


@pytest.mark.parametrize("file", [invitation(JUNE), invitation(OFF), feed([JUNE], "Committee")])
def test_every_address_in_it_is_nobodys(file: bytes) -> None:
    """Who is invited, and who called the meeting, stays out of every calendar."""
    assert set(re.findall(r"[\w.-]+@[\w.-]+", file.decode())) <= {
        JUNE.uid,
        "meetings@example.invalid",
        "invited@example.invalid",
    }
    assert b"CN=" not in file
    assert b"tel:" not in file


# In real calendars


def test_halima_is_invited_the_meeting_moves_and_is_cancelled(halima: Phone) -> None:
    halima.opens(invitation(JUNE))
    halima.opens(invitation(JULY))
    july = "2026-06-28 15:30 – 2026-06-28 16:30 Committee meeting @ Hall 2, first floor CONFIRMED"
    june = "2026-06-03 15:30 – 2026-06-03 16:30 Committee meeting @ Hall 2, first floor CONFIRMED"
    assert halima.shows("2026-06-01") == [june, july]

    halima.opens(invitation(MOVED))
    moved = "2026-06-09 09:00 – 2026-06-09 10:00 Committee meeting @ Hall 2, first floor"
    assert halima.shows("2026-06-01") == [f"{moved} CONFIRMED", july]

    halima.opens(invitation(OFF))
    assert halima.shows("2026-06-01") == [f"{moved} CANCELLED", july]


def test_halima_subscribes_and_hears_of_every_change(halima: Phone, address: Publisher) -> None:
    address.publishes(feed([], "Committee"))
    halima.subscribes(address.url)
    halima.refreshes()
    assert halima.shows("2026-06-01") == []

    address.publishes(feed([JUNE, replace(JULY, place="")], "Committee"))
    halima.refreshes()
    june = "2026-06-03 15:30 – 2026-06-03 16:30 Committee meeting @ Hall 2, first floor CONFIRMED"
    assert halima.shows("2026-06-01") == [june, "2026-06-28 15:30 – 2026-06-28 16:30 Committee meeting @  CONFIRMED"]

    address.publishes(feed([OFF, JULY], "Committee"))
    halima.refreshes()
    off, july = halima.shows("2026-06-01")
    assert off == "2026-06-09 09:00 – 2026-06-09 10:00 Committee meeting @ Hall 2, first floor CANCELLED"
    assert july.startswith("2026-06-28 15:30")


def test_an_advisor_abroad_sees_the_meeting_by_her_own_clock(tmp_path: Path) -> None:
    advisor = Phone(tmp_path / "advisor", "Asia/Colombo")
    advisor.opens(invitation(replace(JUNE, timezone=HAITI)))
    assert advisor.shows("2026-06-01")[0].startswith("2026-06-04 01:00 – 2026-06-04 02:00")


# The right hour


def test_every_country_has_its_zone_here() -> None:
    assert set(ZONES) == set(Country)


@settings(deadline=None)  # a busy machine is no mistake of the file
@given(
    timezone=st.sampled_from(sorted(ZONES.values())),
    day=st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    clock=st.times().map(lambda clock: clock.replace(second=0, microsecond=0)),
    minutes=st.integers(15, 600),
)
@example(CAIRO, date(2026, 10, 29), time(22, 30), 120)
@example(CAIRO, date(2026, 10, 29), time(23, 30), 30)
@example(HAITI, date(2026, 11, 1), time(0, 30), 90)
def test_the_hour_that_went_in_comes_out(timezone: str, day: date, clock: time, minutes: int) -> None:
    event = replace(JUNE, timezone=timezone, day=day, clock=clock, minutes=minutes)
    file = invitation(event)
    [(start, end)] = spans(file)
    wanted = datetime.combine(day, clock, ZoneInfo(timezone))
    assert end - start == timedelta(minutes=minutes)
    if wanted.astimezone(UTC).astimezone(ZoneInfo(timezone)).time() == clock:  # else there is no such hour
        assert start == wanted.astimezone(UTC)
    assert spans(feed([event], "Committee")) == [(start, end)]


@pytest.mark.parametrize("year", range(2024, 2031))
@pytest.mark.parametrize(
    ("timezone", "months", "skipped"), [(CAIRO, (4, 10), time(0, 30)), (HAITI, (3, 11), time(2, 30))]
)
def test_the_nights_around_a_change_of_the_clock(
    timezone: str, months: tuple[int, int], skipped: time, year: int
) -> None:
    """A meeting at each half past of all nights of spring and autumn: only the one that cannot be is moved."""
    nights = [date(year, month, day) for month in months for day in range(1, 31)]
    times = [time(hour, 30) for hour in (0, 1, 2, 3, 23)]
    events = [replace(JUNE, timezone=timezone, day=night, clock=clock) for night in nights for clock in times]
    wanted = [datetime.combine(event.day, event.clock, ZoneInfo(timezone)).astimezone(UTC) for event in events]
    found = [start for start, _end in spans(feed(events, "Committee"))]
    moved = [event.clock for event, start, hour in zip(events, found, wanted, strict=True) if start != hour]
    assert moved == [skipped]


@pytest.mark.parametrize("timezone", sorted(ZONES.values()))
def test_a_change_of_the_clock_is_dated_by_the_clock_that_ends(timezone: str) -> None:
    """RFC 5545, 3.6.5: an onset is read with the offset before it. So a program that goes from UTC is right as well."""
    events = [replace(JUNE, day=date(year, 6, 3), timezone=timezone) for year in range(2024, 2031)]
    [described] = Calendar.from_ical(feed(events, "Committee")).walk("VTIMEZONE")
    zone, second = ZoneInfo(timezone), timedelta(seconds=1)
    first, *changes = described.subcomponents
    assert first["TZOFFSETFROM"].td == first["TZOFFSETTO"].td
    assert len(changes) == (16 if timezone in {CAIRO, HAITI} else 0)  # of 2024 to 2031
    for change in changes:
        before, after = change["TZOFFSETFROM"].td, change["TZOFFSETTO"].td
        onset = change["DTSTART"].dt.replace(tzinfo=UTC) - before
        assert (onset - second).astimezone(zone).utcoffset() == before
        assert onset.astimezone(zone).utcoffset() == after != before
        assert (change.name == "DAYLIGHT") == (after > before)


def test_a_time_that_the_clock_leaves_out_becomes_the_first_after_it() -> None:
    assert begins(date(2026, 4, 23), time(23, 59), CAIRO) == "23:59 EET"
    assert begins(date(2026, 4, 24), time(0, 30), CAIRO) == "01:00 EEST"
    assert begins(date(2026, 4, 24), time(1, 0), CAIRO) == "01:00 EEST"
    assert begins(date(2026, 3, 8), time(2, 59), HAITI) == "03:00 EDT"


def test_of_an_hour_that_comes_twice_the_first_is_meant() -> None:
    assert begins(date(2026, 10, 29), time(23, 30), CAIRO) == "23:30 EEST"
    assert begins(date(2026, 10, 30), time(0, 0), CAIRO) == "00:00 EET"
    assert begins(date(2026, 11, 1), time(1, 30), HAITI) == "01:30 EDT"


@pytest.mark.parametrize(
    ("timezone", "offsets"),
    [
        ("Asia/Amman", ["+0200", "+0300", "+0200", "+0300", "+0300", "+0300"]),  # summer time for good since 2022
        (CAIRO, ["+0200", "+0200", "+0200", "+0200", "+0200", "+0300"]),  # summer time again since 2023
    ],
)
def test_a_country_that_changes_its_mind(timezone: str, offsets: list[str]) -> None:
    """One feed holds meetings from before and after: each keeps the hour that was true on its day."""
    days = [date(year, month, 20) for year in (2021, 2022, 2023) for month in (1, 7)]
    file = feed([replace(JUNE, day=day, timezone=timezone) for day in days], "Committee")
    read = [start for start, _end in clocks(file, timezone)]
    assert [start.time() for start in read] == [JUNE.clock] * 6
    assert [start.strftime("%z") for start in read] == offsets


def test_a_feed_describes_each_zone_once() -> None:
    lines = unfolded(feed([JUNE, JULY, replace(JUNE, uid="x", timezone=HAITI)], "Committees"))
    assert [line for line in lines if line.startswith("TZID:")] == [f"TZID:{CAIRO}", f"TZID:{HAITI}"]


# Every script


@pytest.mark.parametrize("summary", SCRIPTS.values(), ids=SCRIPTS)
def test_lines_are_short_and_no_character_is_cut(summary: str) -> None:
    file = feed([replace(JUNE, summary=summary, place=summary)], summary)
    lines = file.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)
    for line in lines:
        line.decode()
    assert words(file) == [(summary, summary)]
    assert is_strictly_right(file)


def test_halima_reads_it_in_her_script(halima: Phone) -> None:
    for number, language in enumerate(("am", "ar", "bn")):
        halima.opens(invitation(replace(JUNE, uid=language, day=date(2026, 6, 3 + number), summary=SCRIPTS[language])))
    shown = halima.shows("2026-06-01")
    assert [SCRIPTS[language] in line for language, line in zip(("am", "ar", "bn"), shown, strict=True)] == [True] * 3


@settings(deadline=None)
@given(st.text(min_size=1), st.text())
@example("Safety\r\nATTENDEE:mailto:somebody@example.org", "Hall\x00 2\x1f\u2028\ud800")
@example('a; b, c \\n \\, d: "e"', "\t")
def test_whatever_is_typed_stays_in_its_place(summary: str, place: str) -> None:
    """No text can add a line to the file, nor stop a calendar from reading it."""
    plain = invitation(JUNE)
    file = invitation(replace(JUNE, summary=summary, place=place or "-"))
    names = [re.split("[;:]", line)[0] for line in unfolded(plain)]
    assert [re.split("[;:]", line)[0] for line in unfolded(file)] == names
    assert max(map(len, file.split(b"\r\n"))) <= 75
    assert spans(file) == spans(plain)
