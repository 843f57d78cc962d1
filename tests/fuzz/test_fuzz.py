"""Whatever is sent: no answer is a mistake of ours, nothing fails inside. `python -m tests.fuzz` is the long form."""

from flask import Flask

from tests.advisor.conftest import Browser, Office, app, at_desk, farida, office  # noqa: F401  its office is ours too
from tests.fuzz.dialogue import answered
from tests.fuzz.forms import typed
from tests.fuzz.machines import fuzz
from tests.fuzz.naughty import naughty
from tests.promises import figure
from tests.world import World

COUNT = 1200
"""Requests to webhooks, of each database."""
EACH = 3
"""Texts into each field of a form, others into the next; as the answers to questions, where a fifth of them is given.

`python -m tests.fuzz` gives all of them, and keeps the figure.
"""


def keep_figure(requests: int, texts: int, questions: int, fields: int, each: str) -> None:
    figure(
        "P8",
        f"0 x 5xx, 0 exceptions of {requests:,} fuzzed webhooks; {texts} odd texts as answer to {questions} questions, "
        f"{each} of them in {fields} fields of forms",
    )


def test_nothing_that_machines_send_is_a_mistake_of_ours(world: World) -> None:
    caller = fuzz(world, COUNT, seed=8)
    assert caller.mistakes == []
    assert caller.answers[200] > COUNT / 4
    assert set(caller.answers) <= {200, 204, 400, 401, 403, 404, 405, 413, 503}  # 503: health, without a clock


def test_nothing_that_people_write_is_a_mistake_of_ours() -> None:
    assert len(naughty()) >= 500
    questions, answers, mistakes = answered(step=5)
    assert mistakes == []
    assert questions >= 150
    assert answers >= 100 * questions


def test_nothing_that_is_typed_into_a_form_is_a_mistake_of_ours(
    app: Flask,  # noqa: F811
    office: Office,  # noqa: F811
    at_desk: Browser,  # noqa: F811
) -> None:
    done = typed(app, office, at_desk, EACH)
    assert done.mistakes == []
    assert done.fields >= 70
    assert done.sent == EACH * done.fields
