"""What every channel is: one protocol, one error with the few things that matter about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from models.vocabulary import OutboxState

TIMEOUT = 10.0
"""Seconds for a whole call to a provider. twilio's own default is none at all."""
FILE_LIMIT = 10 * 1024 * 1024
"""The largest file that is taken in, in bytes."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message on its way: to whom, what, and the token by which a delivery report finds it."""

    address: str
    body: Mapping[str, Any]
    token: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What the provider said: its id, and how far the message has come with that."""

    provider_id: str | None
    state: OutboxState = OutboxState.ACCEPTED


class Trouble(StrEnum):
    """What a failed call means for the message and for the line."""

    RETRY = "retry"
    """Not sent; try again later."""
    UNKNOWN = "unknown"
    """Nobody can tell whether it was sent."""
    PERMANENT = "permanent"
    """Not sent, and never will be."""
    UNSENDABLE = "unsendable"
    """The person wants no messages, or cannot be reached at all."""
    LINE_DOWN = "line_down"
    """Our credentials are refused: the line stops and somebody must look."""


class SendError(Exception):
    """The provider did not take a message. Holds a code and no words: words may quote the number."""

    def __init__(self, trouble: Trouble, code: str, retry_after: float | None = None) -> None:
        super().__init__(f"{trouble} ({code})")
        self.trouble = trouble
        self.code = code[:32]
        self.retry_after = retry_after

    @property
    def retryable(self) -> bool:
        return self.trouble in (Trouble.RETRY, Trouble.LINE_DOWN)


class FetchError(Exception):
    """A file could not be fetched."""

    def __init__(self, code: str, retryable: bool) -> None:
        super().__init__(code)
        self.code = code[:32]
        self.retryable = retryable


class Channel(Protocol):
    """A way to reach people. Opened and closed inside the sender's event loop."""

    line: str

    async def open(self) -> None: ...

    async def close(self) -> None: ...

    async def send(self, parcel: Parcel) -> Sent:
        """Send one message. Raises SendError."""

    async def fetch(self, source: str) -> bytes:
        """The bytes of a file a person sent, at most FILE_LIMIT. Raises FetchError."""
