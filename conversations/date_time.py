"""The question for a day and its time: typed in words that `when` reads, or picked from a list of slots.

Answers are ISO text, "2026-12-01T15:00", or "2026-12-01" where no time was said.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from conversations.questions import Answer, Miss, Option, Question, Reading, Reply, Shown, Told, part
from conversations.replies import FEW, word_count
from conversations.texts import Text, Verbatim, _
from conversations.when import When, read_when, say_moment

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d))?")


def moment_of(value: Any) -> When | None:
    """The moment that an answer such as "2026-12-01T15:00" or "2026-12-01" holds."""
    written = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    try:
        return written and When(date.fromisoformat(written[1]), time.fromisoformat(written[2]) if written[2] else None)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class DateTime(Question[str]):
    """A day and its time, in their own words or picked from a list. `on` is the day where only its time is asked."""

    today: str = ""
    shift: tuple[str, str] | None = None
    on: str | None = None

    def accepts(self, value: Any) -> bool:
        when = moment_of(value)
        return when is not None and when.day.isoformat() >= self.today

    def _read_text(self, reply: Reply, menu: Sequence[Shown]) -> Reading:
        when = self._when(reply)
        if when is not None and (when.clock or self.on is None):
            return Answer(f"{when.day}T{when.clock:%H:%M}" if when.clock else when.day.isoformat())
        reading = Question._read_text(self, reply, menu) if menu else None
        if reading is None and word_count(reply.text) > FEW:
            return Told(part(reply))
        return self._example(reply.language) if reading is None or isinstance(reading, Miss) else reading

    def _when(self, reply: Reply) -> When | None:
        shift = (time.fromisoformat(self.shift[0]), time.fromisoformat(self.shift[1])) if self.shift else None
        on = date.fromisoformat(self.on) if self.on else None
        return read_when(reply.text, reply.language, date.fromisoformat(self.today), shift, on)

    def _example(self, language: str) -> Miss:
        day = date.fromisoformat(self.on) if self.on else date.fromisoformat(self.today) + timedelta(days=7)
        return Miss(
            _(
                "Please write a day and a time, such as: {example}",
                example=Verbatim(say_moment(day, time(15), language)),
            )
        )


def date_time(
    key: str,
    text: Text,
    today: str,
    slots: Sequence[Option] = (),
    shift: Sequence[str] | None = None,
    on: str | None = None,
) -> Question[str]:
    """A day and time from `today` (ISO) on; `slots` are options whose values are ISO moments.

    `shift`, two times such as "08:00", settles a bare hour. With `on` the day is known and only its time is asked.
    """
    return DateTime(key, text, tuple(slots), None, today, (shift[0], shift[1]) if shift else None, on)
