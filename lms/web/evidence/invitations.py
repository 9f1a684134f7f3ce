"""Invitations to assessors: asked for, listed, looked through, withdrawn."""

from __future__ import annotations

from functools import partial

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import (
    EmailField,
    IntegerField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from lms.domain.access import Permission, TwoPersonAct
from lms.domain.errors import ConflictError, InvalidError
from lms.domain.invitation import LONGEST_DAYS, PacketReach, Room, Stay
from lms.domain.sign_in import login_key
from lms.queries.invitations import Invitation, invitation, invitations, samples, what_they_opened
from lms.queries.roster import roster
from lms.queries.standards import standards, window
from lms.services.acts.visitor_invite import InvitationAsked
from lms.services.invite_visitor import show_room, withdraw_invitation
from lms.services.propose import LONGEST_REASON, propose
from lms.web.access import current, recently_confirmed, requires
from lms.web.access_log import note_view
from lms.web.evidence.blueprint import blueprint
from lms.web.fields import PlainDateField
from lms.web.limits import takes
from lms.web.local_day import today
from lms.web.plant import reading, writing
from lms.web.second_person import offered

_MOST = 50
_MOST_OPENED = 100
_SHORT = Length(max=200, message="Write 200 characters at most.")
_WHY = [
    DataRequired("Say why."),
    Length(max=LONGEST_REASON, message=f"Keep it under {LONGEST_REASON:,} characters."),
]
_YEARS = NumberRange(1900, 9999, "Write the year with four digits.")
_REFUSED = "This cannot be proposed: the login name is closed or belongs to a member."
STAYS = {
    Stay.COMING: ("Not begun", "waiting"),
    Stay.OPEN: ("Open", "progress"),
    Stay.OVER: ("Over", "excused"),
    Stay.WITHDRAWN: ("Withdrawn", "bad"),
}


class VisitorForm(FlaskForm):
    """Who comes, for which days, and why."""

    name = StringField("Name", [DataRequired("Write the name."), _SHORT])
    organization = StringField("Organization", [DataRequired("Write the organization."), _SHORT])
    email = EmailField(
        "E-mail address",
        [DataRequired("Write the address."), _SHORT],
        description="They sign in with it.",
    )
    starts_on = PlainDateField("First day", [InputRequired("Choose the first day.")])
    ends_on = PlainDateField(
        "Last day",
        [InputRequired("Choose the last day.")],
        description=f"It closes by itself when this day is over; {LONGEST_DAYS} days at most.",
    )
    first_year = IntegerField("From the year", [InputRequired("Write a year."), _YEARS])
    last_year = IntegerField("To the year", [InputRequired("Write a year."), _YEARS])
    reason = TextAreaField("Reason", _WHY, description="What the second person should understand.")


class AssessorForm(VisitorForm):
    """What an assessor sees besides."""

    standards = SelectMultipleField(
        "Standards to open",
        [InputRequired("Open at least one standard.")],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    packets = RadioField(
        "Officers\u2019 packets",
        [InputRequired("Say whose packets are open.")],
        choices=[
            SelectChoice(PacketReach.NOBODY.value, "Nobody\u2019s"),
            SelectChoice(PacketReach.SAMPLED.value, "Of those drawn in a recorded sample"),
            SelectChoice(
                PacketReach.EVERYBODY.value, "Of every sworn member who served in these years"
            ),
        ],
    )


class WithdrawalForm(FlaskForm):
    """Why an invitation is withdrawn."""

    reason = TextAreaField("Why it is withdrawn", _WHY)


@blueprint.get("/evidence/invitations")
@requires(Permission.ROOM_MANAGE)
def invitation_list() -> ResponseReturnValue:
    """List who was invited, the newest first."""
    with reading() as session:
        found = invitations(session, most=_MOST)
    note_view("invitations")
    return render_template(
        "evidence/invitations.html",
        invitations=[(each, STAYS[each.stay(today())]) for each in found],
    )


@blueprint.get("/evidence/invitations/assessor")
@requires(Permission.ROOM_MANAGE)
def invite_assessor() -> ResponseReturnValue:
    """Ask whom to invite and what to open; the recorded window is proposed."""
    day = today()
    with reading() as session:
        found = window(session)
    first = found.starts_on.year if found else day.year - 2
    last = min(day.year, found.ends_on.year) if found else day.year
    form = AssessorForm(
        formdata=None,
        starts_on=day,
        first_year=min(first, last),
        last_year=last,
        packets=PacketReach.SAMPLED.value,
    )
    return _form_page(form)


def _form_page(form: AssessorForm) -> str:
    with reading() as session:
        known = standards(session)
    form.standards.choices = [
        SelectChoice(each.number, f"{each.number} {each.title}") for each in known
    ]
    return render_template("evidence/invite_assessor.html", form=form, any_standard=bool(known))


@blueprint.post("/evidence/invitations/assessor")
@requires(Permission.ROOM_MANAGE)
@recently_confirmed
@takes(repeats=("standards",))
def propose_assessor() -> ResponseReturnValue:
    """Put the invitation before a second person."""
    form = AssessorForm()
    with reading() as session:
        form.standards.choices = [SelectChoice(each.number) for each in standards(session)]
    first, last = form.starts_on.data, form.ends_on.data
    if not form.validate_on_submit() or first is None or last is None:
        return _form_page(form), 422
    email = str(form.email.data).strip()
    asked = InvitationAsked(
        room=Room.ASSESSOR.value,
        name=str(form.name.data).strip(),
        organization=str(form.organization.data).strip(),
        email=email,
        login=login_key(email),
        starts_on=first.isoformat(),
        ends_on=last.isoformat(),
        first_year=int(form.first_year.data or 0),
        last_year=int(form.last_year.data or 0),
        standards=tuple(form.standards.data or ()),
        packets=str(form.packets.data),
    )
    number = propose_invitation(form, asked)
    if number is None:
        return _form_page(form), 422
    return redirect(url_for("proposals.proposal", proposal_id=number), code=303)


def propose_invitation(form: VisitorForm, asked: InvitationAsked) -> int | None:
    """The proposal; None where something stands against it, which the form then says."""
    work: partial[int] = partial(
        propose,
        act=TwoPersonAct.VISITOR_INVITE,
        payload=asked,
        reason=str(form.reason.data),
        by=current().actor,
    )
    try:
        number, problem = offered(lambda: _naming(form, work), refused=_REFUSED)
    except _FieldError:
        return None
    if number is None:
        form.form_errors = [problem]
    return number


class _FieldError(Exception):
    """A field was named; its error stands at the field."""


def _naming(form: VisitorForm, work: partial[int]) -> int:
    try:
        return writing(work)
    except InvalidError as error:
        field = form._fields.get(str(error.facts.get("field")))
        if field is None:
            raise
        field.errors = [str(error.facts["reason"])]
        raise _FieldError from error


@blueprint.get("/evidence/invitations/<int:invitation_id>")
@requires(Permission.ROOM_MANAGE)
def invitation_page(invitation_id: int) -> ResponseReturnValue:
    """Show what an invitation opens, and everything that was opened with it."""
    return _page(_invitation(invitation_id), WithdrawalForm())


def _invitation(invitation_id: int) -> Invitation:
    with reading() as session:
        return invitation(session, invitation_id) or abort(404)


def _page(held: Invitation, form: WithdrawalForm) -> str:
    day = today()
    with reading() as session:
        opened = what_they_opened(session, held, most=_MOST_OPENED)
        drawn = samples(session, held.id)
        names = {
            each.member_id: each.full_name for each in roster(session, day, serving_only=False)
        }
    note_view(f"invitation {held.id}")
    return render_template(
        "evidence/invitation.html",
        held=held,
        state=STAYS[held.stay(day)],
        is_current=held.stay(day) in {Stay.COMING, Stay.OPEN},
        opened=opened,
        most=_MOST_OPENED,
        drawn=drawn,
        names=names,
        officers=", ".join(names[each] for each in held.scope.members if each in names),
        form=form,
    )


@blueprint.post("/evidence/invitations/<int:invitation_id>/withdrawal")
@requires(Permission.ROOM_MANAGE)
def withdraw(invitation_id: int) -> ResponseReturnValue:
    """Close the room at once."""
    held, form = _invitation(invitation_id), WithdrawalForm()
    if not form.validate_on_submit():
        return _page(held, form), 422
    try:
        writing(
            partial(
                withdraw_invitation,
                invitation_id=invitation_id,
                reason=str(form.reason.data),
                by=current().actor,
            )
        )
        flash("The invitation is withdrawn. Nothing opens with it from now on.", "good")
    except ConflictError:
        flash("Nothing was changed: it was withdrawn before.", "info")
    return redirect(url_for("evidence.invitation_page", invitation_id=invitation_id), code=303)


@blueprint.post("/evidence/invitations/<int:invitation_id>/showing")
@requires(Permission.ROOM_MANAGE)
def show(invitation_id: int) -> ResponseReturnValue:
    """Say in the journal that the room is looked through, and go there."""
    if _invitation(invitation_id).scope.room is not Room.ASSESSOR:
        abort(404)
    writing(partial(show_room, invitation_id=invitation_id, by=current().actor))
    return redirect(url_for("room.first_shown", invitation_id=invitation_id), code=303)
