"""The way in and out."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission, reach
from lms.domain.errors import NotFoundError
from lms.queries.sign_in_link import linked_account
from lms.queries.signed_in import credentials, devices, password_of
from lms.services.open_account import use_sign_in_link
from lms.services.sign_in import (
    confirm_sign_in,
    end_other_sign_ins,
    end_sign_in,
    lock_sign_in,
    note_guess,
    note_security,
)
from lms.storage.secret import hash_password, password_matches, weakness
from lms.web import session as web_session
from lms.web.access import current, local_path, locked_url, public, requires
from lms.web.account.forms import ConfirmForm, NewPasswordForm, SignInForm
from lms.web.department import settings
from lms.web.plant import now, reading, writing

blueprint = Blueprint("account", __name__)

_FIRST_PAGES: tuple[tuple[Permission, str], ...] = (
    (Permission.ASSIGNMENT_MANAGE, "training_unit.desk"),
    (Permission.TRAINING_TAKE, "learning.home"),
    (Permission.COMPLETION_VIEW, "training_unit.desk"),
    (Permission.RECORD_AUDIT, "accreditation.record"),
    (Permission.ACCOUNT_MANAGE, "administration.accounts"),
)
_REFUSED = "The badge number or the password is not right."


def _source() -> str:
    return request.remote_addr or "unknown"


def _device() -> str:
    agent = request.user_agent.string
    kinds = ("iPhone", "iPad", "Android", "Windows", "Macintosh", "Linux")
    return next((kind for kind in kinds if kind in agent), "Browser")


@blueprint.get("/")
@public
def home() -> ResponseReturnValue:
    """Lead everybody to the page they came for."""
    someone = web_session.person()
    if someone is None:
        return redirect(url_for("account.sign_in"))
    for permission, endpoint in _FIRST_PAGES:
        if reach(someone.roles, permission) is not None:
            return redirect(url_for(endpoint))
    return redirect(url_for("directives.index"))


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Ask for badge number and password."""
    if web_session.person() is not None:
        return redirect(url_for("account.home"))
    return render_template("account/sign_in.html", form=SignInForm())


@blueprint.post("/sign-in")
@public
def enter() -> ResponseReturnValue:
    """Check a password once, on every path, and start a sign-in."""
    form = SignInForm()
    if not form.validate_on_submit():
        return render_template("account/sign_in.html", form=form), 422
    login = str(form.login.data).strip()
    key = login.casefold()
    guess = writing(partial(note_guess, login=key, source=_source()))
    if not guess.allowed:
        _log("sign-in-delayed", key)
        form.login.errors = (_wait_words(guess.wait.seconds, for_good=guess.refused_for_good),)
        return render_template("account/sign_in.html", form=form), 429
    with reading() as session:
        found = credentials(session, login=login.upper(), day=now().date())
    matches = password_matches(found.password_hash if found else None, str(form.password.data))
    if found is None or not matches:
        _log("sign-in-refused", key)
        form.login.errors = (_REFUSED,)
        return render_template("account/sign_in.html", form=form), 422
    web_session.begin(account_id=found.account_id, login=key, source=_source(), device=_device())
    return redirect(local_path(request.args.get("next")) or url_for("account.home"), code=303)


