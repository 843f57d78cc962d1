"""`bobbin telegram connect`."""

import asyncio

import click
from telegram import Bot, BotCommand
from telegram.error import TelegramError, TimedOut

from bot.channels.telegram import NotConnected, Transport, new_bot
from bot.logs import configure_logs
from bot.polling import KINDS
from bot.settings import Settings, SettingsError, settings_from_environment
from conversations.menu import COMMANDS
from locales.catalogue import catalogue, translated_languages
from operations.work import Refused


@click.group("telegram")
def command() -> None:
    """Tell Telegram where to call, and which commands to show."""


@command.command("connect")
def connect() -> None:
    """Set the webhook (or remove it, for polling) and the commands in every language. Can be run again."""
    configure_logs("telegram")
    settings = settings_from_environment()
    try:
        asyncio.run(_connect(settings))
    except (NotConnected, TimedOut):
        raise Refused("Telegram does not answer; check the network of this machine and TELEGRAM_API_URL") from None
    except TelegramError as error:
        advice = "check TELEGRAM_BOT_TOKEN, and that PUBLIC_URL is https on port 443, 80, 88 or 8443"
        raise Refused(f"Telegram refused ({type(error).__name__}); {advice}") from None
    click.echo("Telegram is connected.")


async def _connect(settings: Settings) -> None:
    if settings.telegram is None:
        raise SettingsError("TELEGRAM_BOT_TOKEN is missing: it is the token that BotFather gave")
    transport = Transport()
    bot = new_bot(settings.telegram, transport)
    await transport.initialize()
    try:
        if settings.telegram.mode == "polling":
            await bot.delete_webhook()
        else:
            await bot.set_webhook(
                f"{settings.public_url}/webhooks/telegram",
                secret_token=settings.telegram.webhook_secret,
                allowed_updates=KINDS,
                max_connections=20,
            )
        await _show_commands(bot)
    finally:
        await transport.shutdown()


async def _show_commands(bot: Bot) -> None:
    """In English for everybody, and in each language that we speak for those whose phone is set to it."""
    for language in translated_languages():
        spoken = catalogue(language)
        commands = [BotCommand(name, text.render(spoken)) for name, text in COMMANDS.items()]
        await bot.set_my_commands(commands, language_code=None if language == "en" else language)
