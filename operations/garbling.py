"""Sensitive yes-or-no items with noise: from how many “yes” were noted to how many there are, with an interval. Pure.

A true “no” is noted as “yes” at the rate p, a true “yes” always as “yes”: noted = r + (1 - r) * eta. With a share q of
true “yes”, the mean m of what is noted is q + (1 - q) * p, so the estimate is (m - p) / (1 - p).

How far off it may be: of n people b are in a block that was not used up, and each block of B holds exactly p * B noise.
True answers are seen as drawn with the chance q. By the law of total variance, the variance of the number of noted
“yes” is (1 - p)^2 * n * q * (1 - q) for the people, and for the noise p * (1 - p) * (1 - q) times
- n, where each noise is drawn alone: together n * m * (1 - m), the binomial;
- (n - b) * q + b * (1 - q * (b - 1) / (B - 1)), in blocks: drawing from an urn without putting back.
The noise of a whole block varies only by how many of it fall on a “yes”, so blocks make the interval narrower.

The interval holds every q that lies within 1.96 standard deviations *of that q* (a score interval, as Wilson's): unlike
one around the estimate it keeps its 95 % near 0 and 1. Members of a group within the factory come from many blocks, of
which the group holds parts; their noise is reckoned as drawn alone, which is never too narrow.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

from operations.survey_form import Garble

WIDTH = 1.959964
"""Standard deviations on each side of 95 %."""
STEPS = 40
"""Halvings: finer than any float that is shown."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share of 0 to 1, and the 95 % interval it lies in."""

    share: float
    low: float
    high: float


def ones_in_block(garble: Garble) -> int:
    """How many of a block are noise."""
    return round(garble.rate * garble.block)


def true_rate(garble: Garble) -> float:
    """The rate that blocks have, as whole numbers allow; without blocks the rate itself."""
    return ones_in_block(garble) / garble.block if garble.block else garble.rate


def estimate(noted: int, people: int, garble: Garble, whole: bool = True) -> Estimate:
    """The true share of “yes”, from how many of so many people were noted as “yes”.

    `whole` is False for a group within the factory: it holds parts of blocks.
    """
    rate = true_rate(garble)
    share = (noted / people - rate) / (1 - rate)
    block = garble.block if whole else 0

    def likely(true: float) -> bool:
        spread = WIDTH * sqrt(_variance(true, people, rate, block)) / (people * (1 - rate))
        return abs(share - true) <= spread

    inside = min(1.0, max(0.0, share))
    return Estimate(inside, _edge(likely, inside, 0.0), _edge(likely, inside, 1.0))


def _variance(true: float, people: int, rate: float, block: int) -> float:
    """Of the number noted, if the share were `true`."""
    no = 1 - true
    if block > 1:
        rest = people % block
        mixed = (people - rest) * true + rest * (1 - true * (rest - 1) / (block - 1))
    else:
        mixed = people
    return (1 - rate) ** 2 * people * true * no + rate * (1 - rate) * no * mixed


def _edge(likely: Callable[[float], bool], inside: float, end: float) -> float:
    """The farthest likely share towards an end."""
    if likely(end):
        return end
    near, far = inside, end
    for _ in range(STEPS):
        middle = (near + far) / 2
        near, far = (middle, far) if likely(middle) else (near, middle)
    return near
