"""What the doctor asks over the network: do the providers know us, and does our public address lead here?

Asks with the credentials as they are set; changes nothing there, and shows nothing of what is answered.
"""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
from telegram.error import Forbidden, InvalidToken, TelegramError

from bot.channels.basic import basic
from bot.channels.http import BROKEN, new_session
from bot.channels.telegram import Transport, new_bot
from bot.channels.twilio import TWILIO as TWILIO_API
from bot.settings import Settings, Telegram, Twilio
from cli.checks import Check

NO_ANSWER = "does not answer; check the network of this machine and {name}_API_URL"


def line_checks(settings: Settings, called: bool) -> list[Check]:
    """Every provider that is switched on, and the address where they call, when any calls."""

    async def all_of_them() -> list[Check]:
        return [check async for check in _asked(settings, called)]

    return asyncio.run(all_of_them())


async def _asked(settings: Settings, called: bool) -> AsyncIterator[Check]:
    async with new_session() as session:
        if called:
            yield await _webhooks(session, settings)
        if settings.twilio:
            yield await _twilio(session, settings.twilio)
    if settings.telegram:
        yield await _telegram(settings.telegram, settings.public_url)


async def _webhooks(session: aiohttp.ClientSession, settings: Settings) -> Check:
    """Whether it is a line that answers at our address; whether it is well is asked elsewhere."""
    try:
        async with session.get(f"{settings.public_url}/health", allow_redirects=False) as answer:
            found = isinstance(health := await answer.json(), dict) and "clock" in health
    except (*BROKEN, ValueError):
        found = False
    if not found:
        advice = "check it, the HTTPS in front, and that “bobbin web” runs"
        return Check("webhooks", False, f"PUBLIC_URL does not lead to a line; {advice}")
    address = f"; give Twilio the address {settings.public_url}/webhooks/twilio/message" if settings.twilio else ""
    return Check("webhooks", True, f"PUBLIC_URL leads to a line{address}")


async def _twilio(session: aiohttp.ClientSession, settings: Twilio) -> Check:
    base = settings.api_url or TWILIO_API
    url = f"{base}/2010-04-01/Accounts/{settings.account_sid}/Messages.json"
    headers = {"Authorization": basic(settings.account_sid, settings.tokens[0])}
    try:
        async with session.get(url, params={"PageSize": "1"}, headers=headers, allow_redirects=False) as answer:
            status = answer.status
    except BROKEN:
        return Check("Twilio", False, NO_ANSWER.format(name="TWILIO"))
    if status == 200:
        return Check("Twilio", True, "knows the account")
    if status in (401, 403, 404):
        advice = "copy TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN from its console, the newest token first"
        return Check("Twilio", False, f"refuses the account; {advice}")
    return Check("Twilio", False, f"answers {status}; try again later, and check TWILIO_API_URL")


async def _telegram(settings: Telegram, public_url: str) -> Check:
    transport = Transport()
    bot = new_bot(settings, transport)
    await transport.initialize()
    try:
        hook = (await bot.get_webhook_info()).url
    except (InvalidToken, Forbidden):
        return Check("Telegram", False, "refuses the token; set TELEGRAM_BOT_TOKEN to the one that BotFather gave")
    except TelegramError:
        return Check("Telegram", False, NO_ANSWER.format(name="TELEGRAM"))
    finally:
        await transport.shutdown()
    wanted = f"{public_url}/webhooks/telegram" if settings.mode == "webhook" else ""
    if hook != wanted:
        return Check("Telegram", False, "calls another address than this line's; run “bobbin telegram connect”")
    return Check("Telegram", True, "knows the bot" + (", and calls this line" if wanted else ""))
