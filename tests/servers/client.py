"""How a provider calls us: one POST, once, with a time limit, no redirects and no cookies."""

import http.client
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

TIMEOUT = 15.0
"""Seconds after which Twilio gives up; the others are no more patient here."""
FORM = "application/x-www-form-urlencoded; charset=UTF-8"


@dataclass(frozen=True)
class Answer:
    """What our webhook answered."""

    status: int
    body: bytes
    headers: dict[str, str]

    def json(self) -> Any:
        return json.loads(self.body)


def post(url: str, body: bytes, headers: dict[str, str], via: str | None = None) -> Answer:
    """POST to `url`; with `via`, connect to that address instead and leave the Host of `url` (a proxy in between)."""
    return _call("POST", url, body, headers, via)


def get(url: str, headers: dict[str, str] | None = None) -> Answer:
    return _call("GET", url, None, headers or {}, None)


def _call(method: str, url: str, body: bytes | None, headers: dict[str, str], via: str | None) -> Answer:
    parts, target = urlsplit(url), urlsplit(via or url)
    connect = http.client.HTTPSConnection if target.scheme == "https" else http.client.HTTPConnection
    connection = connect(target.hostname or "", target.port, timeout=TIMEOUT)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(method, path, body, {"Host": parts.netloc, "Connection": "close", **headers})
        answer = connection.getresponse()
        return Answer(answer.status, answer.read(), dict(answer.getheaders()))
    finally:
        connection.close()


def form_body(form: dict[str, str]) -> bytes:
    return urlencode(form).encode()
