"""Noise that protects each of them still tells how many they are: the interval holds the truth 95 times of 100."""

import random

import pytest

from operations.garbling import estimate, ones_in_block, true_rate
from operations.survey_form import Garble

ROUNDS = 2000


def asked(dice: random.Random, truth: list[bool], garble: Garble) -> int:
    """How many are noted as “yes”, each with noise drawn alone or from a shuffled block."""
    noise: list[bool] = []
    noted = 0
    for yes in truth:
        if garble.block and not noise:
            ones = ones_in_block(garble)
            noise = [True] * ones + [False] * (garble.block - ones)
            dice.shuffle(noise)
        drawn = noise.pop() if garble.block else dice.random() < garble.rate
        noted += yes or drawn
    return noted


@pytest.mark.parametrize("garble", [Garble(0.2), Garble(0.5), Garble(0.2, 10), Garble(0.25, 20), Garble(0.3, 50)])
@pytest.mark.parametrize(("people", "share"), [(200, 0.02), (200, 0.1), (205, 0.3), (430, 0.5), (97, 0.8)])
def test_the_interval_holds_the_truth_as_often_as_it_says(garble: Garble, people: int, share: float) -> None:
    dice = random.Random(f"{garble} {people} {share}")
    held = 0
    total = 0.0
    for _ in range(ROUNDS):
        truth = [dice.random() < share for _ in range(people)]
        found = estimate(asked(dice, truth, garble), people, garble)
        held += found.low <= share <= found.high
        total += found.share
    assert 0.93 <= held / ROUNDS <= 0.985  # counts are whole, so a little more than 95 % is as near as it gets
    assert abs(total / ROUNDS - share) < 0.025  # clipping at nothing adds a little where there is little


def test_blocks_tell_more_than_noise_drawn_alone() -> None:
    alone, blocks = estimate(70, 200, Garble(0.2)), estimate(70, 200, Garble(0.2, 10))
    assert alone.share == blocks.share == pytest.approx(0.1875)
    assert blocks.high - blocks.low < alone.high - alone.low
    assert estimate(70, 200, Garble(0.2, 10), whole=False) == alone


@pytest.mark.parametrize(("noted", "share"), [(0, 0.0), (10, 0.0), (40, 0.0), (200, 1.0)])
def test_an_estimate_is_a_share(noted: int, share: float) -> None:
    found = estimate(noted, 200, Garble(0.2))
    assert found.share == share
    assert 0 <= found.low <= found.share <= found.high <= 1


def test_a_block_holds_whole_numbers() -> None:
    assert (ones_in_block(Garble(0.25, 10)), true_rate(Garble(0.25, 10))) == (2, 0.2)
    assert true_rate(Garble(0.25)) == 0.25
