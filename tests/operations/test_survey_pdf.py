"""Results on paper: a section for each language, every script in its own font, what was published and no more."""

import re
import subprocess
from pathlib import Path

import pytest

from models.vocabulary import TextState
from operations.survey_pdf import report
from operations.survey_published import Published
from operations.survey_results import published
from operations.survey_texts import Told
from tests.survey_world import CLOSED, crowd, form, reached

RELEASED = Told("1", "wish", "en", TextState.RELEASED, "Hossain shouts", "Supervisors should not shout")


def results(people: int) -> Published:
    return Published.from_json(published(form(), crowd(people), reached(people, people + 160), CLOSED))


def drawn(folder: Path, people: int, *languages: str) -> Path:
    path = folder / "results.pdf"
    path.write_bytes(report(results(people), form(), "Padma Knitwear", languages, [RELEASED]))
    return path


def output(*command: str | Path) -> str:
    return " ".join(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())


def test_it_says_what_the_page_says(tmp_path: Path) -> None:
    text = output("pdftotext", "-layout", drawn(tmp_path, 240, "en"), "-")
    for words in ("Do you trust your committee?", "60 %", "240–249", "19 times out of 20", "Line 6"):
        assert words in text.replace("\u2066", "").replace("\u2069", ""), words
    assert "Supervisors should not shout" in text
    assert "Hossain" not in text


def test_every_language_has_its_section_and_its_font(tmp_path: Path) -> None:
    fonts = output("pdffonts", drawn(tmp_path, 240, "bn", "ar", "en"))
    assert "Noto-Sans-Bengali" in fonts
    assert "Noto-Sans-Arabic" in fonts
    assert set(re.findall(r"\+(\w+?)-", fonts)) == {"Noto"}


@pytest.mark.parametrize("languages", [(), ("xx",)])
def test_without_a_language_of_ours_it_is_english(tmp_path: Path, languages: tuple[str, ...]) -> None:
    assert "Fewer than 10 answered" in output("pdftotext", drawn(tmp_path, 8, *languages), "-")
