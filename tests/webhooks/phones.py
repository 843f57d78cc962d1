"""What the stories about the simulated phones share: the demo, whose phones they are, and what is sent to them."""

import base64
import io
from dataclasses import dataclass

from PIL import Image

from bot.channels.channel import Parcel
from models.vocabulary import Line
from tests.world import World

WORKER = "+447700900123"
COLLEAGUE = "7000000001"


@dataclass(frozen=True)
class Demo:
    """The demo's log-in, as the command line leaves it with the app."""

    factory_code: str
    email: str = "advisor@example.org"
    password: str = "thread-lantern-otter-maple"
    factory_name: str = "Shapla Garments"

    def code(self) -> str:
        return "482913"


def jpeg() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (60, 40), "#0b5c56").save(drawn, "JPEG")
    return drawn.getvalue()


INVITATION = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
DOCUMENT = {
    "name": "meeting.ics",
    "media_type": "text/calendar",
    "content": base64.b64encode(INVITATION).decode(),
}


def sent(world: World, line: Line, address: str) -> None:
    """A message with a file is on its way to a phone."""
    body = {"text": "For your calendar", "language": "en", "document": DOCUMENT}
    world.phones.deliver(line, Parcel(address, body, "token"))
