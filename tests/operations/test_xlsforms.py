"""Forms made elsewhere: Nasrin, a programme officer, brings her workbook. It is taken whole, or she is told all."""

import contextlib
import io
import zipfile
from pathlib import Path
from time import perf_counter
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations.topics import COMPLIANCE_POINTS
from locales.catalogue import catalogue
from operations.form_problems import MOST_SHOWN, FormRefused
from operations.survey_checks import cautions
from operations.survey_form import Choice, Form, Garble, Item, ItemKind
from operations.workbooks import BOMB
from operations.xlsforms import read_form, write_form

EXAMPLES = Path(__file__).parent / "xlsforms"
HEAD = ["type", "name", "label::English (en)", "label::Bangla (bn)"]
SETTINGS = [["form_title", "form_id", "version", "default_language"], ["Overtime", "ot", 3, "Bangla (bn)"]]
CHOICES = [
    ["list_name", "name", "label::English (en)", "label::Bangla (bn)"],
    ["yn", "yes", "Yes", "হ্যাঁ"],
    ["yn", "no", "No", "না"],
]


C, E = "survey, 3, C label::English (en): ", "survey, 3, E "


def workbook(survey: list[list[Any]], choices: list[list[Any]] | None = None, **sheets: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in {"survey": survey, "choices": CHOICES if choices is None else choices, **sheets}.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def said(content: bytes, name: str = "nasrin.xlsx") -> list[str]:
    """What Nasrin is told of a form that is not taken."""
    with pytest.raises(FormRefused) as refused:
        read_form(content, name)
    return [problem.line(catalogue("en")) for problem in refused.value.problems]


def row(*cells: Any, columns: dict[str, Any] | None = None) -> bytes:
    """A form with one question more, and further columns of it."""
    more = columns or {}
    asked = ["integer", "age", "Age?", "বয়স?"]
    padded = [*cells, None, None, None][: len(HEAD)]
    return workbook([[*HEAD, *more], asked, [*padded, *more.values()]])


def test_a_form_in_two_languages_with_all_that_it_can_have() -> None:
    survey = [
        [
            *HEAD,
            "hint::Bangla (bn)",
            "required",
            "relevant",
            "constraint",
            "constraint_message::English (en)",
            "default",
        ],
        ["note", "hello", "Hello", "নমস্কার"],
        ["integer", "age", "How old are you?", "বয়স কত?", "বছরে", "yes", None, ". >= 14", "Too young", 20],
        ["begin_group", "adults", "Adults", None, None, None, "${age} >= 18"],
        ["select_one yn", "forced", "Forced?", "জোর?"],
        ["select_multiple yn", "which", "Which?", "কোনটি?", None, None, "${forced} = ‘yes’"],
        ["end_group"],
        ["date", "day", "Which day?", "কোন দিন?"],
        ["audio", "voice", "Say it", "বলুন"],
    ]
    content = workbook(
        survey,
        settings=[["form_title", "form_id", "version", "default_language"], ["Overtime", "ot", 3, "Bangla (bn)"]],
    )
    form = read_form(content, "nasrin.xlsx")
    assert (form.name, form.version, form.languages) == ("ot", "3", ("bn", "en"))
    assert form.title == {"bn": "Overtime"}
    assert [item.name for item in form.items] == ["hello", "age", "forced", "which", "day", "voice"]
    age, which = form.item("age"), form.item("which")
    assert age == Item(
        "age",
        ItemKind.INTEGER,
        {"en": "How old are you?", "bn": "বয়স কত?"},
        hint={"bn": "বছরে"},
        constraint=". >= 14",
        constraint_message={"en": "Too young"},
        required=True,
        default="20",
    )
    assert which.relevant == ("${age} >= 18", "${forced} = 'yes'")
    assert [choice.label["bn"] for choice in which.choices] == ["হ্যাঁ", "না"]
    assert len(cautions(form)) == 1, "sound is asked on Telegram only"
    assert write_form(form, content) is content


def test_protection_is_asked_for_in_columns_of_ours() -> None:
    point = COMPLIANCE_POINTS[0]
    columns = {"bobbin_sensitive": "yes", "bobbin_garble": "0.2 block 10", "bobbin_half": "A", "bobbin_points": point}
    form = read_form(row("select_one yn", "hit", "Hit?", "মার?", columns=columns), "n.xlsx")
    hit = form.item("hit")
    assert (hit.sensitive, hit.garble, hit.half, hit.tags) == (True, Garble(0.2, 10), "a", (point,))


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"bobbin_garble": "often"}, E + "bobbin_garble: write a rate such as 0.2, or 0.2 block 10"),
        ({"bobbin_half": "c"}, E + "bobbin_half: is a, b or nothing"),
        ({"bobbin_points": "Joy"}, E + "bobbin_points: “Joy” is no compliance point known here"),
        ({"bobbin_sensitive": "very"}, E + "bobbin_sensitive: is yes or no; a condition goes into “relevant”"),
        (
            {"bobbin_colour": "red"},
            E + "bobbin_colour: is no column of ours; they are bobbin_sensitive, _garble, _half and _points",
        ),
        (
            {"calculation": "1 + 1"},
            E + "calculation: nothing is calculated here; use the expression where it is needed",
        ),
        ({"media::image": "a.jpg"}, E + "media::image: pictures and sounds cannot be shown beside a question by SMS"),
        ({"appearance": "map"}, E + "appearance: “map” cannot be done by SMS"),
        ({"default": "today()"}, E + "default: a default is one fixed answer; nothing is calculated here"),
        ({"default": "perhaps"}, E + "default: “perhaps” is no answer to this question"),
        ({"required": "${age} > 3"}, E + "required: is yes or no; a condition goes into “relevant”"),
        ({"relevant": "${wage} > 3"}, E + "relevant: it looks at ${wage}, which is no earlier question"),
        ({"constraint": "pulldata('a')"}, E + "constraint: the function pulldata() is not known here"),
        (
            {"label::Klingonese": "x"},
            "survey, 1, E label::Klingonese: “Klingonese” is no language known here; write it like “Bangla (bn)”",
        ),
    ],
)
def test_what_cannot_be_done_is_said_at_its_cell(columns: dict[str, Any], told: str) -> None:
    assert said(row("select_one yn", "hit", "Hit?", "মার?", columns=columns)) == [told]


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (("begin_repeat", "r", "R"), "repeated questions cannot be asked by SMS; write them out"),
        (("calculate", "c"), "nothing is calculated here; use the expression where it is needed"),
        (("geopoint", "g", "Where?"), "a place cannot be asked by SMS; ask for it in words or choices"),
        (("barcode", "b", "Code?"), "a barcode cannot be asked by SMS; ask for its number"),
        (("rank yn", "r", "Rank"), "ranking cannot be asked by SMS; ask which comes first"),
        (("select_one yn or_other", "o", "O"), "“or other” cannot be asked; add a choice “other” and a text question"),
        (
            ("select_one_from_file a.csv", "f", "F"),
            "choices from another file cannot be read; put them on the sheet “choices”",
        ),
        (("select_one", "f", "F"), "has no list of choices after it"),
        (("select_one towns", "f", "F"), "there are no choices of the list “towns”"),
        (("video", "v", "V"), "this file cannot be sent by SMS; audio and image can, on Telegram"),
        (("horoscope", "h", "H"), "“horoscope” is no kind of question known here"),
        (("begin_group", "g", "G"), "this group is never ended"),
        (("end_group",), "a group ends that has not begun"),
    ],
)
def test_kinds_that_no_sms_can_ask_are_refused_by_name(cells: tuple[str, ...], told: str) -> None:
    assert f"survey, 3, A type: {told}" in said(row(*cells))


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (("text", "age", "Again?"), "survey, 3, B name: the name age is used twice"),
        (
            ("text", "2nd", "Second?"),
            "survey, 3, B name: a name has Latin letters, digits and _ only, and begins with a letter",
        ),
        (("text", None, "Nameless?"), "survey, 3, B name: has no name"),
        (("text", "t"), C + "has no words"),
        (("text", "t", "You are ${age}?"), C + "an answer cannot be put into the words; leave ${…} out"),
        (("text", "t", "<b>Now</b>"), C + "an SMS has no bold, colours, pictures or links; leave the marks out"),
    ],
)
def test_names_and_words(cells: tuple[str, ...], told: str) -> None:
    assert said(row(*cells)) == [told]


