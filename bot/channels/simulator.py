"""A phone without a provider: what is sent to it waits in memory until the simulator's page or terminal looks."""

import threading
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from bot.channels.channel import FetchError, Parcel, Sent
from conversations.rendering import as_sms
from conversations.segments import segments
from models.vocabulary import Line, OutboxState


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as the simulated phone shows it; `segments` is None where nothing is paid by the segment."""

    number: int
    text: str
    language: str
    options: tuple[tuple[str, str], ...]
    segments: int | None
    encoding: str | None
    tapped: dict[str, Any] | None
    document: dict[str, str] | None = None
    """A file, as a body holds it: `name`, `media_type`, `content` in base64."""
    cleared: bool = False
    """Whether everything that stood before it on this phone, hers and ours, is deleted."""


class Phones:
    """All simulated phones: what they received and the files they sent. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._received: dict[tuple[str, str], list[Shown]] = defaultdict(list)
        self._files: dict[str, bytes] = {}

    def deliver(self, line: str, parcel: Parcel) -> int:
        """Put a message on a phone; returns its number there."""
        with self._lock:
            shelf = self._received[line, parcel.address]
            shown = _shown(line, len(shelf) + 1, parcel.body)
            if shown.cleared:
                shelf[:] = [replace(one, text="", options=(), document=None) for one in shelf]
            shelf.append(shown)
            return len(shelf)

    def received(self, line: str, address: str, after: int = 0) -> list[Shown]:
        """What has come since message `after`."""
        with self._lock:
            return self._received[line, address][after:]

    def put_file(self, ref: str, content: bytes) -> None:
        with self._lock:
            self._files[ref] = content

    def take_file(self, ref: str) -> bytes:
        with self._lock:
            content = self._files.pop(ref, None)
        if content is None:
            raise FetchError("gone", retryable=False)
        return content


class SimulatorChannel:
    """One line of simulated phones."""

    def __init__(self, line: Line, phones: Phones) -> None:
        self.line: str = line
        self._phones = phones

    async def open(self) -> None:
        """A phone without a provider has no connection."""

    async def close(self) -> None:
        """There was no connection."""

    async def send(self, parcel: Parcel) -> Sent:
        return Sent(str(self._phones.deliver(self.line, parcel)), OutboxState.DELIVERED)

    async def fetch(self, source: str) -> bytes:
        return self._phones.take_file(source)


def _shown(line: str, number: int, body: Any) -> Shown:
    if line == Line.SIM_SMS:
        text = as_sms(body)
        counted = segments(text)
        return Shown(number, text, body["language"], (), counted.count, counted.encoding, None)
    prefix = f"{body.get('conversation')}:{body.get('key')}:"
    options = tuple((prefix + value, label) for value, label in body.get("options", ()))
    tapped, document = body.get("tap"), body.get("document")
    return Shown(number, body["text"], body["language"], options, None, None, tapped, document, "clear" in body)
