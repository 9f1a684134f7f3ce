"""Proposing that a blocked section of a policy is opened."""

from __future__ import annotations

from functools import partial

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission, TwoPersonAct
from lms.domain.provision import ProvisionStatus
from lms.queries.blocked_sections import BlockedSection, blocked_sections
from lms.services.acts.provision_unblock import OpeningAsked
from lms.services.propose import propose
from lms.web.access import current, requires
from lms.web.local_day import today
from lms.web.plant import reading, writing
from lms.web.proposals.blueprint import blueprint
from lms.web.proposals.forms import OpeningForm
from lms.web.second_person import offered

_REFUSED = "This cannot be proposed: the section is not blocked any more."


@blueprint.get("/blocked-sections")
@requires(Permission.PROVISION_OPEN)
def blocked() -> ResponseReturnValue:
    """Show every blocked section, and why it is."""
    with reading() as session:
        found = blocked_sections(session, day=today())
    return render_template("proposals/blocked.html", sections=found)


@blueprint.get("/blocked-sections/<policy>/<code>")
@requires(Permission.PROVISION_OPEN)
def opening(policy: str, code: str) -> ResponseReturnValue:
    """Ask what a blocked section becomes, and why."""
    return _page(_section(policy, code), OpeningForm())


@blueprint.post("/blocked-sections/<policy>/<code>")
@requires(Permission.PROVISION_OPEN)
def propose_opening(policy: str, code: str) -> ResponseReturnValue:
    """Put it before a second person."""
    section, form = _section(policy, code), OpeningForm()
    if form.validate_on_submit() and _limit_fits(form):
        number, problem = offered(partial(_offer, section, form), refused=_REFUSED)
        if number is not None:
            return redirect(url_for("proposals.proposal", proposal_id=number), code=303)
        form.form_errors = [problem]
    return _page(section, form), 422


def _limit_fits(form: OpeningForm) -> bool:
    guarded = form.status.data == ProvisionStatus.GUARDED.value
    if guarded != bool((form.guardrail.data or "").strip()):
        form.guardrail.errors = [
            "Say what the questions stay inside of."
            if guarded
            else "Leave the limit empty, or choose “Open within a limit”."
        ]
    return not form.errors


def _offer(section: BlockedSection, form: OpeningForm) -> int:
    asked = OpeningAsked(
        policy=section.policy,
        provision=section.code,
        status=form.status.data,
        why=str(form.reason.data).strip(),
        guardrail=(form.guardrail.data or "").strip(),
    )
    return writing(
        partial(
            propose,
            act=TwoPersonAct.PROVISION_UNBLOCK,
            payload=asked,
            reason=str(form.reason.data),
            by=current().actor,
        )
    )


def _section(policy: str, code: str) -> BlockedSection:
    with reading() as session:
        found = blocked_sections(session, day=today())
    wanted = (each for each in found if (each.policy, each.code) == (policy, code))
    return next(wanted, None) or abort(404)


def _page(section: BlockedSection, form: OpeningForm) -> str:
    return render_template("proposals/opening.html", section=section, form=form)