def test_a_range_is_a_whole_number_within_it() -> None:
    form = read_form(row("range", "r", "1 to 5?", columns={"parameters": "start=1 end=5 step=1"}), "n.xlsx")
    assert (form.item("r").kind, form.item("r").constraint) == (ItemKind.INTEGER, ". >= 1 and . <= 5")


def test_what_a_phone_notes_by_itself_is_passed_over() -> None:
    assert [one.name for one in read_form(row("deviceid", "device"), "n.xlsx").items] == ["age"]


def test_a_form_of_five_is_plain_one_of_six_is_cautioned_one_of_eleven_is_refused() -> None:
    def of(count: int) -> bytes:
        return workbook([HEAD, *(["text", f"q{n}", "Q?", "প্র?"] for n in range(count))])

    assert cautions(read_form(of(5), "n.xlsx")) == ()
    assert len(cautions(read_form(of(6), "n.xlsx"))) == 1
    read_form(of(10), "n.xlsx")
    assert said(of(11)) == ["survey: has 11 questions; at most 10 can be asked"]


def test_choices_are_looked_at_too() -> None:
    choices = [
        ["list_name", "name", "label::English (en)"],
        ["yn", "yes", "Yes"],
        ["yn", "yes", "Yes again"],
        ["yn", "no way", "No"],
        ["yn", "silent"],
        ["yn", "dont_know", "I don't know"],
        ["yn", None, "Nameless"],
    ]
    content = workbook([HEAD, ["select_one yn", "q", "Q?"], ["select_one yn", "r", "R?"]], choices)
    assert said(content) == [
        "choices, 3, B name: the choice yes is there twice",
        "choices, 4, B name: a choice's name has no spaces and at most 64 letters",
        "choices, 5, C label::English (en): the choice silent has no words",
        "choices, 6, B name: “I don't know” and “I don't want to say” come by themselves; leave this choice out",
        "choices, 7, B name: has no name",
    ]


