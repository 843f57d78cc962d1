"""Bars as SVG, drawn on the server: no script, no style attribute, mirrored where one reads from the right.

Each picture says in its description what a table beneath it says in full.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

WIDTH, BAR, STEP, HEAD = 640, 14, 45, 30
"""The picture's width, a bar's height, and what a bar and a heading take with their words."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its words, how long it is in percent (None: hidden), and the number beside it."""

    label: str
    percent: int | None
    number: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars below one heading; the heading may be empty."""

    heading: str
    bars: Sequence[Bar]


def drawn(groups: Sequence[Bars], title: str, name: str, right_to_left: bool) -> Markup:
    """The picture. `name` is unique on its page."""
    parts: list[Markup] = []
    top = 0
    for group in groups:
        if group.heading:
            parts.append(_text(group.heading, top + 22, right_to_left, "heading"))
            top += HEAD
        for bar in group.bars:
            parts.extend(_bar(bar, top, right_to_left))
            top += STEP
    head = Markup(
        '<svg class="bars" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img" '
        'aria-labelledby="{}-t {}-d"><title id="{}-t">{}</title><desc id="{}-d">{}</desc>'
    ).format(WIDTH, max(top, 1), name, name, name, title, name, _described(groups))
    return head + Markup("").join(parts) + Markup("</svg>")


def _described(groups: Iterable[Bars]) -> str:
    return " ".join(
        f"{group.heading + ': ' if group.heading else ''}"
        + "; ".join(f"{bar.label}: {bar.number}" for bar in group.bars)
        for group in groups
    )


def _bar(bar: Bar, top: int, right_to_left: bool) -> Iterable[Markup]:
    yield _text(bar.label, top + 19, right_to_left, "name")
    yield _text(bar.number, top + 19, not right_to_left, "number")
    rail = Markup('<rect class="{}" x="1" y="{}" width="{}" height="{}" rx="3"/>')
    yield rail.format("unseen" if bar.percent is None else "rail", top + 25, WIDTH - 2, BAR)
    if bar.percent:
        length = round(WIDTH * bar.percent / 100)
        begin = WIDTH - length if right_to_left else 0
        shape = Markup('<rect class="bar" x="{}" y="{}" width="{}" height="{}" rx="3"/>')
        yield shape.format(begin, top + 25, length, BAR)


def _text(words: str, line: int, at_right: bool, kind: str) -> Markup:
    """Words that begin at one side and run towards the other, whatever their own direction."""
    place = Markup('<text class="{}" x="{}" y="{}" text-anchor="{}" direction="ltr">{}</text>')
    return place.format(kind, WIDTH if at_right else 0, line, "end" if at_right else "start", words)
