"""`bobbin run`: everything in one process, as `make run` starts it."""

import time
from collections.abc import Callable

import click
from flask import Flask

from bot.channels.simulator import Phones
from bot.clock import Clock
from bot.house import House
from bot.logs import configure_logs
from bot.processes import SenderThread
from bot.settings import settings_from_environment
from bot.wake import Wake
from cli.demo import Demo, demo_data
from cli.house import keys_made, newest_schema, open_store, require_fit
from cli.serving import EVERYWHERE, HERE, serve, stop_on_signals
from operations.work import Work
from webhooks.app import build_app


@click.command("run")
@click.option(
    "--demo", is_flag=True, help="With a factory, an advisor and simulated phones; needs no account anywhere."
)
def command(demo: bool) -> None:
    """Web, sender and clock in one process; makes the database and the keys when there are none."""
    configure_logs("run")
    settings = settings_from_environment(demo)
    house = House(open_store(settings), keys_made(settings), settings)
    newest_schema(house.db)
    require_fit(house.db, house.ring)
    shown = _demo(house) if demo else None
    wake, phones = Wake(), Phones() if demo else None
    app = build_app(house, wake, phones)
    if shown:
        app.config["DEMO"] = shown
    _run(house, wake, phones, app, lambda: _announce(house, shown))


def _run(house: House, wake: Wake, phones: Phones | None, app: Flask, ready: Callable[[], None]) -> None:
    sender, clock = SenderThread(house, wake, phones), Clock(house, wake)
    stop_on_signals()
    sender.start()
    clock.start()
    try:
        # a demo shows its log-in on a page: it is for this machine alone
        serve(app, house.settings.port, house.db.is_sqlite, ready, HERE if phones else EVERYWHERE)
    finally:
        clock.stop()
        sender.stop()


def _demo(house: House) -> Demo:
    with house.db.write() as connection:
        return demo_data(Work(connection, house.ring, time.time()), house.settings.key_file.with_name("demo.json"))


def _announce(house: House, demo: Demo | None) -> None:
    """What a person needs to begin, once the port is open."""
    url = f"http://127.0.0.1:{house.settings.port}"
    lines = [f"Bobbin is ready at {url}", f"  advisor    {url}/advisor/"]
    if demo:
        lines += [
            f"             e-mail {demo.email}   password {demo.password}",
            f"             code {demo.code()} now; secret for an authenticator {demo.totp_secret}",
            f"  simulator  {url}/simulator   (it shows the code of the moment, too)",
            f"  factory    {demo.factory_name}, join code {demo.factory_code}",
        ]
    print("\n".join(lines), flush=True)
