"""How a call to the Bot API is read: as a form, JSON, or parts with files. Checks no rules of Telegram."""

import json
from collections.abc import Mapping
from urllib.parse import parse_qsl

from aiohttp import web

from tests.servers.telegram_rules import bad

Files = Mapping[str, tuple[str, bytes]]


async def read_form(request: web.BaseRequest) -> tuple[dict[str, str], dict[str, tuple[str, bytes]]]:
    """The parameters of a call, in whatever form they came, and the files. Raises Refused."""
    form = dict(request.rel_url.query)
    if request.method == "GET" or not request.can_read_body:
        return form, {}
    if request.content_type == "multipart/form-data":
        return await _parts(request, form)
    raw = await request.read()
    try:
        if request.content_type == "application/json":
            return form | _words(json.loads(raw)), {}
        if request.content_type == "application/x-www-form-urlencoded":
            return form | dict(parse_qsl(raw.decode(), keep_blank_values=True, errors="strict")), {}
    except (ValueError, RecursionError):
        raise bad("can't parse the request: it is neither UTF-8 nor JSON") from None
    return form, {}


async def _parts(request: web.BaseRequest, form: dict[str, str]) -> tuple[dict[str, str], dict[str, tuple[str, bytes]]]:
    files: dict[str, tuple[str, bytes]] = {}
    for name, part in (await request.post()).items():
        if isinstance(part, web.FileField):
            files[name] = (part.filename, part.file.read())
            part.file.close()
        elif isinstance(part, str):
            form[name] = part
    return form, files


def _words(document: object) -> dict[str, str]:
    """The values of a JSON call as they would stand in a form."""
    if not isinstance(document, dict):
        raise bad("can't parse the request: an object is expected")
    return {name: one if isinstance(one, str) else json.dumps(one) for name, one in document.items()}
