"""Papers of a committee, opened for those who may see it: photos of minutes, and proofs of what was done."""

from flask import Response, abort

from advisor.blueprint import blueprint
from advisor.files import tamed
from advisor.guard import house, viewer, work_on
from operations.papers import view_paper


@blueprint.get("/papers/<paper_id>")
def paper(paper_id: str) -> Response:
    """One paper."""
    with house().db.write() as connection:
        found = view_paper(work_on(connection), viewer(), paper_id)
    if found is None:
        abort(404)
    file, content = found
    return tamed(content, file.kind, file.media_type)
