"""What Twilio refuses in a message, with its own codes. Pure: decides, keeps nothing.

Stricter than the real one where nobody can know what the real one does: unknown and repeated parameters, and a
`From` together with a messaging service, are refused here.
"""

import json
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_TWICE = frozenset("^{}\\[~]|€\f")
LONGEST = 1600
URL_LONGEST = 4000
DAY = 86400

_E164 = re.compile(r"(whatsapp:)?\+[1-9][0-9]{6,14}")
_SHORT_CODE = re.compile(r"[0-9]{3,8}")
_SENDER_ID = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9 +\-_&]{0,10}")
_HOST = re.compile(r"(?!-)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_ESCAPED = re.compile(r"([A-Za-z0-9\-._~:/?#@!$&'()*+,;=]|\[|\]|%[0-9A-Fa-f]{2})*")

Form = dict[str, list[str]]


class Refused(Exception):
    """Twilio's answer to a bad request."""

    def __init__(self, code: int, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


def sid_pattern(prefix: str) -> re.Pattern[str]:
    return re.compile(f"(?:{prefix})[0-9a-fA-F]{{32}}")


SERVICE, APPLICATION, CONTENT = sid_pattern("MG"), sid_pattern("AP"), sid_pattern("HX")


def check_message(form: Form) -> None:
    """Raise Refused unless Twilio would take this message."""
    _check_names(form)
    _check_to(form)
    _check_sender(form)
    _check_content(form)
    _check_callback(form)
    for name, (right, code, message) in VALUES.items():
        if name in form and not right(form[name][0]):
            raise Refused(code, message)
    _check_together(form)


def segments(text: str) -> int:
    """How many SMS a text takes."""
    if all(char in GSM or char in GSM_TWICE for char in text):
        units, one, many = len(text) + sum(char in GSM_TWICE for char in text), 160, 153
    else:
        units, one, many = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if units <= one else -(-units // many)


def is_address(text: str) -> bool:
    """A phone number in E.164, or one behind `whatsapp:`."""
    return _E164.fullmatch(text) is not None


def is_sender(text: str) -> bool:
    return any(pattern.fullmatch(text) for pattern in (_E164, _SHORT_CODE, _SENDER_ID))


def is_url(text: str) -> bool:
    """A full http(s) address with a host that others can find: no underscores, no `localhost`."""
    if len(text) > URL_LONGEST or not _ESCAPED.fullmatch(text):
        return False
    try:
        parts = urlsplit(text)
        port_is_right = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and port_is_right and _HOST.fullmatch(parts.hostname or "") is not None


def _check_names(form: Form) -> None:
    unknown = sorted(form.keys() - NAMES)
    if unknown:
        raise Refused(20001, f"Unknown parameters: {', '.join(unknown)}")
    repeated = sorted(name for name, values in form.items() if len(values) > 1 and name not in MANY)
    if repeated:
        raise Refused(20001, f"Repeated parameters: {', '.join(repeated)}")


def _check_to(form: Form) -> None:
    to = form.get("To", [""])[0]
    if not to:
        raise Refused(21604, "A 'To' phone number is required.")
    if not is_address(to):
        raise Refused(21211, f"Invalid 'To' Phone Number: {to[:-4]}XXXX")


def _check_sender(form: Form) -> None:
    sender, service = form.get("From", [""])[0], form.get("MessagingServiceSid", [""])[0]
    if not sender and not service:
        raise Refused(21603, "A 'From' phone number is required.")
    if sender and service:
        raise Refused(21712, "The 'From' is not in the sender pool of the Messaging Service.")
    if service and not SERVICE.fullmatch(service):
        raise Refused(21705, f"The Messaging Service Sid {service} is invalid.")
    if sender and not is_sender(sender) and not SERVICE.fullmatch(sender):
        raise Refused(21212, f"Invalid From Number (caller ID): {sender}")
    _check_pair(sender, form["To"][0])


def _check_pair(sender: str, to: str) -> None:
    by_whatsapp = sender.startswith("whatsapp:")
    if sender and not SERVICE.fullmatch(sender) and by_whatsapp != to.startswith("whatsapp:"):
        raise Refused(21910, "Invalid From and To pair. From and To should be of the same channel")
    if sender == to:
        raise Refused(21266, "'To' and 'From' number cannot be the same")


def _check_content(form: Form) -> None:
    body, media = form.get("Body", [None])[0], form.get("MediaUrl", [])
    if body is not None and not body.strip() and not media:
        raise Refused(21602, "Message body is required.")
    if body is None and not media and "ContentSid" not in form:
        raise Refused(21619, "A text message body or media urls must be specified.")
    if body and len(body.encode("utf-16-le")) // 2 > LONGEST:
        raise Refused(21617, "The concatenated message body exceeds the 1600 character limit.")
    if len(media) > 10:
        raise Refused(21623, "Number of media files exceeds allowed limit.")
    if not all(is_url(url) for url in media):
        raise Refused(21620, "Invalid media URL(s)")


def _check_callback(form: Form) -> None:
    url = form.get("StatusCallback", [None])[0]
    if url is not None and not is_url(url):
        raise Refused(21609, f"The 'StatusCallback' URL {url} is not a valid URL.")


def _check_together(form: Form) -> None:
    for name, needed in TOGETHER.items():
        missing = [other for other in needed if other not in form]
        if name in form and missing:
            raise Refused(20001, f"{name} needs {', '.join(missing)}")


def _one_of(*words: str) -> Callable[[str], bool]:
    return lambda text: text in words


def _whole(low: int, high: int) -> Callable[[str], bool]:
    return lambda text: re.fullmatch(r"[0-9]{1,9}", text) is not None and low <= int(text) <= high


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[0-9]+(\.[0-9]+)?", text) is not None


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _is_time(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def _bad(names: Iterable[str], right: Callable[[str], bool]) -> dict[str, tuple[Callable[[str], bool], int, str]]:
    return {name: (right, 20001, f"Invalid {name}") for name in names}


_truth = _one_of("true", "false")
VALUES: dict[str, tuple[Callable[[str], bool], int, str]] = {
    "ValidityPeriod": (_whole(1, 36000), 21624, "Invalid validity period value"),
    **_bad(["ContentRetention"], _one_of("retain", "discard")),
    **_bad(["AddressRetention"], _one_of("retain", "obfuscate")),
    **_bad(["TrafficType"], _one_of("free")),
    **_bad(["ScheduleType"], _one_of("fixed")),
    **_bad(["RiskCheck"], _one_of("enable", "disable")),
    **_bad(["ProvideFeedback", "ForceDelivery", "SmartEncoded", "ShortenUrls", "SendAsMms"], _truth),
    **_bad(["Attempt"], _whole(1, 1000)),
    **_bad(["MaxPrice"], _is_number),
    **_bad(["ContentVariables"], _is_object),
    **_bad(["SendAt"], _is_time),
    **_bad(["ApplicationSid"], lambda text: APPLICATION.fullmatch(text) is not None),
    **_bad(["ContentSid"], lambda text: CONTENT.fullmatch(text) is not None),
    **_bad(["FallbackFrom"], is_sender),
}
TOGETHER = {
    "ScheduleType": ("SendAt", "MessagingServiceSid"),
    "SendAt": ("ScheduleType", "MessagingServiceSid"),
    "ContentVariables": ("ContentSid",),
    "ShortenUrls": ("MessagingServiceSid",),
    "FallbackFrom": ("MessagingServiceSid",),
}
MANY = frozenset({"MediaUrl", "PersistentAction"})
NAMES = frozenset(VALUES) | MANY | {"To", "From", "MessagingServiceSid", "Body", "StatusCallback"}


def sent_range(name: str, text: str) -> tuple[float, float]:
    """The seconds that a filter by `DateSent` allows: that day, up to that moment, or from it on. Raises Refused.

    The ends are included, and a date without a time is the whole day.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(20001, f"Invalid {name}: {text}") from None
    start = moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()
    if name == "DateSent":
        return start // DAY * DAY, start // DAY * DAY + DAY
    end = start + (DAY if len(text) == len("2026-11-24") else 1)
    return (start, float("inf")) if name == "DateSent>" else (float("-inf"), end)
