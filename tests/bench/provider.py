"""A provider that says yes at once, or after a while: shaped as Twilio and Telegram answer. Counts its connections.

`python -m tests.bench.provider PORT DELAY_MS`; `GET /connections` tells the count.
"""

import asyncio
import json
import sys
from itertools import count

_sids = count(1)
_opened = count(1)
opened = [0]
"""How many connections there were; a list, for every connection counts on it."""


class Provider(asyncio.Protocol):
    """One kept-alive connection."""

    def __init__(self, delay: float) -> None:
        self._delay = delay
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        opened[0] = next(_opened)
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        while (end := self._received.find(b"\r\n\r\n")) >= 0:
            head = self._received[:end].lower()
            _, _, length = head.partition(b"content-length:")
            whole = end + 4 + int(length.partition(b"\r\n")[0] or 0)
            if len(self._received) < whole:
                return
            path = self._received.partition(b" ")[2].partition(b" ")[0]
            self._received = self._received[whole:]
            if self._delay and path != b"/connections":
                asyncio.get_running_loop().call_later(self._delay, self._answer, path)
            else:
                self._answer(path)

    def _answer(self, path: bytes) -> None:
        status, body = b"200 OK", self._telegram()
        if path == b"/connections":
            body = json.dumps({"connections": opened[0]}).encode()
        elif b"Messages.json" in path:
            status, body = b"201 CREATED", self._twilio()
        head = b"HTTP/1.1 " + status + b"\r\nContent-Type: application/json\r\nContent-Length: "
        self._transport.write(head + str(len(body)).encode() + b"\r\n\r\n" + body)

    def _twilio(self) -> bytes:
        sid = f"SM{next(_sids):032x}"
        return json.dumps({"sid": sid, "status": "queued", "num_segments": "1", "error_code": None}).encode()

    def _telegram(self) -> bytes:
        message = {"message_id": next(_sids), "date": 1795500000, "chat": {"id": 1, "type": "private"}, "text": "x"}
        return json.dumps({"ok": True, "result": message}).encode()


async def main(port: int, delay: float) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: Provider(delay), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), float(sys.argv[2]) / 1000))