def towns(filtered: bool) -> bytes:
    rows = [["t", f"town{n}", f"Town {n}", f"d{n % 20}"] for n in range(300)]
    choices = [["list_name", "name", "label", "division"], *([["d", f"d{n}", f"D{n}"] for n in range(20)]), *rows]
    more = "division = ${d}" if filtered else None
    survey = [
        ["type", "name", "label", "choice_filter"],
        ["select_one d", "d", "D?"],
        ["select_one t", "t", "T?", more],
    ]
    return workbook(survey, choices)


def test_a_long_list_is_read_once_it_is_filtered() -> None:
    assert said(towns(filtered=False)) == ["survey, 3, A type: has 300 choices; at most 20 can be read by SMS"]
    form = read_form(towns(filtered=True), "towns.xlsx")
    assert len(form.item("t").choices) == 300
    assert form.item("t").choices[7].columns == {"division": "d7"}


def test_three_hundred_rows_are_read_in_two_seconds() -> None:
    content = towns(filtered=True)
    started = perf_counter()
    read_form(content, "towns.xlsx")
    assert perf_counter() - started < 2


def test_five_hundred_mistakes_are_one_list_that_ends() -> None:
    content = workbook([HEAD, *(["geopoint", f"q{n}", "Q?"] for n in range(500))])
    with pytest.raises(FormRefused) as refused:
        read_form(content, "n.xlsx")
    assert len(refused.value.problems) == MOST_SHOWN
    assert refused.value.more == 500 - MOST_SHOWN


