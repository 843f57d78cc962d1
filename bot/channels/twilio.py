"""Twilio: SMS and WhatsApp through its own library, over our HTTP client. Knows Twilio's codes and nothing else."""

import logging
from typing import Any

import aiohttp
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http import AsyncHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from bot.channels.basic import basic
from bot.channels.channel import FetchError, Parcel, SendError, Sent, Trouble
from bot.channels.http import BROKEN, download, new_session, seconds, trouble_of, trouble_of_status
from bot.reports import TWILIO_REPORTS
from bot.settings import Twilio
from conversations.rendering import as_sms
from models.vocabulary import Line, OutboxState

VALIDITY = 14400
"""Seconds Twilio may keep a message queued; its own default and maximum is 36,000."""
TWILIO = "https://api.twilio.com"
LONGEST = 1600
"""UTF-16 units Twilio takes in one message."""

CODES: dict[int, Trouble] = {
    21610: Trouble.UNSENDABLE,  # the recipient has opted out
    21211: Trouble.UNSENDABLE,  # not a number
    21614: Trouble.UNSENDABLE,  # not a mobile number
    21408: Trouble.PERMANENT,  # no permission for this region
    21611: Trouble.RETRY,  # the sender's queue is full
    20429: Trouble.RETRY,  # too many requests
    20003: Trouble.LINE_DOWN,  # credentials
    20005: Trouble.LINE_DOWN,  # account not active
}


class Transport(AsyncHttpClient):  # type: ignore[misc]  # the library has no types
    """The HTTP client that Twilio's library is given: our session, our time limit, no logging of addresses."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        super().__init__(logging.getLogger(__name__), True, None)
        self._session = session

    async def request(
        self,
        method: str,
        uri: str,
        params: dict[str, Any] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        headers = {**(headers or {}), **({"Authorization": basic(*auth)} if auth else {})}
        async with self._session.request(
            method, uri, params=params, data=_form(data), headers=headers, allow_redirects=allow_redirects
        ) as answer:
            retry_after = seconds(answer.headers.get("Retry-After"))
            if answer.status == 429 and retry_after is not None:
                raise SendError(Trouble.RETRY, "20429", retry_after)
            return Response(answer.status, await answer.text(), answer.headers)


class TwilioChannel:
    """Sends by Twilio's REST API; replies never go out in the answer to a webhook."""

    line: str = Line.TWILIO

    def __init__(self, settings: Twilio, public_url: str) -> None:
        self._settings = settings
        self._callback = f"{public_url}/webhooks/twilio/status/"
        self._session: aiohttp.ClientSession | None = None
        self._client: Client | None = None

    async def open(self) -> None:
        self._session = new_session()
        self._client = Client(
            self._settings.account_sid, self._settings.tokens[0], http_client=Transport(self._session)
        )
        if self._settings.api_url:
            self._client.api.base_url = self._settings.api_url

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def send(self, parcel: Parcel) -> Sent:
        assert self._client is not None
        text = as_sms(parcel.body)
        if len(text.encode("utf-16-le", "surrogatepass")) // 2 > LONGEST:
            raise SendError(Trouble.PERMANENT, "21617")
        try:
            message = await self._client.messages.create_async(
                to=parcel.address,
                body=text,
                status_callback=self._callback + parcel.token,
                validity_period=VALIDITY,
                **self._sender(parcel.address),
            )
        except TwilioRestException as error:
            raise _trouble(error) from None
        except (TwilioException, ValueError, KeyError) as error:  # 200 with something that is no message
            raise SendError(Trouble.UNKNOWN, "garbage") from error
        except BROKEN as error:
            raise trouble_of(error) from error
        return Sent(message.sid, TWILIO_REPORTS.get(str(message.status), OutboxState.ACCEPTED))

    async def fetch(self, source: str) -> bytes:
        assert self._session is not None
        if not source.startswith(f"{self._settings.api_url or TWILIO}/"):
            raise FetchError("foreign", retryable=False)  # our credentials go to nobody else
        headers = {"Authorization": basic(self._settings.account_sid, self._settings.tokens[0])}
        return await download(self._session, source, headers)

    def _sender(self, address: str) -> dict[str, Any]:
        sender = self._settings.sender
        if sender.startswith("MG"):
            return {"messaging_service_sid": sender}
        if address.startswith("whatsapp:") and not sender.startswith("whatsapp:"):
            return {"from_": f"whatsapp:{sender}"}
        return {"from_": sender}


def _form(data: dict[str, object] | None) -> dict[str, str] | None:
    if data is None:
        return None
    return {name: _word(value) for name, value in data.items() if value is not None}


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _trouble(error: TwilioRestException) -> SendError:
    code = error.code or 0
    if code in CODES:
        return SendError(CODES[code], str(code))
    return trouble_of_status(error.status, str(code or error.status), None)
