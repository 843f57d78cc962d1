"""`make messages`: extract, update, check and compile the catalogues; with `--check` only check."""

import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
LOCALES = ROOT / "locales"
ROOMS = ("advisor", "bot", "cli", "conversations", "operations", "webhooks")
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**.html", "jinja2")]
KEYWORDS = {
    "_": None,
    "now": None,
    "later": None,
    "gettext": None,
    "ngettext": (1, 2),
    "lazy_gettext": None,
    "_l": None,
}
PLURALS = {"ar": (6, "(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=0 && n%100<=2 ? 5 : 4)")}
NPLURALS = {"bn": 2, "si": 2, "km": 1, "ar": 6, "vi": 1, "fr": 2}
"""How many forms a language has; what Babel does not know is set in the file's header and asserted here."""


def extracted() -> Catalog:
    """Every message that the code marks."""
    template = Catalog(project="Bobbin", version="", charset="utf-8")
    for room in ROOMS:
        found = extract_from_dir(str(ROOT / room), METHODS, keywords=KEYWORDS, strip_comment_tags=True)
        for path, _line, message, comments, context in found:
            if message and message != ("", ""):
                template.add(message, None, [(f"{room}/{path}", 0)], auto_comments=comments, context=context)
    return template


def catalogues() -> Iterator[tuple[str, Path]]:
    """Each language with its file."""
    for path in sorted(LOCALES.glob("*/LC_MESSAGES/messages.po")):
        yield path.parent.parent.name, path


def load(language: str, path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language if language in NPLURALS else None, domain="messages")


def update(language: str, path: Path, template: Catalog) -> None:
    """Bring a catalogue up to the code: new messages come in empty, old ones go."""
    catalogue = load(language, path)
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    with path.open("wb") as file:
        write_po(file, catalogue, width=120, omit_header=False, include_lineno=False, sort_output=True)


def problems(language: str, catalogue: Catalog, template: Catalog) -> Iterator[str]:
    """What is wrong with a catalogue: untranslated, fuzzy, other placeholders, a wrong number of plural forms."""
    for wanted in template:
        if not wanted.id:
            continue
        found = catalogue.get(wanted.id[0] if isinstance(wanted.id, tuple) else wanted.id, wanted.context)
        if found is None or not _translated(found, NPLURALS.get(language, 2)):
            yield f"{language}: not translated: {wanted.id!r}"
        elif found.fuzzy:
            yield f"{language}: fuzzy: {wanted.id!r}"
        elif not _same_placeholders(found):
            yield f"{language}: other placeholders: {wanted.id!r}"
    if catalogue.num_plurals != NPLURALS.get(language, 2):
        yield f"{language}: the header says {catalogue.num_plurals} plural forms"


def _translated(message: Message, forms: int) -> bool:
    if isinstance(message.id, tuple):
        return isinstance(message.string, tuple) and len(message.string) == forms and all(message.string)
    return bool(message.string)


def _same_placeholders(message: Message) -> bool:
    ids = message.id if isinstance(message.id, tuple) else (message.id,)
    strings = message.string if isinstance(message.string, tuple) else (message.string,)
    wanted = set().union(*(placeholders(text) for text in ids))
    return all(placeholders(text) <= wanted and wanted - placeholders(text) <= {"n"} for text in strings)


def placeholders(text: str) -> set[str]:
    """The names in `{braces}` and `%(parentheses)s`."""
    braces = {name for _, name, _, _ in string.Formatter().parse(text) if name} if "%(" not in text else set()
    return braces | {piece.partition(")")[0] for piece in text.split("%(")[1:]}


def compile_all() -> None:
    for language, path in catalogues():
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, load(language, path))


def main() -> int:
    """Update, check, compile; exit 1 when something is not translated."""
    template = extracted()
    for language, path in catalogues():
        if "--check" not in sys.argv:
            update(language, path, template)
    found = [
        problem for language, path in catalogues() for problem in problems(language, load(language, path), template)
    ]
    print("\n".join(found) or f"{len(template)} messages, every catalogue complete")
    for _language, path in catalogues():
        subprocess.run(["msgfmt", "--check", "--output-file=/dev/null", str(path)], check=True)
    compile_all()
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
