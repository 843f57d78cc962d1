"""What must never be: long or untranslated messages, and people named where nobody may name them."""

import re
from collections.abc import Iterable
from pathlib import Path

from tests.committee_life.desk import Desk
from tests.committee_life.life import SEATS, Life
from tests.committee_life.phones import Keypad, Phone, Smartphone
from tests.servers.twilio_rules import segments

LONGEST = 2
"""SMS segments of a message that nobody asked for."""
LATIN = re.compile(r"[A-Za-z]?[a-z]{2,}")
OWN_NAMES = frozenset({"Better", "Work", "Bobbin", "Telegram"})


def nothing_is_long(life: Life) -> None:
    for message in life.town.twilio.sent:
        assert segments(message.body or "") <= LONGEST, message.body


def everybody_reads_their_language(life: Life) -> None:
    """No English on the phone of who reads another script, but names and what was said in English."""
    people = (*life.workers, *life.managers)
    known = OWN_NAMES | {word for phone in people for word in LATIN.findall(phone.name)}
    for phone in people:
        if phone.language != "en":
            for message in phone.inbox()[1:]:  # before, languages are named each in itself
                left = set(LATIN.findall(phone.plain(message))) - known
                assert not left, f"{phone.language}: {message}"


def nobody_is_named(life: Life, database: Path, logged: str) -> None:
    """Neither a number nor a worker's name stands in the log or in the files of the database."""
    kept = [path for path in database.parent.glob(f"{database.name}*") if path.is_file()]
    assert kept
    for secret in (*addresses(life), *(phone.name for phone in (*life.workers, *life.managers))):
        assert secret not in logged
        for path in kept:
            content = path.read_bytes()
            for spelling in (secret.encode(), secret.encode("utf-16-le"), secret[::-1].encode()):
                assert spelling not in content, f"{secret} stands in {path.name}"


def pages_name_nobody_else(life: Life) -> None:
    """The advisor reads the names of members and candidates; of no other worker, and nobody's number."""
    hidden = [*addresses(life), *(phone.name for phone in life.workers[SEATS + 1 :])]
    for page in life.advisor.seen:
        assert not [secret for secret in hidden if secret in page]


def others_see_nothing(life: Life, paths: Iterable[str]) -> None:
    """An auditor, an administrator and the advisor of another factory: no page of the committee, and no name."""
    other = life.town.factory(**{**life.place.factory, "name": "Meghna Denim"})
    names = [phone.name for phone in (*life.workers, *life.managers)]
    for role, codes in (("auditor", ()), ("admin", ()), ("advisor", (other.code,))):
        desk = Desk(life.town, life.browser, life.town.user(f"{role}@elsewhere.example", role, *codes))
        desk.goes_to("/advisor/")
        for path in ("/advisor/", "/advisor/settings", *paths):
            content = desk.page.request.get(path).text()
            assert not [secret for secret in (*names, *addresses(life)) if secret in content], path


def addresses(life: Life) -> list[str]:
    return [_address(phone) for phone in (*life.workers, *life.managers, life.alerts)]


def _address(phone: Phone) -> str:
    if isinstance(phone, Smartphone):
        return str(phone.person.id)
    assert isinstance(phone, Keypad)
    return phone.number.removeprefix("+")
