"""What can go wrong at a provider, on demand: one time, several times in a row, or now and then."""

import random
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

How = Literal["answer", "hang", "reset", "garbage", "drip"]


@dataclass(frozen=True)
class Fault:
    """One call that goes wrong.

    `how`: "answer" with an error of `status`; "hang" without any answer; "reset" the connection; "garbage" with 200
    and a page that is not JSON; "drip" the true answer, a byte each `pause` seconds.
    `accepted`: the call has its full effect first, and only the answer is spoilt (always so for "drip").
    `on`: only calls whose path contains this. `code`, `message` and `retry_after` are the provider's own.
    """

    how: How = "answer"
    status: int = 500
    code: int | None = None
    message: str | None = None
    retry_after: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    accepted: bool = False
    pause: float = 0.2
    on: str = ""


class Faults:
    """The faults that are still to come. Tests add to it from their own thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._next: list[Fault] = []
        self._often: list[tuple[float, Fault]] = []
        self._random = random.Random(20)

    def fail_next(self, times: int = 1, **fault: Any) -> None:
        """Let the next call fail, or the next few; the fields are those of Fault."""
        with self._lock:
            self._next += [Fault(**fault)] * times

    def fail_often(self, probability: float, **fault: Any) -> None:
        """Let each call fail with this probability, until healed. The same calls fail in every run."""
        with self._lock:
            self._often.append((probability, Fault(**fault)))

    def heal(self) -> None:
        """Nothing fails any more."""
        with self._lock:
            self._next, self._often = [], []

    def take(self, path: str) -> Fault | None:
        """The fault that this call meets."""
        if not self._next and not self._often:
            return None
        with self._lock:
            for fault in self._next:
                if fault.on in path:
                    self._next.remove(fault)
                    return fault
            return next((fault for odds, fault in self._often if self._strikes(odds, fault, path)), None)

    def _strikes(self, odds: float, fault: Fault, path: str) -> bool:
        return fault.on in path and self._random.random() < odds
