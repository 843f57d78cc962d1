"""Making a factory's poster: what the settings offer goes in, a PDF comes out."""

from pathlib import Path

from bot.house import House
from operations.posters import drawn, find_poster
from operations.work import Mistyped, Refused


def make_poster(house: House, code: str, path: Path) -> None:
    """Write the PDF, over an older one. Raises Refused, naming what is wrong."""
    if not path.parent.is_dir():
        raise Mistyped(f"there is no folder {path.parent}; make it, or name a file elsewhere")
    with house.db.read() as connection:
        poster = find_poster(connection, code, house.settings.addresses)
    pdf = drawn(poster)
    try:
        path.write_bytes(pdf)
    except OSError as error:
        raise Refused(f"{path} cannot be written ({error.strerror}); name another file") from error
