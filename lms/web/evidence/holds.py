"""Legal holds: what is kept from being removed, and lifting that again by two people."""

from __future__ import annotations

from functools import partial

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import IntegerField, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from lms.domain.access import Permission, TwoPersonAct
from lms.domain.errors import InvalidError
from lms.domain.two_people import OwnRecordError, may_propose
from lms.queries.retention import Hold, standing_holds
from lms.queries.roster import roster
from lms.services.acts.hold_release import HoldReleaseAsked
from lms.services.legal_hold import place_hold
from lms.services.propose import LONGEST_REASON, propose
from lms.web.access import current, recently_confirmed, requires
from lms.web.access_log import note_view
from lms.web.badges import members_by_badge
from lms.web.errors import answer
from lms.web.evidence.blueprint import blueprint
from lms.web.local_day import today
from lms.web.plant import reading, writing
from lms.web.second_person import OWN_RECORD, offered

_WHY = [
    DataRequired("Say why."),
    Length(max=LONGEST_REASON, message=f"Keep it under {LONGEST_REASON:,} characters."),
]
_YEARS = [Optional(), NumberRange(1900, 9999, "Write the year with four digits.")]
_EVERYBODY, _NAMED = "everybody", "named"


class HoldForm(FlaskForm):
    """Whose raw records are kept, for which matter, and why."""

    whom = RadioField(
        "Whose raw records of time are kept",
        [InputRequired("Say whose.")],
        choices=[
            SelectChoice(_NAMED, "Of the people named below"),
            SelectChoice(_EVERYBODY, "Everybody\u2019s"),
        ],
        default=_NAMED,
    )
    badges = StringField(
        "Badge numbers",
        [Length(max=500, message="Write 500 characters at most.")],
        description="With commas between them. Those who have left are found by their last one.",
    )
    matter = StringField(
        "Matter",
        [DataRequired("Name the matter."), Length(max=200, message="Write 200 characters.")],
        description="A docket number, a case, a request.",
    )
    first_year = IntegerField("From the year", _YEARS)
    last_year = IntegerField("To the year", _YEARS)
    reason = TextAreaField("Reason", _WHY)


class ReleaseForm(FlaskForm):
    """Why a hold is to be lifted."""

    reason = TextAreaField("Why it is lifted", _WHY)


@blueprint.get("/evidence/holds")
@requires(Permission.HOLD_MANAGE)
def hold_list() -> ResponseReturnValue:
    """List the holds that stand, with a form for another one."""
    return _list(HoldForm(formdata=None))


def _list(form: HoldForm) -> str:
    with reading() as session:
        holds = standing_holds(session)
        names = _names(session)
    note_view("legal holds")
    return render_template(
        "evidence/holds.html",
        holds=holds,
        names=names,
        form=form,
        may_lift=may_propose(TwoPersonAct.HOLD_RELEASE, current().actor),
    )


@blueprint.post("/evidence/holds")
@requires(Permission.HOLD_MANAGE)
def place() -> ResponseReturnValue:
    """Place a hold; one person does, since it keeps and removes nothing."""
    form = HoldForm()
    if not form.validate_on_submit():
        return _list(form), 422
    try:
        members = _members(form)
        for member_id in members:
            _place(form, member_id)
    except InvalidError as error:
        form.badges.errors = [str(error.facts["reason"]).capitalize()]
        return _list(form), 422
    flash("The hold stands. Nothing of theirs goes until two people lift it.", "good")
    return redirect(url_for("evidence.hold_list"), code=303)


def _members(form: HoldForm) -> tuple[int | None, ...]:
    if form.whom.data == _EVERYBODY:
        return (None,)
    with reading() as session:
        found = members_by_badge(session, str(form.badges.data or ""))
    if not found:
        raise InvalidError(reason="Name at least one person, or say everybody.")
    return found


def _place(form: HoldForm, member_id: int | None) -> None:
    first = form.first_year.data or form.last_year.data
    last = form.last_year.data or form.first_year.data
    writing(
        partial(
            place_hold,
            member_id=member_id,
            reason=str(form.reason.data),
            decided_by=current().display_name,
            matter=str(form.matter.data).strip(),
            years=(first, last) if first and last else None,
            by=current().actor,
        )
    )


@blueprint.get("/evidence/holds/<int:hold_id>/release")
@requires(Permission.HOLD_MANAGE)
def release(hold_id: int) -> ResponseReturnValue:
    """Ask why a hold is to be lifted."""
    return _release_page(_hold(hold_id), ReleaseForm(formdata=None))


@blueprint.post("/evidence/holds/<int:hold_id>/release")
@requires(Permission.HOLD_MANAGE)
@recently_confirmed
def propose_release(hold_id: int) -> ResponseReturnValue:
    """Put the lifting before a second person."""
    held, form = _hold(hold_id), ReleaseForm()
    if not form.validate_on_submit():
        return _release_page(held, form), 422
    work = partial(
        propose,
        act=TwoPersonAct.HOLD_RELEASE,
        payload=HoldReleaseAsked(hold_id),
        reason=str(form.reason.data),
        by=current().actor,
    )
    try:
        number, problem = offered(lambda: writing(work), refused="This cannot be proposed.")
    except OwnRecordError:
        return answer(403, OWN_RECORD)
    if number is None:
        form.form_errors = [problem]
        return _release_page(held, form), 422
    return redirect(url_for("proposals.proposal", proposal_id=number), code=303)


def _hold(hold_id: int) -> Hold:
    with reading() as session:
        found = standing_holds(session)
    return next((each for each in found if each.id == hold_id), None) or abort(404)


def _release_page(held: Hold, form: ReleaseForm) -> str:
    with reading() as session:
        names = _names(session)
    return render_template("evidence/hold_release.html", hold=held, names=names, form=form)


def _names(session: Session) -> dict[int, str]:
    people = roster(session, today(), serving_only=False)
    return {each.member_id: each.full_name for each in people}
