"""The environment, read once into a frozen object. The only module that may see `os.environ`.

`load_settings` is pure: a missing or bad value raises SettingsError naming the variable and what it should be.
"""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.limits import Limits, read_limits
from models.faults import POINTS, Fault, arm

T = TypeVar("T")
DRIVERS = ("sqlite", "sqlite+pysqlite", "postgresql", "postgres", "postgresql+psycopg")
DATABASE = "a database URL: sqlite:///folder/bobbin.db or postgresql://user:password@host/name"


class SettingsError(Exception):
    """A setting is missing or bad; the message names the variable and says what it should be."""


@dataclass(frozen=True)
class Twilio:
    """How Twilio is reached. `tokens` has two entries while the token is being rotated; the first one sends."""

    account_sid: str
    tokens: tuple[str, ...] = field(repr=False)
    sender: str
    api_url: str | None
    pace: float


@dataclass(frozen=True)
class Telegram:
    """How Telegram is reached."""

    token: str = field(repr=False)
    webhook_secret: str | None = field(repr=False)
    api_url: str
    mode: str
    pace: float
    name: str | None = None
    """The bot's user name, for links and posters."""


@dataclass(frozen=True)
class Gateway:
    """A generic HTTP SMS gateway, or an Android phone that is one."""

    send_url: str
    token: str = field(repr=False)
    pace: float
    number: str | None = None
    """The number that workers write to; printed on posters."""
    android: bool = False
    """Whether it speaks as the app “SMS Gateway for Android” does, rather than RapidPro's contract."""


@dataclass(frozen=True)
class Mail:
    """How alerts reach advisors by e-mail."""

    url: str = field(repr=False)
    sender: str


@dataclass(frozen=True)
class Settings:
    """All settings, parsed. What is None is switched off."""

    database_url: str
    port: int
    public_url: str
    key_file: Path
    default_country: str | None
    twilio: Twilio | None
    telegram: Telegram | None
    gateway: Gateway | None
    mail: Mail | None
    limits: Limits = field(default_factory=Limits)
    demo: bool = False
    disk_reserve: int = 200_000_000
    """Bytes to be left free on the disk of a SQLite database; with fewer, messages are not taken in."""
    database_role: str | None = None
    """The PostgreSQL role that the program runs as, where that is not the owner of the tables."""
    faults: tuple[Fault, ...] = ()
    """Where a test kills this process."""

    @property
    def addresses(self) -> Mapping[str, str]:
        """Where people write to, by channel; a line without an address of its own is left out."""
        found = {
            "twilio": self.twilio and self.twilio.sender,
            "gateway": self.gateway and self.gateway.number,
            "telegram": self.telegram and self.telegram.name,
        }
        return {channel: address for channel, address in found.items() if address}


def settings_from_environment(demo: bool = False) -> Settings:
    """Read this process's environment."""
    settings = load_settings(os.environ, demo)
    arm(settings.faults)
    return settings


def load_settings(env: Mapping[str, str], demo: bool = False) -> Settings:
    """Parse an environment. Raises SettingsError."""
    reader = _Reader(env)
    if reader.text("FLASK_DEBUG", "0").lower() not in ("0", "false", "no"):
        raise SettingsError("FLASK_DEBUG should not be set: in debugging, pages show what they should not")
    port = reader.read("PORT", "8000", _port, "a number from 1 to 65535")
    return Settings(
        database_url=reader.read("DATABASE_URL", "sqlite:///var/bobbin.db", _database, DATABASE),
        port=port,
        public_url=reader.read("PUBLIC_URL", f"http://127.0.0.1:{port}", _url, "an http(s) address").rstrip("/"),
        key_file=Path(reader.text("KEY_FILE", "var/keys.json")),
        default_country=reader.read("DEFAULT_COUNTRY", "", _country, "two letters, such as BD") or None,
        twilio=_twilio(reader),
        telegram=_telegram(reader),
        gateway=_gateway(reader),
        mail=_mail(reader),
        limits=read_limits(reader),
        demo=demo,
        faults=reader.read(
            "FAULTS", "", _faults, "for tests alone: a point of models/faults.py, such as outbox.sending:3"
        ),
        disk_reserve=reader.read("DISK_RESERVE", "200", _megabytes, "a number of megabytes, 0 or more"),
        database_role=reader.read("DATABASE_ROLE", "", _role, "the name of a PostgreSQL role") or None,
    )


