"""A local Twilio: the Messages resource of its REST API, and the calls that it makes to us.

Run it alone with `python -m tests.servers.twilio_server --port 4010 [--quiet]`.
"""

import base64
import binascii
import re
import secrets
from urllib.parse import parse_qs

from aiohttp import web

from tests.servers.base import LocalServer, arguments, json_answer, run
from tests.servers.faults import Fault
from tests.servers.twilio_account import Message, TwilioAccount
from tests.servers.twilio_rules import SERVICE, Form, Refused, check_message, sid_pattern

ACCOUNT_SID = "AC" + "0123456789abcdef" * 2
AUTH_TOKEN = "fedcba9876543210" * 2
NUMBER = "+15005550006"
UNFINISHED = frozenset({"accepted", "scheduled", "queued", "sending", "receiving"})
_SID, _MEDIA_SID = sid_pattern("SM|MM"), sid_pattern("ME")
_PATH = re.compile(r"/2010-04-01/Accounts/(?P<account>AC[0-9a-fA-F]{32})/Messages(?P<rest>/[^.]*)?(?P<json>\.json)?")


class FakeTwilio(LocalServer, TwilioAccount):
    """`sent` are the messages taken, in order; `incoming` and `callback` call us as Twilio does.

    `opted_out` holds numbers that sent STOP; `refused` maps a number to the code it is refused with (21614, 21408 …);
    `senders`, when not empty, are the only `From` that the account owns; `clock` gives the seconds since the epoch.
    """

    def __init__(
        self,
        account_sid: str = ACCOUNT_SID,
        auth_token: str = AUTH_TOKEN,
        number: str = NUMBER,
        port: int = 0,
        quiet: bool = False,
    ) -> None:
        LocalServer.__init__(self, port, quiet)
        TwilioAccount.__init__(self, account_sid, auth_token, number)
        self.deleted: list[str] = []
        self.opted_out: set[str] = set()
        self.refused: dict[str, int] = {}
        self.senders: set[str] = set()
        self._tickets: dict[str, str] = {}

    async def answer(self, request: web.BaseRequest) -> web.Response:
        try:
            if request.rel_url.path.startswith("/cdn/"):
                return self._cdn(request)
            return await self._answer(request)
        except Refused as refused:
            return _error(refused.status, refused.code, refused.message)

    def failure(self, fault: Fault) -> web.Response:
        codes = {401: (20003, "Authenticate"), 429: (20429, "Too Many Requests")}
        code, message = codes.get(fault.status, (20500, "An internal server error has occurred"))
        headers = dict(fault.headers)
        if fault.retry_after is not None:
            headers["Retry-After"] = str(fault.retry_after)
        if fault.body is not None:
            return web.Response(body=fault.body, status=fault.status, headers=headers)
        return _error(fault.status, fault.code or code, fault.message or message, headers)

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        path = request.rel_url.path
        match = _PATH.fullmatch(path)
        self._authenticate(request, match["account"] if match else None)
        if match is None:
            raise _missing(path)
        rest = (match["rest"] or "").strip("/").split("/")
        if rest == [""] and match["json"]:
            return await self._collection(request)
        if len(rest) == 1 and match["json"]:
            return self._one(request, rest[0])
        if len(rest) == 2 and rest[1] == "Media" and match["json"]:
            return self._media_list(request, rest[0])
        if len(rest) == 3 and rest[1] == "Media":
            return self._one_media(request, rest[0], rest[2], bool(match["json"]))
        raise _missing(path)

    def _authenticate(self, request: web.BaseRequest, account: str | None) -> None:
        given = request.headers.get("Authorization", "")
        if given != basic(self.account_sid, self.auth_token):
            raise Refused(20003, "Authenticate" if _is_basic(given) else "Authentication Error - No credentials", 401)
        if account is not None and account != self.account_sid:
            raise Refused(20003, "Authenticate", 401)

    async def _collection(self, request: web.BaseRequest) -> web.Response:
        if request.method == "POST":
            return self._create(await _form(request))
        if request.method == "GET":
            return json_answer(self.page(dict(request.rel_url.query)))
        raise _wrong_method()

    def _create(self, form: Form) -> web.Response:
        check_message(form)
        one = {name: values[0] for name, values in form.items()}
        self._check_account(one.get("From"), one["To"])
        sender = one.get("From")
        service = one.get("MessagingServiceSid") or (sender if sender and SERVICE.fullmatch(sender) else None)
        message = Message(
            sid=("MM" if "MediaUrl" in form else "SM") + secrets.token_hex(16),
            to=one["To"],
            from_=None if service else sender,
            body=one.get("Body", ""),
            created=self.clock(),
            status="scheduled" if "SendAt" in one else "accepted" if service else "queued",
            status_callback=one.get("StatusCallback"),
            messaging_service_sid=service,
            params=form,
        )
        self.accepted += 1
        if not self.quiet:
            self.messages[message.sid] = message
            self.sent.append(message)
        return json_answer(self.resource(message), 201)

    def _check_account(self, sender: str | None, to: str) -> None:
        if sender and self.senders and sender not in self.senders:
            raise Refused(21606, f"The 'From' phone number {sender} is not a Twilio phone number of your account.")
        if to in self.opted_out:
            raise Refused(21610, "Attempt to send to unsubscribed recipient")
        if to in self.refused:
            raise Refused(self.refused[to], "The 'To' phone number cannot be reached")

    def _one(self, request: web.BaseRequest, sid: str) -> web.Response:
        message = self.messages.get(sid)
        if message is None or not _SID.fullmatch(sid):
            raise _missing(request.rel_url.path)
        if request.method == "GET":
            return json_answer(self.resource(message))
        if request.method != "DELETE":
            raise _wrong_method()
        if message.status in UNFINISHED:
            raise Refused(20009, "Resource not complete", 409)
        del self.messages[sid]
        self.deleted.append(sid)
        return web.Response(status=204)

    def _media_list(self, request: web.BaseRequest, message_sid: str) -> web.Response:
        if message_sid not in self.messages:
            raise _missing(request.rel_url.path)
        if request.method != "GET":
            raise _wrong_method()
        found = [self.media_resource(sid, one) for sid, one in self.media.items() if one.message_sid == message_sid]
        return json_answer({"media_list": found, "page": 0, "page_size": 50, "next_page_uri": None})

    def _one_media(self, request: web.BaseRequest, message_sid: str, sid: str, as_json: bool) -> web.Response:
        media = self.media.get(sid)
        if media is None or media.message_sid != message_sid or not _MEDIA_SID.fullmatch(sid):
            raise _missing(request.rel_url.path)
        if request.method == "DELETE":
            del self.media[sid]
            self.deleted.append(sid)
            return web.Response(status=204)
        if request.method != "GET":
            raise _wrong_method()
        if as_json:
            return json_answer(self.media_resource(sid, media))
        # The real one sends the reader on to its store, which knows no password and refuses one.
        ticket = secrets.token_hex(16)
        self._tickets[ticket] = sid
        return web.Response(status=307, headers={"Location": f"http://localhost:{self.port}/cdn/{ticket}"})

    def _cdn(self, request: web.BaseRequest) -> web.Response:
        if "Authorization" in request.headers:
            return web.Response(status=400, body=b"<Error><Code>InvalidArgument</Code></Error>")
        media = self.media.get(self._tickets.get(request.rel_url.path.removeprefix("/cdn/"), ""))
        if media is None or request.method != "GET":
            return web.Response(status=403, body=b"<Error><Code>AccessDenied</Code></Error>")
        return web.Response(body=media.content, headers={"Content-Type": media.content_type})


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def _is_basic(header: str) -> bool:
    kind, _, rest = header.partition(" ")
    try:
        return kind == "Basic" and b":" in base64.b64decode(rest, validate=True)
    except binascii.Error:
        return False


async def _form(request: web.BaseRequest) -> Form:
    """The form of a POST; anything else is as if it had no parameters. Raises Refused."""
    raw = await request.read()
    if request.content_type != "application/x-www-form-urlencoded":
        return {}
    try:
        return parse_qs(raw.decode(), keep_blank_values=True, strict_parsing=bool(raw), errors="strict")
    except ValueError:
        raise Refused(20001, "The form cannot be read") from None


def _missing(path: str) -> Refused:
    return Refused(20404, f"The requested resource {path} was not found", 404)


def _wrong_method() -> Refused:
    return Refused(20004, "Method not allowed", 405)


def _error(status: int, code: int, message: str, headers: dict[str, str] | None = None) -> web.Response:
    more = f"https://www.twilio.com/docs/errors/{code}"
    return json_answer({"code": code, "message": message, "more_info": more, "status": status}, status, headers)


def main() -> None:
    parser = arguments("twilio_server")
    parser.add_argument("--account", default=ACCOUNT_SID)
    parser.add_argument("--token", default=AUTH_TOKEN)
    given = parser.parse_args()
    run(FakeTwilio(given.account, given.token, port=given.port, quiet=given.quiet), given.latency)


if __name__ == "__main__":
    main()
