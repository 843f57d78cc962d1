"""What Telegram refuses in a call, in its own words where they are known. Pure: decides, keeps nothing.

Stricter than the real one, which ignores unknown parameters: here they are refused.
"""

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from tests.servers.telegram_schema import ACTIONS, KINDS, METHODS, TAGS, TYPES, UNIONS

TEXT_LONGEST = 4096
CAPTION_LONGEST = 1024
DATA_LONGEST = 64
TRUTH = {"true": True, "True": True, "1": True, "false": False, "False": False, "0": False}
ABSENT = {
    "text": "message text is empty",
    "document": "there is no document in the request",
    "photo": "there is no photo in the request",
}
"""What is said of a parameter that must be there and is not."""
NAMES = {name.lower(): name for name in METHODS}

_INTEGER = re.compile(r"-?[0-9]{1,19}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")


class Refused(Exception):
    """Telegram's answer to a call that it does not take."""

    def __init__(self, description: str, status: int = 400, parameters: dict[str, int] | None = None) -> None:
        super().__init__(description)
        self.description = description
        self.status = status
        self.parameters = parameters


def bad(description: str) -> Refused:
    return Refused(f"Bad Request: {description}")


def parse(method: str, form: Mapping[str, str], files: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters of a call as values of their types. Raises Refused."""
    fields = _fields(METHODS[method])
    unknown = sorted((form.keys() | files.keys()) - fields.keys() - _attached(form))
    if unknown:
        raise bad(f"unknown parameter {unknown[0]}")
    for name, (required, _types) in fields.items():
        if required and name not in form and name not in files:
            raise bad(ABSENT.get(name, f"parameter {name} is empty"))
    values = {name: _value(name, raw, fields[name][1]) for name, raw in form.items()}
    for name in files.keys() & fields.keys():
        if "InputFile" not in fields[name][1]:
            raise bad(f"parameter {name} is no file")
    for name in values.keys() & CHECKS.keys():
        CHECKS[name](values[name])
    _check_markup(values)
    return values


def units(text: str) -> int:
    """The length of a text as Telegram counts: UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


@cache
def _fields(line: str) -> dict[str, tuple[bool, tuple[str, ...]]]:
    pairs = (word.split(":") for word in line.split())
    return {name.rstrip("!"): (name.endswith("!"), tuple(types.split("|"))) for name, types in pairs}


def _attached(form: Mapping[str, str]) -> set[str]:
    """The names of files that parameters point to as attach://name."""
    return {name for raw in form.values() for name in re.findall(r"attach://([A-Za-z0-9_-]+)", raw)}


def _value(name: str, raw: str, types: tuple[str, ...]) -> Any:
    try:
        raw.encode()
    except UnicodeEncodeError:
        raise bad("strings must be encoded in UTF-8") from None
    for kind in types:
        right, value = _simple(kind, raw)
        if right:
            return value
    if all(kind in SIMPLE for kind in types):
        raise bad(f"invalid {name} specified")
    return _structured(name, raw, types)


def _simple(kind: str, raw: str) -> tuple[bool, Any]:
    if kind == "Integer" and _INTEGER.fullmatch(raw):
        return True, int(raw)
    if kind == "Boolean" and raw in TRUTH:
        return True, TRUTH[raw]
    return kind == "String", raw


SIMPLE = frozenset({"Integer", "Boolean", "String", "InputFile"})


def _structured(name: str, raw: str, types: tuple[str, ...]) -> Any:
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        raise bad(f"can't parse {name} JSON object") from None
    problems = [_problem(value, kind) for kind in types]
    if all(problems):
        raise bad(f"can't parse {name}: {min(problems, key=_specific)}")
    return value


def _specific(problem: str) -> int:
    """Of several types the one that fits best says what is wrong: none of it unknown, and deepest inside."""
    return ("unknown" in problem) * 1000 - problem.count(".")


def _problem(value: Any, kind: str) -> str:
    """What is wrong with a value inside JSON; empty when nothing is."""
    if kind.startswith("["):
        return _problem_of_list(value, kind[1:-1])
    if kind in SIMPLE:
        return "" if _is(value, kind) else f"{str(value)[:40]!r} is no {kind}"
    if kind in UNIONS:
        problems = [_problem(value, one) for one in UNIONS[kind].split("|")]
        return min(problems, key=_specific) if all(problems) else ""
    return _problem_of_object(value, kind)


def _is(value: Any, kind: str) -> bool:
    if kind == "Integer":
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, bool if kind == "Boolean" else str)


def _problem_of_list(value: Any, kind: str) -> str:
    if not isinstance(value, list):
        return "a list is expected"
    return next((problem for one in value if (problem := _problem(one, kind))), "")


def _problem_of_object(value: Any, kind: str) -> str:
    if not isinstance(value, dict):
        return f"{kind} must be an object"
    fields = _fields(TYPES[kind])
    for name in value.keys() - fields.keys():
        return f"unknown field {name} of {kind}"
    for name, (required, types) in fields.items():
        if required and name not in value:
            return f"{kind} has no {name}"
        if name in value:
            problems = [_problem(value[name], one) for one in types]
            if all(problems):
                return f"{kind}.{name}: {problems[0]}"
    return ""