class _Reader:
    """Takes values from an environment; an empty value counts as absent."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self._env = env

    def text(self, name: str, default: str = "") -> str:
        return self._env.get(name, "").strip() or default

    def required(self, name: str, because: str) -> str:
        value = self.text(name)
        if not value:
            raise SettingsError(f"{name} is missing: it is needed because {because} is set")
        return value

    def read(self, name: str, default: str, parse: Callable[[str], T], should_be: str) -> T:
        value = self.text(name, default)
        try:
            return parse(value)
        except ValueError as error:
            raise SettingsError(f"{name} should be {should_be}") from error

    def pace(self, name: str, default: str) -> float:
        return self.read(name, default, _pace, "a number above 0: the most the line may send a second")


def _twilio(reader: _Reader) -> Twilio | None:
    sid = reader.text("TWILIO_ACCOUNT_SID")
    if not sid:
        return None
    listed = reader.required("TWILIO_AUTH_TOKEN", "TWILIO_ACCOUNT_SID")
    tokens = tuple(part.strip() for part in listed.split(","))
    if not all(tokens):  # with an empty one anybody could sign
        raise SettingsError("TWILIO_AUTH_TOKEN should be one token, or several with a comma between two")
    sender = reader.required("TWILIO_FROM", "TWILIO_ACCOUNT_SID")
    if not re.fullmatch(r"\+[1-9]\d{6,14}|MG[0-9a-fA-F]{32}|whatsapp:\+\d{7,15}|[A-Za-z0-9 ]{1,11}", sender):
        raise SettingsError("TWILIO_FROM should be a number like +15005550006, MG… or an alphanumeric sender")
    api_url = reader.read("TWILIO_API_URL", "", _optional_url, "an http(s) address")
    return Twilio(sid, tokens, sender, api_url, reader.pace("TWILIO_PACE", "1"))


def _telegram(reader: _Reader) -> Telegram | None:
    token = reader.text("TELEGRAM_BOT_TOKEN")
    if not token:
        return None
    if not re.fullmatch(r"\d+:[A-Za-z0-9_-]+", token):
        raise SettingsError("TELEGRAM_BOT_TOKEN should be the token that BotFather gave, digits:letters")
    mode = reader.read("TELEGRAM_MODE", "webhook", _mode, "“webhook” or “polling”")
    secret = reader.text("TELEGRAM_WEBHOOK_SECRET") or None
    if mode == "webhook" and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", secret or ""):
        raise SettingsError("TELEGRAM_WEBHOOK_SECRET should be 16 to 256 letters, digits, _ or -")
    api_url = reader.read("TELEGRAM_API_URL", "https://api.telegram.org", _url, "an http(s) address")
    name = reader.read("TELEGRAM_BOT_NAME", "", _bot_name, "the bot's user name, such as example_bot") or None
    return Telegram(token, secret, api_url.rstrip("/"), mode, reader.pace("TELEGRAM_PACE", "30"), name)


def _gateway(reader: _Reader) -> Gateway | None:
    if not reader.text("GATEWAY_SEND_URL"):
        return None
    send_url = reader.read("GATEWAY_SEND_URL", "", _url, "an http(s) address")
    token = reader.required("GATEWAY_TOKEN", "GATEWAY_SEND_URL")
    number = reader.read("GATEWAY_NUMBER", "", _number, "the number people write to, such as +8801700000000") or None
    android = reader.read("GATEWAY_FORMAT", "external", _gateway_format, "“external” or “android”")
    return Gateway(send_url, token, reader.pace("GATEWAY_PACE", "1"), number, android)


def _mail(reader: _Reader) -> Mail | None:
    if not reader.text("SMTP_URL"):
        return None
    url = reader.read("SMTP_URL", "", _smtp, "smtp:// or smtps:// with user, password and host")
    return Mail(url, reader.required("MAIL_FROM", "SMTP_URL"))


def _port(value: str) -> int:
    port = int(value)
    if not 0 < port < 65536:
        raise ValueError(value)
    return port


def _pace(value: str) -> float:
    pace = float(value)
    if not 0 < pace < 1e9:
        raise ValueError(value)
    return pace


def _megabytes(value: str) -> int:
    """In bytes."""
    if not re.fullmatch(r"\d{1,9}", value, re.ASCII):
        raise ValueError(value)
    return int(value) * 1_000_000


def _url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:  # reading it checks the port
        raise ValueError(value)
    return value


def _optional_url(value: str) -> str | None:
    return _url(value).rstrip("/") if value else None


def _smtp(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or parts.port == 0:
        raise ValueError(value)
    return value


def _database(value: str) -> str:
    try:
        driver = make_url(value).drivername
    except ArgumentError as error:
        raise ValueError("malformed") from error
    if driver not in DRIVERS:
        raise ValueError(driver)
    return value


def _faults(value: str) -> tuple[Fault, ...]:
    """`point[:times[:freeze]]`, several with commas."""
    return tuple(_fault(*one.split(":")) for one in value.split(",") if one)


def _fault(point: str, times: str = "1", how: str = "kill", *more: str) -> Fault:
    if point not in POINTS or how not in ("kill", "freeze") or more:
        raise ValueError(point)
    return Fault(point, int(times), how == "freeze")


def _role(value: str) -> str:
    if value and not re.fullmatch(r"[a-z_][a-z0-9_]{0,62}", value):
        raise ValueError(value)
    return value


def _country(value: str) -> str:
    if value and not re.fullmatch(r"[A-Za-z]{2}", value):
        raise ValueError(value)
    return value.upper()


def _number(value: str) -> str:
    """A number people write to, or a short code."""
    if value and not re.fullmatch(r"\+?\d{3,15}", value):
        raise ValueError(value)
    return value


def _gateway_format(value: str) -> bool:
    if value not in ("external", "android"):
        raise ValueError(value)
    return value == "android"


def _bot_name(value: str) -> str:
    name = value.removeprefix("@")
    if name and not re.fullmatch(r"[A-Za-z0-9_]{5,32}", name):
        raise ValueError(value)
    return name


def _mode(value: str) -> str:
    if value not in ("webhook", "polling"):
        raise ValueError(value)
    return value
