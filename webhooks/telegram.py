"""Telegram calls. The update is read by hand, as far as we need it: names and user names are never even parsed.

Every kind of update is answered 200 once the secret is right; only private chats are heard.
"""

import hmac
import json
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, request

from bot.telegram_updates import Unreadable, parse
from models.vocabulary import Line
from webhooks.door import body_of, door, fingerprint, nothing

blueprint = Blueprint("telegram", __name__, url_prefix="/webhooks/telegram")


@blueprint.post("")
def update() -> Response:
    """One update."""
    settings = door().house.settings.telegram
    given = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
    if settings is None or not settings.webhook_secret or not _same(given, settings.webhook_secret):
        abort(403)
    raw = body_of(request)
    try:
        inbound = parse(_document(raw))
    except Unreadable:
        door().keep(Line.TELEGRAM, fingerprint(raw), raw)
        return nothing()
    door().take(inbound)
    return nothing()


def _document(raw: bytes) -> Mapping[str, Any]:
    try:
        document = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    if not isinstance(document, dict):
        raise Unreadable
    return document


def _same(given: str, secret: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode())
