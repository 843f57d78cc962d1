"""The phones in the browser: the page `/simulator` and what it talks to. Registered in a demo only.

What is said on a phone goes in by the same door as a provider's webhook; nothing is written here.
"""

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, NoReturn, Protocol

from flask import Blueprint, Response, abort, current_app, jsonify, render_template, request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import HTTPException

from bot.channels.simulator import Phones
from bot.inbound import Inbound
from bot.telegram_updates import PAYLOAD, parse
from conversations.segments import segments
from models.vocabulary import SMS_LINES, Line
from webhooks.door import body_of, door

BOOT = "simulator_boot"
"""Under which the app keeps a name for this start of it: phones number their messages anew after each."""
FILE_LIMIT = 12 * 1024 * 1024
LONGEST = 4096
"""Letters of a text; Telegram takes no more, and no SMS is as long."""
CHOICE = 64
"""Bytes of a button's data, as on Telegram."""
PERIOD = 30
"""Seconds that a code of the authenticator holds."""
ADDRESSES = {
    Line.SIM_SMS: re.compile(r"\+[1-9][0-9]{6,14}"),
    Line.SIM_TELEGRAM: re.compile(r"[1-9][0-9]{0,15}"),
    Line.EMAIL: re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}"),
}
TALKING = (Line.SIM_SMS, Line.SIM_TELEGRAM)
START = re.compile(rf"[A-Za-z0-9_-]{{1,{PAYLOAD}}}")
FIELD_OF_KIND = {"photo": "photo", "voice": "voice", "file": "document"}

blueprint = Blueprint(
    "simulator", __name__, url_prefix="/simulator", static_folder="static/simulator", static_url_path="/static"
)


class Demo(Protocol):
    """How to sign in to the demo, kept in the app's `DEMO`."""

    email: str
    password: str
    factory_code: str
    factory_name: str

    def code(self) -> str: ...


@blueprint.record
def _name_this_start(setup: Any) -> None:
    setup.app.extensions[BOOT] = secrets.token_hex(8)


@blueprint.before_request
def enter() -> None:
    """Only our own page may speak for the phones; a multipart form could be sent from any other."""
    request.max_content_length = FILE_LIMIT
    if request.method == "POST":
        _check_origin()


@blueprint.errorhandler(HTTPException)
def refused(error: HTTPException) -> Response:
    """Every refusal as JSON that says what is wrong."""
    answer = jsonify(ok=False, error=error.description)
    answer.status_code = error.code or 500
    return answer


@blueprint.get("")
def page() -> str:
    return render_template("simulator.html", demo=_demo())


@blueprint.post("/send")
def send() -> Response:
    """What a phone says: `line`, `address` and one of `text`, `choice` (with `message` and `label`), `start`.

    A file comes as multipart: `file`, its `kind` and perhaps `text`. On SMS the answer says what it cost.
    """
    fields = _fields()
    line, address = _phone(fields, TALKING)
    said = _sms(address, fields) if line in SMS_LINES else _telegram(address, fields)
    door().take(said)
    return jsonify(ok=True, **(_cost(said.text) if line in SMS_LINES else {}))


@blueprint.get("/messages")
def messages() -> Response:
    """What a phone has received since its message `after`; all of it when `boot` names an earlier start.

    A file comes whole, as `document`: `name`, `media_type` and `content` in base64.
    """
    line, address = _phone(request.args, tuple(ADDRESSES))
    after, boot = request.args.get("after", "0"), current_app.extensions[BOOT]
    if not re.fullmatch(r"[0-9]{1,9}", after):
        _refuse("“after” should be the number of the last message seen")
    seen = int(after) if request.args.get("boot", boot) == boot else 0
    return jsonify(ok=True, boot=boot, messages=[asdict(shown) for shown in _phones().received(line, address, seen)])


@blueprint.post("/count")
def count() -> Response:
    """What a `text` would cost as SMS, while it is being written."""
    return jsonify(ok=True, **_cost(_text(_fields())))


@blueprint.get("/code")
def code() -> Response:
    """The authenticator's code of the moment and for how many seconds it holds."""
    demo = _demo()
    if demo is None:
        abort(404, "there is no demo log-in here")
    return jsonify(ok=True, code=demo.code(), seconds=PERIOD - int(door().now()) % PERIOD)


