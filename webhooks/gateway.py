"""A generic HTTP SMS gateway calls: RapidPro's “External API” contract, and the Android app that speaks JSON events.

An event of the app has an id of its own. The `messageId` in its payload is made from the words, so that a second “1”
of the same worker has the first one's: for incoming messages it is never the id.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from flask import Blueprint, Response, abort, jsonify, request

from bot.inbound import Inbound
from bot.reports import GATEWAY_REPORTS
from models.vocabulary import Line
from webhooks.door import body_of, door, fingerprint

blueprint = Blueprint("gateway", __name__, url_prefix="/webhooks/gateway")

SENDERS = ("from", "sender", "phoneNumber", "msisdn")
TEXTS = ("text", "message", "content", "body")
IDS = ("id", "messageId", "message_id")
TOKEN = 32
STALE = 24 * 3600.0
"""A phone that was offline repeats for a day what it could not deliver; older signatures are refused."""


@blueprint.post("/received")
def received() -> Response:
    """An incoming SMS: `from`, `text`, and the gateway's `id` where it has one."""
    raw = _authorised()
    called = _called(raw)
    fields = _payload(called)
    sender, text = _first(fields, SENDERS), _first(fields, TEXTS)
    if sender is None or text is None:
        return _problem("send “from” and “text”, as a form or as JSON")
    address = _address(sender)
    if address is None:
        return _problem("“from” is no phone number; send it as +880…, or set DEFAULT_COUNTRY")
    external_id = _first(called, IDS) or fingerprint(raw)
    door().take(Inbound(Line.GATEWAY, address, external_id[:80], text))
    return jsonify(ok=True)


@blueprint.post("/<any(sent, delivered, failed):what>")
def reported(what: str) -> Response:
    """A delivery report: `id` is the one we gave with the message."""
    token = _first(_payload(_called(_authorised())), IDS)
    if token is None or len(token) != TOKEN:
        return _problem("send the “id” that came with the message")
    known = door().report(token, GATEWAY_REPORTS[what], None, "gateway" if what == "failed" else None)
    return jsonify(ok=known)


def _authorised() -> bytes:
    """The body, once the caller has shown the token, or has signed with it as the Android app does; else 401."""
    settings = door().house.settings.gateway
    if settings is None:
        abort(401)
    given = request.headers.get("Authorization", "").encode("utf-8", "replace")
    shown = hmac.compare_digest(given, f"Bearer {settings.token}".encode())
    raw = body_of(request)
    if not (shown or _signed(raw, settings.token)):
        abort(401)
    return raw


def _signed(raw: bytes, key: str) -> bool:
    """`X-Signature`: HMAC-SHA256 in hexadecimal over the body and the `X-Timestamp`, which must be recent."""
    stamp, given = request.headers.get("X-Timestamp", ""), request.headers.get("X-Signature", "")
    if not (stamp.isascii() and stamp.isdigit() and given.isascii()):
        return False
    good = hmac.new(key.encode(), raw + stamp.encode(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(good, given.lower()) and abs(door().now() - int(stamp)) < STALE


def _called(raw: bytes) -> Mapping[str, Any]:
    """What was sent, as a form or as JSON."""
    return _json(raw) if request.is_json else _form(raw)


def _payload(called: Mapping[str, Any]) -> Mapping[str, Any]:
    """The fields; those of a JSON event stand in its `payload`."""
    payload = called.get("payload")
    return payload if isinstance(payload, dict) else called


def _json(raw: bytes) -> dict[str, Any]:
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def _form(raw: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=100))
    except ValueError:
        return {}


def _first(fields: Mapping[str, Any], names: tuple[str, ...]) -> str | None:
    for name in names:
        value = fields.get(name)
        if isinstance(value, str | int) and str(value):
            return str(value)
    return None


def _address(sender: str) -> str | None:
    """The number in E.164, read in DEFAULT_COUNTRY where it has no country code."""
    import phonenumbers  # only where a gateway is used

    country = door().house.settings.default_country
    try:
        number = phonenumbers.parse(sender, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _problem(what: str) -> Response:
    answer = jsonify(ok=False, error=what)
    answer.status_code = 400
    return answer
