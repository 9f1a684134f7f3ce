"""The first page of counsel's room, records as of a day, and holds."""

from __future__ import annotations

from functools import partial

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from lms.domain.access import Permission
from lms.domain.invitation import Room, Scope
from lms.domain.training_record import TrainingRecord, foot_lines, within
from lms.queries.invitations import Invitation, open_invitation, population
from lms.queries.packages import packages_of
from lms.queries.record import journal_head
from lms.queries.retention import Hold, standing_holds
from lms.queries.roster import Person, roster
from lms.queries.training_records import training_record
from lms.services.legal_hold import place_hold
from lms.services.propose import LONGEST_REASON
from lms.web.access import current, recently_confirmed, requires
from lms.web.access_log import note_export, note_view
from lms.web.asked_record import opened_day, record_document
from lms.web.counsel.blueprint import blueprint
from lms.web.local_day import today
from lms.web.plant import reading, writing

_MOST = 30


class HoldForm(FlaskForm):
    """Why what the matter is about must stay."""

    reason = TextAreaField(
        "Reason",
        [
            DataRequired("Say why."),
            Length(max=LONGEST_REASON, message=f"Keep it under {LONGEST_REASON:,} characters."),
        ],
    )


def own_invitation() -> Invitation | None:
    """What is open today to the counsel who asks."""
    with reading() as session:
        return open_invitation(
            session, account_id=current().account_id, room=Room.COUNSEL, today=today()
        )


def opened() -> Invitation:
    """The same; 404 where nothing is."""
    return own_invitation() or abort(404)


@blueprint.get("/counsel")
@requires(Permission.COUNSEL_VISIT)
def first() -> ResponseReturnValue:
    """Show the matter, whose records it opens, the archive, and the holds that stand."""
    held = own_invitation()
    if held is None:
        return render_template("room/closed.html")
    return _page(held, HoldForm(formdata=None))


def _page(held: Invitation, form: HoldForm) -> str:
    with reading() as session:
        people = _people(session, held.scope)
        page = {
            "holds": _holds(standing_holds(session), held),
            "packages": packages_of(session, account_id=held.account_id, most=_MOST),
            "head": journal_head(session),
        }
    note_view("counsel\u2019s room")
    return render_template(
        "counsel/first.html",
        held=held,
        people=people,
        names={each.member_id: each.full_name for each in people},
        form=form,
        **page,
    )


def _people(session: Session, scope: Scope) -> tuple[Person, ...]:
    """Whose records are open: those the matter names, or everybody sworn of its years."""
    if not scope.members:
        return population(session, scope, today())
    everybody = roster(session, today(), serving_only=False)
    return tuple(each for each in everybody if each.member_id in scope.members)


def _holds(holds: tuple[Hold, ...], held: Invitation) -> list[Hold]:
    """The holds that cover somebody of the matter."""
    wanted = {None, *held.scope.members}
    return [each for each in holds if not held.scope.members or each.member_id in wanted]


@blueprint.get("/counsel/members/<int:member_id>/record")
@requires(Permission.COUNSEL_VISIT)
def record(member_id: int) -> ResponseReturnValue:
    """Show a member's training record as of a day, with answers and journal positions."""
    held = opened()
    made = _made(held, member_id)
    note_view("training record as of a day", member_id=member_id)
    return render_template(
        "counsel/record.html",
        made=made,
        foot=tuple(foot_lines(made)),
        latest=held.scope.last_day(today()),
        page_url=url_for("counsel.record", member_id=member_id),
        pdf_url=url_for("counsel.record_pdf", member_id=member_id, on=made.as_of.isoformat()),
    )


@blueprint.get("/counsel/members/<int:member_id>/record.pdf")
@requires(Permission.COUNSEL_VISIT)
@recently_confirmed
def record_pdf(member_id: int) -> ResponseReturnValue:
    """The same as one document."""
    made = _made(opened(), member_id)
    note_view("training record as of a day, as PDF", member_id=member_id)
    note_export(f"training record of member {member_id} as of {made.as_of.isoformat()}")
    return record_document(made)


def _made(held: Invitation, member_id: int) -> TrainingRecord:
    """The record where the matter is about this member and the day is open; 404 else."""
    scope, day = held.scope, opened_day(held.scope)
    with reading() as session:
        if member_id not in {each.member_id for each in _people(session, scope)}:
            abort(404)
        return within(training_record(session, member_id=member_id, day=day), scope.first_day)


@blueprint.post("/counsel/holds")
@requires(Permission.COUNSEL_VISIT)
def hold() -> ResponseReturnValue:
    """Place a hold on everything the matter is about."""
    held, form = opened(), HoldForm()
    if not form.validate_on_submit():
        return _page(held, form), 422
    scope = held.scope
    for member_id in scope.members or (None,):
        writing(
            partial(
                place_hold,
                member_id=member_id,
                reason=str(form.reason.data),
                decided_by=f"{held.name}, {held.organization}",
                matter=scope.matter,
                years=(scope.first_year, scope.last_year),
                by=current().actor,
            )
        )
    flash("The hold stands. The department lifts it by two people.", "good")
    return redirect(url_for("counsel.first"), code=303)
