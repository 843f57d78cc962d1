"""Two thousand workers: what each would truly say, and how each behaves on a keypad phone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from tests.survey_life.workbook import LANGUAGES, QUESTIONS, WORRIES

DIGITS = {"bn": "০১২৩৪৫৬৭৮৯", "ar": "٠١٢٣٤٥٦٧٨٩", "km": "០១២៣៤៥៦៧៨៩"}
ROMANISED = {"bn": ("ha", "na"), "ar": ("na3am", "la"), "vi": ("co", "khong"), "en": ("yes", "no")}
MANNERS = {"plain": 62, "native": 10, "wrong": 6, "romanised": 5, "silent": 8, "refuses": 4, "stops": 3, "late": 2}
"""How people of a hundred answer."""
WISHES = ("fans", "doors", "pay")


@dataclass
class Worker:
    """One person: the truth, and what she has let the line know of it."""

    number: str
    language: str
    section: str
    shift: str
    gender: str
    manner: str
    truth: Mapping[str, str | list[str] | int]
    said: dict[str, object] = field(default_factory=dict)
    """By question: what was answered in time."""
    erred: set[str] = field(default_factory=set)
    invited: bool = False
    heard: list[str] = field(default_factory=list)

    def reply(self, message: str) -> str | None:
        """What she sends back to what the line says; None for nothing."""
        if self.manner == "silent":
            return None
        asked = next((name for name, words in QUESTIONS.items() if words[self.language] in message), None)
        if asked is None:
            return self._consent(message)
        if self.manner in ("stops", "late") and asked == "worries":
            return None
        if self.manner == "wrong" and asked not in self.erred:
            self.erred.add(asked)
            return "77"
        return self._answer(asked)

    def _consent(self, message: str) -> str | None:
        if "\n3 " not in message:
            return None
        self.invited = True
        return "3" if self.manner == "refuses" else "1"

    def _answer(self, asked: str) -> str:
        value = self.truth[asked]
        self.said[asked] = value
        if asked in ("paid", "touched"):
            if self.manner == "romanised" and self.language in ROMANISED and asked == "paid":
                return ROMANISED[self.language][value == "no"]
            return self._digits("2" if value == "no" else "1")
        if asked == "worries":
            assert isinstance(value, list)
            return self._digits(" ".join(str(list(WORRIES).index(one) + 1) for one in value))
        return self._digits(str(value)) if asked == "late_days" else str(value)

    def _digits(self, text: str) -> str:
        own = DIGITS.get(self.language) if self.manner == "native" else None
        return text.translate(str.maketrans("0123456789", own)) if own else text


def crowd(size: int, seed: int = 20261125) -> list[Worker]:
    """Everybody, always the same. The last line is so small that nothing may be told of it."""
    chance = Random(seed)
    manners = [manner for manner, share in MANNERS.items() for _ in range(share)]
    return [_worker(chance, number, size, manners) for number in range(size)]


def _worker(chance: Random, number: int, size: int, manners: list[str]) -> Worker:
    section = "Line 9" if number >= size - 4 else f"Line {1 + number % 5}"
    paid = "no" if chance.random() < (0.45 if section == "Line 2" else 0.2) else "yes"
    worries = [name for name in WORRIES if chance.random() < 0.4] or ["heat"]
    truth: dict[str, str | list[str] | int] = {
        "paid": paid,
        "late_days": chance.randint(1, 30),
        "worries": worries,
        "touched": "yes" if chance.random() < 0.12 else "no",
        "wish": chance.choice(WISHES),
    }
    language = list(LANGUAGES)[number % len(LANGUAGES)]
    gender = "f" if chance.random() < 0.8 else "m"
    shift = "night" if chance.random() < 0.3 else "day"
    return Worker(f"+1202555{number:04}", language, section, shift, gender, chance.choice(manners), truth)
