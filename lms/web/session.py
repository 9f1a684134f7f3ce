"""Who is signed in on this request; the only place that knows Flask-Login.

Flask-Login's "user" is one sign-in row, not a person: ending the row ends that device.
Single sign-on, when it comes, ends in ``begin`` like every other way in.
"""

from __future__ import annotations

from functools import partial
from typing import cast

from flask import Flask, g, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from lms.domain.sign_in import SEEN_EVERY, Proof
from lms.queries.signed_in import SignedIn, signed_in
from lms.services.sign_in import see_sign_in, start_sign_in
from lms.storage.secret import token_digest
from lms.web.plant import now, reading, writing

_KEEPS_NOTHING_ALIVE = {"learning.beat"}
"""Endpoints that are no activity: they must not keep a sign-in from idling out."""


class _Device(UserMixin):
    """One sign-in as Flask-Login sees it; its id is the token in the signed cookie."""

    def __init__(self, token: str, person: SignedIn) -> None:
        self.token = token
        self.person = person

    def get_id(self) -> str:
        """The token."""
        return self.token


def install(app: Flask) -> None:
    """Tell Flask-Login how a token becomes a person."""
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(_load)


def _load(token: str) -> _Device | None:
    with reading() as database:
        person = signed_in(database, token_sha256=token_digest(token), now=now())
    if person is None:
        return None
    moment = now()
    if request.endpoint not in _KEEPS_NOTHING_ALIVE and moment - person.last_seen_at >= SEEN_EVERY:
        writing(partial(see_sign_in, sign_in_id=person.sign_in_id))
    return _Device(token, person)


def person() -> SignedIn | None:
    """The person behind this request, or None."""
    if "person" not in g:
        g.person = current_user.person if current_user.is_authenticated else None
    return cast("SignedIn | None", g.person)


def begin(
    *, account_id: int, login: str | None, source: str, device: str, proof: Proof = Proof.PASSWORD
) -> None:
    """Start a sign-in on this device, under a new token and an empty session."""
    token = writing(
        partial(
            start_sign_in,
            account_id=account_id,
            login=login,
            source=source,
            device=device,
            proof=proof,
        )
    )
    session.clear()
    adopt(token)


def adopt(token: str) -> None:
    """Go on under another token of the same person; the one before opens nothing any more."""
    with reading() as database:
        found = signed_in(database, token_sha256=token_digest(token), now=now())
    if found is None:
        raise AssertionError
    login_user(_Device(token, found))
    g.person = found


def end() -> None:
    """Forget the sign-in on this device; the row is ended by the caller."""
    logout_user()
    session.clear()
    g.person = None
