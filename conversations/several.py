"""Several of a numbered list in one reply: "1 3", "1,3", or "0" for none of them.

The list stands in the text, not in buttons: one tap could not say two. Nothing is guessed: "1-3" is asked again.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from conversations.questions import Answer, Miss, Question, Reading, Reply, Shown, Told, part
from conversations.replies import FEW, Picked, normalise, read_yes_no, word_count
from conversations.texts import Text, Verbatim, _
from conversations.wording import pieces_of
from locales.spelling import tidied

NUMBERS = _("Please send the numbers, such as 1 3, or 0.")
_RANGE = re.compile(r"\d\s*[-–—]\s*\d")
_SEPARATOR = re.compile(r"[.،۔।]")


@dataclass(frozen=True, slots=True)
class Several(Question[tuple[int, ...]]):
    """The numbers that were sent, in order, each once; empty for none. `labels` may be typed instead."""

    labels: Mapping[int, str] = field(default_factory=dict)
    takes_zero: ClassVar[bool] = True

    def accepts(self, value: Any) -> bool:
        return isinstance(value, list) and all(number in self.labels for number in value)

    def parse(self, value: Any) -> tuple[int, ...]:
        return tuple(value)

    def _read_text(self, reply: Reply, menu: Sequence[Shown]) -> Reading:
        line = normalise(reply.text)
        named = [number for number, label in self.labels.items() if tidied(label) == tidied(reply.text)]
        if len(named) == 1:
            return Answer(named)
        pieces = pieces_of(_SEPARATOR.sub(" ", line))
        if pieces and all(piece.isdigit() and len(piece) <= 3 for piece in pieces):
            return Miss(NUMBERS) if _RANGE.search(line) else self._numbers(sorted({int(piece) for piece in pieces}))
        if word_count(reply.text) > FEW:
            return Told(part(reply))
        none = line and not any(map(str.isdigit, line)) and read_yes_no(reply.text, reply.language) == Picked(1)
        return Answer([]) if none else Miss(NUMBERS)

    def _numbers(self, numbers: list[int]) -> Reading:
        if numbers == [0]:
            return Answer([])
        missing = [number for number in numbers if number not in self.labels]
        return Miss(_("There is no {number} in the list.", number=missing[0])) if missing else Answer(numbers)


def several(key: str, question: Text, labels: Mapping[int, str]) -> Question[tuple[int, ...]]:
    """Any of a list, which is written below the question with its own numbers."""
    names = "\n".join(f"{number} {label}" for number, label in labels.items())
    listed = Verbatim("{question}\n{names}", {"question": question, "names": names})
    return Several(key, listed, labels=labels)
