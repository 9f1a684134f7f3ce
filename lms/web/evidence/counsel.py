"""Inviting counsel to the records of one matter."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from lms.domain.access import Permission
from lms.domain.errors import InvalidError
from lms.domain.invitation import Room
from lms.domain.sign_in import login_key
from lms.services.acts.visitor_invite import InvitationAsked
from lms.web.access import recently_confirmed, requires
from lms.web.badges import members_by_badge
from lms.web.evidence.blueprint import blueprint
from lms.web.evidence.invitations import VisitorForm, propose_invitation
from lms.web.local_day import today
from lms.web.plant import reading


class CounselForm(VisitorForm):
    """What counsel looks into besides."""

    matter = StringField(
        "Matter",
        [DataRequired("Name the matter."), Length(max=200, message="Write 200 characters.")],
        description="A docket number, a case, a request.",
    )
    badges = StringField(
        "Officers of the matter",
        [Length(max=500, message="Write 500 characters at most.")],
        description="Their badge numbers; left empty, everybody\u2019s records and the archive.",
    )


@blueprint.get("/evidence/invitations/counsel")
@requires(Permission.ROOM_MANAGE)
def invite_counsel() -> ResponseReturnValue:
    """Ask whom to invite, for which matter, and what to open."""
    day = today()
    return _page(CounselForm(formdata=None, starts_on=day, first_year=day.year, last_year=day.year))


def _page(form: CounselForm) -> str:
    return render_template("evidence/invite_counsel.html", form=form)


@blueprint.post("/evidence/invitations/counsel")
@requires(Permission.ROOM_MANAGE)
@recently_confirmed
def propose_counsel() -> ResponseReturnValue:
    """Put the invitation before a second person."""
    form = CounselForm()
    first, last = form.starts_on.data, form.ends_on.data
    if not form.validate_on_submit() or first is None or last is None:
        return _page(form), 422
    try:
        with reading() as session:
            members = members_by_badge(session, str(form.badges.data or ""))
    except InvalidError as error:
        form.badges.errors = [str(error.facts["reason"])]
        return _page(form), 422
    email = str(form.email.data).strip()
    asked = InvitationAsked(
        room=Room.COUNSEL.value,
        name=str(form.name.data).strip(),
        organization=str(form.organization.data).strip(),
        email=email,
        login=login_key(email),
        starts_on=first.isoformat(),
        ends_on=last.isoformat(),
        first_year=int(form.first_year.data or 0),
        last_year=int(form.last_year.data or 0),
        members=members,
        matter=str(form.matter.data).strip(),
    )
    number = propose_invitation(form, asked)
    if number is None:
        return _page(form), 422
    return redirect(url_for("proposals.proposal", proposal_id=number), code=303)