def _wait_words(seconds: int, *, for_good: bool) -> str:
    if for_good:
        return "This account needs a new one-time code. Ask the training unit."
    minutes = max(1, -(-seconds // 60))
    return f"Too many tries. Wait {minutes} minute{'s' if minutes > 1 else ''}, then try again."


def _log(kind: str, login: str) -> None:
    writing(partial(note_security, kind=kind, account_id=None, source=_source(), detail=login))


@blueprint.post("/sign-out")
@requires(Permission.ACCOUNT_OWN)
def sign_out() -> ResponseReturnValue:
    """End this device's sign-in and leave nothing behind on a shared station."""
    someone = current()
    writing(partial(end_sign_in, account_id=someone.account_id, sign_in_id=someone.sign_in_id))
    web_session.end()
    flash("You are signed out.", "good")
    response = redirect(url_for("account.sign_in"), code=303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@blueprint.post("/lock")
@requires(Permission.ACCOUNT_OWN)
def lock() -> ResponseReturnValue:
    """Lock this station at once; nothing is lost and nobody else goes on."""
    writing(partial(lock_sign_in, sign_in_id=current().sign_in_id))
    return redirect(locked_url(local_path(request.form.get("back"))), code=303)


@blueprint.get("/locked")
@requires(Permission.ACCOUNT_OWN)
def locked() -> ResponseReturnValue:
    """Say whose sign-in is locked and ask that person to confirm."""
    if not current().locked:
        return redirect(local_path(request.args.get("next")) or url_for("account.home"))
    return render_template("account/locked.html", form=ConfirmForm(), whose=current())


@blueprint.post("/locked")
@requires(Permission.ACCOUNT_OWN)
def unlock() -> ResponseReturnValue:
    """Unlock for the person who is signed in, and for nobody else."""
    someone = current()
    form = ConfirmForm()
    if not form.validate_on_submit():
        return render_template("account/locked.html", form=form, whose=someone), 422
    key = f"account-{someone.account_id}"
    guess = writing(partial(note_guess, login=key, source=_source()))
    if not guess.allowed:
        form.password.errors = (_wait_words(guess.wait.seconds, for_good=guess.refused_for_good),)
        return render_template("account/locked.html", form=form, whose=someone), 429
    with reading() as session:
        stored = password_of(session, someone.account_id)
    if not password_matches(stored, str(form.password.data)):
        _log("confirm-refused", key)
        form.password.errors = ("This is not the password of the person signed in here.",)
        return render_template("account/locked.html", form=form, whose=someone), 422
    writing(partial(confirm_sign_in, sign_in_id=someone.sign_in_id, login=key, source=_source()))
    return redirect(local_path(request.args.get("next")) or url_for("account.home"), code=303)


@blueprint.get("/devices")
@requires(Permission.ACCOUNT_OWN)
def devices_page() -> ResponseReturnValue:
    """Show where this person is signed in."""
    someone = current()
    with reading() as session:
        rows = devices(session, account_id=someone.account_id, now=now())
    return render_template("account/devices.html", devices=rows, here=someone.sign_in_id)


@blueprint.post("/devices/<int:sign_in_id>/end")
@requires(Permission.ACCOUNT_OWN)
def end_device(sign_in_id: int) -> ResponseReturnValue:
    """End one sign-in of one's own."""
    ended = writing(partial(end_sign_in, account_id=current().account_id, sign_in_id=sign_in_id))
    if not ended:
        raise NotFoundError(sign_in=sign_in_id)
    flash("That device is signed out.", "good")
    return redirect(url_for("account.devices_page"), code=303)


@blueprint.post("/devices/end-others")
@requires(Permission.ACCOUNT_OWN)
def end_other_devices() -> ResponseReturnValue:
    """End every sign-in but this one."""
    someone = current()
    count = writing(
        partial(end_other_sign_ins, account_id=someone.account_id, keep=someone.sign_in_id)
    )
    flash(f"Other devices signed out: {count}.", "good")
    return redirect(url_for("account.devices_page"), code=303)


@blueprint.get("/first-sign-in/<token>")
@public
def first_sign_in(token: str) -> ResponseReturnValue:
    """Let the holder of a one-time link choose a password."""
    with reading() as session:
        if linked_account(session, token=token, now=now()) is None:
            raise NotFoundError(link=True)
    return render_template("account/first_sign_in.html", form=NewPasswordForm())


@blueprint.post("/first-sign-in/<token>")
@public
def choose_password(token: str) -> ResponseReturnValue:
    """Set the password the holder chose, and spend the link."""
    form = NewPasswordForm()
    with reading() as session:
        account = linked_account(session, token=token, now=now())
    if account is None:
        raise NotFoundError(link=True)
    valid = form.validate_on_submit()
    found = settings()
    words = (*account.words, *(found.department.split() if found else ()))
    problem = weakness(str(form.password.data or ""), known_words=words) if valid else None
    if problem:
        form.password.errors = (problem,)
    if not valid or problem:
        return render_template("account/first_sign_in.html", form=form), 422
    hashed = hash_password(str(form.password.data))
    writing(partial(use_sign_in_link, token=token, password_hash=hashed))
    flash("Your password is set. Sign in with it.", "good")
    return redirect(url_for("account.sign_in"), code=303)
