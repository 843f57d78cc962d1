"""Published results in the words of one language: pages, sheets, papers and messages say the same in the same way."""

from dataclasses import dataclass

from babel import Locale, UnknownLocaleError

from conversations import survey_paper as says
from conversations.texts import Text, Verbatim
from locales.catalogue import catalogue
from locales.words import direction
from operations.survey_form import Form, Item, ItemKind, worded
from operations.survey_published import Answer, Band, Cell, Estimate, Published, Question, Row


@dataclass(frozen=True, slots=True)
class Words:
    """One language's words for the results of a form."""

    form: Form
    language: str

    @property
    def direction(self) -> str:
        return direction(self.language)

    def say(self, text: Text) -> str:
        return text.render(catalogue(self.language))

    @property
    def title(self) -> str:
        return worded(self.form.title, self.language, self.form.languages) or self.form.name

    def question(self, question: Question) -> str:
        item = self._item(question)
        return (worded(item.label, self.language, self.form.languages) if item else "") or question.name

    def answer(self, question: Question, answer: Answer) -> str:
        """An answer: the choice's label, a band, or why there is none."""
        if answer.kind == "band":
            return self.say(_band(question.kind, answer.low, answer.high))
        if answer.kind in ("special", "answered"):
            return self.say(says.SPECIAL[answer.name])
        item = self._item(question)
        labels = [one.label for one in item.choices if one.name == answer.name] if item else []
        return (worded(labels[0], self.language, self.form.languages) if labels else "") or answer.name

    def group(self, trait: str, row: Row) -> str:
        """A group; several small ones are named together."""
        names = [self._value(trait, value) for value in row.values]
        return self.say(says.together(", ".join(names))) if len(names) > 1 else names[0]

    def band(self, band: Band | None) -> str:
        """How many people."""
        if band is None:
            return self.say(says.HIDDEN)
        return str(band[0]) if band[0] == band[1] else range_of(*band)

    def people(self, question: Question, cell: Cell | None) -> str:
        return self.hidden(question) if cell is None else self.band((cell.low, cell.high))

    def percent(self, question: Question, cell: Cell | None) -> str:
        return self.hidden(question) if cell is None else self.say(says.share(cell.percent, cell.bound))

    def hidden(self, question: Question) -> str:
        return self.say(says.HIDDEN_SENSITIVE if question.sensitive else says.HIDDEN)

    def estimate(self, estimate: Estimate) -> str:
        share = self.say(says.share(estimate.percent, estimate.bound))
        return f"{share} ({self.say(says.interval(estimate.low, estimate.high))})"

    def rate(self, results: Published) -> str:
        """The response rate: exact to 5 %, or as a quarter; nothing where that is not told either."""
        if results.rate is not None:
            return self.say(says.share(results.rate, ""))
        return "" if results.rate_band is None else f"{range_of(*results.rate_band)} %"

    def _value(self, trait: str, value: str | None) -> str:
        if value is None:
            return self.say(says.NOT_KNOWN)
        if trait == "gender" and value in says.GENDERS:
            return self.say(says.GENDERS[value])
        return self._language(value) if trait == "language" else value

    def _language(self, code: str) -> str:
        try:
            return str(Locale.parse(self.language).languages.get(code, code))
        except (UnknownLocaleError, ValueError):
            return code

    def _item(self, question: Question) -> Item | None:
        return next((item for item in self.form.items if item.name == question.name), None)


def range_of(low: int | str, high: int | str) -> str:
    """From one to another, both within; set apart, so that it reads the same in every direction of writing."""
    return f"\u2066{low}–{high}\u2069"


def plain(text: str) -> str:
    """Without the marks that set ranges apart: for short messages, which they would make dear, and for sheets."""
    return text.replace("\u2066", "").replace("\u2069", "").replace("–", "-")


def _band(kind: str, low: str, high: str) -> Text:
    """A band of an answer: whole numbers and months have a last one that is within."""
    if not low:
        return says.below(high)
    if not high:
        return says.above(low)
    last = _before(high) if kind == ItemKind.INTEGER else _month_before(high) if kind == ItemKind.DATE else ""
    if last:
        return Verbatim(low if last == low else range_of(low, last))
    return says.between(low, high)


def _before(number: str) -> str:
    return str(int(number) - 1)


def _month_before(month: str) -> str:
    year, number = map(int, month.rsplit("-", 1))
    return f"{year - 1:04}-12" if number == 1 else f"{year:04}-{number - 1:02}"
