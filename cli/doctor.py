"""`bobbin doctor`: would something lose or leak data?"""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import click

from bot.logs import configure_logs
from bot.settings import Settings, SettingsError, settings_from_environment
from cli.checks import Check
from cli.doctor_data import data_checks
from cli.output import json_option, show
from locales.catalogue import DOMAIN, FOLDER, translated_languages
from models.database import database_url
from models.encryption import KeyRing, KeyRingError, Purpose, load_ring
from operations.pdf import printer
from operations.work import Refused


@click.command("doctor")
@json_option
def command(as_json: bool) -> None:
    """Check settings, keys, database, clock, webhooks and translations; exit 1 when data would be lost or leak."""
    configure_logs("doctor")
    checks = list(examine())
    ok = all(check.ok for check in checks)
    listed = [{"name": check.name, "ok": check.ok, "detail": check.detail} for check in checks]
    words = "\n".join(f"{check.mark}  {check.name}: {check.detail}" for check in checks)
    show(as_json, {"ok": ok, "checks": listed}, words)
    if not ok:
        raise SystemExit(1)


def examine() -> Iterator[Check]:
    """Every check that can be made; later ones need what earlier ones found."""
    try:
        settings = settings_from_environment()
    except SettingsError as error:
        yield Check("settings", False, str(error))
        return
    armed = Check("settings", False, "FAULTS is for tests: the process would kill itself; unset it")
    yield armed if settings.faults else Check("settings", True, "every variable can be read")
    yield _public_url(settings)
    ring = _ring(settings)
    yield ring if isinstance(ring, Check) else Check("keys", True, "the key ring opens, and only its owner can read it")
    yield _apart(settings)
    yield from data_checks(settings, None if isinstance(ring, Check) else ring)
    yield from _lines(settings)
    yield _translations()
    yield _papers()


def _ring(settings: Settings) -> KeyRing | Check:
    try:
        ring = load_ring(settings.key_file)
    except KeyRingError as error:
        return Check("keys", False, str(error))
    missing = [purpose for purpose in Purpose if not ring.has(purpose)]
    if missing:
        return Check("keys", False, f"no key for {', '.join(missing)}; restore the file from your backup of keys")
    return ring


def _public_url(settings: Settings) -> Check:
    address = urlsplit(settings.public_url)
    if address.scheme == "https":
        return Check("public address", True, "https")
    if address.hostname in ("127.0.0.1", "localhost") and not _called(settings):
        return Check("public address", True, "this machine only, and no provider calls it")
    return Check("public address", False, "PUBLIC_URL should begin with https://: others could read what is said to it")


def _apart(settings: Settings) -> Check:
    """Keys and data in one folder end up in one backup."""
    url = database_url(settings.database_url)
    together = url.get_backend_name() == "sqlite" and (
        Path(url.database or "").resolve().parent == settings.key_file.resolve().parent
    )
    if not together:
        return Check("keys apart", True, "the key file is not where the database is")
    serious = bool(settings.twilio or settings.telegram or settings.gateway)
    advice = "the key file lies beside the database, and both in one backup; set KEY_FILE to another folder"
    return Check("keys apart", not serious, advice, warns=True)


def _lines(settings: Settings) -> list[Check]:
    if not (settings.twilio or settings.telegram or settings.gateway):
        return [Check("webhooks", True, "no provider is switched on")]
    from cli.doctor_lines import line_checks  # 55 MB of the providers' libraries, only for this

    return line_checks(settings, _called(settings))


def _called(settings: Settings) -> bool:
    """Whether a provider calls PUBLIC_URL."""
    hooked = settings.telegram is not None and settings.telegram.mode == "webhook"
    return bool(settings.twilio or settings.gateway or hooked)


def _papers() -> Check:
    """Nobody waits for a poster: said, but nothing to fail for."""
    try:
        printer()
    except Refused as error:
        return Check("papers", True, str(error), warns=True)
    return Check("papers", True, "posters and minutes can be drawn")


def _translations() -> Check:
    missing = [
        language
        for language in translated_languages()[1:]
        if not (FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.mo").exists()
    ]
    detail = f"not compiled: {', '.join(missing)}; run “make messages”" if missing else "compiled"
    return Check("translations", not missing, detail)