GOOD = row("text", "t", "T?", "কী?")


# Files that mean harm, or are none.


def zipped(parts: dict[str, bytes]) -> bytes:
    """A small workbook with further parts in it."""
    content = io.BytesIO(row("text", "t", "T?"))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


BAD_FILES = {
    "empty": (b"", "The file is empty."),
    "no workbook": (b"type,name,label\ntext,a,A\n", "This is not an .xlsx workbook."),
    "50 MB": (b"PK" + bytes(50 * 1024 * 1024), "The file has 51 MB; at most 5 MB are taken. Does it hold pictures?"),
    "old": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "This is an old .xls file. Save it as .xlsx."),
    "locked": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        "The file is locked with a password. Save it without one.",
    ),
    "bomb": (zipped({"xl/big.xml": bytes(40 * 1024 * 1024)}), BOMB.message),
    "dense bomb": (zipped({"xl/big.bin": bytes(9 * 1024 * 1024)}), BOMB.message),
    "macros": (zipped({"xl/vbaProject.bin": b"x"}), "The workbook has macros. Save it as .xlsx, without them."),
    "links": (
        zipped({"xl/externalLinks/externalLink1.xml": b"<x/>"}),
        "The workbook is linked to data outside it. Break the links (Data > Edit links).",
    ),
    "entities": (
        zipped({"xl/more.xml": b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'}),
        "The workbook is damaged. Save it again.",
    ),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_cannot_be_taken_gets_one_clear_message(name: str) -> None:
    content, told = BAD_FILES[name]
    started = perf_counter()
    assert said(content) == [told]
    assert perf_counter() - started < 2


def test_a_workbook_that_was_cut_off_is_damaged() -> None:
    whole = row("text", "t", "T?")
    for end in (100, len(whole) // 2, len(whole) - 30):
        assert said(whole[:end])[0] in {"This is not an .xlsx workbook.", "The workbook is damaged. Save it again."}


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=5))
def test_whatever_is_damaged_in_a_file_is_refused_or_does_not_matter(damages: list[tuple[float, int]]) -> None:
    content = bytearray(GOOD)
    for place, byte in damages:
        content[int(place * len(content))] = byte
    with contextlib.suppress(FormRefused):
        assert read_form(bytes(content), "n.xlsx").asked


@pytest.mark.parametrize(
    "heading", ["label:jr", "::", "label::", "bind", "bind::", "media", "jr:count", "control::x", "x"]
)
def test_a_heading_that_means_nothing_breaks_nothing(heading: str) -> None:
    with contextlib.suppress(FormRefused):
        assert read_form(row("text", "t", "T?", columns={heading: "x"}), "n.xlsx").asked


@pytest.mark.parametrize(
    "formula", ["=1+1", '=HYPERLINK("http://example.org")', "=cmd|' /C calc'!A0", "='[a.xlsx]b'!A1"]
)
def test_a_formula_is_named_with_its_cell_and_nothing_else_is_said_of_it(formula: str) -> None:
    content = row("text", "t", formula, "লেখা", columns={"default": None})
    assert said(content) == [C + "a formula; put its value there instead"]


def test_a_formula_on_any_sheet_is_named() -> None:
    content = workbook([HEAD, ["text", "t", "T?"]], notes=[["x"], ["=1+1"]])
    assert said(content) == ["notes, 2, A x: a formula; put its value there instead"]


# Forms of others.


@pytest.mark.parametrize("name", ["yes_or_no_question", "text_and_integer", "field-list", "survey_no_name"])
def test_forms_of_pyxform_are_taken(name: str) -> None:
    content = (EXAMPLES / f"{name}.xlsx").read_bytes()
    form = read_form(content, f"{name}.xlsx")
    assert form.asked
    assert read_form(write_form(form, None), f"{name}.xlsx") == form


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("loop", "survey, 3, A type: repeated questions cannot be asked by SMS; write them out"),
        ("or_other", "survey, 2, A type: “or other” cannot be asked; add a choice “other” and a text question"),
        ("choice_filter_test", "choices, 6, B name: the choice king is there twice"),
    ],
)
def test_or_refused_for_a_true_reason(name: str, told: str) -> None:
    assert told in said((EXAMPLES / f"{name}.xlsx").read_bytes())


