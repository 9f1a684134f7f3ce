"""What went wrong, in words for people, with a reference number; the table at the edge."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

import structlog
from flask import Flask, Response, g, jsonify, render_template
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from lms.domain.draw import DrawImpossibleError
from lms.domain.errors import (
    ConflictError,
    DomainError,
    ForbiddenError,
    InvalidError,
    NoRoomError,
    NotFoundError,
)
from lms.storage.secret import TooBusyError
from lms.web.access import wants_data
from lms.web.security_log import note_refusal

_log = structlog.get_logger("lms.web")


@dataclass(frozen=True, slots=True)
class Words:
    """A heading and a sentence or two for an error page."""

    heading: str
    text: str


DOMAIN_STATUS: Mapping[type[DomainError], int] = {
    NotFoundError: 404,
    ConflictError: 409,
    ForbiddenError: 403,
    InvalidError: 400,
    DrawImpossibleError: 503,
    TooBusyError: 503,
    NoRoomError: 507,
}

WORDS: Mapping[int, Words] = {
    400: Words(
        "This request could not be read",
        "The page may have been open for a long time. Go back, reload it and try again; "
        "what you already saved is kept.",
    ),
    401: Words("Please sign in", "You are not signed in any more. Your saved work is kept."),
    403: Words(
        "This is not open to you",
        "Your role does not include this page. If it should, ask the training unit.",
    ),
    404: Words(
        "There is nothing here",
        "The address is wrong, or the record is not one you may see.",
    ),
    405: Words("This address works differently", "Go back and use the buttons on the page."),
    409: Words(
        "This was already recorded",
        "The record holds another answer to the same thing. Nothing was changed.",
    ),
    413: Words("This is too large", "Nothing was stored."),
    415: Words("This was sent in another form", "Nothing was stored. Use the form on the page."),
    429: Words("Too many tries", "Please wait a little and try again."),
    500: Words(
        "Something went wrong on our side",
        "It has been noted. What you had already saved is kept; please try again.",
    ),
    507: Words(
        "There is no room for this file",
        "The disk is nearly full, so nothing was stored. Training goes on; "
        "please tell whoever runs the system.",
    ),
    503: Words(
        "The system is busy",
        "Please try again in a moment. What you had already saved is kept.",
    ),
}


_ALIKE = {403, 404}
"""Answers without a reference: a missing record and another's are the same bytes."""


def install(app: Flask) -> None:
    """Answer every error with the same quiet page."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DomainError, _domain)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(Exception, _unexpected)


def answer(status: int, words: Words | None = None) -> ResponseReturnValue:
    """The error page (or its JSON for our scripts) for a status."""
    found = words or WORDS.get(status) or WORDS[400 if status < 500 else 500]  # noqa: PLR2004
    reference = "" if status in _ALIKE else secrets.token_hex(4)
    _log.info("answered", status=status, reference=reference)
    note_refusal(status)
    if request_ctx.url_adapter is None:
        return Response(f"{found.heading}. {found.text}\n", status, mimetype="text/plain")
    if wants_data():
        return jsonify(error=found.heading, text=found.text, reference=reference), status
    page = render_template("error.html", words=found, status=status, reference=reference)
    return page, status


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:  # noqa: PLR2004 - a redirect is no error
        return error
    if isinstance(error, CSRFError):
        _log.info("request refused", why=error.description)
        g.refused = "without the token of its form"
    return answer(status)


def _domain(error: DomainError) -> ResponseReturnValue:
    status = next((code for kind, code in DOMAIN_STATUS.items() if isinstance(error, kind)), 400)
    _log.info("domain", error=type(error).__name__)
    return answer(status)


def _busy(error: OperationalError) -> ResponseReturnValue:
    _log.error("database", error=type(error.orig).__name__)
    return answer(503)


def _unexpected(error: Exception) -> ResponseReturnValue:
    _log.error("unexpected", exc_info=error)
    return answer(500)
