"""A Twilio account: its messages and media, and the calls that Twilio makes to us for them. Serves no HTTP."""

import re
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from tests.servers.client import Answer, form_body, post
from tests.servers.twilio_forms import API_VERSION, incoming_form, signed_form, status_form
from tests.servers.twilio_rules import Refused, segments, sent_range

PAGE = 50
UNSENT = frozenset({"accepted", "scheduled", "queued", "sending"})
FILTERS = frozenset({"To", "From", "DateSent", "DateSent<", "DateSent>", "PageSize", "Page", "PageToken"})


@dataclass
class Message:
    """A message at Twilio; its status moves on."""

    sid: str
    to: str
    from_: str | None
    body: str | None
    created: float
    status: str
    status_callback: str | None = None
    messaging_service_sid: str | None = None
    direction: str = "outbound-api"
    error_code: int | None = None
    sent_at: float | None = None
    params: Mapping[str, list[str]] = field(default_factory=dict)
    media: tuple[str, ...] = ()


@dataclass(frozen=True)
class Media:
    """A file of an incoming message."""

    message_sid: str
    content_type: str
    content: bytes
    created: float


class TwilioAccount:
    """What the account holds. `url` is the address of the server, for the media of incoming messages."""

    def __init__(self, account_sid: str, auth_token: str, number: str) -> None:
        self.account_sid = account_sid
        self.auth_token = auth_token
        self.number = number
        self.sent: list[Message] = []
        self.messages: dict[str, Message] = {}
        self.media: dict[str, Media] = {}
        self.clock: Callable[[], float] = time.time

    @property
    def url(self) -> str:
        raise NotImplementedError

    def incoming(self, webhook_url: str, from_: str, body: str | None, **values: Any) -> Answer:
        """Somebody writes to our number, and we are told. The values are those of `arrive`, `opt_out_type`, `extra`
        (more parameters) and `via` (see `client.post`).
        """
        via, extra = values.pop("via", None), values.pop("extra", {})
        opt_out_type = values.pop("opt_out_type", None)
        message = self.arrive(from_, body, **values)
        form = self.incoming_form(message, opt_out_type=opt_out_type, extra=extra)
        return self.post(webhook_url, form, via=via)

    def arrive(
        self,
        from_: str,
        body: str | None,
        *,
        to: str | None = None,
        sid: str | None = None,
        media: Iterable[tuple[str, bytes]] = (),
        messaging_service_sid: str | None = None,
    ) -> Message:
        """An incoming message is there, and nobody has been told. A `sid` given twice is the same message again."""
        files = list(media)
        sid = sid or ("MM" if files else "SM") + secrets.token_hex(16)
        if sid in self.messages:
            return self.messages[sid]
        now = self.clock()
        to = to or ("whatsapp:" if from_.startswith("whatsapp:") else "") + self.number
        message = Message(sid, to, from_, body, now, "received", direction="inbound", sent_at=now)
        message.messaging_service_sid = messaging_service_sid
        message.media = tuple(self._keep_media(sid, *file) for file in files)
        self.messages[sid] = message
        return message

    def incoming_form(self, message: Message, **values: Any) -> dict[str, str]:
        """The form of an incoming message, for callers without HTTP."""
        media = {self._media_url(message.sid, one): self.media[one].content_type for one in message.media}
        values["messaging_service_sid"] = message.messaging_service_sid
        values = {"segments": segments(message.body or ""), "media": media, **values}
        return incoming_form(self.account_sid, message.sid, message.from_ or "", message.to, message.body, **values)

    def callback(self, message: Message, status: str, error_code: int | None = None, **values: Any) -> int:
        """The message moves on and its StatusCallback is told; returns the HTTP status of our answer.

        Values: `full` (else only the two names that are always there), `url`, `via`, `extra`.
        """
        url, via = values.pop("url", None) or message.status_callback, values.pop("via", None)
        assert url, "the message names no StatusCallback"
        return self.post(url, self.status_form(message, status, error_code, **values), via=via).status

    def status_form(
        self, message: Message, status: str, error_code: int | None = None, **values: Any
    ) -> dict[str, str]:
        """Move the message on, and give the form of the report."""
        self.move(message, status, error_code)
        values |= {"from_": message.from_, "to": message.to, "messaging_service_sid": message.messaging_service_sid}
        return status_form(self.account_sid, message.sid, status, error_code=error_code, **values)

    def move(self, message: Message, status: str, error_code: int | None = None) -> None:
        """The message moves on, and nobody is told: a lost report."""
        message.status, message.error_code = status, error_code
        if message.sent_at is None and status not in UNSENT:
            message.sent_at = self.clock()

    def post(self, url: str, form: dict[str, str], via: str | None = None, token: str | None = None) -> Answer:
        """Post a form, signed with our token or another."""
        return post(url, form_body(form), signed_form(url, form, token or self.auth_token), via)

    def page(self, query: Mapping[str, str]) -> dict[str, Any]:
        """One page of the list of messages, newest first. Raises Refused."""
        if query.keys() - FILTERS:
            raise Refused(20001, f"Unknown parameters: {', '.join(sorted(query.keys() - FILTERS))}")
        size, page = _number(query, "PageSize", PAGE, 1, 1000), _number(query, "Page", 0, 0, 10**6)
        kept = {name: value for name, value in query.items() if name not in ("Page", "PageToken", "PageSize")}
        for name in kept.keys() - {"To", "From"}:
            sent_range(name, kept[name])
        found = [one for one in reversed(list(self.messages.values())) if _wanted(one, kept)]
        # The token is the last message of the page before: what came in since then moves nothing to another page.
        start = _after(found, query["PageToken"]) if "PageToken" in query else page * size
        shown = found[start : start + size]
        more = start + size < len(found)

        def address(number: int, **token: str) -> str:
            base = f"/{API_VERSION}/Accounts/{self.account_sid}/Messages.json?"
            return base + urlencode({**kept, "PageSize": size, "Page": number, **token})

        return {
            "messages": [self.resource(one) for one in shown],
            "page": page,
            "page_size": size,
            "start": page * size,
            "end": page * size + max(0, len(shown) - 1),
            "uri": address(page),
            "first_page_uri": address(0),
            "previous_page_uri": address(page - 1) if page else None,
            "next_page_uri": address(page + 1, PageToken="PA" + shown[-1].sid) if more else None,
        }

    def _keep_media(self, message_sid: str, content_type: str, content: bytes) -> str:
        sid = "ME" + secrets.token_hex(16)
        self.media[sid] = Media(message_sid, content_type, content, self.clock())
        return sid

    def _media_url(self, message_sid: str, sid: str) -> str:
        return f"{self.url}/{API_VERSION}/Accounts/{self.account_sid}/Messages/{message_sid}/Media/{sid}"

    def media_resource(self, sid: str, media: Media) -> dict[str, Any]:
        path = f"/{API_VERSION}/Accounts/{self.account_sid}/Messages/{media.message_sid}/Media/{sid}.json"
        date = _date(int(media.created))
        return {
            "account_sid": self.account_sid,
            "content_type": media.content_type,
            "date_created": date,
            "date_updated": date,
            "parent_sid": media.message_sid,
            "sid": sid,
            "uri": path,
        }

    def resource(self, message: Message) -> dict[str, Any]:
        path = f"/{API_VERSION}/Accounts/{self.account_sid}/Messages/{message.sid}"
        count = len(message.media) + len(message.params.get("MediaUrl", ()))
        unassigned = message.messaging_service_sid and message.status in ("accepted", "scheduled")
        return {
            "account_sid": self.account_sid,
            "api_version": API_VERSION,
            "body": message.body,
            "date_created": _date(int(message.created)),
            "date_sent": None if message.sent_at is None else _date(int(message.sent_at)),
            "date_updated": _date(int(message.sent_at or message.created)),
            "direction": message.direction,
            "error_code": message.error_code,
            "error_message": None,
            "from": message.from_,
            "messaging_service_sid": message.messaging_service_sid,
            "num_media": str(count),
            "num_segments": "0" if unassigned else str(segments(message.body or "")),
            "price": None,
            "price_unit": "USD",
            "sid": message.sid,
            "status": message.status,
            "subresource_uris": {"media": f"{path}/Media.json"},
            "to": message.to,
            "uri": f"{path}.json",
        }


def _wanted(message: Message, kept: Mapping[str, str]) -> bool:
    for name, value in kept.items():
        if name in ("To", "From"):
            if value != (message.to if name == "To" else message.from_):
                return False
        else:
            first, end = sent_range(name, value)
            if message.sent_at is None or not first <= message.sent_at < end:
                return False
    return True


def _after(found: list[Message], token: str) -> int:
    sids = [one.sid for one in found]
    return sids.index(token[2:]) + 1 if token[2:] in sids else len(sids)


def _number(query: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = query.get(name, str(default))
    if not re.fullmatch(r"[0-9]{1,7}", text) or not low <= int(text) <= high:
        raise Refused(20001, f"Invalid {name}")
    return int(text)


@lru_cache(64)
def _date(second: int) -> str:
    return formatdate(second, usegmt=False).replace("-0000", "+0000")
