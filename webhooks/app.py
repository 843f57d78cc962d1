"""Builds the Flask app: the webhooks, the public page, health, and the advisor's rooms."""

import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask

import advisor
from bot.channels.simulator import Phones
from bot.house import House
from bot.wake import Wake
from models.encryption import Purpose
from webhooks import calendar, gateway, health, public, telegram, twilio
from webhooks.door import Door

MACHINES = (twilio.blueprint, telegram.blueprint, gateway.blueprint)


def build_app(
    house: House,
    wake: Wake | None = None,
    phones: Phones | None = None,
    now: Callable[[], float] = time.time,
) -> Flask:
    """The whole of the web: what a role's keys do not allow is simply not there.

    Without the address and index keys no message can be taken in, so the webhooks are not registered; the advisor's
    pages need neither.
    """
    app = Flask(__name__, static_folder=None, template_folder=str(Path(__file__).parent / "templates"))
    app.config.update(NOW=now)
    app.extensions["door"] = Door(house, wake or Wake(), now)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(public.blueprint)
    app.register_blueprint(calendar.blueprint)
    if house.ring.has(Purpose.ADDRESS) and house.ring.has(Purpose.INDEX):
        for blueprint in MACHINES:
            app.register_blueprint(blueprint)
    advisor.register(app, house)
    if phones is not None:
        _with_simulator(app, phones)
    return app


def _with_simulator(app: Flask, phones: Phones) -> None:
    from webhooks import simulator  # only in a demo

    app.extensions["phones"] = phones
    app.register_blueprint(simulator.blueprint)
