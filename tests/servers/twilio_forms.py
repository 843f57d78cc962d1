"""The forms that Twilio posts to us, and their signature. Pure: makes forms, sends nothing.

The signature is written from Twilio's description and not taken from its library, so that the tests compare two.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping

from tests.servers.client import FORM

API_VERSION = "2010-04-01"
PLACES = {"Country": "", "State": "", "City": "", "Zip": ""}


def signature(url: str, params: Mapping[str, str], token: str) -> str:
    """HMAC-SHA1 over the address and the sorted names and values, joined without separators, in base64."""
    text = url + "".join(name + params[name] for name in sorted(params))
    return base64.b64encode(hmac.new(token.encode(), text.encode(), hashlib.sha1).digest()).decode()


def signed_form(url: str, params: Mapping[str, str], token: str) -> dict[str, str]:
    """The headers of a signed POST of this form to this address."""
    return {
        "Content-Type": FORM,
        "User-Agent": "TwilioProxy/1.1",
        "Accept": "*/*",
        "I-Twilio-Idempotency-Token": hashlib.md5(repr(sorted(params.items())).encode()).hexdigest(),
        "X-Twilio-Signature": signature(url, params, token),
    }


def incoming_form(
    account_sid: str,
    sid: str,
    from_: str,
    to: str,
    body: str | None,
    *,
    media: Mapping[str, str] | None = None,
    segments: int = 1,
    messaging_service_sid: str | None = None,
    opt_out_type: str | None = None,
    extra: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """An incoming message. `media`: address -> content type; `body` None leaves the name out, as media may."""
    form = {"MessageSid": sid, "SmsSid": sid, "SmsMessageSid": sid, "AccountSid": account_sid}
    form |= {"From": from_, "To": to, "NumMedia": str(len(media or {})), "NumSegments": str(segments)}
    form |= {"SmsStatus": "received", "ApiVersion": API_VERSION}
    form |= _whatsapp(from_) if from_.startswith("whatsapp:") else _places()
    optional = {"Body": body, "MessagingServiceSid": messaging_service_sid, "OptOutType": opt_out_type}
    form |= {name: value for name, value in optional.items() if value is not None}
    for number, (url, content_type) in enumerate((media or {}).items()):
        form |= {f"MediaUrl{number}": url, f"MediaContentType{number}": content_type}
    return form | dict(extra or {})


def status_form(
    account_sid: str,
    sid: str,
    status: str,
    *,
    from_: str | None = None,
    to: str = "",
    messaging_service_sid: str | None = None,
    error_code: int | None = None,
    full: bool = True,
    extra: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """A delivery report. Not `full`: the two names that are always there, and no more."""
    form = {"MessageSid": sid, "MessageStatus": status}
    if full:
        form |= {"SmsSid": sid, "SmsStatus": status, "AccountSid": account_sid, "To": to, "ApiVersion": API_VERSION}
        optional = {"From": from_, "MessagingServiceSid": messaging_service_sid}
        form |= {name: value for name, value in optional.items() if value}
    if error_code is not None:
        form["ErrorCode"] = str(error_code)
    return form | dict(extra or {})


def _places() -> dict[str, str]:
    return {side + name: value for side in ("From", "To") for name, value in PLACES.items()}


def _whatsapp(from_: str) -> dict[str, str]:
    number = from_.removeprefix("whatsapp:").removeprefix("+")
    channel = {"type": "whatsapp", "data": {"context": {"ProfileName": "A worker", "WaId": number}}}
    return {
        "ProfileName": "A worker",
        "WaId": number,
        "MessageType": "text",
        "Forwarded": "false",
        "ChannelMetadata": json.dumps(channel),
        "ExternalUserId": f"US.{number}",
    }
