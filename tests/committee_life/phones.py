"""Phones of a town, with a keypad or with Telegram. What is looked for is a message of the line in the own language."""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from conversations.committee import GROUPS, LABELS
from conversations.segments import fold
from conversations.texts import Text
from locales.catalogue import catalogue
from locales.words import language_name, words
from tests.committee_life.town import SECRET, Town
from tests.servers.telegram_people import Person

OPTION = re.compile(r"^(\d+) (.+)$", re.MULTILINE)
GAP = re.compile(r"\\\{\w+\\\}")


@dataclass
class Phone:
    """Somebody's phone. `read` counts the messages that were looked at."""

    town: Town
    name: str
    language: str
    read: int = 0
    heard: list[str] = field(default_factory=list)

    def writes(self, text: str) -> list[str]:
        """She sends a message; what comes back."""
        self.news()
        self._send(text)
        self.town.settle()
        return self.news()

    def says(self, *texts: str) -> list[str]:
        """One message after another; what comes back in the end."""
        return [self.writes(text) for text in texts][-1]

    def news(self) -> list[str]:
        """What has come since she last looked."""
        self.heard = self.inbox()[self.read :]
        self.read += len(self.heard)
        return self.heard

    def picks(self, *labels: Text | str) -> list[str]:
        """She chooses what is called so in the newest message that offers it; then what is called so in the next."""
        return [self._pick(self.own(label)) for label in labels][-1]

    def goes_to(self, script: str) -> list[str]:
        """She sends COMMITTEE in her language and picks what she wants, behind a heading where it stands there."""
        self.writes(words(self.language).committee[0])
        behind = next((label for label, scripts in GROUPS.values() if script in scripts), None)
        if behind is not None and not self.shows(self.own(LABELS[script])):
            self.picks(behind)
        return self.picks(LABELS[script])

    def own(self, text: Text | str) -> str:
        """Words of the line as this phone shows them."""
        return text if isinstance(text, str) else fold(text.render(catalogue(self.language)), self.language)

    def plain(self, message: str) -> str:
        """A message as letters alone: what only steers the direction of writing is left out."""
        return "".join(letter for letter in message if unicodedata.category(letter) != "Cf")

    def lines(self) -> list[tuple[str, str]]:
        """The numbered lines of the newest message."""
        return OPTION.findall(self.inbox()[-1])

    def has(self, text: Text | str, messages: list[str] | None = None) -> bool:
        """Whether one of the messages (those last looked at) says that; a text without values, with any."""
        pattern = self._pattern(text)
        return any(pattern.search(message) for message in (self.heard if messages is None else messages))

    def expects(self, *texts: Text | str) -> list[str]:
        """What has come since she last looked says all of that."""
        news = self.news()
        for text in texts:
            assert self.has(text, news), f"{self.name} has not heard “{self._pattern(text).pattern}” but {news}"
        return news

    def answers(self, asked: Text | str, label: Text | str) -> list[str]:
        """She is asked that, and answers this."""
        self.expects(asked)
        return self.picks(label)

    def joins(self, code: str) -> None:
        """First contact, with the code of the factory's poster."""
        self.writes(code)
        self.picks(language_name(self.language))

    def inbox(self) -> list[str]:
        """Every message that ever came, as it was read."""
        raise NotImplementedError

    def _send(self, text: str) -> None:
        raise NotImplementedError

    def _pick(self, label: str) -> list[str]:
        raise NotImplementedError

    def shows(self, label: str) -> bool:
        """Whether the newest message offers it."""
        raise NotImplementedError

    def _pattern(self, text: Text | str) -> re.Pattern[str]:
        if isinstance(text, str) or text.values:
            return re.compile(re.escape(self.own(text)))
        spoken = catalogue(self.language)
        forms = {spoken.ngettext(text.message, text.plural, n) for n in range(120)} if text.plural else ()
        each = [re.escape(fold(form, self.language)) for form in forms or [spoken.gettext(text.message)]]
        return re.compile("|".join(GAP.sub(r"(?s:.+?)", form) for form in each))


@dataclass
class Keypad(Phone):
    """A phone with keys, reached by SMS."""

    number: str = ""

    def inbox(self) -> list[str]:
        return [message.body or "" for message in self.town.twilio.sent if message.to == self.number]

    def _send(self, text: str) -> None:
        hook = f"{self.town.base}/webhooks/twilio/message"
        assert self.town.twilio.incoming(hook, self.number, text).status == 200

    def _pick(self, label: str) -> list[str]:
        for message in reversed(self.inbox()):
            for number, shown in OPTION.findall(message):
                if shown == label:
                    return self.writes(number)
        raise AssertionError(f"nobody offers {self.name} “{label}”; last: {self.inbox()[-1:]}")

    def shows(self, label: str) -> bool:
        return label in [shown for _number, shown in self.lines()]


@dataclass
class Smartphone(Phone):
    """A phone with Telegram; options are buttons."""

    person: Person = field(default_factory=lambda: Person(0, ""))

    def inbox(self) -> list[str]:
        return [message.text for message in self._messages()]

    def joins(self, code: str) -> None:
        """By the QR code of the poster."""
        self.writes(f"/start f_{code}")
        self.picks(language_name(self.language))

    def _messages(self) -> list[Any]:
        return [message for message in self.town.telegram.sent if message.chat_id == self.person.id]

    def _send(self, text: str) -> None:
        self._update(self.town.telegram.update_text(self.person, text))

    def _pick(self, label: str) -> list[str]:
        self.news()
        for message in reversed(self._messages()):
            labels = [shown for shown, _data in message.buttons]
            if label in labels:
                self._update(self.town.telegram.update_tap(self.person, message, labels.index(label)))
                self.town.settle()
                return self.news()
        raise AssertionError(f"no button of {self.name} says “{label}”; last: {self.inbox()[-1:]}")

    def shows(self, label: str) -> bool:
        return label in [shown for shown, _data in self._messages()[-1].buttons]

    def _update(self, update: dict[str, Any]) -> None:
        hook = f"{self.town.base}/webhooks/telegram"
        assert self.town.telegram.deliver(update, hook, SECRET).status == 200
