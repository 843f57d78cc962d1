"""What is wrong with a questionnaire, in words of those who write them; a workbook's faults are all told at once."""

from dataclasses import dataclass

from conversations.texts import Catalogue, Text, _
from operations.work import Refused

MOST_SHOWN = 50
"""More problems than these nobody reads at once."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of a workbook. `row` 0 is the sheet as a whole; `column` is its letter with its heading, or empty."""

    sheet: str
    row: int
    column: str
    reason: Text

    def line(self, catalogue: Catalogue) -> str:
        """In one line, as a terminal shows it."""
        place = ", ".join(part for part in (self.sheet, f"{self.row or ''}", self.column) if part)
        words = self.reason.render(catalogue)
        return f"{place}: {words}" if place else words


class FormRefused(Refused):
    """A workbook that is not taken; nothing of it is kept. `more` problems are not in the list."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("this form cannot be taken")
        self.problems = problems[:MOST_SHOWN]
        self.more = len(problems) - len(self.problems)


def whole(reason: Text) -> FormRefused:
    """A file that is refused as a whole."""
    return FormRefused([Problem("", 0, "", reason)])


MORE = _("and {n} more problems")
