"""A line at its most talkative: every logger at DEBUG, SQL echoed, and as much going wrong as can be.

`python -m tests.bot.talkative <folder>` writes whatever is logged to standard output and standard error.
"""

import asyncio
import logging
import sys
from pathlib import Path
from typing import Any

from bot.channels import http
from bot.channels.registry import open_channels
from bot.house import House
from bot.logs import configure_logs
from bot.sender import Sender
from bot.settings import load_settings
from bot.wake import Wake
from tests.databases import Shelf, opened
from tests.servers.telegram_server import TOKEN, FakeTelegram
from tests.servers.twilio_server import AUTH_TOKEN, FakeTwilio
from tests.webhooks.conftest import BEARER, ENVIRONMENT, MESSAGE, SECRET, Machines
from tests.webhooks.test_telegram import CHAT, NAMED, said
from tests.world import World
from webhooks.app import build_app

STORY = "The canary sings about the locked exit"
SECRETS = ("8801700000001", "700000001", "Amina", "amina_b", "canary", "5550006", BEARER, SECRET, TOKEN, AUTH_TOKEN)


def main(folder: Path) -> None:
    configure_logs("talkative", logging.DEBUG)
    logging.getLogger().addHandler(logging.StreamHandler())
    logging.getLogger().setLevel(logging.DEBUG)
    http.TIMEOUT = 0.3
    with opened(Shelf(folder, durable=True), "sqlite") as db, FakeTwilio() as twilio, FakeTelegram() as telegram:
        db.engine.echo = "debug"
        settings = load_settings(
            ENVIRONMENT
            | {"TWILIO_API_URL": twilio.url, "TELEGRAM_API_URL": telegram.url, "TELEGRAM_BOT_TOKEN": telegram.token}
            | {"TWILIO_PACE": "100", "TWILIO_ACCOUNT_SID": twilio.account_sid, "TWILIO_AUTH_TOKEN": twilio.auth_token}
        )
        world = World(db)
        world.house = House(db, world.ring, settings)
        machines = Machines(world, build_app(world.house, now=lambda: world.now).test_client())
        write(machines, twilio)
        suffer(machines)
        for fault in FAULTS:
            twilio.fail_next(2, **fault)
            telegram.fail_next(2, **fault)
            asyncio.run(send(world))
            world.now += 400


FAULTS: tuple[dict[str, Any], ...] = (
    {"status": 401},
    {"status": 500, "message": "cannot send to +8801700000001"},
    {"status": 400, "code": 21211, "message": "'To' +8801700000001 is not a number"},
    {"how": "garbage", "body": b'{"to": "+8801700000001"}'},
    {"how": "reset"},
)


def write(machines: Machines, twilio: FakeTwilio) -> None:
    """Two people tell a story."""
    for number, words in enumerate(("hello", "1", STORY, "STATUS", STORY)):
        form = MESSAGE | {"MessageSid": f"SM{number:032}", "Body": words, "AccountSid": twilio.account_sid}
        machines.twilio(token=twilio.auth_token, pairs=list(form.items()))
        machines.telegram(said(words, number))


def suffer(machines: Machines) -> None:
    """What should not come, and what breaks."""
    machines.twilio(Body=STORY)  # another account's
    machines.telegram(said(STORY, 99), secret="a-canary-secret")
    machines.telegram({"update_id": 1, "message": {"chat": CHAT, "from": NAMED, "text": [STORY]}})
    machines.gateway("received", json={"from": "+8801700000001", "text": STORY})
    machines.gateway("received", data={"from": STORY, "text": STORY})
    with machines.world.db.write() as connection:
        connection.exec_driver_sql("alter table cases rename to elsewhere")
    machines.telegram(said("MENU", 101))
    machines.telegram(said("STATUS", 102))
    with machines.world.db.write() as connection:
        connection.exec_driver_sql("alter table elsewhere rename to cases")
        connection.exec_driver_sql("update conversations set state_sealed = x'00'")
    machines.telegram(said("MENU", 103))


async def send(world: World) -> None:
    channels = open_channels(world.house.settings)
    for channel in channels.values():
        await channel.open()
    await Sender(world.house, channels, Wake(), {}, now=lambda: world.now).drain()
    for channel in channels.values():
        await channel.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
