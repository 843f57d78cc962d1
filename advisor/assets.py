"""Style and script files: packed once in memory, kept by the browser for a year under an address with their hash."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from flask import Response, abort, request, url_for

from advisor.blueprint import blueprint

FOLDER = Path(__file__).with_name("static")
TYPES = {
    "vendor/bootstrap.min.css": "text/css",
    "vendor/bootstrap.rtl.min.css": "text/css",
    "vendor/htmx.min.js": "text/javascript",
    "bobbin.css": "text/css",
    "caret.svg": "image/svg+xml",
    "check.svg": "image/svg+xml",
    "dot.svg": "image/svg+xml",
    "icon.svg": "image/svg+xml",
}
FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file packed with gzip, and a short hash of its content."""

    packed: bytes
    digest: str


@blueprint.get("/static/<path:name>")
def static(name: str) -> Response:
    """One of our files, no other."""
    if name not in TYPES:
        abort(404)
    asset = load(name)
    takes_gzip = request.accept_encodings.quality("gzip") > 0
    response = Response(asset.packed if takes_gzip else gzip.decompress(asset.packed), mimetype=TYPES[name])
    if takes_gzip:
        response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    response.headers["Cache-Control"] = FOREVER if request.args.get("v") == asset.digest else "no-cache"
    return response


def asset_url(name: str) -> str:
    """The address of a file, which changes when its content does."""
    return url_for("advisor.static", name=name, v=load(name).digest)


@lru_cache(maxsize=len(TYPES))
def load(name: str) -> Asset:
    content = (FOLDER / name).read_bytes()
    return Asset(gzip.compress(content, 9, mtime=0), hashlib.sha256(content).hexdigest()[:12])
