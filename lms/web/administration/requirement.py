"""What a year asks: as it stands, and proposing that it asks for something else."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from lms.domain.access import Permission, TwoPersonAct
from lms.domain.credit import minutes
from lms.domain.requirement import Period, period_of
from lms.domain.two_people import may_propose
from lms.queries.owed import Owed, owed_on
from lms.services.acts.year_rule import RequirementAsked
from lms.services.propose import propose
from lms.web.access import current, requires
from lms.web.administration.blueprint import blueprint
from lms.web.administration.forms import RequirementForm
from lms.web.local_day import today
from lms.web.plant import reading, writing
from lms.web.second_person import offered

_REFUSED = "This cannot be proposed: the year asks for this already, or it is open for its people."
_YEARS = 3
"""So many years to come are offered."""


def may_propose_it() -> bool:
    """Whether the signed-in person may propose what a year asks."""
    return may_propose(TwoPersonAct.YEAR_RULE, current().actor)


@blueprint.get("/settings/requirements/<requirement>")
@requires(Permission.SETTING_CHANGE)
def requirement(requirement: str) -> ResponseReturnValue:
    """Show what the year asks, and ask for the change."""
    owed = _owed(requirement)
    form = RequirementForm(
        minutes=minutes(owed.requirement.seconds),
        hour_definition=owed.requirement.hour_definition,
    )
    return _page(owed, form)


@blueprint.post("/settings/requirements/<requirement>")
@requires(Permission.SETTING_CHANGE)
def propose_requirement(requirement: str) -> ResponseReturnValue:
    """Put the change before a second person."""
    owed, form = _owed(requirement), RequirementForm()
    if not may_propose_it():
        abort(403)
    form.valid_from.choices = _choices(owed)
    if not form.validate_on_submit():
        return _page(owed, form), 422
    number, problem = offered(partial(_offer, requirement, form), refused=_REFUSED)
    if number is None:
        form.form_errors = [problem]
        return _page(owed, form), 422
    return redirect(url_for("proposals.proposal", proposal_id=number), code=303)


def _offer(slug: str, form: RequirementForm) -> int:
    asked = RequirementAsked(
        requirement=slug,
        minutes=int(form.minutes.data or 0),
        hour_definition=str(form.hour_definition.data).strip(),
        valid_from=str(form.valid_from.data),
        source=str(form.source.data).strip(),
    )
    work = partial(propose, act=TwoPersonAct.YEAR_RULE, payload=asked, by=current().actor)
    return writing(partial(work, reason=str(form.reason.data)))


def _owed(slug: str) -> Owed:
    with reading() as session:
        found = owed_on(session, today())
    return next((each for each in found if each.requirement.slug == slug), None) or abort(404)


def _coming(owed: Owed) -> list[Period]:
    periods = [owed.period]
    for _ in range(_YEARS):
        day = periods[-1].ends_on + timedelta(days=1)
        periods.append(period_of(owed.requirement.period, day))
    return periods[1:]


def _choices(owed: Owed) -> list[SelectChoice]:
    return [SelectChoice(each.starts_on.isoformat(), each.name) for each in _coming(owed)]


def _page(owed: Owed, form: RequirementForm) -> str:
    form.valid_from.choices = _choices(owed)
    return render_template(
        "administration/requirement.html",
        owed=owed,
        minutes_now=minutes(owed.requirement.seconds),
        form=form,
        may_propose=may_propose_it(),
    )
