"""Working days, holidays, proposed slots, and local times that the clock leaps over or that come twice."""

import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.doctor_data import holidays_check
from operations.calendar import (
    WEEKDAYS,
    after_working_days,
    holiday_on,
    holidays_known,
    propose_slots,
    resolve,
    working_days,
)
from operations.hours import DECENT

COUNTRIES = ("BD", "KH", "EG", "ET", "HT", "ID", "JO", "MG", "NI", "PK", "LK", "UZ", "VN")
ZONES = (
    "Asia/Dhaka", "Asia/Phnom_Penh", "Africa/Cairo", "Africa/Addis_Ababa", "America/Port-au-Prince", "Asia/Jakarta",
    "Asia/Makassar", "Asia/Jayapura", "Asia/Amman", "Indian/Antananarivo", "America/Managua", "Asia/Karachi",
    "Asia/Colombo", "Asia/Tashkent", "Asia/Samarkand", "Asia/Ho_Chi_Minh",
)  # fmt: skip
WEDNESDAY = date(2026, 11, 25)


# ------------------------------------------------------------------------------------------ working days


def test_friday_is_no_working_day_in_dhaka() -> None:
    assert list(islice(working_days(WEDNESDAY, ["friday"]), 3)) == [WEDNESDAY, date(2026, 11, 26), date(2026, 11, 28)]
    assert after_working_days(WEDNESDAY, 3, ["friday"]) == date(2026, 11, 29)
    assert after_working_days(WEDNESDAY, 0, ["friday"]) == WEDNESDAY


def test_a_factory_that_names_seven_rest_days_works_every_day() -> None:
    assert next(working_days(WEDNESDAY, WEEKDAYS)) == WEDNESDAY


# ---------------------------------------------------------------------------------------------- holidays


@pytest.mark.parametrize(
    ("country", "day", "language", "name"),
    [
        ("BD", date(2026, 12, 16), "bn", "বিজয় দিবস"),
        ("BD", date(2026, 12, 16), "en", "Victory Day"),
        ("BD", date(2026, 12, 16), "km", "Victory Day"),  # in English where the language is not known
        ("EG", date(2026, 1, 7), "ar", "عيد الميلاد المجيد"),
        ("ID", date(2026, 8, 17), "id", "Hari Kemerdekaan Republik Indonesia"),
        ("VN", date(2026, 9, 2), "vi", "Quốc khánh"),
        ("BD", date(2026, 12, 17), "bn", None),
        ("XX", date(2026, 12, 25), "en", None),
    ],
)
def test_a_holiday_has_its_name_in_the_language(country: str, day: date, language: str, name: str | None) -> None:
    assert holiday_on(country, day, language) == name


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_holidays_of_this_year_and_the_next_are_known(country: str) -> None:
    """For Sri Lanka the library's table ends with the year its government has announced."""
    year = datetime.now(UTC).year
    known = [holidays_known(country, one) for one in (year, year + 1)]
    assert all(known) or (country == "LK" and holidays_check([country], year).warns)


def test_the_doctor_warns_of_a_year_without_holidays_but_does_not_fail() -> None:
    check = holidays_check(["BD", "XX"], 2026)
    assert check.ok
    assert check.mark == "warn"
    assert "XX 2027" in check.detail
    assert "BD" not in check.detail
    assert holidays_check(["BD"], 2026).mark == "ok  "


def test_the_library_of_holidays_is_loaded_only_when_it_is_asked() -> None:
    seen = "import sys, operations.calendar; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", seen], check=False).returncode == 0


# ------------------------------------------------------------------------------------------------- slots


def test_three_slots_a_week_ahead_on_working_days_by_turns_in_the_morning_and_afternoon() -> None:
    assert propose_slots(["friday"], "BD", "08:00-17:00", WEDNESDAY) == [
        (date(2026, 12, 2), time(10)),
        (date(2026, 12, 3), time(15)),
        (date(2026, 12, 5), time(10)),
    ]


