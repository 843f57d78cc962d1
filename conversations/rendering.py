"""From a message to the words of a language: what a channel is handed.

A body is plain JSON: `text`, `language`, and for a question `options` [[value, label], …] with its
`conversation` and `key`; `marks` names those options that are not called by their number. With a file, which an SMS
cannot carry, `document`: `name`, `media_type`, `content` in base64.
"""

from collections.abc import Mapping
from typing import Any

from conversations.dialogue import Message
from conversations.segments import fold
from conversations.texts import Catalogue

Body = Mapping[str, Any]


def body_of(message: Message, catalogue: Catalogue, language: str) -> dict[str, Any]:
    """The message in a language."""
    body: dict[str, Any] = {
        "text": "\n".join(text.render(catalogue) for text in message.texts),
        "language": language,
    }
    if message.options:
        body["options"] = [[option.value, option.label.render(catalogue)] for option in message.options]
        marks = {option.value: option.mark for option in message.options if option.mark}
        if marks:
            body["marks"] = marks
        body["conversation"] = message.conversation
        body["key"] = message.key
    return body


def as_sms(body: Body) -> str:
    """A body as the text of an SMS: options are numbered lines, letters folded where that saves a segment.

    Those with a mark of their own stand last, all on one line.
    """
    marks = body.get("marks", {})
    lines = [body["text"]] if body["text"] else []
    numbered = [label for value, label in body.get("options", ()) if value not in marks]
    lines += [f"{number} {label}" for number, label in enumerate(numbered, 1)]
    if marks:
        lines.append(", ".join(f"{marks[value]} {label}" for value, label in body["options"] if value in marks))
    return fold("\n".join(lines), body.get("language", "en"))
