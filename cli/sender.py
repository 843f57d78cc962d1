"""`bobbin sender`."""

import click

from bot.processes import run_sender
from cli.house import SENDER, open_house


@click.command("sender")
def command() -> None:
    """Send what waits in the outbox, until stopped. Any number may run."""
    house = open_house("sender", SENDER)
    run_sender(house)
