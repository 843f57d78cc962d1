"""Debian's libical, by ctypes: the strictest reader of calendar files, and one that knows zones only from the file."""

from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import CDLL, Structure, c_char_p, c_int, c_int64, c_void_p
from datetime import UTC, datetime

VEVENT = 4
"""ICAL_VEVENT_COMPONENT in its icalenums.h."""


class _Time(Structure):
    _fields_ = (
        *((name, c_int) for name in ("year", "month", "day", "hour", "minute", "second", "is_date", "is_daylight")),
        ("zone", c_void_p),
    )


def _library() -> CDLL:
    library = CDLL("libical.so.3")
    for name, answer, *wanted in (
        ("icalparser_parse_string", c_void_p, c_char_p),
        ("icalrestriction_check", c_int, c_void_p),
        ("icalcomponent_count_errors", c_int, c_void_p),
        ("icalcomponent_get_first_component", c_void_p, c_void_p, c_int),
        ("icalcomponent_get_next_component", c_void_p, c_void_p, c_int),
        ("icalcomponent_get_dtstart", _Time, c_void_p),
        ("icalcomponent_get_dtend", _Time, c_void_p),
        ("icalcomponent_get_summary", c_char_p, c_void_p),
        ("icalcomponent_get_location", c_char_p, c_void_p),
        ("icaltime_as_timet_with_zone", c_int64, _Time, c_void_p),
        ("icalcomponent_free", None, c_void_p),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = answer, wanted
    return library


LIBICAL = _library()


def is_strictly_right(file: bytes) -> bool:
    """Whether it parses without an error and keeps what RFC 5546 asks of its METHOD."""
    with _parsed(file) as calendar:
        return bool(LIBICAL.icalrestriction_check(calendar)) and not LIBICAL.icalcomponent_count_errors(calendar)


def spans(file: bytes) -> list[tuple[datetime, datetime]]:
    """When each meeting begins and ends, in UTC, by the VTIMEZONE of the file."""
    with _parsed(file) as calendar:
        return [
            (_instant(LIBICAL.icalcomponent_get_dtstart(event)), _instant(LIBICAL.icalcomponent_get_dtend(event)))
            for event in _events(calendar)
        ]


def words(file: bytes) -> list[tuple[str, str | None]]:
    """The summary and the place of each meeting."""
    with _parsed(file) as calendar:
        return [
            (
                LIBICAL.icalcomponent_get_summary(event).decode(),
                place.decode() if (place := LIBICAL.icalcomponent_get_location(event)) else None,
            )
            for event in _events(calendar)
        ]


@contextmanager
def _parsed(file: bytes) -> Iterator[int]:
    calendar = LIBICAL.icalparser_parse_string(file)
    assert calendar, "libical cannot read it at all"
    try:
        yield calendar
    finally:
        LIBICAL.icalcomponent_free(calendar)


def _events(calendar: int) -> Iterator[int]:
    event = LIBICAL.icalcomponent_get_first_component(calendar, VEVENT)
    while event:
        yield event
        event = LIBICAL.icalcomponent_get_next_component(calendar, VEVENT)


def _instant(when: _Time) -> datetime:
    assert when.zone, "a time without a zone"
    return datetime.fromtimestamp(LIBICAL.icaltime_as_timet_with_zone(when, when.zone), UTC)
