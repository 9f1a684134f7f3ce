"""Keeping what anybody may check out of caches and search engines."""

from __future__ import annotations

from flask import Response


def unindexed(response: Response) -> Response:
    """The same response, to be kept and listed by nobody."""
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    return response
