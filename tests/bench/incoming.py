"""Incoming: from a signed webhook to a committed reply, beside the least that could be called a line.

Both run under the same server with one process each, on databases of the same kind; they are pressed in turn.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from bot.house import House
from bot.settings import load_settings
from models.database import open_database
from models.encryption import new_ring, save_ring
from models.vocabulary import Line
from tests.bench import bare
from tests.bench.load import Pressed, press
from tests.bench.people import Crowd, Said
from tests.bench.report import Figure, ratio
from tests.bench.servers import BOBBIN, free_port, module, running
from tests.bench.settings import ACCOUNT, NUMBER, PUBLIC_URL, SECRET, TOKEN, UNHURRIED, environment
from tests.databases import Shelf

PEOPLE, PAIRS, SECONDS = 3000, 5, 1.5
_numbers = count(1)


def measure(shelf: Shelf, engine: str, folder: Path) -> Iterator[Figure]:
    """The figures of one engine."""
    for line, requests in ((Line.TWILIO, _twilio), (Line.TELEGRAM, _telegram)):
        yield from _line(shelf, engine, folder, line, requests)


def _line(shelf: Shelf, engine: str, folder: Path, line: Line, requests: object) -> Iterator[Figure]:
    ours_url, bare_url = _url(shelf, engine), _url(shelf, engine)
    keys = folder / f"{engine}-{line}" / "keys.json"
    ring = new_ring()
    save_ring(ring, keys)
    db = open_database(ours_url)
    crowd = Crowd(House(db, ring, load_settings(UNHURRIED)), line, PEOPLE)
    crowd.settle(time.time())
    bare.settle(bare_url, [worker.address for worker in crowd.workers])
    name = "Twilio" if line is Line.TWILIO else "Telegram"
    pairs: list[tuple[float, float]] = []
    pressed: list[Pressed] = []
    port, bare_port = free_port(), free_port()
    make = _twilio if requests is _twilio else _telegram
    with (
        running([BOBBIN, "web"], port, environment(ours_url, keys, port)),
        running(module("tests.bench.bare", bare_url, str(bare_port)), bare_port),
    ):
        for number in range(PAIRS + 1):
            theirs = press(bare_port, [make(said) for said in crowd.write()], SECONDS)
            mine = press(port, [make(said) for said in crowd.write()], SECONDS)
            assert theirs.failed == mine.failed == 0, f"{name}: {theirs.failed} and {mine.failed} failed"
            if number:  # the first warms up
                pairs.append((mine.rate, theirs.rate))
                pressed.append(mine)
        calm = press(port, [make(said) for said in crowd.write()], 2 * SECONDS, rate=pairs[0][1] / 2)
    db.dispose()
    yield ratio(f"incoming, {name}, {engine}", pairs, 0.6)
    worst = sorted(one.percentile(99) for one in pressed)[len(pressed) // 2]
    yield Figure(f"incoming, {name}, {engine}, p99 at saturation", 1000 * worst, 50, False, " ms")
    yield Figure(
        f"incoming, {name}, {engine}, p99 at half of the bare rate", 1000 * calm.percentile(99), 30, False, " ms"
    )


def _url(shelf: Shelf, engine: str) -> str:
    return shelf.sqlite_url() if engine == "SQLite" else shelf.postgresql_url()


def _twilio(said: Said) -> bytes:
    form = {
        "MessageSid": f"SM{next(_numbers):032x}",
        "AccountSid": ACCOUNT,
        "From": said.address,
        "To": NUMBER,
        "Body": said.text,
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsStatus": "received",
        "ApiVersion": "2010-04-01",
        "FromCountry": "BD",
    }
    path = "/webhooks/twilio/message"
    signed = PUBLIC_URL + path + "".join(name + form[name] for name in sorted(form))
    signature = base64.b64encode(hmac.digest(TOKEN.encode(), signed.encode(), hashlib.sha1)).decode()
    kind = "application/x-www-form-urlencoded"
    return _request(path, urlencode(form).encode(), kind, f"X-Twilio-Signature: {signature}")


def _telegram(said: Said) -> bytes:
    person = {"id": int(said.address), "is_bot": False, "first_name": "R"}
    chat = {"id": int(said.address), "type": "private", "first_name": "R"}
    message = {"message_id": 7, "date": int(time.time()), "chat": chat, "text": said.text or "?"}
    update: dict[str, object] = {"update_id": next(_numbers), "message": {**message, "from": person}}
    if said.choice is not None:
        tap = {"id": str(next(_numbers)), "from": person, "chat_instance": "1", "message": message}
        update = {"update_id": next(_numbers), "callback_query": {**tap, "data": said.choice}}
    secret = f"X-Telegram-Bot-Api-Secret-Token: {SECRET}"
    return _request("/webhooks/telegram", json.dumps(update).encode(), "application/json", secret)


def _request(path: str, body: bytes, kind: str, header: str) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: line.example.org\r\nContent-Type: {kind}\r\n{header}\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
