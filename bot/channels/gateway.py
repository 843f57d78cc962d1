"""A generic HTTP SMS gateway, by the contract of RapidPro's “External API” channel, or an Android phone.

POST to GATEWAY_SEND_URL; any 2xx is accepted. The body is JSON: {"id", "text", "to", "to_no_plus", "from"}, or, with
GATEWAY_FORMAT=android, what the app “SMS Gateway for Android” takes. A GATEWAY_TOKEN of the form `user:password` is
sent as Basic, any other as Bearer.
"""

from base64 import b64encode
from typing import Any

import aiohttp

from bot.channels.channel import FetchError, Parcel, Sent
from bot.channels.http import BROKEN, new_session, seconds, trouble_of, trouble_of_status
from bot.settings import Gateway
from conversations.rendering import as_sms
from models.vocabulary import Line, OutboxState


class GatewayChannel:
    """Sends through the gateway; its reports come back with the token as `id`."""

    line: str = Line.GATEWAY

    def __init__(self, settings: Gateway) -> None:
        self._settings = settings
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        self._session = new_session()

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def send(self, parcel: Parcel) -> Sent:
        assert self._session is not None
        message = (android if self._settings.android else external)(parcel)
        headers = {"Authorization": authorization(self._settings.token)}
        try:
            async with self._session.post(self._settings.send_url, json=message, headers=headers) as answer:
                await answer.read()
                if not 200 <= answer.status < 300:
                    retry_after = seconds(answer.headers.get("Retry-After"))
                    raise trouble_of_status(answer.status, str(answer.status), retry_after)
        except BROKEN as error:
            raise trouble_of(error) from error
        return Sent(parcel.token, OutboxState.ACCEPTED)

    async def fetch(self, source: str) -> bytes:
        raise FetchError("no_files", retryable=False)


def external(parcel: Parcel) -> dict[str, Any]:
    """A message as RapidPro sends it to an external gateway."""
    to = parcel.address
    return {"id": parcel.token, "text": as_sms(parcel.body), "to": to, "to_no_plus": to.lstrip("+"), "from": ""}


def android(parcel: Parcel) -> dict[str, Any]:
    """A message as the Android app takes it; it reports back under the same id."""
    return {"id": parcel.token, "phoneNumbers": [parcel.address], "textMessage": {"text": as_sms(parcel.body)}}


def authorization(token: str) -> str:
    """The header for a token; `user:password` is HTTP basic authentication."""
    return "Basic " + b64encode(token.encode()).decode() if ":" in token else f"Bearer {token}"
