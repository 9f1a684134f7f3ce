"""While the record is under recovery people read it, sign in and out, and enter nothing."""

from __future__ import annotations

from flask import Flask, request
from flask.typing import ResponseReturnValue

from lms.queries.recovery import open_recovery
from lms.web.errors import Words, answer
from lms.web.plant import reading
from lms.web.request_guard import SAFE

WORDS = Words(
    "The record is being restored",
    "It came back from a backup and is under recovery: everything can be read, and nothing can be "
    "entered until the department has ended that. Nothing you sent was stored.",
)
STAYS_OPEN = frozenset(
    {
        "account.confirmed",
        "account.enter",
        "account.lock",
        "account.passkey_options",
        "account.prove",
        "account.sign_out",
        "account.unlock",
        "verification.compare",
    }
)
"""What is sent without entering anything into the record."""


def install(app: Flask) -> None:
    """Look at every request that changes something."""
    app.before_request(_refuse)


def _refuse() -> ResponseReturnValue | None:
    if request.method in SAFE or request.endpoint in STAYS_OPEN or request.endpoint is None:
        return None
    with reading() as session:
        under_recovery = open_recovery(session) is not None
    return answer(503, WORDS) if under_recovery else None
