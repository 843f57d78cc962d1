"""What a text costs: as Twilio's own calculator counts, and never less."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.segments import FOLDED_LANGUAGES, Segments, fold, segments

FIXTURE = Path(__file__).parent / "segments_twilio.tsv"


def recorded() -> list[tuple[str, int, str]]:
    """Texts with the count and encoding that Twilio's calculator gave."""
    rows = [line.split("\t") for line in FIXTURE.read_text(encoding="utf-8").splitlines()[1:]]
    return [
        ("".join(piece * times for piece, times in json.loads(runs)), int(count), encoding)
        for count, encoding, runs in rows
    ]


def has_tower(text: str) -> bool:
    """More marks upon one letter than a part can hold: nobody writes so, and there we count the higher."""
    marks = "".join("m" if unicodedata.category(letter) in ("Mn", "Mc", "Cf") else " " for letter in text)
    return "m" * 66 in marks


def test_it_counts_as_twilios_calculator_does() -> None:
    cases = [(text, segments(text), count, encoding) for text, count, encoding in recorded()]
    assert len(cases) >= 600
    assert [case for case in cases if case[1].count < case[2]] == []
    assert [case for case in cases if case[1].encoding != case[3]] == []
    assert [case for case in cases if case[1].count != case[2] and not has_tower(case[0])] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Segments(1, "GSM-7", 0, 160)),
        ("a" * 160, Segments(1, "GSM-7", 160, 0)),
        ("a" * 161, Segments(2, "GSM-7", 161, 145)),
        ("a" * 306, Segments(2, "GSM-7", 306, 0)),
        ("€" * 80, Segments(1, "GSM-7", 160, 0)),
        ("a" * 152 + "€" * 10, Segments(2, "GSM-7", 172, 133)),
        ("ç" * 70, Segments(1, "UCS-2", 70, 0)),
        ("ç" * 71, Segments(2, "UCS-2", 71, 63)),
        ("😀" * 36, Segments(2, "UCS-2", 72, 61)),
    ],
)
def test_the_limits(text: str, expected: Segments) -> None:
    assert segments(text) == expected


def test_an_escape_pair_is_not_split() -> None:
    assert segments("€" * 153).count == 3  # 306 septets, but 76 pairs a part


@given(st.text(max_size=400), st.sampled_from(["a", "€", "ক", "ç", "😀"]))
def test_a_longer_text_never_costs_less(text: str, more: str) -> None:
    before, after = segments(text), segments(text + more)
    assert after.count >= before.count or before.encoding != after.encoding
    if before.encoding == after.encoding:
        assert after.units > before.units


@given(st.text(max_size=700))
def test_no_count_is_below_what_the_units_need(text: str) -> None:
    counted = segments(text)
    single, part = (160, 153) if counted.encoding == "GSM-7" else (70, 67)
    least = 1 if counted.units <= single else -(-counted.units // part)
    assert counted.count >= least
    assert 0 <= counted.left <= single


@given(st.text(max_size=300), st.text(max_size=300))
def test_two_texts_cost_at_most_two_messages_and_one_part(one: str, other: str) -> None:
    together = segments(one + other)
    if together.encoding == "GSM-7":
        assert together.count <= segments(one).count + segments(other).count + 1


@pytest.mark.parametrize("text", ["\x00", "\ud800", "\udc00\ud800", "a" + "\u0301" * 500, "🇧" * 99])
def test_no_text_is_too_strange_to_count(text: str) -> None:
    assert segments(text).count >= 1


@pytest.mark.parametrize(
    ("language", "text", "folded"),
    [
        ("fr", "Ça va ? Réponse reçue, bientôt à l’œuvre…", "Ça va ? Réponse recue, bientot à l'oeuvre..."),
        ("es", "¿Está bien? Envíe «sí»", '¿Esta bien? Envie "si"'),
        ("ht", "Kreyòl: dakò, mèsi", "Kreyòl: dakò, mèsi"),
        ("mg", "Mankasitraka anao tompokô", "Mankasitraka anao tompoko"),
        ("uz", "Yoʻq, gʻoya boʼldi", "Yo'q, g'oya bo'ldi"),
    ],
)
def test_letters_are_folded_where_the_language_stays_readable(language: str, text: str, folded: str) -> None:
    assert fold(text, language) == folded
    assert segments(folded).encoding == "GSM-7"


@pytest.mark.parametrize("language", ["vi", "bn", "ar", "km", "uz_Cyrl", "ru"])
def test_other_languages_are_left_as_they_are(language: str) -> None:
    assert fold("Bạn có an toàn không? «ça»", language) == "Bạn có an toàn không? «ça»"


def test_one_letter_outside_leaves_the_whole_text_unchanged() -> None:
    assert fold("Reçu: বেতন", "fr") == "Reçu: বেতন"


@given(
    st.text(alphabet=st.characters(max_codepoint=0x2FFF), max_size=300),
    st.sampled_from(sorted(FOLDED_LANGUAGES)),
)
def test_folding_never_costs_a_segment_and_is_stable(text: str, language: str) -> None:
    once = fold(text, language)
    assert segments(once).count <= segments(text).count
    assert fold(once, language) == once
