"""Signing what a served page carries, and reading it back."""

from __future__ import annotations

import secrets
from dataclasses import astuple

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from lms.domain.page_token import PageToken
from lms.services.record_beat import milliseconds
from lms.web.access import own_member_id
from lms.web.plant import now

_SALT = "page-token"


def _serializer() -> URLSafeSerializer:
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    return URLSafeSerializer(keys, salt=_SALT)


def sign(token: PageToken) -> str:
    """The token as a page carries it."""
    return str(_serializer().dumps(astuple(token)))


def read(text: str | None) -> PageToken | None:
    """The token behind ``text`` where this server signed it for this member, else None."""
    if not text:
        return None
    try:
        token = PageToken(*_serializer().loads(text))
    except (BadSignature, TypeError):
        return None
    return token if token.member_id == own_member_id() else None


def serve(*, sitting_id: int, unit: str, page: str, limb: str, expected_seconds: int) -> str:
    """The token of a page that is being served now."""
    return sign(
        PageToken(
            member_id=own_member_id(),
            sitting_id=sitting_id,
            unit=unit,
            page=page,
            limb=limb,
            expected_seconds=expected_seconds,
            served_ms=milliseconds(now()),
            nonce=secrets.token_urlsafe(12),
            opening=True,
        )
    )


def from_form(unit: str) -> tuple[PageToken | None, bool]:
    """The token of the form being posted, and whether a script ran on its page.

    A token of another unit counts for nothing here.
    """
    token = read(request.form.get("page_token"))
    if token is not None and token.unit != unit:
        token = None
    return token, request.form.get("scripted") == "1"
