"""A nudge from whoever has queued something to the sender in the same process. Losing one costs a second at most."""

import asyncio


class Wake:
    """Set from any thread, awaited in the sender's loop."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: set[asyncio.Event] = set()

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def set(self) -> None:
        """Something was queued. Harmless when nobody listens."""
        loop = self._loop
        if loop is None or not self._waiting:
            return
        try:
            loop.call_soon_threadsafe(self._ring)
        except RuntimeError:
            return  # the sender has ended; the next one polls

    async def wait(self, seconds: float) -> None:
        """Until the next nudge, at most so long."""
        event = asyncio.Event()
        self._waiting.add(event)
        try:
            await asyncio.wait_for(event.wait(), seconds)
        except TimeoutError:
            return
        finally:
            self._waiting.discard(event)

    def _ring(self) -> None:
        for event in list(self._waiting):
            event.set()
