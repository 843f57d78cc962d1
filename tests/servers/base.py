"""One local HTTP server in a thread with its own event loop, or in a process of its own. Knows no provider."""

import argparse
import asyncio
import json
import signal
import socket
import struct
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Self

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from tests.servers.faults import Fault, Faults

HOST = "127.0.0.1"
LARGEST = 64 * 1024 * 1024
"""Bytes of the largest request that is read at all; the providers have their own, smaller limits."""
COUNTS = "/_counts"
"""Answers {"calls", "accepted", "connections"}: for benchmarks, where the server is another process."""
GARBAGE = b"<html><head><title>Service</title></head><body>It works!"
RESET = struct.pack("ii", 1, 0)
"""SO_LINGER of no seconds: closing the socket then is a reset."""


class _Listener(web.Server):
    """The aiohttp server, telling of each connection that it accepts."""

    def __init__(self, owner: "LocalServer") -> None:
        super().__init__(owner.handle, request_factory=_request, access_log=None)
        self._owner = owner

    def __call__(self) -> RequestHandler:
        self._owner.connections += 1
        return super().__call__()


class LocalServer:
    """A server on a free port. `with FakeX() as server:` or `start()` and `stop()`; it can start again where it was.

    `latency`: seconds before each answer. `calls` and `accepted` count calls and messages taken, `connections` the TCP
    connections. `quiet` keeps no message and knows everybody: for benchmarks.
    """

    def __init__(self, port: int = 0, quiet: bool = False) -> None:
        self.port = port
        self.quiet = quiet
        self.latency = 0.0
        self.calls = 0
        self.accepted = 0
        self.connections = 0
        self.faults = Faults()
        self.fail_next = self.faults.fail_next
        self.fail_often = self.faults.fail_often
        self.heal = self.faults.heal
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended = asyncio.Event()
        self._thread: threading.Thread | None = None

    async def answer(self, request: web.BaseRequest) -> web.Response:
        """What the provider answers when nothing goes wrong."""
        raise NotImplementedError

    def failure(self, fault: Fault) -> web.Response:
        """The provider's own form of an error."""
        raise NotImplementedError

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        ready: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True, name=type(self).__name__)
        self._thread.start()
        ready.result(10)

    def stop(self) -> None:
        """Cut all connections and listen no more: who calls now is refused."""
        if self._thread and self._loop and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._ended.set)
            self._thread.join(10)

    def wait_until(self, condition: Callable[[], bool], seconds: float = 5.0) -> None:
        """Wait in the test's thread; TimeoutError when it never comes true."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end:
                raise TimeoutError(f"{type(self).__name__}: still not so after {seconds} s")
            time.sleep(0.005)

    def in_loop(self, call: Callable[[], object]) -> None:
        """Run something in the server's thread, soon; nothing when it does not run."""
        if self._thread and self._thread.is_alive() and self._loop:
            self._loop.call_soon_threadsafe(call)

    def _run(self, ready: Future[None]) -> None:
        try:
            asyncio.run(self.serve(lambda: ready.set_result(None)))
        except OSError as error:
            ready.set_exception(error)

    async def serve(self, ready: Callable[[], None]) -> None:
        """Serve until stopped."""
        self._loop, self._ended = asyncio.get_running_loop(), asyncio.Event()
        runner = web.ServerRunner(_Listener(self), shutdown_timeout=0.2)
        await runner.setup()
        try:
            await web.TCPSite(runner, HOST, self.port, backlog=1024).start()
            self.port = runner.addresses[0][1]
            ready()
            await self._ended.wait()
        finally:
            await runner.cleanup()

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        if request.rel_url.path == COUNTS:
            return self._counts()
        self.calls += 1
        if self.latency:
            await asyncio.sleep(self.latency)
        fault = self.faults.take(request.rel_url.path)
        return await (self.answer(request) if fault is None else self._fail(request, fault))

    async def _fail(self, request: web.BaseRequest, fault: Fault) -> web.StreamResponse:
        taken = fault.accepted or fault.how == "drip"
        answer = await self.answer(request) if taken else None
        if not taken:
            await request.read()  # else a reset meets the caller while it still sends, and looks different each time
        if fault.how == "drip" and answer is not None:
            return await self._drip(request, answer, fault.pause)
        if fault.how == "hang":
            await self._ended.wait()
        if fault.how in ("hang", "reset"):
            _reset(request)
        if fault.how == "garbage":
            return web.Response(body=fault.body or GARBAGE, content_type="application/json", headers=fault.headers)
        return self.failure(fault)

    async def _drip(self, request: web.BaseRequest, answer: web.Response, pause: float) -> web.StreamResponse:
        body = answer.body if isinstance(answer.body, bytes) else b""
        slow = web.StreamResponse(status=answer.status, headers={"Content-Type": "application/json"})
        slow.content_length = len(body)
        await slow.prepare(request)
        for place in range(len(body)):
            if self._ended.is_set() or request.transport is None:
                break
            await slow.write(body[place : place + 1])
            await asyncio.sleep(pause)
        return slow

    def _counts(self) -> web.Response:
        counts = {"calls": self.calls, "accepted": self.accepted, "connections": self.connections}
        return json_answer(counts)


def json_answer(content: object, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    body = json.dumps(content).encode()
    return web.Response(body=body, status=status, headers={"Content-Type": "application/json", **(headers or {})})


def _request(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=LARGEST)


def _reset(request: web.BaseRequest) -> None:
    if request.transport is not None:
        sock = request.transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        request.transport.abort()


def arguments(name: str) -> argparse.ArgumentParser:
    """What every server takes on its command line."""
    parser = argparse.ArgumentParser(prog=f"python -m tests.servers.{name}")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--quiet", action="store_true", help="keep no message and know everybody")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds before each answer")
    return parser


def run(server: LocalServer, latency: float) -> None:
    """Serve in this process until SIGTERM or SIGINT; prints the address when ready."""
    server.latency = latency
    asyncio.run(_until_killed(server))


async def _until_killed(server: LocalServer) -> None:
    serving = asyncio.ensure_future(server.serve(lambda: print(server.url, flush=True)))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, serving.cancel)
    try:
        await serving
    except asyncio.CancelledError:
        return
