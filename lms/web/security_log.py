"""Refusals in the security log, each in a transaction of its own."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from flask import Flask, g, request
from sqlalchemy.exc import OperationalError

from lms.queries.signed_in import SignedIn
from lms.services.sign_in import note_security
from lms.web.plant import writing
from lms.web.session import person

_OF_SOMEBODY = {403, 404}
"""What a signed-in person was refused, or looked for and did not find."""


def install(app: Flask) -> None:
    """Note a cookie that was changed."""
    app.before_request(_note_cookie)


def note_refusal(status: int) -> None:
    """Note that this request was refused, where that says something about somebody.

    An address of nothing that nobody signed in asks for is noted nowhere but in the
    application's log: the security log must not be filled by anybody from outside.
    """
    someone: SignedIn | None = g.get("person")
    why: str | None = g.get("refused")
    if why is not None:
        _note("request-refused", person(), f"{why}: {_asked()}")
    elif someone is not None and status in _OF_SOMEBODY:
        _note("refused", someone, f"{status}: {_asked()}")


def _note_cookie() -> None:
    if g.get("cookie_changed"):
        _note("cookie-refused", None, _asked())


def _note(kind: str, someone: SignedIn | None, detail: str) -> None:
    with suppress(OperationalError):
        writing(
            partial(
                note_security,
                kind=kind,
                account_id=someone.account_id if someone else None,
                source=request.remote_addr or "unknown",
                detail=detail,
            )
        )


def _asked() -> str:
    """The address as a rule with its numbers; words in it may be a token and are left out."""
    if request.url_rule is None:
        return f"{request.method} an unknown address"
    rule = request.url_rule.rule
    for name, value in (request.view_args or {}).items():
        if isinstance(value, int):
            rule = rule.replace(f"<int:{name}>", str(value))
    return f"{request.method} {rule}"
