"""A generic HTTP SMS gateway, by the contract of RapidPro's “External API” channel, or an Android phone.

POST to GATEWAY_SEND_URL, JSON {"id", "text", "to", "to_no_plus", "from"}, `Authorization: Bearer`; any 2xx is accepted.
"""

import aiohttp

from bot.channels.channel import FetchError, Parcel, Sent
from bot.channels.http import BROKEN, new_session, seconds, trouble_of, trouble_of_status
from bot.lines import Line
from bot.settings import Gateway
from conversations.rendering import as_sms
from models.vocabulary import OutboxState


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
        message = {
            "id": parcel.token,
            "text": as_sms(parcel.body),
            "to": parcel.address,
            "to_no_plus": parcel.address.lstrip("+"),
            "from": "",
        }
        headers = {"Authorization": f"Bearer {self._settings.token}"}
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