def test_no_slot_is_on_a_holiday() -> None:
    days = [day for day, _clock in propose_slots(["friday"], "BD", "08:00-17:00", date(2026, 12, 13), lead_days=2)]
    assert days == [date(2026, 12, 15), date(2026, 12, 17), date(2026, 12, 19)]  # the 16th is Victory Day


@pytest.mark.parametrize(
    ("shift", "hours"),
    [
        ("08:30-17:30", [10, 15]),
        ("06:00-14:00", [10, 11]),
        ("14:00-22:00", [14, 15]),
        ("12:00-14:00", [12, 13]),
        ("22:00-06:00", [19, 19]),  # no decent hour in the shift: one before it begins
        ("00:00-07:00", [8, 8]),
        ("18:00-02:00", [18, 18]),
    ],
)
def test_people_meet_at_a_decent_hour_of_their_shift(shift: str, hours: list[int]) -> None:
    assert [clock.hour for _day, clock in propose_slots([], "BD", shift, WEDNESDAY, count=2)] == hours


@given(
    st.sets(st.sampled_from(WEEKDAYS)),
    st.sampled_from(COUNTRIES),
    st.times(),
    st.times(),
    st.dates(date(2026, 1, 1), date(2027, 12, 1)),
    st.integers(1, 4),
    st.integers(0, 30),
)
def test_slots_are_decent_free_and_in_order(
    rest: set[str], country: str, start: time, end: time, today: date, count: int, lead: int
) -> None:
    slots = propose_slots(sorted(rest), country, f"{start:%H:%M}-{end:%H:%M}", today, count, lead)
    days = [day for day, _clock in slots]
    assert len(days) == count
    assert days == sorted(set(days))
    assert days[0] >= today + timedelta(days=lead)
    for day, clock in slots:
        assert DECENT[0] <= clock < DECENT[1]
        assert holiday_on(country, day, "en") is None
        assert WEEKDAYS[day.weekday()] not in rest or len(rest) == 7


# ------------------------------------------------------------------------------------------- local times


def transitions(zone: str) -> list[tuple[int, timedelta, timedelta]]:
    """Every change of the offset from 2024 to 2030: when, and the offsets before and after."""
    found, hour = [], 3600
    start, end = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (2024, 2031))
    for at in range(start, end, hour):
        before, after = offset(at - hour, zone), offset(at, zone)
        if before != after:
            moment = next(one for one in range(at - hour, at + 1) if offset(one, zone) == after)
            found.append((moment, before, after))
    return found


def offset(at: float, zone: str) -> timedelta:
    found = datetime.fromtimestamp(at, ZoneInfo(zone)).utcoffset()
    assert found is not None
    return found


def wall(at: float, zone: str) -> datetime:
    return datetime.fromtimestamp(at, ZoneInfo(zone)).replace(tzinfo=None)


def resolved(local: datetime, zone: str) -> float:
    return resolve(local.date(), local.time(), zone)


@pytest.mark.parametrize("zone", ZONES)
def test_local_times_around_every_change_of_the_clock(zone: str) -> None:
    changes = transitions(zone)
    assert bool(changes) is (zone in ("Africa/Cairo", "America/Port-au-Prince"))
    for moment, before, after in changes:
        leap = after - before
        turn = datetime.fromtimestamp(moment, UTC).replace(tzinfo=None) + before
        for minutes in range(0, int(abs(leap).total_seconds() // 60), 7):
            aside = timedelta(minutes=minutes)
            if leap > timedelta(0):  # the clock leaps over these
                assert resolved(turn + aside, zone) == moment
            else:  # and these come twice
                assert resolved(turn + leap + aside, zone) == (moment + (leap + aside).total_seconds())
        for away in (timedelta(hours=-3), timedelta(hours=3)):
            at = moment + away.total_seconds()
            assert resolved(wall(at, zone), zone) == at


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)), st.times(), st.sampled_from(ZONES))
def test_a_resolved_time_reads_the_same_on_the_wall(day: date, clock: time, zone: str) -> None:
    local = datetime.combine(day, clock.replace(second=0, microsecond=0))
    back = wall(resolved(local, zone), zone).replace(fold=0)
    assert back == local or timedelta(0) < back - local <= timedelta(hours=1)
