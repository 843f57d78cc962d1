"""Which channels are switched on. Providers' libraries are imported only where their channel is used."""

from bot.channels.channel import Channel
from bot.channels.email import EmailChannel
from bot.channels.gateway import GatewayChannel
from bot.channels.simulator import Phones, SimulatorChannel
from bot.settings import Settings
from models.vocabulary import Line


def open_channels(settings: Settings, phones: Phones | None = None) -> dict[str, Channel]:
    """Every channel that the settings switch on, by line; the simulated phones where there are any."""
    channels: list[Channel] = []
    if settings.twilio:
        from bot.channels.twilio import TwilioChannel  # 26 MB: only in a process that sends by it

        channels.append(TwilioChannel(settings.twilio, settings.public_url))
    if settings.telegram:
        from bot.channels.telegram import TelegramChannel  # 29 MB: likewise

        channels.append(TelegramChannel(settings.telegram))
    if settings.gateway:
        channels.append(GatewayChannel(settings.gateway))
    if settings.mail:
        channels.append(EmailChannel(settings.mail))
    if phones is not None:
        simulated = (Line.SIM_SMS, Line.SIM_TELEGRAM, *(() if settings.mail else (Line.EMAIL,)))
        channels += [SimulatorChannel(line, phones) for line in simulated]
    return {channel.line: channel for channel in channels}
