"""The roles as they run: a sender's loop in a thread or in the foreground, stopped cleanly by a signal."""

import asyncio
import contextlib
import signal
import threading
from collections.abc import Iterator, Mapping

import structlog

from bot.channels.registry import open_channels
from bot.channels.simulator import Phones
from bot.house import House
from bot.sender import Sender
from bot.settings import Settings
from bot.wake import Wake
from models.vocabulary import Line

log = structlog.get_logger(__name__)


class SenderThread:
    """A sender in a thread of this process."""

    def __init__(self, house: House, wake: Wake, phones: Phones | None = None) -> None:
        self._house, self._wake, self._phones = house, wake, phones
        self._stop = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._main, name="sender")

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Finish what is in flight, then end."""
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._stop.set)
        self._wake.set()
        self._thread.join()

    def _main(self) -> None:
        asyncio.run(self._run())

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        await serve(self._house, self._wake, self._stop, self._phones)


async def serve(house: House, wake: Wake, stop: asyncio.Event, phones: Phones | None = None) -> None:
    """Send on every line, and ask Telegram for updates where it cannot call us, until stopped."""
    settings = house.settings
    sender = Sender(house, open_channels(settings, phones), wake, paces(settings))
    tasks = [sender.run(stop)]
    if settings.telegram and settings.telegram.mode == "polling":
        from bot.polling import Poller  # the library is needed only where Telegram is polled

        tasks.append(Poller(house, settings.telegram, wake).run(stop))
    await asyncio.gather(*tasks)


def run_sender(house: House) -> None:
    """A sender in the foreground, until a signal ends it."""
    asyncio.run(_until_signalled(house))


async def _until_signalled(house: House) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    log.info("sender.ready")
    await serve(house, Wake(), stop)


def paces(settings: Settings) -> Mapping[str, float]:
    """How much each line may send a second."""
    configured = (
        (Line.TWILIO, settings.twilio), (Line.TELEGRAM, settings.telegram), (Line.GATEWAY, settings.gateway)
    )  # fmt: skip
    return {line: found.pace for line, found in configured if found is not None}


@contextlib.contextmanager
def until_signalled() -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set, for roles without a loop."""
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    yield stopped
