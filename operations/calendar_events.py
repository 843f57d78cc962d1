"""A meeting as a calendar shows it; `operations.ics` writes it as a file."""

from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """A meeting as a calendar shows it: `summary` in neutral words, `day` and `clock` as they are in `timezone`.

    `uid` stays for the life of the meeting and `sequence` rises with every change: by these two a calendar knows that
    a file is news of a meeting which it has. `changed_at` is in seconds since 1970, UTC.
    """

    uid: str
    sequence: int
    day: date
    clock: time
    timezone: str
    minutes: int
    summary: str
    place: str
    cancelled: bool
    changed_at: float
