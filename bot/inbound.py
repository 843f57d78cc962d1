"""What came in, parsed at the door into one frozen type: no name, no user name, nothing of the provider's own."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Event(StrEnum):
    """What happened. The provider itself has already answered an opt-out, so we stay silent."""

    MESSAGE = "message"
    OPTED_OUT = "opted_out"
    OPTED_IN = "opted_in"
    HELPED = "helped"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message of one person.

    `address` is E.164, `whatsapp:+…` or a chat id; `choice` the data of a button; `start` the payload of a deep
    link; `files` are `{"kind", "ref", "media_type", "size"}`; `tap` what is needed to answer a button's tap;
    `message` what a chat calls the message, where it can be deleted there.
    """

    line: str
    address: str
    external_id: str
    text: str = ""
    choice: str | None = None
    start: str | None = None
    files: tuple[Mapping[str, Any], ...] = ()
    event: Event = Event.MESSAGE
    tap: Mapping[str, Any] | None = None
    message: int | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, saved: Mapping[str, Any]) -> "Inbound":
        return cls(**{**saved, "files": tuple(saved["files"]), "event": Event(saved["event"])})
