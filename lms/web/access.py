"""The gate of every view: what it asks for, and what the anonymous and the wrong role get."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import quote, urlsplit

from flask import abort, g, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import (
    CONFIRMED,
    Permission,
    Reach,
    Role,
    asks_second_factor,
    reach,
)
from lms.domain.sign_in import is_recent
from lms.queries.second_factor import has_second_factor
from lms.queries.signed_in import SignedIn
from lms.web.department import settings
from lms.web.plant import now, plant, reading
from lms.web.session import person

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
OPEN_WHILE_LOCKED = {"account.locked", "account.unlock", "account.sign_out"}
OPEN_WHILE_OWING = {
    *OPEN_WHILE_LOCKED,
    "account.lock",
    "account.second_factor",
    "account.show_code",
}
"""What opens to somebody who signed in with a password and owes a second factor."""
GATE = "lms_gate"
CONFIRMS = "lms_confirms"
"""Set on views that ask for a recent confirmation, so that a test can find those that do not."""
_FACTOR_FIRST = "lms_factor_first"
_SAFE = {"GET", "HEAD"}


def public(view: View) -> View:
    """Mark a view that anybody may open."""
    setattr(view, GATE, PUBLIC)
    return view


def requires(permission: Permission) -> Callable[[View], View]:
    """Open the view only to a signed-in person whose roles give ``permission``.

    The widest reach they give is left in ``g.reach``; the view's queries narrow by it. What
    takes a second factor (``domain.access``) leads to the page that asks for it; without
    one an officer's own record stays open, at the reach of an officer. Acts of the
    permissions in ``CONFIRMED`` ask for a recent confirmation as well.
    """

    def gate(view: View) -> View:
        @wraps(view)
        def inner(*args: Any, **kwargs: Any) -> ResponseReturnValue:  # noqa: ANN401 - any view
            someone = person()
            if someone is None:
                return _ask_to_sign_in()
            closed = _closed(someone)
            if closed is not None:
                return closed
            granted = _granted(someone, permission)
            if granted is None or (factor_first and not someone.second_factor and has_one(someone)):
                return _ask_for_second_factor()
            if (marked or (request.method not in _SAFE and acts)) and not _confirmed(someone):
                return _ask_to_confirm()
            g.reach = granted
            return cast("ResponseReturnValue", view(*args, **kwargs))

        marked, acts = getattr(view, CONFIRMS, False), permission in CONFIRMED
        factor_first = getattr(view, _FACTOR_FIRST, False)
        setattr(inner, GATE, permission)
        setattr(inner, CONFIRMS, marked)
        return cast("View", inner)

    return gate


def recently_confirmed(view: View) -> View:
    """Ask, below ``requires``, that the person proved who they are in the last minutes.

    Put it on acts of the two-person table, on what touches keys, and on exports of others'
    records; and on the page that leads to such an act, so that nobody fills in a form in
    vain. Whoever confirms comes back to the page; nothing is sent again by itself.
    """
    setattr(view, CONFIRMS, True)
    return view


def changes_credentials(view: View) -> View:
    """Ask, below ``requires``, for all that the account can prove itself with.

    Whoever knows a password alone may not set up a second factor beside the one there is.
    """
    setattr(view, _FACTOR_FIRST, True)
    return recently_confirmed(view)


def has_one(someone: SignedIn) -> bool:
    """Whether this person has set up a second factor."""
    with reading() as database:
        return has_second_factor(database, someone.account_id)


def _closed(someone: SignedIn) -> ResponseReturnValue | None:
    """Where a sign-in leads that opens nothing for now; None where it opens what it may."""
    if someone.locked and request.endpoint not in OPEN_WHILE_LOCKED:
        return _ask_to_unlock()
    if someone.owes_second_factor and request.endpoint not in OPEN_WHILE_OWING:
        return _ask_for_second_factor()
    return None


def _granted(someone: SignedIn, permission: Permission) -> Reach | None:
    """The reach that holds now; None where it takes a second factor first."""
    granted = reach(someone.roles, permission)
    if granted is None:
        abort(403)
    if not asks_second_factor(permission, granted) or _second_factor(someone):
        return granted
    return reach(someone.roles & {Role.OFFICER}, permission)


def _second_factor(someone: SignedIn) -> bool:
    """Whether one was shown; a demonstration asks only those who set one up."""
    if someone.second_factor:
        return True
    found = settings()
    if found is None or not found.demonstration:
        return False
    return not has_one(someone)


def _confirmed(someone: SignedIn) -> bool:
    sending = request.method not in _SAFE
    return is_recent(confirmed_at=someone.confirmed_at, now=now(), sending=sending)


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
    return _lead_to("account.sign_in", _here(), code=302)


def _ask_to_unlock() -> ResponseReturnValue:
    if wants_data():
        return jsonify(why="locked", say="This station is locked."), 401
    return redirect(locked_url(_here()), code=303)


def _ask_for_second_factor() -> ResponseReturnValue:
    if wants_data():
        return jsonify(why="second-factor", say="This asks for your second factor."), 401
    return _lead_to("account.second_factor", _here() or _page_before())


def _ask_to_confirm() -> ResponseReturnValue:
    if wants_data():
        return jsonify(why="confirm", say="Please confirm that it is you."), 401
    a_file = "." in request.path.rpartition("/")[2]
    return _lead_to("account.confirm", (None if a_file else _here()) or _page_before())


def _here() -> str | None:
    """The path of this request where it can be opened again."""
    return request.full_path.rstrip("?") if request.method in _SAFE else None


def _page_before() -> str | None:
    """The page of ours that a form was sent from."""
    referrer = urlsplit(request.referrer or "")
    own = f"{referrer.scheme}://{referrer.netloc}" == plant().base_url
    path = f"{referrer.path}?{referrer.query}" if referrer.query else referrer.path
    return local_path(path) if own else None


def _lead_to(endpoint: str, back: str | None, *, code: int = 0) -> ResponseReturnValue:
    """To a page that asks for something, and from there back."""
    target = url_for(endpoint)
    status = code or (302 if request.method in _SAFE else 303)
    return redirect(f"{target}?next={quote(back, safe='')}" if back else target, code=status)


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
