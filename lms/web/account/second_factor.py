"""The second factor: asked when a page needs it, set up where there is none."""

from __future__ import annotations

from functools import partial

import structlog
from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.queries.second_factor import factors, notices
from lms.services.set_up_authenticator import use_code
from lms.services.sign_in import show_second_factor
from lms.storage.seal import SealedElsewhereError
from lms.web import session as web_session
from lms.web.access import current, requires
from lms.web.account.blueprint import blueprint
from lms.web.account.forms import CodeForm
from lms.web.account.guess import go_on, may_guess, note, source, trains, way_back
from lms.web.plant import plant, reading, writing

_log = structlog.get_logger("lms.web")
_WRONG = (
    "This code is not right, or it was used before. Wait for the next one on your phone and "
    "check that the phone's time is right."
)
_SEALED_ELSEWHERE = (
    "Codes cannot be checked: the installation's secret was changed since you set up the app. "
    "Use a passkey or a recovery code, or ask an administrator to reset your second factor."
)


@blueprint.get("/second-factor")
@requires(Permission.ACCOUNT_OWN)
def second_factor() -> ResponseReturnValue:
    """Ask for the second factor, or lead to setting one up."""
    someone = current()
    if someone.second_factor:
        return redirect(way_back() or url_for("account.home"))
    with reading() as session:
        held = factors(session, someone.account_id)
        changes = () if held.has_second else notices(session, someone.account_id, most=3)
    if not held.has_second:
        return render_template(
            "account/set_up.html", changes=changes, back=way_back(), trains=trains()
        )
    return _ask(CodeForm(), 200)


@blueprint.post("/second-factor")
@requires(Permission.ACCOUNT_OWN)
def show_code() -> ResponseReturnValue:
    """Check a code of the app or a recovery code; a right one is spent."""
    someone, form = current(), CodeForm()
    if someone.second_factor:
        return go_on()
    if not form.validate_on_submit():
        return _ask(form, 422)
    key = f"code-{someone.account_id}"
    if not may_guess(key, form.code, what="second-factor"):
        return _ask(form, 429)
    try:
        right = writing(
            partial(
                use_code,
                account_id=someone.account_id,
                typed=str(form.code.data),
                seal=plant().seal,
            )
        )
    except SealedElsewhereError as error:
        _log.error("sealed elsewhere", error=str(error), account_id=someone.account_id)
        form.code.errors = (_SEALED_ELSEWHERE,)
        return _ask(form, 422)
    if not right:
        note("second-factor-refused", key, account_id=someone.account_id)
        form.code.errors = (_WRONG,)
        return _ask(form, 422)
    accept(key=key)
    return go_on()


def accept(*, key: str | None = None) -> None:
    """Note that the person signed in here showed a second factor; the token is replaced."""
    someone = current()
    token = writing(
        partial(
            show_second_factor,
            sign_in_id=someone.sign_in_id,
            account_id=someone.account_id,
            key=key,
            source=source(),
        )
    )
    web_session.adopt(token)


def _ask(form: CodeForm, status: int) -> ResponseReturnValue:
    with reading() as session:
        held = factors(session, current().account_id)
    page = render_template(
        "account/second_factor.html", form=form, held=held, back=way_back(), trains=trains()
    )
    return page, status
