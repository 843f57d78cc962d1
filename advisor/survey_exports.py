"""Taking results along: sheets, a data package, paper. Made of what was published; who took which is written down."""

from collections.abc import Callable

from flask import Response, abort

from advisor.blueprint import blueprint
from advisor.guard import house, viewer, work_on
from operations import audit
from operations.survey_exports import as_csv, as_xlsx, codebook_csv
from operations.survey_floip import as_floip
from operations.survey_form import Form
from operations.survey_pdf import report
from operations.survey_published import Published
from operations.survey_texts import released_texts
from operations.survey_views import find_seen_wave

SHEETS: dict[str, tuple[Callable[[Published, Form], bytes], str, str]] = {
    "csv": (as_csv, "text/csv", "results.csv"),
    "codebook": (codebook_csv, "text/csv", "codebook.csv"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "results.xlsx"),
    "floip": (as_floip, "application/zip", "flow-results.zip"),
}


@blueprint.get("/waves/<wave_id>/export/<any(pdf, csv, codebook, xlsx, floip):kind>")
def wave_export(wave_id: str, kind: str) -> Response:
    """One file. Its name tells neither survey nor factory."""
    with house().db.write() as connection:
        work = work_on(connection)
        seen = find_seen_wave(work, viewer(), wave_id)
        if seen is None or seen.results is None:
            abort(404)
        texts = released_texts(connection, house().ring, wave_id)
        about = {"about": ("wave", wave_id), "factory_id": seen.wave.factory_id}
        audit.record(work, "survey.exported", user_id=viewer().id, detail={"kind": kind}, **about)
    if kind == "pdf":
        content = report(seen.results, seen.form, seen.factory, seen.languages, texts)
        return _file(content, "application/pdf", "results.pdf")
    made, media_type, name = SHEETS[kind]
    return _file(made(seen.results, seen.form), media_type, name)


def _file(content: bytes, media_type: str, name: str) -> Response:
    response = Response(content, mimetype=media_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
