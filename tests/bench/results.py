"""Results of 100,000 respondents and 10 questions with all suppression: seconds, and memory on top."""

import random
import time
import tracemalloc
from collections.abc import Iterator

from operations.responses import Answered, Reached, Traits
from operations.survey_form import Choice, Form, Item, ItemKind
from operations.survey_results import published
from tests.bench.report import Figure
from tests.survey_world import CLOSED

PEOPLE, QUESTIONS, KINDS = 100_000, 10, 33_333
ROUNDS = 3


def questionnaire() -> Form:
    """Ten questions of five answers; every third is sensitive, one takes several, one a number."""
    choices = tuple(Choice(f"a{number}", {"en": f"Answer {number}"}) for number in range(5))
    kinds = {3: ItemKind.SELECT_MULTIPLE, 7: ItemKind.INTEGER}
    items = tuple(
        Item(
            f"q{number}",
            kinds.get(number, ItemKind.SELECT_ONE),
            {"en": "?"},
            choices=choices,
            sensitive=number % 3 == 0,
        )
        for number in range(QUESTIONS)
    )
    return Form("bench", {"en": "Bench"}, ("en",), items)


def crowd() -> list[Answered]:
    """So many different people; the crowd repeats them, so that making it costs nothing."""
    dice = random.Random(1)

    def answers() -> dict[str, str | list[str]]:
        given: dict[str, str | list[str]] = {
            f"q{number}": f"a{int(dice.random() ** 3 * 5)}" for number in range(QUESTIONS)
        }
        return given | {"q3": [f"a{dice.randrange(5)}", f"a{dice.randrange(5)}"], "q7": str(dice.randrange(40))}

    def traits() -> Traits:
        shift, gender = dice.choice(("day", "night", None)), dice.choice(("woman", "man"))
        return Traits(f"Line {dice.randrange(40)}", shift, gender, dice.choice(("bn", "en", "hi")))

    return [Answered(traits(), answers()) for _ in range(KINDS)]


def measure() -> Iterator[Figure]:
    """The slowest of some rounds, in seconds of the processor; memory in a round of its own: watching takes time."""
    form, people, came = questionnaire(), crowd(), Reached(150_000, 140_000, PEOPLE, 90_000)

    def stream() -> Iterator[Answered]:
        return (people[number % KINDS] for number in range(PEOPLE))

    seconds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        published(form, stream(), came, CLOSED)
        seconds.append(time.process_time() - started)
    yield Figure("results of 100,000 × 10", max(seconds), 2, False, " s")
    tracemalloc.start()
    published(form, stream(), came, CLOSED)
    yield Figure("results, memory", tracemalloc.get_traced_memory()[1] / 1e6, 200, False, " MB")
    tracemalloc.stop()
