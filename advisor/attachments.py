"""Files of a case, opened for those who may see the case. Only redrawn pictures are shown, the rest is saved."""

from flask import Response, abort

from advisor.blueprint import blueprint
from advisor.files import tamed
from advisor.guard import house, viewer, work_on
from operations.case_views import view_attachment


@blueprint.get("/attachments/<attachment_id>")
def attachment(attachment_id: str) -> Response:
    """One file of a case."""
    with house().db.write() as connection:
        found = view_attachment(work_on(connection), viewer(), attachment_id)
    if found is None:
        abort(404)
    file, content = found
    return tamed(content, file.kind, file.media_type)
