"""How a call to the Bot API is read: as a form, JSON, or parts with files. Checks no rules of Telegram."""

import json
from collections.abc import Mapping
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from tests.servers.telegram_rules import bad

Upload = tuple[str, bytes, str]
"""A file's name, its content, and its type as the part says it."""
Files = Mapping[str, Upload]


async def read_form(request: web.BaseRequest) -> tuple[dict[str, str], dict[str, Upload]]:
    """The parameters of a call, in whatever form they came, and the files. Raises Refused."""
    form = dict(request.rel_url.query)
    if request.method == "GET" or not request.can_read_body:
        return form, {}
    try:
        if request.content_type == "multipart/form-data":
            return await _parts(request, form)
        raw = await request.read()
        if request.content_type == "application/json":
            return form | _words(json.loads(raw)), {}
        if request.content_type == "application/x-www-form-urlencoded":
            return form | dict(parse_qsl(raw.decode(), keep_blank_values=True, errors="strict")), {}
    except (ValueError, RecursionError):
        raise bad("can't parse the request: it is not what it says, or not UTF-8") from None
    return form, {}


async def _parts(request: web.BaseRequest, form: dict[str, str]) -> tuple[dict[str, str], dict[str, Upload]]:
    """A part with a file name is a file. Telegram would take one of two parts of a name; here that is wrong."""
    files: dict[str, Upload] = {}
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise ValueError("a part without a name")
        if part.name in form or part.name in files:
            raise bad(f"parameter {part.name} comes twice")
        content = bytes(await part.read())
        if part.filename:
            files[part.name] = (part.filename, content, part.headers.get("Content-Type", "application/octet-stream"))
        else:
            form[part.name] = content.decode()
    return form, files


def _words(document: object) -> dict[str, str]:
    """The values of a JSON call as they would stand in a form."""
    if not isinstance(document, dict):
        raise bad("can't parse the request: an object is expected")
    return {name: one if isinstance(one, str) else json.dumps(one) for name, one in document.items()}
