"""Files that people have sent, given out tamed: pictures of ours are shown, the rest is saved."""

from flask import Response

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


def tamed(content: bytes, kind: str, media_type: str) -> Response:
    """The file itself, under a policy that lets it do nothing. Its name says only what it is."""
    response = Response(content, mimetype=media_type if media_type in ENDINGS else "application/octet-stream")
    place = "inline" if media_type in SHOWN else "attachment"
    name = f"{kind}.{ENDINGS.get(media_type, 'bin')}"
    response.headers["Content-Disposition"] = f'{place}; filename="{name}"'
    response.headers["Content-Security-Policy"] = SANDBOX
    return response
