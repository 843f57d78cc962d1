"""What is said in one turn becomes messages: on SMS as few segments as possible, elsewhere one for each thing said."""

from collections.abc import Iterable, Mapping
from typing import Any

from conversations.dialogue import Message
from conversations.rendering import as_sms, body_of
from conversations.segments import segments
from locales.catalogue import catalogue
from operations.outbox import Outgoing

LONGEST = 2
"""No automatic message is longer than this many SMS segments."""


def outgoing(messages: Iterable[Message], language: str, is_sms: bool, priority: int) -> list[Outgoing]:
    """The messages to queue, in order."""
    bodies = [body_of(message, catalogue(language), language) for message in messages]
    said = _merged(bodies) if is_sms else bodies
    return [Outgoing(body=body, segments=cost(body, is_sms), priority=priority) for body in said]


def cost(body: Mapping[str, Any], is_sms: bool) -> int:
    """Segments on SMS; elsewhere a message is a message."""
    return segments(as_sms(body)).count if is_sms else 1


def _merged(bodies: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Words and the question after them go together when that costs fewer segments."""
    merged: list[dict[str, Any]] = []
    for body in bodies:
        if merged and "options" not in merged[-1]:
            together = {**body, "text": f"{merged[-1]['text']}\n{body['text']}".rstrip("\n")}
            apart = cost(merged[-1], is_sms=True) + cost(body, is_sms=True)
            if cost(together, is_sms=True) <= min(LONGEST, apart - 1):
                merged[-1] = together
                continue
        merged.append(body)
    return merged
