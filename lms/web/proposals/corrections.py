"""Proposing a correction that adds time to a member's record."""

from __future__ import annotations

from datetime import date
from functools import partial

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from lms.domain.access import Permission, TwoPersonAct
from lms.domain.credit import minutes
from lms.queries.ledger import EntryRow, entries
from lms.queries.roster import Person, person
from lms.queries.standing import Owed, owed_on
from lms.services.acts.credit_add import CreditAsked
from lms.services.propose import propose
from lms.web.access import current, requires
from lms.web.access_log import note_view
from lms.web.errors import answer
from lms.web.filters import day as day_words
from lms.web.filters import plural
from lms.web.local_day import today
from lms.web.plant import reading, writing
from lms.web.proposals.blueprint import blueprint
from lms.web.proposals.forms import CorrectionForm
from lms.web.second_person import OWN_RECORD, offered

_REFUSED = "This cannot be proposed: the entry was undone before."


@blueprint.get("/desk/members/<int:member_id>/correction")
@requires(Permission.RECORD_CORRECT)
def correction(member_id: int) -> ResponseReturnValue:
    """Ask how many minutes are to be added, of what, for which day, and why."""
    if member_id == current().member_id:
        return answer(403, OWN_RECORD)
    form = CorrectionForm()
    return _page(*_filled(member_id, form), form)


@blueprint.post("/desk/members/<int:member_id>/correction")
@requires(Permission.RECORD_CORRECT)
def propose_correction(member_id: int) -> ResponseReturnValue:
    """Put the correction before a second person."""
    if member_id == current().member_id:
        return answer(403, OWN_RECORD)
    form = CorrectionForm()
    who, owed = _filled(member_id, form)
    if form.validate_on_submit():
        number, problem = offered(partial(_offer, member_id, form), refused=_REFUSED)
        if number is not None:
            return redirect(url_for("proposals.proposal", proposal_id=number), code=303)
        form.form_errors = [problem]
    return _page(who, owed, form), 422


def _offer(member_id: int, form: CorrectionForm) -> int:
    day: date = form.earned_on.data or today()
    asked = CreditAsked(
        member_id=member_id,
        limb=form.subject.data,
        minutes=form.minutes.data or 0,
        earned_on=day.isoformat(),
        reverses_id=int(form.entry.data) if form.entry.data else None,
    )
    return writing(
        partial(
            propose,
            act=TwoPersonAct.CREDIT_ADD,
            payload=asked,
            reason=str(form.reason.data),
            by=current().actor,
        )
    )


def _filled(member_id: int, form: CorrectionForm) -> tuple[Person, Owed]:
    """Give the form what can be chosen of this member's year."""
    with reading() as session:
        who = person(session, member_id, today()) or abort(404)
        owed = _year(session)
        held = entries(session, member_id=member_id, period=owed.period)
    titles = {limb.slug: limb.title for limb in owed.requirement.limbs}
    form.subject.choices = [SelectChoice(slug, title) for slug, title in titles.items()]
    form.entry.choices = [
        SelectChoice("", "Nothing; these minutes are added"),
        *(SelectChoice(str(each.id), _said(each, titles)) for each in held if each.seconds > 0),
    ]
    return who, owed


def _year(session: Session) -> Owed:
    duties = owed_on(session, today())
    return duties[0] if duties else abort(404)


def _page(who: Person, owed: Owed, form: CorrectionForm) -> str:
    note_view("correction", member_id=who.member_id)
    return render_template("proposals/correction.html", who=who, owed=owed, form=form)


def _said(entry: EntryRow, titles: dict[str, str]) -> str:
    worked = plural(minutes(entry.seconds), "minute")
    return f"{worked}, {titles.get(entry.limb, entry.limb)}, {day_words(entry.earned_on)}"
