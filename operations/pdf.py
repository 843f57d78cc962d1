"""Drawing a PDF from a page: WeasyPrint, with nothing fetched while it draws."""

import io
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import Any, NoReturn

from operations.work import Refused

NO_LIBRARIES = (
    "the libraries that draw a PDF are missing; on Debian: "
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core"
)


def printer() -> Callable[..., Any]:
    """WeasyPrint, loaded only here: it takes most of a second and libraries of the system. Raises Refused."""
    try:
        with redirect_stdout(io.StringIO()):  # it prints a page of advice before it fails
            from weasyprint import HTML
    except OSError as error:
        raise Refused(NO_LIBRARIES) from error
    drawn: Callable[..., Any] = HTML
    return drawn


def nothing_fetched(url: str, *_: Any, **__: Any) -> NoReturn:
    """A page needs nothing from outside."""
    raise ValueError(f"not fetched: {url.partition(':')[0]}")
