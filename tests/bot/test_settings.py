"""The environment: every value parsed once; a bad one is named, with what it should be."""

from pathlib import Path

import pytest

from bot.settings import SettingsError, load_settings

TWILIO = {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "a", "TWILIO_FROM": "+15005550006"}
TELEGRAM = {"TELEGRAM_BOT_TOKEN": "1:a", "TELEGRAM_WEBHOOK_SECRET": "sixteen-letters-and-more"}


def test_nothing_is_needed() -> None:
    settings = load_settings({})
    assert settings.database_url == "sqlite:///var/bobbin.db"
    assert settings.public_url == "http://127.0.0.1:8000"
    assert settings.key_file == Path("var/keys.json")
    assert (settings.twilio, settings.telegram, settings.gateway, settings.mail) == (None, None, None, None)


def test_all_is_read() -> None:
    settings = load_settings(
        TWILIO
        | TELEGRAM
        | {"TWILIO_AUTH_TOKEN": "new, old", "PORT": "9000", "DEFAULT_COUNTRY": "bd", "TELEGRAM_PACE": "12.5"}
        | {"GATEWAY_SEND_URL": "http://phone.local/send", "GATEWAY_TOKEN": "t", "SMTP_URL": "smtp://mail.local"}
        | {"MAIL_FROM": "line@example.org"}
    )
    assert settings.twilio is not None
    assert settings.twilio.tokens == ("new", "old")
    assert settings.public_url.endswith(":9000")
    assert settings.default_country == "BD"
    assert settings.telegram is not None
    assert settings.telegram.pace == 12.5


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("PUBLIC_URL", "line.example.org"),
        ("DATABASE_URL", "mysql://x"),
        ("PUBLIC_URL", "https://line.example.org:https"),
        ("PUBLIC_URL", "https://line.example.org:70000"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "postgresql+psycopg2://bobbin@127.0.0.1/bobbin"),
        ("DATABASE_URL", "sqlite+aiosqlite:///bobbin.db"),
        ("DEFAULT_COUNTRY", "Bangladesh"),
        ("TWILIO_FROM", "+0"),
        ("TWILIO_AUTH_TOKEN", ""),
        ("TWILIO_AUTH_TOKEN", "new,"),
        ("TWILIO_AUTH_TOKEN", ","),
        ("TWILIO_PACE", "-1"),
        ("TWILIO_API_URL", "api"),
        ("TELEGRAM_BOT_TOKEN", "secret"),
        ("TELEGRAM_WEBHOOK_SECRET", "short"),
        ("TELEGRAM_WEBHOOK_SECRET", ""),
        ("TELEGRAM_MODE", "push"),
        ("GATEWAY_SEND_URL", "phone"),
        ("FAULTS", "nowhere"),
        ("FAULTS", "outbox.sending:often"),
        ("FAULTS", "outbox.sending:3:burn"),
        ("SMTP_URL", "mail.local"),
        ("SMTP_URL", "smtp://mail.local:smtp"),
    ],
)
def test_a_bad_value_names_its_variable(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load_settings(TWILIO | TELEGRAM | {name: value})


def test_secrets_are_never_printed() -> None:
    settings = load_settings(TWILIO | TELEGRAM | {"TWILIO_AUTH_TOKEN": "very-secret"})
    assert "very-secret" not in repr(settings)
    assert "sixteen-letters" not in repr(settings)
    assert "1:a" not in repr(settings)


def test_polling_needs_no_secret() -> None:
    settings = load_settings({"TELEGRAM_BOT_TOKEN": "1:a", "TELEGRAM_MODE": "polling"})
    assert settings.telegram is not None
