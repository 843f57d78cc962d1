"""What the books say of the promises."""

from tests.kills.books import Books
from tests.promises import figure


def written(books: Books, engine: str) -> None:
    """P1: nothing acknowledged is lost. P2: one effect. P3: nothing to be sent is lost, doubled only where unknown."""
    over = f"over {books.kills} kills ({engine})"
    figure("P1", f"{books.lost} of {books.acknowledged:,} lost {over}", of=books.acknowledged)
    figure("P2", f"{books.doubled} doubled of {books.acknowledged:,}, one in five brought again, {over}",
           of=books.acknowledged)  # fmt: skip
    figure("P3", f"{books.unsent} of {books.sent:,} lost, {books.twice} doubled of {books.unknown} unknown, {over}",
           of=books.sent)  # fmt: skip
