"""Files of a case, opened for those who may see the case. Only redrawn pictures are shown, the rest is saved."""

from flask import Response, abort

from advisor.blueprint import blueprint
from advisor.guard import house, viewer, work_on
from operations.case_views import view_attachment

SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
    "application/pdf": "pdf",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/amr": "amr",
    "audio/3gpp": "3gp",
}
SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


@blueprint.get("/attachments/<attachment_id>")
def attachment(attachment_id: str) -> Response:
    """The file itself, under a policy that lets it do nothing. Its name says only what it is."""
    with house().db.write() as connection:
        found = view_attachment(work_on(connection), viewer(), attachment_id)
    if found is None:
        abort(404)
    file, content = found
    known = file.media_type in ENDINGS
    response = Response(content, mimetype=file.media_type if known else "application/octet-stream")
    place = "inline" if file.media_type in SHOWN else "attachment"
    name = f"{file.kind}.{ENDINGS.get(file.media_type, 'bin')}"
    response.headers["Content-Disposition"] = f'{place}; filename="{name}"'
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
