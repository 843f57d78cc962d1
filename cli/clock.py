"""`bobbin clock`."""

import click

from bot.clock import Clock
from bot.processes import until_signalled
from bot.wake import Wake
from cli.house import CLOCK, open_house


@click.command("clock")
def command() -> None:
    """Look for what is due, until stopped. Of several, one leads; another takes over within 30 seconds."""
    house = open_house("clock", CLOCK)
    clock = Clock(house, Wake())
    with until_signalled() as stopped:
        clock.start()
        stopped.wait()
    clock.stop()
