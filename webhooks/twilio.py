"""Twilio calls: incoming messages and delivery reports. The signature is checked before anything is parsed.

It covers names and values without separators, so two different forms can carry one signature: every name must
stand there once, and the ones a message cannot lack must be there.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import parse_qsl, urlsplit

from flask import Blueprint, Response, abort, request

from bot.inbound import Event, Inbound
from bot.reports import TWILIO_REPORTS
from bot.settings import Twilio
from models.vocabulary import Line
from webhooks.door import body_of, door, nothing

blueprint = Blueprint("twilio", __name__, url_prefix="/webhooks/twilio")

FORM = "application/x-www-form-urlencoded"
EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
FIELDS = 1000
NEEDED = frozenset({"MessageSid", "AccountSid", "From"})
OPT_OUT = {"STOP": Event.OPTED_OUT, "START": Event.OPTED_IN, "HELP": Event.HELPED}
KINDS = {"image": "photo", "audio": "voice"}
_TOKEN = re.compile(r"[0-9a-f]{32}")
_NAMES = {"MessageSid": re.compile(r"[A-Za-z0-9]{1,80}"), "ErrorCode": re.compile(r"[0-9]{1,8}")}


@blueprint.post("/message")
def message() -> Response:
    """An incoming SMS or WhatsApp message. Replies go out by REST, so the answer is always empty TwiML."""
    form = _verified()
    if NEEDED - form.keys() or _name(form, "MessageSid") is None:
        abort(403)
    door().take(parse(form))
    return Response(EMPTY, mimetype="text/xml")


@blueprint.post("/status/<token>")
def status(token: str) -> Response:
    """A delivery report. The token says which message; one that nobody gave out is refused."""
    form = _verified()
    if not _TOKEN.fullmatch(token):
        abort(403)
    state = TWILIO_REPORTS.get(form.get("MessageStatus", ""))
    if not door().report(token, state, _name(form, "MessageSid"), _name(form, "ErrorCode")):
        abort(403)
    return nothing(204)


def _name(form: Mapping[str, str], field: str) -> str | None:
    """What Twilio calls a message or an error; None for what is no such name."""
    value = form.get(field, "")
    return value if _NAMES[field].fullmatch(value) else None


def parse(form: Mapping[str, str]) -> Inbound:
    """A verified form as an incoming message."""
    return Inbound(
        line=Line.TWILIO,
        address=form["From"].strip()[:80],
        external_id=form["MessageSid"][:80],
        text=form.get("Body", ""),
        files=tuple(_files(form)),
        event=OPT_OUT.get(form.get("OptOutType", "").upper(), Event.MESSAGE),
    )


def _files(form: Mapping[str, str]) -> list[dict[str, str]]:
    """The media of a message: where Twilio keeps them, and what it says they are."""
    count = form.get("NumMedia", "0")
    files = []
    for number in range(min(int(count), 10) if count.isascii() and count.isdigit() else 0):
        url, media_type = form.get(f"MediaUrl{number}"), form.get(f"MediaContentType{number}", "")
        if url:
            kind = KINDS.get(media_type.partition("/")[0], "file")
            files.append({"kind": kind, "ref": url, "media_type": media_type.replace("\0", "")[:80]})
    return files


def _verified() -> dict[str, str]:
    """The form, once its signature is good; 403 without. Checked against PUBLIC_URL, never a header's host."""
    settings = door().house.settings
    if settings.twilio is None or request.mimetype != FORM:
        abort(403)
    raw = body_of(request)
    pairs = _pairs(raw)
    form = dict(pairs)
    given = request.headers.get("X-Twilio-Signature", "")
    url = settings.public_url + request.path + (f"?{request.query_string.decode()}" if request.query_string else "")
    if len(form) != len(pairs) or not signed(settings.twilio, url, form, given):
        abort(403)
    if form.get("AccountSid", settings.twilio.account_sid) != settings.twilio.account_sid:
        abort(403)
    return form


def _pairs(raw: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=FIELDS)
    except ValueError:
        abort(403)


def signed(settings: Twilio, url: str, form: Mapping[str, str], given: str) -> bool:
    """Whether the signature is of one of our tokens, for the address with or without its standard port."""
    if not given.isascii():
        return False
    tail = "".join(name + form[name] for name in sorted(form))
    good = False
    for address in (url, _with_port(url)):
        for token in settings.tokens:
            good |= hmac.compare_digest(signature(token, address + tail), given)
    return good


def signature(token: str, signed_text: str) -> str:
    digest = hmac.digest(token.encode(), signed_text.encode("utf-8", "surrogatepass"), hashlib.sha1)
    return base64.b64encode(digest).decode()


@lru_cache(64)
def _with_port(url: str) -> str:
    """The same address with its port written out: some of Twilio's systems sign it so."""
    parts = urlsplit(url)
    if parts.port is not None:
        return url
    port = 443 if parts.scheme == "https" else 80
    return parts._replace(netloc=f"{parts.netloc}:{port}").geturl()
