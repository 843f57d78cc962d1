"""Load over HTTP: kept-alive connections on loopback, prepared requests, each sent once.

`press` sends as fast as answers come; with a rate it sends on time whether answers come or not, and counts the wait.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

HOST = "127.0.0.1"
CONNECTIONS = 16
PATIENCE = 15.0
"""Seconds after which a provider gives up."""


@dataclass(frozen=True)
class Pressed:
    """What came of it: requests a second, and how long each took, sorted, in seconds."""

    rate: float
    times: Sequence[float]
    failed: int

    def percentile(self, of_100: float) -> float:
        return self.times[min(len(self.times) - 1, int(len(self.times) * of_100 / 100))]


class _Connection(asyncio.Protocol):
    """One kept-alive connection: a request, its answer, the next."""

    def __init__(self) -> None:
        self._received = b""
        self._missing = -1
        self._answered: asyncio.Future[bool] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def send(self, request: bytes) -> "asyncio.Future[bool]":
        """True when the answer was 2xx."""
        assert self._transport is not None
        self._received, self._missing = b"", -1
        self._answered = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return self._answered

    def data_received(self, data: bytes) -> None:
        self._received += data
        if self._missing < 0:
            end = self._received.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self._received[:end].lower()
            _, _, length = head.partition(b"content-length:")
            self._missing = end + 4 + int(length.partition(b"\r\n")[0] or 0)
        if len(self._received) >= self._missing and self._answered and not self._answered.done():
            self._answered.set_result(self._received[9:10] == b"2")

    def connection_lost(self, _error: Exception | None) -> None:
        if self._answered and not self._answered.done():
            self._answered.set_result(False)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


def press(
    port: int, requests: Sequence[bytes], seconds: float, rate: float | None = None, connections: int = CONNECTIONS
) -> Pressed:
    """Send requests until time or requests are over."""
    return asyncio.run(_press(port, requests, seconds, rate, connections))


async def _press(port: int, requests: Sequence[bytes], seconds: float, rate: float | None, connections: int) -> Pressed:
    loop = asyncio.get_running_loop()
    pool = [(await loop.create_connection(_Connection, HOST, port))[1] for _ in range(connections)]
    waiting = iter(enumerate(requests))
    times: list[float] = []
    failed = 0
    began = time.perf_counter()
    end = began + seconds

    async def go(connection: _Connection) -> None:
        nonlocal failed
        for number, request in waiting:
            now = time.perf_counter()
            due = began + number / rate if rate else now
            if max(now, due) >= end:
                return
            if due > now:
                await asyncio.sleep(due - now)
            good = await asyncio.wait_for(connection.send(request), PATIENCE)
            failed += not good
            times.append(time.perf_counter() - due)

    await asyncio.gather(*(go(connection) for connection in pool))
    took = time.perf_counter() - began
    for connection in pool:
        connection.close()
    return Pressed(len(times) / took, sorted(times), failed)
