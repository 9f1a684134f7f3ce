"""Modules about changes: what each waits for, and signing that it is settled."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission, may_approve, reach
from lms.domain.errors import ConflictError, NotFoundError
from lms.queries.content_list import listed_modules
from lms.queries.gates import GatedModule, gated_modules
from lms.services.sign_gate import sign_gate
from lms.web.access import current, requires
from lms.web.content_words import STATES
from lms.web.errors import Words, answer
from lms.web.plant import reading, writing
from lms.web.register.blueprint import blueprint
from lms.web.register.forms import SignatureForm
from lms.web.register.words import NO_ADVICE

_OWN_MODULE = Words(
    "Somebody else signs this",
    "You wrote this version of the module. Another person with the role signs for it.",
)


@blueprint.get("/register/modules")
@requires(Permission.REGISTER_VIEW)
def modules() -> ResponseReturnValue:
    """List the modules about changes, what each is built from and what it waits for."""
    with reading() as session:
        listed = [each for each in listed_modules(session) if each.module.developments]
        gates = {each.module.id: each for each in gated_modules(session)}
    return render_template(
        "register/modules.html",
        listed=listed,
        gates=gates,
        states=STATES,
        may_sign=reach(current().roles, Permission.GATE_SIGN) is not None,
        me=current().account_id,
    )


@blueprint.get("/register/modules/<slug>")
@requires(Permission.GATE_SIGN)
def gate(slug: str) -> ResponseReturnValue:
    """Show what a module waits for, and ask for a signature."""
    found = _gated(slug)
    if not may_approve(author=found.version.author_id, approver=current().actor):
        return answer(403, _OWN_MODULE)
    return _page(found, SignatureForm(digest=found.version.digest))


@blueprint.post("/register/modules/<slug>")
@requires(Permission.GATE_SIGN)
def sign(slug: str) -> ResponseReturnValue:
    """Record the signature; the module is then approved like any other."""
    found = _gated(slug)
    if not may_approve(author=found.version.author_id, approver=current().actor):
        return answer(403, _OWN_MODULE)
    form = SignatureForm()
    if not form.validate_on_submit():
        return _page(found, form), 422
    try:
        writing(
            partial(
                sign_gate,
                module=slug,
                digest=str(form.digest.data or ""),
                grounds=str(form.grounds.data),
                by=current().actor,
            )
        )
        flash("Your signature is recorded.", "good")
    except ConflictError:
        flash("Nothing was changed: you have signed, or a newer version is there.", "info")
    return redirect(url_for("register.modules"), code=303)


def _gated(slug: str) -> GatedModule:
    """A module with a gate.

    Raises:
        NotFoundError: there is none of that name.
    """
    with reading() as session:
        found = next((each for each in gated_modules(session) if each.module.id == slug), None)
    if found is None:
        raise NotFoundError(module=slug)
    return found


def _page(found: GatedModule, form: SignatureForm) -> str:
    return render_template("register/gate.html", found=found, form=form, no_advice=NO_ADVICE)
