"""The gate of every view: what it asks for, and what the anonymous and the wrong role get."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import quote, urlsplit

from flask import abort, g, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission, Reach, reach
from lms.queries.signed_in import SignedIn
from lms.web.session import person

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
OPEN_WHILE_LOCKED = {"account.locked", "account.unlock", "account.sign_out"}
GATE = "lms_gate"


def public(view: View) -> View:
    """Mark a view that anybody may open."""
    setattr(view, GATE, PUBLIC)
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """Open the view only to a signed-in person whose roles give ``permission``.

    The widest reach they give is left in ``g.reach``; the view's queries narrow by it.
    """

    def gate(view: View) -> View:
        @wraps(view)
        def inner(*args: Any, **kwargs: Any) -> ResponseReturnValue:  # noqa: ANN401 - any view
            someone = person()
            if someone is None:
                return _ask_to_sign_in()
            if someone.locked and request.endpoint not in OPEN_WHILE_LOCKED:
                return _ask_to_confirm()
            granted = reach(someone.roles, permission)
            if granted is None:
                abort(403)
            g.reach = granted
            return cast("ResponseReturnValue", view(*args, **kwargs))

        setattr(inner, GATE, permission)
        return cast("View", inner)

    return gate


def current() -> SignedIn:
    """The signed-in person; a view behind ``requires`` always has one."""
    someone = person()
    if someone is None:
        abort(401)
    return someone


def own_member_id() -> int:
    """The member whose training this is; an account without one has none."""
    return current().member_id or abort(404)


def current_reach() -> Reach:
    """The reach that the gate found."""
    return cast("Reach", g.reach)


def wants_data() -> bool:
    """Whether the request comes from a script of ours, not from a person's navigation."""
    return request.is_json or request.headers.get("Accept") == "application/json"


def _ask_to_sign_in() -> ResponseReturnValue:
    if wants_data():
        abort(401)
    here = request.full_path.rstrip("?") if request.method == "GET" else ""
    target = url_for("account.sign_in")
    return redirect(f"{target}?next={quote(here, safe='')}" if here else target)


def _ask_to_confirm() -> ResponseReturnValue:
    if wants_data():
        return jsonify(why="locked", say="This station is locked."), 401
    here = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(locked_url(here), code=303)


def locked_url(back: str | None) -> str:
    """The page that asks the badge holder to confirm, and the path to return to."""
    return url_for("account.locked", next=back) if back else url_for("account.locked")


def local_path(text: str | None) -> str | None:
    """``text`` where it is a path of this product and nothing else, else None."""
    if not text or not text.startswith("/") or text.startswith(("//", "/\\")):
        return None
    if any(ord(char) <= ord(" ") or char == "\\" for char in text):
        return None
    parts = urlsplit(text)
    return text if not parts.scheme and not parts.netloc else None
