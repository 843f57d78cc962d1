"""Published results as a FLOIP Flow Results 1.1 data package, for systems that read rows. Made of nothing else.

The format wants one row a response; we have none any more. So an answer gets as many rows as the middle of its
published band, and nothing of a row is anybody's: ids are random and new in each export, every row is a contact and a
session of its own, so that answers to different questions cannot be joined; rows are shuffled, and the time of each is
the closing day. Bands of numbers are choices. The codebook in the package says all this.
"""

import io
import json
import uuid
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from secrets import SystemRandom
from typing import Any

from operations.survey_exports import codebook_csv, tags_of
from operations.survey_form import Form
from operations.survey_published import Answer, Published, Question
from operations.survey_words import Words

VERSION = "1.1.0"
PROFILE = "flow-results-package"
SCHEMA = Path(__file__).parent / "flow_results.json"
"""The rules for the descriptor, which lie in the package under the profile's name: validators look for it there."""
FIELDS = (
    ("timestamp", "Timestamp", "datetime"),
    ("row_id", "Row ID", "string"),
    ("contact_id", "Contact ID", "string"),
    ("session_id", "Session ID", "string"),
    ("question_id", "Question ID", "string"),
    ("response", "Response", "any"),
    ("response_metadata", "Response Metadata", "object"),
)
WORDS = {"text": "text", "audio": "audio", "image": "image"}
NO_ROWS = ("answered", "not_asked")
"""What tells how many, and is nobody's answer."""
_random = SystemRandom()


def as_floip(results: Published, form: Form) -> bytes:
    """The package as a zip: descriptor with its profile, responses, codebook."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in (
            ("datapackage.json", json.dumps(descriptor(results, form), ensure_ascii=False, indent=1).encode()),
            ("responses.json", json.dumps(rows(results), ensure_ascii=False).encode()),
            ("codebook.csv", codebook_csv(results, form)),
            (PROFILE, SCHEMA.read_bytes()),
        ):
            package.writestr(_entry(name, results.closed_on), content)
    return out.getvalue()


def descriptor(results: Published, form: Form) -> dict[str, Any]:
    """What the package is; its id is new in each export."""
    words = Words(form, form.languages[0])
    questions = {question.name: _question(words, form, question) for question in results.questions}
    fields = [{"name": name, "title": title, "type": kind} for name, title, kind in FIELDS]
    resource = {
        "name": "responses",
        "path": "responses.json",
        "access_method": "file",
        "format": "json",
        "mediatype": "application/json",
        "encoding": "utf-8",
        "dialect": {"header": False},
        "schema": {"fields": fields, "questions": questions, "language": _three_letters(form.languages[0])},
    }
    return {
        "profile": PROFILE,
        "flow_results_specification_version": VERSION,
        "name": _name(form.name),
        "title": words.title,
        "id": str(uuid.uuid4()),
        "created": _moment(results.closed_on),
        "modified": _moment(results.closed_on),
        "resources": [resource],
    }


def rows(results: Published) -> list[list[Any]]:
    """The responses, shuffled."""
    moment = _moment(results.closed_on)
    found: list[list[Any]] = [
        [moment, *(str(uuid.uuid4()) for _ in range(3)), name, response, {}] for name, response in _responses(results)
    ]
    _random.shuffle(found)
    return found


def _responses(results: Published) -> Iterator[tuple[str, str | list[str]]]:
    for question in results.questions:
        for answer, cell in zip(question.answers, question.cells, strict=True):
            if cell and _is_answer(question, answer):
                response = [answer.name] if question.kind == "select_multiple" else answer.name
                yield from ((question.name, response) for _ in range(cell.middle))


def _is_answer(question: Question, answer: Answer) -> bool:
    return answer.name not in NO_ROWS and question.kind not in WORDS


def _question(words: Words, form: Form, question: Question) -> dict[str, Any]:
    kind = WORDS.get(question.kind) or ("select_many" if question.kind == "select_multiple" else "select_one")
    choices = [answer.name for answer in question.answers if _is_answer(question, answer)]
    found: dict[str, Any] = {"type": kind, "label": words.question(question)}
    found["type_options"] = {} if kind in WORDS else {"choices": choices}
    tags = tags_of(form, question)
    return found | {"is_personal_information": False} | ({"semantic_labels": list(tags)} if tags else {})


def _moment(day: date) -> str:
    """The day as a time, with its offset written out as the format wants it."""
    return f"{day.isoformat()}T00:00:00+00:00"


def _name(name: str) -> str:
    tidy = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name.lower()).strip("-")
    return tidy or "survey"


def _three_letters(code: str) -> str:
    """ISO 639-3 of a language; of the languages of these factories."""
    return THREE.get(code.partition("-")[0], "und")


THREE = {
    "am": "amh", "ar": "ara", "bn": "ben", "en": "eng", "es": "spa", "fr": "fra", "hi": "hin", "ht": "hat",
    "id": "ind", "jv": "jav", "km": "khm", "mg": "mlg", "my": "mya", "ne": "nep", "om": "orm", "ps": "pus",
    "ru": "rus", "si": "sin", "ta": "tam", "ti": "tir", "ur": "urd", "uz": "uzb", "vi": "vie", "zh": "zho",
}  # fmt: skip


def _entry(name: str, day: date) -> zipfile.ZipInfo:
    """Dated by the day of closing, not by the minute of taking."""
    found = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
    found.compress_type = zipfile.ZIP_DEFLATED
    return found
