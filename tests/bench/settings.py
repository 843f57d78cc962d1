"""What every process of the benchmarks is told: no account anywhere, nothing leaves this machine."""

from collections.abc import Mapping
from pathlib import Path

PUBLIC_URL = "https://line.example.org"
ACCOUNT, TOKEN, NUMBER = "AC" + "0" * 32, "a-token-of-twilio", "+15005550006"
BOT, SECRET = "123456:a-token-of-telegram", "a-secret-for-telegram-webhooks"
NOWHERE = "http://127.0.0.1:9"


UNHURRIED = {"REPLIES_AN_HOUR": "1000000"}
"""The crowd of a benchmark takes no time to read: nobody of it is to be held back as a flooder."""


def environment(
    url: str, keys: Path, port: int = 8000, twilio: str = NOWHERE, telegram: str = NOWHERE
) -> Mapping[str, str]:
    """The settings of a line with Twilio and Telegram switched on."""
    return {
        "DATABASE_URL": url,
        "KEY_FILE": str(keys),
        "PORT": str(port),
        "PUBLIC_URL": PUBLIC_URL,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_FROM": NUMBER,
        "TWILIO_API_URL": twilio,
        "TELEGRAM_BOT_TOKEN": BOT,
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
        "TELEGRAM_API_URL": telegram,
        **UNHURRIED,
    }
