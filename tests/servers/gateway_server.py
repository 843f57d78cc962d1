"""A local HTTP SMS gateway by the contract of RapidPro's “External API” channel, and an Android phone beside it.

Run it alone with `python -m tests.servers.gateway_server --port 9200 [--quiet]`.
"""

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from aiohttp import web

from tests.servers.base import LocalServer, arguments, json_answer, run
from tests.servers.client import FORM, Answer, form_body, post
from tests.servers.faults import Fault

TOKEN = "gateway-token-for-tests"
SEND = "/send"
FIELDS = frozenset({"id", "text", "to", "to_no_plus", "from"})
NEEDED = ("id", "text", "to")
LONGEST = 1600
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


@dataclass(frozen=True)
class Message:
    """A message that the gateway took."""

    id: str
    to: str
    text: str
    from_: str
    params: Mapping[str, str]


class FakeGateway(LocalServer):
    """`sent` are the messages taken, in order. The other methods call our webhooks; `base` is our public address."""

    def __init__(self, token: str = TOKEN, port: int = 0, quiet: bool = False) -> None:
        super().__init__(port, quiet)
        self.token = token
        self.sent: list[Message] = []

    @property
    def send_url(self) -> str:
        return self.url + SEND

    def received(
        self, base: str, from_: str, text: str, *, message_id: str | None = None, as_json: bool = False, **more: str
    ) -> Answer:
        """Somebody writes: `from` and `text`, and an `id` when there is one."""
        fields = {"from": from_, "text": text} | ({"id": message_id} if message_id else {}) | more
        return self.call(f"{base}/webhooks/gateway/received", fields, as_json)

    def report(self, base: str, what: str, message: Message | str, as_json: bool = False) -> Answer:
        """A delivery report: "sent", "delivered" or "failed"."""
        number = message if isinstance(message, str) else message.id
        return self.call(f"{base}/webhooks/gateway/{what}", {"id": number}, as_json)

    def phone_received(
        self, base: str, sender: str, text: str, *, message_id: str | None = None, old: bool = False
    ) -> Answer:
        """An Android phone passes an SMS on. `old`: as older versions of the app name the sender."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        payload: dict[str, Any] = {"messageId": message_id or secrets.token_hex(4), "message": text, "simNumber": 1}
        payload |= {"phoneNumber": sender} if old else {"sender": sender, "recipient": None}
        return self._phone(f"{base}/webhooks/gateway/received", "sms:received", payload | {"receivedAt": now})

    def phone_report(self, base: str, what: str, number: str, message_id: str) -> Answer:
        """An Android phone tells what became of a message: "sent", "delivered" or "failed"."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        payload = {"messageId": message_id, "phoneNumber": number, "recipient": number, "simNumber": 1}
        payload |= {f"{what}At": now} | ({"reason": "RESULT_ERROR_GENERIC_FAILURE"} if what == "failed" else {})
        return self._phone(f"{base}/webhooks/gateway/{what}", f"sms:{what}", payload)

    def call(self, url: str, fields: Mapping[str, Any], as_json: bool = False, token: str | None = None) -> Answer:
        """POST with our token, or another."""
        headers = {"Authorization": f"Bearer {self.token if token is None else token}"}
        if as_json:
            return post(url, json.dumps(fields).encode(), headers | {"Content-Type": "application/json"})
        return post(url, form_body(dict(fields)), headers | {"Content-Type": FORM})

    def _phone(self, url: str, event: str, payload: Mapping[str, Any]) -> Answer:
        envelope = {"deviceId": "ffffffffceb0b1db0000018e937c815b", "event": event, "id": secrets.token_urlsafe(16)}
        return self.call(url, envelope | {"payload": payload, "webhookId": "bobbin"}, as_json=True)

    async def answer(self, request: web.BaseRequest) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return json_answer({"error": "unauthorized"}, 401, {"WWW-Authenticate": "Bearer"})
        if request.rel_url.path != SEND or request.method != "POST":
            return json_answer({"error": "not found"}, 404 if request.rel_url.path != SEND else 405)
        fields = await _fields(request)
        problem = _problem(fields)
        if problem:
            return json_answer({"error": problem}, 400)
        message = Message(fields["id"], fields["to"], fields["text"], fields.get("from", ""), fields)
        self.accepted += 1
        if not self.quiet:
            self.sent.append(message)
        return json_answer({"id": message.id})

    def failure(self, fault: Fault) -> web.Response:
        headers = dict(fault.headers)
        if fault.retry_after is not None:
            headers["Retry-After"] = str(fault.retry_after)
        if fault.body is not None:
            return web.Response(body=fault.body, status=fault.status, headers=headers)
        return json_answer({"error": fault.message or "failed"}, fault.status, headers)


async def _fields(request: web.BaseRequest) -> dict[str, Any]:
    """The fields of a JSON object or a form; empty when it is neither."""
    raw = await request.read()
    try:
        if request.content_type == "application/json":
            document = json.loads(raw)
            return document if isinstance(document, dict) else {}
        if request.content_type == "application/x-www-form-urlencoded":
            form = parse_qs(raw.decode(), keep_blank_values=True, strict_parsing=True, errors="strict")
            return {name: values[0] if len(values) == 1 else values for name, values in form.items()}
    except (ValueError, RecursionError):
        return {}
    return {}


def _problem(fields: Mapping[str, Any]) -> str:
    """What is wrong with a message; empty when nothing is."""
    if fields.keys() - FIELDS:
        return f"unknown fields: {', '.join(sorted(fields.keys() - FIELDS))}"
    if not all(isinstance(one, str) for one in fields.values()):
        return "every field is one string"
    missing = [name for name in NEEDED if not fields.get(name, "").strip()]
    if missing:
        return f"missing: {', '.join(missing)}"
    if not _E164.fullmatch(fields["to"]) or fields.get("to_no_plus", fields["to"][1:]) != fields["to"][1:]:
        return "to is no phone number"
    return "text is too long" if len(fields["text"]) > LONGEST else ""


def main() -> None:
    parser = arguments("gateway_server")
    parser.add_argument("--token", default=TOKEN)
    given = parser.parse_args()
    run(FakeGateway(given.token, port=given.port, quiet=given.quiet), given.latency)


if __name__ == "__main__":
    main()
