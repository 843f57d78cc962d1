"""`bobbin doctor`: would something lose or leak data?"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from bot.house import House
from bot.logs import configure_logs
from bot.settings import Settings, SettingsError, settings_from_environment
from cli.house import open_store, require_schema
from cli.output import json_option, show
from locales.catalogue import DOMAIN, FOLDER, translated_languages
from models.database import database_url
from models.encryption import KeyRing, KeyRingError, Purpose, load_ring
from models.factory import Factory
from models.inbox import InboxMessage
from models.lease import Lease
from models.vocabulary import InboxState
from operations.calendar import holidays_known
from operations.work import Refused
from webhooks.twilio import signature, signed


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    ok: bool
    detail: str
    warns: bool = False
    """Nothing is lost by it, but somebody should know."""

    @property
    def mark(self) -> str:
        return "FAIL" if not self.ok else "warn" if self.warns else "ok  "


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
    yield Check("settings", True, "every variable can be read")
    yield _public_url(settings)
    ring = _ring(settings)
    yield ring if isinstance(ring, Check) else Check("keys", True, "the key ring opens, and only its owner can read it")
    yield _apart(settings)
    yield from _store(settings, None if isinstance(ring, Check) else ring)
    yield _webhooks(settings)
    yield _translations()


def _ring(settings: Settings) -> KeyRing | Check:
    try:
        ring = load_ring(settings.key_file)
    except KeyRingError as error:
        return Check("keys", False, str(error))
    missing = [purpose for purpose in Purpose if not ring.has(purpose)]
    return Check("keys", False, f"no key for {', '.join(missing)}") if missing else ring


def _public_url(settings: Settings) -> Check:
    local = settings.public_url.startswith(("http://127.0.0.1", "http://localhost"))
    secure = settings.public_url.startswith("https://")
    if secure or (local and not (settings.twilio or settings.telegram or settings.gateway)):
        return Check("public address", True, "https" if secure else "this machine only, and no provider is switched on")
    return Check("public address", False, "PUBLIC_URL should begin with https:// where a provider calls it")


def _apart(settings: Settings) -> Check:
    """Keys and data in one folder end up in one backup."""
    url = database_url(settings.database_url)
    together = url.get_backend_name() == "sqlite" and (
        Path(url.database or "").resolve().parent == settings.key_file.resolve().parent
    )
    if not together:
        return Check("keys apart", True, "the key file is not where the database is")
    serious = bool(settings.twilio or settings.telegram or settings.gateway)
    return Check("keys apart", not serious, "the key file lies beside the database; set KEY_FILE to another folder")


def _store(settings: Settings, ring: KeyRing | None) -> Iterator[Check]:
    db = open_store(settings)
    try:
        require_schema(db)
        yield Check("database", True, "answers, and has the newest schema")
        yield from _running(House(db, ring or KeyRing({}), settings))
    except (SQLAlchemyError, Refused) as error:
        reason = str(error) if isinstance(error, Refused) else "does not answer; check DATABASE_URL"
        yield Check("database", False, reason)
    finally:
        db.dispose()


def _running(house: House) -> Iterator[Check]:
    with house.db.read() as connection:
        ticked = connection.execute(select(func.max(Lease.ticked_at))).scalar()
        countries = connection.execute(select(Factory.country).distinct().order_by(Factory.country)).scalars().all()
        dead = connection.execute(
            select(func.count()).select_from(InboxMessage).where(InboxMessage.state == InboxState.DEAD)
        ).scalar_one()
    ticks = ticked is not None and time.time() - ticked < 120
    yield Check("clock", ticks, "ticks" if ticks else "no clock has ticked for two minutes; start “bobbin clock”")
    yield Check("dead letters", not dead, f"{dead} messages could not be processed" if dead else "none")
    yield holidays_check(countries, datetime.now(UTC).year)


def holidays_check(countries: Sequence[str], year: int) -> Check:
    """Without holidays a meeting may be proposed on one: said, but nothing to fail for."""
    empty = [
        f"{country} {one}" for country in countries for one in (year, year + 1) if not holidays_known(country, one)
    ]
    detail = f"none known for {', '.join(empty)}; days are proposed without them" if empty else "known"
    return Check("public holidays", True, detail, warns=bool(empty))


def _webhooks(settings: Settings) -> Check:
    """Sign a request as Twilio does and check it as we do."""
    if settings.twilio is None:
        return Check("webhooks", True, "Twilio is off")
    url, form = f"{settings.public_url}/webhooks/twilio/message", {"Body": "ঠিক", "From": "+15005550006"}
    text = url + "".join(name + form[name] for name in sorted(form))
    good = all(signed(settings.twilio, url, form, signature(token, text)) for token in settings.twilio.tokens)
    return Check("webhooks", good, f"give Twilio the address {url}")


def _translations() -> Check:
    missing = [
        language
        for language in translated_languages()[1:]
        if not (FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.mo").exists()
    ]
    detail = f"not compiled: {', '.join(missing)}; run “make messages”" if missing else "compiled"
    return Check("translations", not missing, detail)
