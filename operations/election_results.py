"""What comes of counted votes, and what of it may be shown. Pure: no database, no clock.

Published are: who is elected, whether the vote of a round was tied, turnout in bands, and votes only where neither
the total nor any candidate's part is small. One hidden number hides all: the others would give it away.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LEAST_TOTAL, LEAST_PART = 10, 5
LEAST_ROLL = 10
"""From so many who may vote, turnout is shown."""
BANDS = (25, 50, 75, 100)
"""Upper ends in percent."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Who is elected, and who is tied for the seats that are left."""

    elected: tuple[str, ...]
    tied: tuple[str, ...] = ()
    seats_left: int = 0


def tally(counts: Mapping[str, int], seats: int) -> Tally:
    """The most votes win; who has as many votes as somebody who has no seat is tied with them."""
    ranked = sorted(counts, key=lambda one: -counts[one])
    if len(ranked) <= seats:
        return Tally(tuple(ranked))
    last, next_one = counts[ranked[seats - 1]], counts[ranked[seats]]
    if last > next_one:
        return Tally(tuple(ranked[:seats]))
    above = tuple(one for one in ranked if counts[one] > last)
    return Tally(above, tuple(one for one in ranked if counts[one] == last), seats - len(above))


def by_lot(tied: Sequence[str], seats: int) -> tuple[str, ...]:
    """Whom the lot falls on."""
    return tuple(secrets.SystemRandom().sample(sorted(tied), seats))


def round_as_published(counts: Mapping[str, int], voters: int, roll: int) -> dict[str, Any]:
    """A counted round as it is kept and shown, by candidate id."""
    return {"turnout": turnout_band(voters, roll), "votes": shown_votes(counts), "candidates": sorted(counts)}


def shown_votes(counts: Mapping[str, int]) -> dict[str, int] | None:
    """The votes of each, or None where one number would be small."""
    if sum(counts.values()) < LEAST_TOTAL or min(counts.values(), default=0) < LEAST_PART:
        return None
    return dict(sorted(counts.items()))


def turnout_band(voters: int, roll: int) -> list[int] | None:
    """The band [from, to] in percent that the turnout lies in; None where few may vote."""
    if roll < LEAST_ROLL:
        return None
    percent = min(100, 100 * voters // roll)
    upper = next(end for end in BANDS if percent < end or end == BANDS[-1])
    return [upper - 25, upper]
