"""Headers of every answer, and what a state-changing request must bring."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, abort, request

from lms.web.plant import plant

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "object-src 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_SAFE = {"GET", "HEAD", "OPTIONS"}
_YEAR = 31_536_000


def install(app: Flask) -> None:
    """Check every request and dress every answer."""
    app.before_request(_check_origin)
    app.after_request(_dress)


def _check_origin() -> None:
    if request.method in _SAFE:
        return
    own = plant().base_url
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site")
    if origin is not None and origin != own:
        abort(400)
    if origin is None and site is not None and site not in {"same-origin", "none"}:
        abort(400)
    referer = request.headers.get("Referer")
    if origin is None and site is None and referer is not None:
        parts = urlsplit(referer)
        if f"{parts.scheme}://{parts.netloc}" != own:
            abort(400)


def _dress(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if plant().secure:
        response.headers["Strict-Transport-Security"] = f"max-age={_YEAR}; includeSubDomains"
    if request.endpoint == "static":
        response.headers["Cache-Control"] = f"public, max-age={_YEAR}, immutable"
    else:
        response.headers.setdefault("Cache-Control", "no-store")
    response.headers.pop("Server", None)
    return response
