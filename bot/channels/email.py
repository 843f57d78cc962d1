"""E-mail, for alerts to advisors: one neutral line, no content, no link but the sign-in page they know."""

import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from bot.channels.channel import TIMEOUT, FetchError, Parcel, SendError, Sent, Trouble
from bot.settings import Mail
from models.vocabulary import Line, OutboxState


class EmailChannel:
    """Sends by SMTP; the standard library's client in a thread, because alerts are few."""

    line: str = Line.EMAIL

    def __init__(self, settings: Mail) -> None:
        self._settings = settings

    async def open(self) -> None:
        """Nothing is kept open between alerts."""

    async def close(self) -> None:
        """Nothing was kept open."""

    async def send(self, parcel: Parcel) -> Sent:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._settings.sender, parcel.address, "Bobbin"
        message.set_content(parcel.body["text"])
        try:
            await asyncio.to_thread(self._deliver, message)
        except smtplib.SMTPAuthenticationError as error:
            raise SendError(Trouble.LINE_DOWN, "smtp_auth") from error
        except smtplib.SMTPRecipientsRefused as error:
            raise SendError(Trouble.PERMANENT, "smtp_refused") from error
        except (smtplib.SMTPException, OSError) as error:
            raise SendError(Trouble.RETRY, "smtp") from error
        return Sent(None, OutboxState.SENT)

    async def fetch(self, source: str) -> bytes:
        raise FetchError("no_files", retryable=False)

    def _deliver(self, message: EmailMessage) -> None:
        parts = urlsplit(self._settings.url)
        host, secure = parts.hostname or "", parts.scheme == "smtps"
        server: smtplib.SMTP
        if secure:
            server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT, context=ssl.create_default_context())
        else:
            server = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT)
        with server:
            if not secure and parts.username:
                server.starttls(context=ssl.create_default_context())
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(message)