# What was made here goes out as a form of the standard, and comes back the same.

LANGUAGES = ("en", "bn", "km", "ar", "uz-Cyrl")
WORDS = st.text(
    st.characters(exclude_categories=("C", "Z"), exclude_characters="<>${}=[]"), min_size=1, max_size=20
).map(lambda words: f"a{words}z")
WORDINGS = st.fixed_dictionaries({"en": WORDS}, optional=dict.fromkeys(LANGUAGES[1:], WORDS))
NAMES = st.from_regex(r"[a-z][a-z_]{2,8}", fullmatch=True).filter(lambda name: not name.endswith("_"))
CHOICE = st.builds(Choice, NAMES, WORDINGS, st.just({}) | st.fixed_dictionaries({"division": NAMES}))


@st.composite
def items(draw: st.DrawFn, name: str, earlier: list[str]) -> Item:
    kind = draw(st.sampled_from(ItemKind))
    chosen = kind in {ItemKind.SELECT_ONE, ItemKind.SELECT_MULTIPLE}
    conditions = (
        st.lists(st.sampled_from([f"${{{one}}} = 'x'" for one in earlier]), max_size=3) if earlier else st.just([])
    )
    choices = draw(st.lists(CHOICE, min_size=1, max_size=4, unique_by=lambda one: one.name)) if chosen else []
    optional = st.just({}) | WORDINGS
    return Item(
        name,
        kind,
        draw(WORDINGS),
        hint=draw(optional),
        choices=tuple(choices),
        relevant=tuple(draw(conditions)),
        constraint=draw(st.sampled_from(["", ". != 'x'"])),
        constraint_message=draw(optional),
        required=draw(st.booleans()),
        default="7" if kind is ItemKind.INTEGER and draw(st.booleans()) else "",
        sensitive=draw(st.booleans()),
        half=draw(st.sampled_from(["", "a", "b"])),
        tags=tuple(draw(st.lists(st.sampled_from(COMPLIANCE_POINTS), max_size=2))),
    )


YES_NO = (Choice("yes", {"en": "Yes"}), Choice("no", {"en": "No"}))


@st.composite
def forms(draw: st.DrawFn) -> Form:
    names = draw(st.lists(NAMES, min_size=1, max_size=5, unique=True))
    made: list[Item] = []
    for name in names:
        made.append(draw(items(name, [item.name for item in made if item.is_asked])))
    garble = Garble(0.25, draw(st.sampled_from([0, 10])))
    made.append(Item("last_one", ItemKind.SELECT_ONE, {"en": "Hit?"}, choices=YES_NO, garble=garble))
    return Form(draw(NAMES), draw(WORDINGS), LANGUAGES, tuple(made), draw(st.sampled_from(["", "3"])))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(forms())
def test_a_form_written_here_reads_back_the_same(form: Form) -> None:
    assert read_form(write_form(form, None), "x.xlsx") == form


def test_words_that_look_like_formulas_or_addresses_stay_words() -> None:
    words = {"en": "+880 or -5 or @home"}
    form = Form("f", {"en": "F"}, ("en",), (Item("q", ItemKind.TEXT, words, hint={"en": "@SUM(1)"}),))
    content = write_form(form, None)
    cells = [cell for line in openpyxl.load_workbook(io.BytesIO(content))["survey"].iter_rows() for cell in line]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert read_form(content, "f.xlsx") == form
