"""How tests call the local providers: by the real library, or raw for what it would never send."""

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

import telegram
from telegram.request import HTTPXRequest

from tests.servers.client import post
from tests.servers.telegram_server import FakeTelegram
from tests.servers.twilio_server import FakeTwilio, basic

T = TypeVar("T")


class Ourselves:
    """A web server in our place: keeps what it is sent and answers `status`."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, str], bytes]] = []
        self.status = 200
        ours = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                ours.calls.append((self.path, dict(self.headers), body))
                self.send_response(ours.status)
                self.end_headers()
                self.wfile.write(b"<Response/>")

            def log_message(self, *_words: object) -> None:
                return

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.calls[-1][2].decode(), keep_blank_values=True))

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def bot_says(tg: FakeTelegram, say: Callable[[telegram.Bot], Awaitable[T]], token: str | None = None) -> T:
    """Let the real library make a call."""

    async def call() -> T:
        request, polling = HTTPXRequest(read_timeout=2), HTTPXRequest(read_timeout=2)
        bot = telegram.Bot(
            token or tg.token,
            base_url=f"{tg.url}/bot",
            base_file_url=f"{tg.url}/file/bot",
            request=request,
            get_updates_request=polling,
        )
        await request.initialize()
        await polling.initialize()
        try:
            return await say(bot)
        finally:
            await request.shutdown()
            await polling.shutdown()

    return asyncio.run(call())


def ask_twilio(twilio: FakeTwilio, **form: Any) -> tuple[int, dict[str, Any]]:
    """A raw call, for what the library would never send."""
    headers = {
        "Authorization": basic(twilio.account_sid, twilio.auth_token),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    url = f"{twilio.url}/2010-04-01/Accounts/{twilio.account_sid}/Messages.json"
    answer = post(url, urlencode(form, doseq=True).encode(), headers)
    return answer.status, answer.json()


def ask_telegram(tg: FakeTelegram, method: str, **call: Any) -> dict[str, Any]:
    body = json.dumps(call).encode()
    answer = post(f"{tg.url}/bot{tg.token}/{method}", body, {"Content-Type": "application/json"})
    return dict(answer.json())
