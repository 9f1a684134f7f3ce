"""What a request must be before any view sees it.

Over TLS where the address says so; small enough; and, where it changes anything, sent by a
page of this product: its Origin, Sec-Fetch-Site or Referer says so beside the token of the
form (Flask-WTF checks that next). A parameter that may come once comes once, so that
nothing is judged by one value and done to another.
"""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

import structlog
from flask import Flask, abort, g, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from lms.web.limits import limits_here
from lms.web.plant import plant

SAFE = {"GET", "HEAD", "OPTIONS"}
_OVER_HTTP = {"verification.health"}
"""What a probe on the machine itself may ask without TLS."""

_log = structlog.get_logger("lms.web")


def install(app: Flask) -> None:
    """Look at every request, before its body is read."""
    for check in (_ask_for_tls, _set_limits, _check_origin, _check_fields):
        app.before_request(check)


def _ask_for_tls() -> ResponseReturnValue | None:
    """Lead to the https address; a host that is not ours is refused later, as everywhere."""
    if not plant().secure or request.is_secure or request.endpoint in _OVER_HTTP:
        return None
    if isinstance(request.routing_exception, BadRequest):
        return None
    if request.method not in SAFE:
        _refuse("without TLS")
    path = request.full_path.rstrip("?")
    return redirect(f"{plant().base_url}/{path.lstrip('/')}", code=308)


def _set_limits() -> None:
    limits = limits_here()
    request.max_content_length = limits.body
    request.max_form_memory_size = limits.body
    request.max_form_parts = limits.fields


def _check_origin() -> None:
    if request.method not in SAFE and not _sent_by_our_page():
        _refuse("from another site")


def _sent_by_our_page() -> bool:
    own = plant().base_url
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site")
    if origin is not None:
        return origin == own and site in {None, "same-origin", "none"}
    if site is not None:
        return site == "same-origin"
    referer = urlsplit(request.headers.get("Referer", ""))
    return f"{referer.scheme}://{referer.netloc}" == own


def _check_fields() -> None:
    if request.method in SAFE:
        return
    limits = limits_here()
    if request.is_json and not limits.data:
        _refuse("a body that is no form")
    asked = Counter(name for name, _ in request.args.items(multi=True))
    sent = Counter(name for name, _ in request.form.items(multi=True))
    if sent.total() > limits.fields:
        abort(413)
    again = {name for name, times in asked.items() if times > 1}
    again |= set(asked) & set(sent)
    again |= {
        name
        for name, times in sent.items()
        if times > 1 and not name.startswith(limits.repeats or ("\0",))
    }
    if again:
        _refuse("a field came twice", fields=len(again), name=min(again)[:40])


def _refuse(why: str, **facts: object) -> None:
    """Answer 400; ``g.refused`` tells the security log why."""
    _log.info("request refused", why=why, **facts)
    g.refused = why
    abort(400)
