"""Points for a committee: somebody sends one, members hear the agenda and say what matters most to them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from conversations.action import shortened
from conversations.dialogue import Ask, Facts
from conversations.outcomes import Outcome, Part
from conversations.questions import Answer, Miss, Question, Reading, Reply, Shown, Told, part, story_part
from conversations.replies import FEW, read_number, word_count
from conversations.texts import Text, Verbatim, _, ngettext

OPENING = _("Opening, last minutes")
ACTIONS = _("Open actions")
SAFETY = _("Safety")
OTHER = _("Any other business")
STANDING = (OPENING, ACTIONS, SAFETY, OTHER)
"""What the rule packs put on every agenda (`standing_items`), in words that catalogues know."""

WHAT_POINT = _("What should the committee talk about? No name is told.")
KEPT_FOR_MEMBERS = _("Kept for the next agenda. It shows your side, not your name.")
WORDS_PLEASE = _("Please write your point in words.")
WHICH_POINT = _("Which point matters most to you? Send its number.")
ONE_OF_THEM = _("Please send one number of the agenda.")
VOTES_OVER = _("This agenda can no longer be voted on.")
WIDTHS = (60, 40, 28)
"""Letters of a point, from roomy to tight: the first with which the whole list fits is taken."""
MOST = 9
"""Points that can be chosen from: one digit is enough."""


@dataclass(frozen=True, slots=True)
class SendPoint(Outcome):
    """Something to talk about, from a member (`member_id`) or from a worker."""

    committee_id: str
    member_id: str | None
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class SupportPoint(Outcome):
    """The point that matters most to a member."""

    meeting_id: str
    member_id: str
    item_id: str
    number: int


@dataclass(frozen=True, slots=True)
class PointNumber(Question[int]):
    """The number of a point of the agenda that was sent before."""

    numbers: tuple[int, ...] = ()

    def accepts(self, value: object) -> bool:
        return value in self.numbers

    def _read_text(self, reply: Reply, menu: Sequence[Shown]) -> Reading:
        number = read_number(reply.text)
        if number is None and word_count(reply.text) > FEW:
            return Told(part(reply))
        return Answer(number) if number in self.numbers else Miss(ONE_OF_THEM)


def agenda_propose(ask: Ask, facts: Facts) -> SendPoint:
    """One message is enough, also one that came at the menu before. Facts: `committee_id`, `member_id`."""
    parts: tuple[Part, ...] = ask.told or (ask(story_part("point", WHAT_POINT, first=True)),)
    return SendPoint(facts["committee_id"], facts["member_id"], parts)


def agenda_support(ask: Ask, facts: Facts) -> SupportPoint:
    """Facts: `meeting_id`, `member_id`, `points` as [[number, item_id], …], numbered as in the agenda that was sent."""
    points: dict[int, str] = dict(facts["points"])
    number = ask(PointNumber("number", WHICH_POINT, numbers=tuple(points)))
    return SupportPoint(facts["meeting_id"], facts["member_id"], points[number], number)


def kept_for_workers(code: str) -> Text:
    """The code is the way to hear back; what comes of the point is told there."""
    return _("Kept. Your code: {code}. An advisor words it so that nobody can tell who sent it.", code=code)


def supported(number: int) -> Text:
    return _("Noted: point {number} matters most to you.", number=number)


def on_agenda(code: str, when: str) -> Text:
    """To the worker whose point it is; her code, and nothing of what it says."""
    return _("{code}: your point is on the agenda of the meeting on {day}.", code=code, day=when)


def talked_about(code: str, when: str) -> Text:
    return _("{code}: your point was talked about on {day}.", code=code, day=when)


def decided(when: str, decision: str) -> Text:
    """What was decided on a worker's point. It reads as news for anybody: the phone may be in another's hand."""
    return _("The committee met on {day}. It decided: {decision}", day=when, decision=decision)


def whole_agenda(when: str, lines: Sequence[tuple[int | None, str]]) -> Text:
    """Every line; points that can be chosen have a number."""
    listed = [f"{number} {words}" if number else f"- {words}" for number, words in lines]
    return _listed(when, listed)


def short_agenda(when: str, points: Sequence[str], others: int, fits: Callable[[Text], bool]) -> Text:
    """The points by number, shortened until they fit; what has no room, and the `others`, are counted."""
    if not points:
        return _("Agenda for {when}: the usual points.", when=when)
    for width in WIDTHS:
        text = _cut(when, points, len(points), width, others)
        if fits(text):
            return text
    counts = (count for count in range(len(points) - 1, 0, -1) if fits(_cut(when, points, count, WIDTHS[-1], others)))
    return _cut(when, points, next(counts, 0), WIDTHS[-1], others)


def _cut(when: str, points: Sequence[str], count: int, width: int, others: int) -> Text:
    listed = [f"{number} {shortened(point, width)}" for number, point in enumerate(points[:count], 1)]
    more = len(points) - count + others
    return _listed(when, listed, ngettext("and {n} more", "and {n} more", more) if more else None)


def _listed(when: str, lines: Sequence[str], more: Text | None = None) -> Text:
    pieces: dict[str, str | int | Text] = {"head": _("Agenda for {when}:", when=when), "lines": "\n".join(lines)}
    words = "{head}\n{lines}" if lines else "{head}"
    if more is None:
        return Verbatim(words, pieces)
    return Verbatim(words + "\n{more}", {**pieces, "more": more})
