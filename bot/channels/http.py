"""The HTTP client that all channels share: aiohttp, one session, kept-alive connections, a time limit on each call."""

import aiohttp

from bot.channels.channel import FILE_LIMIT, TIMEOUT, FetchError, SendError, Trouble

NOT_CONNECTED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
"""The provider was not reached: nothing was sent."""
BROKEN = (aiohttp.ClientError, TimeoutError, OSError)
"""The call broke after it began: nobody can tell."""


def new_session(connections: int = 128) -> aiohttp.ClientSession:
    """A session that never follows the environment's proxies and never keeps cookies."""
    connector = aiohttp.TCPConnector(limit=connections, keepalive_timeout=30)
    timeout = aiohttp.ClientTimeout(total=TIMEOUT, connect=5)
    return aiohttp.ClientSession(connector=connector, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar())


def trouble_of(error: BaseException) -> SendError:
    """A broken call as what it means for the message."""
    if isinstance(error, NOT_CONNECTED):
        return SendError(Trouble.RETRY, "not_connected")
    return SendError(Trouble.UNKNOWN, "timeout" if isinstance(error, TimeoutError) else "broken")


def trouble_of_status(status: int, code: str, retry_after: float | None) -> SendError:
    """What an HTTP status means where the provider has no code of its own for it."""
    if status in (401, 403):
        return SendError(Trouble.LINE_DOWN, code, retry_after)
    if status in (408, 425, 429) or status >= 500:
        return SendError(Trouble.RETRY, code, retry_after)
    return SendError(Trouble.PERMANENT, code)


def seconds(header: str | None) -> float | None:
    """A Retry-After header in seconds; None when there is none or it is a date."""
    try:
        return max(0.0, float(header)) if header else None
    except ValueError:
        return None


async def download(session: aiohttp.ClientSession, url: str, headers: dict[str, str] | None = None) -> bytes:
    """The bytes at an address, at most FILE_LIMIT of them. Raises FetchError."""
    try:
        async with session.get(url, headers=headers) as response:
            if response.status != 200:
                raise FetchError(
                    f"http_{response.status}", response.status in (408, 425, 429) or response.status >= 500
                )
            content = await response.content.read(FILE_LIMIT + 1)
            while len(content) <= FILE_LIMIT and not response.content.at_eof():
                content += await response.content.read(FILE_LIMIT + 1 - len(content))
    except BROKEN as error:
        raise FetchError("broken", retryable=True) from error
    if len(content) > FILE_LIMIT:
        raise FetchError("too_large", retryable=False)
    return content
