"""Minutes on paper: every script whole, drafts marked, nobody named who should not be."""

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from models.vocabulary import ItemSource, MinutesState
from operations.minutes_pdf import Sheet, drawn
from operations.minutes_views import MinutesView
from tests.minutes_sheets import SCRIPTS, measure, sheet_of

HEAVIEST = 150_000
LATEST = 1.5
LANGUAGES = ("en", "bn", "ar", "km", "vi", "fr", "si")


def text_of(view: MinutesView, sheet: Sheet, folder: Path, *languages: str) -> str:
    path = folder / "minutes.pdf"
    path.write_bytes(drawn(view, sheet, languages or ("en",)))
    found = subprocess.run(["pdftotext", path, "-"], check=True, capture_output=True, text=True)
    return " ".join(found.stdout.split())


def fonts_of(folder: Path) -> str:
    return subprocess.run(["pdffonts", folder / "minutes.pdf"], check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("sheet", Sheet)
def test_sixteen_scripts_stand_on_it_each_in_its_own_font(tmp_path: Path, sheet: Sheet) -> None:
    text_of(sheet_of(list(SCRIPTS.values())), sheet, tmp_path)
    fonts = fonts_of(tmp_path)
    for script in set(SCRIPTS) - {"Latin", "Cyrillic"}:
        assert f"Noto-Sans-{script}" in fonts, script
    assert set(re.findall(r"\+(\w+?)-", fonts)) == {"Noto"}


def test_words_of_scripts_that_are_written_letter_by_letter_can_be_copied(tmp_path: Path) -> None:
    text = text_of(sheet_of(list(SCRIPTS.values())), Sheet.FORM, tmp_path)
    for script in ("Latin", "Cyrillic", "Ethiopic"):
        assert SCRIPTS[script] in text, script


def test_sixteen_scripts_are_drawn_in_time_and_are_light(tmp_path: Path) -> None:
    for sheet in Sheet:
        seconds, size = measure(sheet)
        assert seconds <= LATEST
        assert size <= HEAVIEST


def test_each_language_of_the_factory_has_a_section_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "minutes.pdf"
    path.write_bytes(drawn(sheet_of(["All exits stay open"]), Sheet.BOARD, LANGUAGES))
    info = subprocess.run(["pdfinfo", path], check=True, capture_output=True, text=True).stdout
    assert f"Pages:           {len(LANGUAGES)}" in info


def test_the_form_says_what_the_law_asks_for(tmp_path: Path) -> None:
    text = text_of(sheet_of(["All exits stay open"]), Sheet.FORM, tmp_path)
    for words in (
        "To: Director of Labour", "To be filed by December 16, 2026", "Tuesday, December 8, 2026, 15:00", "canteen",
        "Mr Hossain", "Workers' side: 3 of 4", "Came late", "Absent", "Shirin Begum", "Actions from earlier meetings",
        "Repair the drinking water", "All exits stay open", "Not discussed", "Whether lost time is paid", "Mr Alam",
        "December 15, 2026", "Tue, Jan 12", "The exit of floor 2 is rented out.", "Signature, workers' side",
        "Signature, management side", "nobody objected until December 20, 2026",
    ):  # fmt: skip
        assert words in text, words


def test_each_section_says_what_was_decided_in_its_own_language(tmp_path: Path) -> None:
    view = sheet_of(["All exits stay open"])
    point = view.points[0]
    spoken = replace(point.entries[0], wordings={"fr": "Les issues restent ouvertes"})
    view = replace(view, points=(replace(point, entries=(spoken, *point.entries[1:])), *view.points[1:]))
    for sheet in Sheet:
        assert "Les issues restent ouvertes" in text_of(view, sheet, tmp_path, "fr")
        assert "Les issues restent ouvertes" not in text_of(view, sheet, tmp_path, "en")


def test_without_a_duty_to_file_nobody_is_addressed(tmp_path: Path) -> None:
    assert "To be filed" not in text_of(sheet_of(["All exits stay open"], filed=False), Sheet.FORM, tmp_path)


@pytest.mark.parametrize("state", [MinutesState.DRAFT, MinutesState.FOR_APPROVAL])
def test_a_draft_says_so(tmp_path: Path, state: MinutesState) -> None:
    draft = replace(sheet_of(["All exits stay open"]), state=state, approved_on=None)
    assert "Draft, not approved yet" in text_of(draft, Sheet.BOARD, tmp_path)
    assert "Draft" not in text_of(sheet_of(["All exits stay open"]), Sheet.BOARD, tmp_path)


def test_an_older_version_says_that_a_newer_one_counts(tmp_path: Path) -> None:
    old = replace(sheet_of(["All exits stay open"]), state=MinutesState.SUPERSEDED)
    assert "a newer one counts" in text_of(old, Sheet.FORM, tmp_path)


def test_a_meeting_without_quorum_says_so(tmp_path: Path) -> None:
    view = sheet_of(["All exits stay open"])
    empty = replace(view, sides=(replace(view.sides[0], taken=1), view.sides[1]))
    assert "Without a quorum" in text_of(empty, Sheet.BOARD, tmp_path)


def test_nothing_tells_where_a_point_came_from(tmp_path: Path) -> None:
    """The point of a worker looks like any other; a disagreement has a side and no name."""
    view = sheet_of(["All exits stay open"])
    assert view.points[0].item is not None
    for source in (ItemSource.WORKER, ItemSource.CASE, ItemSource.MEMBER):
        same = replace(view.points[0], item=replace(view.points[0].item, source=source))
        text = text_of(replace(view, points=(same, *view.points[1:])), Sheet.FORM, tmp_path)
        assert "Points 1. All exits Decision All exits stay open" in text


def test_words_are_words_and_nothing_else(tmp_path: Path) -> None:
    hostile = '<img src="http://127.0.0.1:9/x"> & {{ view }}'
    assert hostile in text_of(sheet_of([hostile]), Sheet.BOARD, tmp_path)


def test_long_minutes_are_smaller_and_lose_nothing(tmp_path: Path) -> None:
    many = [f"Decision {number}: " + "the exit stays open " * 12 for number in range(30)]
    text = text_of(sheet_of(many), Sheet.BOARD, tmp_path)
    assert all(f"Decision {number}:" in text for number in range(30))
