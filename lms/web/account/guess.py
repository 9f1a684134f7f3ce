"""A guess at somebody's credentials: counted before it is looked at, from one source."""

from __future__ import annotations

from functools import partial

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field

from lms.domain.access import Permission, reach
from lms.services.sign_in import note_guess, note_security
from lms.web.access import current, local_path
from lms.web.plant import writing


def source() -> str:
    """Where this request comes from."""
    return request.remote_addr or "unknown"


def device() -> str:
    """The kind of device, as "my devices" names it."""
    agent = request.user_agent.string
    kinds = ("iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux")
    return next((kind for kind in kinds if kind in agent), "Browser")


def may_guess(key: str, field: Field, *, what: str) -> bool:
    """Count one guess at ``key``; where it has to wait, say so at ``field``."""
    guess = writing(partial(note_guess, login=key, source=source()))
    if guess.allowed:
        return True
    note(f"{what}-delayed", key)
    field.errors = (_wait_words(guess.wait.seconds, for_good=guess.refused_for_good),)
    return False


def _wait_words(seconds: int, *, for_good: bool) -> str:
    if for_good:
        return (
            "There were too many wrong tries. Use a passkey, or ask for a new password "
            "with “I cannot sign in”."
        )
    minutes = max(1, -(-seconds // 60))
    return f"Too many tries. Wait {minutes} minute{'s' if minutes > 1 else ''}, then try again."


def note(kind: str, detail: str, *, account_id: int | None = None) -> None:
    """Write a line into the security log."""
    writing(
        partial(note_security, kind=kind, account_id=account_id, source=source(), detail=detail)
    )


def own_key() -> str:
    """Under which key guesses at the credentials of the person signed in are counted."""
    return f"account-{current().account_id}"


def way_back() -> str | None:
    """The path of ours that the address names to return to."""
    return local_path(request.args.get("next"))


def go_on() -> ResponseReturnValue:
    """To the page that was asked for, or to the first one of this person."""
    return redirect(way_back() or url_for("account.home"), code=303)


def trains() -> bool:
    """Whether the person signed in takes training, which asks for no second factor."""
    return reach(current().roles, Permission.TRAINING_TAKE) is not None
