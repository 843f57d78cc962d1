"""Making a factory's poster: what the settings offer goes in, a PDF comes out."""

from collections.abc import Mapping
from pathlib import Path

from bot.house import House
from bot.settings import Settings
from operations.posters import drawn, find_poster
from operations.work import Mistyped, Refused


def make_poster(house: House, code: str, path: Path) -> None:
    """Write the PDF, over an older one. Raises Refused, naming what is wrong."""
    if not path.parent.is_dir():
        raise Mistyped(f"there is no folder {path.parent}; make it, or name a file elsewhere")
    with house.db.read() as connection:
        poster = find_poster(connection, code, addresses_of(house.settings))
    pdf = drawn(poster)
    try:
        path.write_bytes(pdf)
    except OSError as error:
        raise Refused(f"{path} cannot be written ({error.strerror}); name another file") from error


def addresses_of(settings: Settings) -> Mapping[str, str]:
    """Where people write to, by channel; a line without an address of its own is left out."""
    found = {
        "twilio": settings.twilio and settings.twilio.sender,
        "gateway": settings.gateway and settings.gateway.number,
        "telegram": settings.telegram and settings.telegram.name,
    }
    return {channel: address for channel, address in found.items() if address}
