"""`bobbin chat`: the phone in the terminal, over the same inbox, outbox and sender as every other line."""

import asyncio
import secrets
import time

import click

from bot.channels.registry import open_channels
from bot.channels.simulator import Phones, Shown
from bot.clock import Clock
from bot.house import House
from bot.inbound import Inbound
from bot.inbox import receive
from bot.logs import configure_logs
from bot.sender import Sender
from bot.settings import settings_from_environment
from bot.telegram_updates import start_payload
from bot.wake import Wake
from cli.house import keys_made, newest_schema, open_store
from cli.phones import read_phone
from models.vocabulary import Line

LINES = {"sms": Line.SIM_SMS, "telegram": Line.SIM_TELEGRAM}


@click.command("chat")
@click.option("--channel", type=click.Choice(list(LINES)), default="sms", show_default=True)
@click.option("--phone", default="+12025550101", show_default=True, help="The number of the simulated phone.")
def command(channel: str, phone: str) -> None:
    """Talk to the bot in the terminal. An empty line waits for news; Ctrl-D ends.

    On Telegram a number presses a button.
    """
    configure_logs("chat")
    settings = settings_from_environment(demo=True)
    number = read_phone(phone, settings.default_country)
    house = House(open_store(settings), keys_made(settings), settings)
    newest_schema(house.db)
    address = number if channel == "sms" else number.removeprefix("+")
    Chat(house, LINES[channel], address).run()


class Chat:
    """One simulated phone, talked through standard input and output."""

    def __init__(self, house: House, line: Line, address: str) -> None:
        self._house, self._line, self._address = house, line, address
        self._phones, self._wake = Phones(), Wake()
        self._clock = Clock(house, self._wake)
        self._seen = 0
        self._buttons: tuple[tuple[str, str], ...] = ()

    def run(self) -> None:
        while True:
            try:
                typed = input("> ")
            except EOFError:
                return
            if typed:
                receive(self._house, self._inbound(typed), time.time())
            self._pump()

    def _inbound(self, typed: str) -> Inbound:
        external_id = secrets.token_hex(8)
        if self._buttons and typed.isdigit() and 0 < int(typed) <= len(self._buttons):
            return Inbound(self._line, self._address, external_id, choice=self._buttons[int(typed) - 1][0])
        payload = start_payload(typed) if self._line is Line.SIM_TELEGRAM else None
        if payload:
            return Inbound(self._line, self._address, external_id, start=payload)
        return Inbound(self._line, self._address, external_id, typed)

    def _pump(self) -> None:
        self._clock.tick_all()
        asyncio.run(self._send())
        for shown in self._phones.received(self._line, self._address, self._seen):
            self._seen = shown.number
            self._print(shown)

    async def _send(self) -> None:
        channels = open_channels(self._house.settings, self._phones)
        ours = {line: channel for line, channel in channels.items() if line == self._line}
        await Sender(self._house, ours, self._wake, {}).drain()

    def _print(self, shown: Shown) -> None:
        self._buttons = shown.options
        lines = shown.text.split("\n") + [f"[{number}] {label}" for number, (_, label) in enumerate(shown.options, 1)]
        lines += [f"[{shown.document['name']}]"] if shown.document else []
        note = f"   ({shown.segments} × SMS, {shown.encoding})" if shown.segments else ""
        click.echo("\n".join(f"< {line}" for line in lines) + note)
