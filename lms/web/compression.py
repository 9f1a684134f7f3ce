"""Pages and static files travel compressed where the browser takes it.

A reader of compressed lengths would need the browser to send its cookie along; SameSite
keeps it from doing so for requests that other sites start.
"""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Flask, Response, request

_KINDS = {
    "text/html",
    "text/css",
    "text/javascript",
    "application/json",
    "image/svg+xml",
    "text/csv",
}
_SMALLEST = 600
_OK = 200


def install(app: Flask) -> None:
    """Compress answers as they leave."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if response.mimetype not in _KINDS or (
        response.is_streamed and not response.direct_passthrough
    ):
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code != _OK or "gzip" not in request.headers.get("Accept-Encoding", ""):
        return response
    response.direct_passthrough = False
    data = response.get_data()
    if len(data) < _SMALLEST:
        return response
    response.set_data(_once(data) if request.endpoint == "static" else gzip.compress(data, 1))
    response.headers["Content-Encoding"] = "gzip"
    return response


@lru_cache(maxsize=64)
def _once(data: bytes) -> bytes:
    """A static file, compressed as well as possible, once a process."""
    return gzip.compress(data, 9)