def _check_text(text: str) -> None:
    if not text.strip():
        raise bad("message text is empty")
    if len(text) * 2 > TEXT_LONGEST and units(text) > TEXT_LONGEST:
        raise bad("message is too long")


def _check_caption(text: str) -> None:
    if units(text) > CAPTION_LONGEST:
        raise bad("message caption is too long")


def _check_reply_markup(markup: Mapping[str, Any]) -> None:
    for row in markup.get("inline_keyboard", []):
        for button in row:
            _check_button(button)
    for row in markup.get("keyboard", []):
        if not row or not all(button["text"].strip() for button in row):
            raise bad("keyboard button text must be non-empty")
    if markup.get("force_reply") is False or markup.get("remove_keyboard") is False:
        raise bad("can't parse reply keyboard markup: it must be true")
    if not 1 <= units(markup.get("input_field_placeholder", "x")) <= 64:
        raise bad("can't parse reply keyboard markup: input_field_placeholder holds 1-64 characters")


def _check_button(button: Mapping[str, Any]) -> None:
    if not button["text"].strip():
        raise bad("can't parse inline keyboard button: Text buttons must be non-empty")
    if sum(action in button for action in ACTIONS) != 1:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(data.encode("utf-8", "surrogatepass")) <= DATA_LONGEST:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in button and urlsplit(button["url"]).scheme not in ("http", "https", "tg"):
        raise bad("inline keyboard button URL is invalid")


def _check_secret(secret: str) -> None:
    if not _SECRET.fullmatch(secret):
        raise bad("secret token contains unallowed characters")


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    if url and (parts.scheme != "https" or not parts.hostname):
        raise bad("bad webhook: An HTTPS URL must be provided for webhook")
    if url and (parts.port or 443) not in (443, 80, 88, 8443):
        raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def _check_commands(commands: list[dict[str, str]]) -> None:
    if len(commands) > 100:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for one in commands:
        if not _COMMAND.fullmatch(one["command"].removeprefix("/")):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= units(one["description"].strip()) <= 256:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")


def _check_message_ids(numbers: list[int]) -> None:
    if not 1 <= len(numbers) <= 100:
        raise bad("1-100 message identifiers are expected")


def _within(name: str, low: int, high: int) -> Callable[[int], None]:
    def check(number: int) -> None:
        if not low <= number <= high:
            raise bad(f"{name} is not in {low}-{high}")

    return check


def _check_language(code: str) -> None:
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad("invalid language code specified")


def _check_allowed(kinds: list[str]) -> None:
    for kind in kinds:
        if kind not in KINDS:
            raise bad(f"unknown kind of update {kind}")


def _check_mode(mode: str) -> None:
    if mode.lower() not in ("html", "markdownv2", "markdown"):
        raise bad("unsupported parse_mode")


CHECKS: dict[str, Callable[[Any], None]] = {
    "allowed_updates": _check_allowed,
    "caption": _check_caption,
    "commands": _check_commands,
    "language_code": _check_language,
    "limit": _within("limit", 1, 100),
    "max_connections": _within("max_connections", 1, 100),
    "message_ids": _check_message_ids,
    "parse_mode": _check_mode,
    "reply_markup": _check_reply_markup,
    "secret_token": _check_secret,
    "text": _check_text,
    "timeout": _within("timeout", 0, 3600),
    "url": _check_url,
}


def check_answer(values: Mapping[str, Any]) -> None:
    """A notice on a tap is shorter than a message, and may be empty."""
    if units(values.get("text", "")) > 200:
        raise bad("MESSAGE_TOO_LONG")


def _check_markup(values: Mapping[str, Any]) -> None:
    """Words between signs must be what the parse mode says they are."""
    mode = values.get("parse_mode", "").lower()
    for name in ("text", "caption"):
        if mode == "html" and values.get(name):
            _Html(values[name])
        elif mode == "markdownv2" and values.get(name):
            _check_markdown(values[name])


class _Html(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        for found in re.findall(r"<[^>]*>?", text):
            if not re.match(r"</?(?:" + "|".join(TAGS) + r")\b[^>]*>", found):
                raise bad(f'can\'t parse entities: Unsupported start tag "{found[1:20]}"')
        self._open: list[str] = []
        self.feed(text)
        self.close()
        if self._open:
            raise bad(f"can't parse entities: Can't find end tag corresponding to start tag {self._open[-1]}")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            raise bad(f"can't parse entities: Unmatched end tag </{tag}>")


def _check_markdown(text: str) -> None:
    plain = re.sub(r"\\.", "", text)
    plain = re.sub(r"\]\([^)]*\)", "", re.sub(r"```.*?```|`[^`]*`", "", plain, flags=re.DOTALL))
    found = re.search(r"[.!\-+=|{}#]", plain)
    if found:
        raise bad(f"can't parse entities: Character '{found[0]}' is reserved and must be escaped")
