"""Headers of every response: nothing is kept by the browser, nothing comes from elsewhere, nobody frames us."""

import gzip

from flask import Flask, Request, Response, current_app, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

HTTPS = "BOBBIN_HTTPS"
"""The setting that says whether the public address is https."""
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
}
STRICT_TRANSPORT = "max-age=63072000; includeSubDomains"
WORTH_PACKING = 1000
MACHINES = "/webhooks/"
"""Below this address only providers call: they have no browser to protect and no session to keep."""


class NoSessionForMachines(SecureCookieSessionInterface):
    """Reading and writing a session costs a message as much as its signature."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if request.path.startswith(MACHINES):
            return None
        return super().open_session(app, request)


def security_headers(response: Response) -> Response:
    """Add what is missing; a page that set a stricter policy, or files that may be cached, keep theirs."""
    if request.path.startswith(MACHINES):
        return response
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    if current_app.config.get(HTTPS):
        response.headers.setdefault("Strict-Transport-Security", STRICT_TRANSPORT)
    return response


def compress(response: Response) -> Response:
    """Pack a page for slow data. A guess by its length (BREACH) needs our cookie, which SameSite=Strict keeps home."""
    if request.path.startswith(MACHINES):
        return response
    takes_gzip = request.accept_encodings.quality("gzip") > 0
    if not takes_gzip or response.mimetype != "text/html" or response.direct_passthrough or not response.data:
        return response
    if len(response.data) >= WORTH_PACKING and "Content-Encoding" not in response.headers:
        response.data = gzip.compress(response.data, 6)
        response.headers["Content-Encoding"] = "gzip"
        response.vary.add("Accept-Encoding")
    return response