def _check_origin() -> None:
    """Sec-Fetch-Site decides; a browser that does not send it at least tells the origin."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    ours = (door().house.settings.public_url, request.host_url.rstrip("/"))
    allowed = origin is None or origin in ours if site is None else site == "same-origin"
    if not allowed:
        abort(403, "only the simulator's own page may speak for its phones")


def _fields() -> Mapping[str, Any]:
    if request.mimetype == "multipart/form-data":
        return request.form
    if request.mimetype != "application/json":
        abort(415, "send application/json, or multipart/form-data with a file")
    try:
        document = json.loads(body_of(request))
    except (ValueError, RecursionError):
        _refuse("this is not JSON")
    return document if isinstance(document, dict) else _refuse("send a JSON object")


def _phone(fields: Mapping[str, Any], lines: tuple[Line, ...]) -> tuple[Line, str]:
    line, address = fields.get("line"), fields.get("address")
    if line not in lines:
        _refuse(f"“line” should be one of {', '.join(lines)}")
    if not isinstance(address, str) or not ADDRESSES[Line(line)].fullmatch(address):
        _refuse("“address” should be a number like +447700900123 on sim-sms, a chat id of digits on sim-telegram")
    return Line(line), address


def _sms(address: str, fields: Mapping[str, Any]) -> Inbound:
    if request.files or fields.keys() & {"choice", "start"}:
        _refuse("an SMS carries text alone")
    text = _text(fields)
    if not text.strip():
        _refuse("“text” is empty")
    return Inbound(Line.SIM_SMS, address, secrets.token_hex(16), text)


def _telegram(address: str, fields: Mapping[str, Any]) -> Inbound:
    """Said as an update of Telegram, so that it is read as one."""
    chat = {"id": int(address), "type": "private"}
    heard = parse({"update_id": 0, **_update(chat, fields)})
    assert heard is not None  # every update made here is a private one
    return replace(heard, line=Line.SIM_TELEGRAM, external_id=secrets.token_hex(16), message=None)


def _update(chat: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    if "choice" in fields:
        return {"callback_query": _tap(chat, fields)}
    if request.files:
        return _message(chat, caption=_text(fields), **_file(fields))
    if "start" in fields:
        return _message(chat, text=f"/start {_start(fields)}")
    text = _text(fields)
    if not text.strip():
        _refuse("say “text”, “choice” or “start”, or send a file")
    return _message(chat, text=text)


def _message(chat: Mapping[str, Any], **said: Any) -> dict[str, Any]:
    return {"message": {"chat": chat, "message_id": 0, **said}}


def _tap(chat: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    choice, number, label = fields["choice"], fields.get("message"), fields.get("label", "")
    if not isinstance(choice, str) or not 0 < len(choice.encode("utf-8", "replace")) <= CHOICE:
        _refuse(f"“choice” should be the data of a button, at most {CHOICE} bytes")
    if type(number) is not int or not 0 < number < 2**31:
        _refuse("“message” should be the number of the message with the button")
    if not isinstance(label, str) or len(label) > LONGEST:
        _refuse("“label” should be what stands on the button")
    markup = {"inline_keyboard": [[{"text": label, "callback_data": choice}]]}
    message = {"chat": chat, "message_id": number, "reply_markup": markup}
    return {"id": secrets.token_hex(8), "message": message, "data": choice}


def _start(fields: Mapping[str, Any]) -> str:
    start = fields["start"]
    if not isinstance(start, str) or not START.fullmatch(start):
        _refuse("“start” should be the payload of a deep link, such as f_7Q2K")
    return start


def _file(fields: Mapping[str, Any]) -> dict[str, Any]:
    """A file as Telegram describes one; the phone holds its bytes until they are fetched."""
    upload, kind = request.files.get("file"), fields.get("kind", "file")
    if upload is None or kind not in FIELD_OF_KIND:
        _refuse(f"send the “file” and its “kind”: {', '.join(FIELD_OF_KIND)}")
    found = _put(upload)
    return {FIELD_OF_KIND[kind]: [found] if kind == "photo" else found}


def _put(upload: FileStorage) -> dict[str, Any]:
    content, ref = upload.stream.read(), secrets.token_hex(16)
    if not content:
        _refuse("the file is empty")
    _phones().put_file(ref, content)
    return {"file_id": ref, "mime_type": upload.mimetype or "application/octet-stream", "file_size": len(content)}


def _text(fields: Mapping[str, Any]) -> str:
    text = fields.get("text", "")
    if not isinstance(text, str) or len(text) > LONGEST:
        _refuse(f"“text” should be a text of at most {LONGEST} letters")
    return text


def _cost(text: str) -> dict[str, Any]:
    counted = segments(text)
    return {"segments": counted.count, "encoding": counted.encoding, "left": counted.left}


def _phones() -> Phones:
    found: Phones = current_app.extensions["phones"]
    return found


def _demo() -> Demo | None:
    found: Demo | None = current_app.config.get("DEMO")
    return found


def _refuse(what: str) -> NoReturn:
    abort(400, what)
