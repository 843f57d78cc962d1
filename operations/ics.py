"""Calendar files of committee meetings: an invitation to send as a file, and a feed to subscribe to (RFC 5545, 5546).

Pure: no table, no clock. No name, number or address of anybody goes in, for others look at a phone's calendar too.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vDuration

from operations.calendar_events import CalendarEvent

MAKER = "-//Bobbin//Meetings//EN"
ORGANISER = "mailto:meetings@example.invalid"
"""Who calls all meetings: nobody that mail can reach. It does not name the line, and stays the same wherever the line
moves to: calendars take a change only from who sent the invitation."""
INVITED = "mailto:invited@example.invalid"
"""RFC 5546 asks a REQUEST for one ATTENDEE at least. All members together stand behind an address that nobody can have:
it names none of them, and a calendar that does not find its owner among the invited offers to mail no answer."""
REREAD = timedelta(hours=1)
"""How often a calendar should fetch the feed again; many would wait a day, and miss that a meeting moved."""
NO_DAYS = {"Etc/UTC": [date(1970, 1, 1)]}
"""A calendar holds one component at least (RFC 5545, 3.6): a feed without meetings says what UTC is."""
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NOT_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
"""Control characters and half ones may not stand in a text (RFC 5545, 3.3.11), and some readers end a line at more."""


def invitation(event: CalendarEvent) -> bytes:
    """The file that puts this meeting into a calendar, moves it there, or takes it away."""
    component = _component(event)
    component.add("attendee", vCalAddress(INVITED), {"cutype": "GROUP", "rsvp": "FALSE"})
    component.add("class", "PRIVATE")  # a calendar that is shared then shows "busy" only
    calendar = _calendar("CANCEL" if event.cancelled else "REQUEST")
    calendar.add_component(_vtimezone(event.timezone, [event.day]))
    calendar.add_component(component)
    return bytes(calendar.to_ical())


def feed(events: Sequence[CalendarEvent], name: str) -> bytes:
    """All meetings under a name. Cancelled ones stay in, so that a calendar which has them learns of it."""
    calendar = _calendar("PUBLISH")
    calendar.calendar_name = _one_line(name)
    calendar.add("refresh-interval", REREAD, {"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REREAD))
    days: dict[str, list[date]] = {}
    for event in events:
        days.setdefault(event.timezone, []).append(event.day)
    for timezone, its_days in (days or NO_DAYS).items():
        calendar.add_component(_vtimezone(timezone, its_days))
    for event in events:
        calendar.add_component(_component(event))
    return bytes(calendar.to_ical())


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", MAKER)
    calendar.add("method", method)
    return calendar


def _component(event: CalendarEvent) -> Event:
    zone = ZoneInfo(event.timezone)
    start = _start(event, zone)
    changed = datetime.fromtimestamp(int(event.changed_at), UTC)
    component = Event()
    component.add("uid", event.uid)
    component.add("sequence", event.sequence)
    component.add("dtstamp", changed)
    component.add("last-modified", changed)
    component.add("dtstart", _told(start, zone))
    component.add("dtend", _told(start + event.minutes * MINUTE, zone))
    component.add("summary", _one_line(event.summary))
    if event.place:
        component.add("location", _one_line(event.place))
    component.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    component.add("organizer", vCalAddress(ORGANISER))
    return component


def _start(event: CalendarEvent, zone: ZoneInfo) -> datetime:
    """When it begins, in UTC: the first of two such times; where the clock leaves out the time, the first after."""
    local = datetime.combine(event.day, event.clock.replace(second=0, microsecond=0, fold=0), zone)
    while local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        local += MINUTE
    return local.astimezone(UTC)


def _told(instant: datetime, zone: ZoneInfo) -> datetime:
    """As the wall clock shows it, or in UTC where that shows it twice: of the two, programs do not take the same."""
    local = instant.astimezone(zone)
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return instant if twice else local


def _one_line(text: str) -> str:
    return NOT_TEXT.sub(" ", text).strip()


def _vtimezone(name: str, days: Sequence[date]) -> Timezone:
    """What the clocks do around these days, each change on its own.

    icalendar's own `Timezone.from_tzid` dates the begin of summer time by the clock that begins, where RFC 5545 asks
    for the clock that ends: an hour late. No recurrence rule either: Egypt's autumn change, at 24:00 of a last
    Thursday, has none. The year after is there for calendars that keep the first description of a zone they meet.
    """
    zone = ZoneInfo(name)
    first, last = (datetime(year, 12, 1, tzinfo=UTC) for year in (min(days).year - 1, max(days).year + 1))
    component = Timezone()
    component.add("tzid", name)
    for onset in (first, *_changes(zone, first, last)):
        component.add_component(_observance(zone, onset))
    return component


def _observance(zone: ZoneInfo, onset: datetime) -> TimezoneStandard | TimezoneDaylight:
    before, after = _offset(zone, onset - MINUTE), _offset(zone, onset)
    local = onset.astimezone(zone)
    component = TimezoneDaylight() if local.dst() else TimezoneStandard()
    component.add("dtstart", (onset + before).replace(tzinfo=None))
    component.add("tzoffsetfrom", before)
    component.add("tzoffsetto", after)
    component.add("tzname", local.tzname())
    return component


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """The instants from which another offset counts. A zone file does not show them; a day is halved to find one."""
    for number in range((last - first).days):
        day = first + number * DAY
        if _offset(zone, day) != _offset(zone, day + DAY):
            yield day + MINUTE * _minutes_until_change(zone, day)


def _minutes_until_change(zone: ZoneInfo, day: datetime) -> int:
    before = _offset(zone, day)
    return bisect_left(range(DAY // MINUTE), True, key=lambda minutes: _offset(zone, day + minutes * MINUTE) != before)


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()
