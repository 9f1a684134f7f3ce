"""One line of the application's log for each request: what was asked, by whom, how long.

The address is the rule it fits, never what was typed: a link with a token in it is read by
nobody in a log.
"""

from __future__ import annotations

import time

import structlog
from flask import Flask, Response, g, request

_log = structlog.get_logger("lms.request")


def install(app: Flask) -> None:
    """Log every answer."""
    app.before_request(_start)
    app.after_request(_end)


def _start() -> None:
    g.started = time.perf_counter()


def _end(response: Response) -> Response:
    someone = g.get("person")
    _log.info(
        "request",
        method=request.method if request.method in _METHODS else "other",
        rule=request.url_rule.rule if request.url_rule else None,
        status=response.status_code,
        ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000),
        account=someone.account_id if someone else None,
        source=request.remote_addr,
    )
    return response


_METHODS = {"GET", "HEAD", "POST", "OPTIONS"}
