"""Notices of what entered officers' records: which are out, until when, and on paper."""

from __future__ import annotations

from datetime import date
from functools import partial

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.adverse_notice import LAW, Standing
from lms.domain.errors import ForbiddenError, InvalidError
from lms.queries.adverse_notices import NoticeRow, counsel_said, notice, notices
from lms.queries.officer_statements import statements_about
from lms.rendering.adverse_notice import NoticePaper, notice_pdf
from lms.services.give_notice import record_delivery
from lms.web.access import current, requires
from lms.web.access_log import note_export, note_view
from lms.web.department import settings
from lms.web.errors import answer
from lms.web.local_day import today
from lms.web.mail import sends_mail
from lms.web.plant import reading, writing
from lms.web.reminder_words import LETTERS
from lms.web.second_person import OWN_RECORD
from lms.web.training_unit.blueprint import blueprint
from lms.web.training_unit.forms import DeliveryForm

STANDINGS = {
    Standing.GIVEN: ("Given", "done"),
    Standing.WAITING: ("Not opened", "due"),
    Standing.LATE: ("Past its last day", "overdue"),
}
_MOST = 500


@blueprint.get("/desk/notices")
@requires(Permission.NOTICE_MANAGE)
def notice_list() -> ResponseReturnValue:
    """Show every notice: what still waits first, by its last day."""
    day = today()
    with reading() as session:
        found = notices(session, day=day, most=_MOST)
        decision = counsel_said(session, day)
    note_view("notices")
    waiting = [each for each in found if each.standing(day) is not Standing.GIVEN]
    given = [each for each in found if each.standing(day) is Standing.GIVEN]
    return render_template(
        "training_unit/notices.html",
        waiting=sorted(waiting, key=lambda each: (each.last_day, each.id)),
        given=given,
        standings=STANDINGS,
        letters=LETTERS,
        sends_mail=sends_mail(),
        decision=decision,
        law=LAW,
    )


@blueprint.get("/desk/notices/<int:notice_id>")
@requires(Permission.NOTICE_MANAGE)
def desk_notice(notice_id: int) -> ResponseReturnValue:
    """Show one notice, how it reached its officer, and what they said."""
    return _page(_found(notice_id), DeliveryForm())


@blueprint.post("/desk/notices/<int:notice_id>/deliveries")
@requires(Permission.NOTICE_MANAGE)
def deliver_notice(notice_id: int) -> ResponseReturnValue:
    """Record that somebody handed it over."""
    found, form = _found(notice_id), DeliveryForm()
    if not form.validate_on_submit():
        return _page(found, form), 422
    delivered_on: date = form.delivered_on.data  # type: ignore[assignment]
    try:
        writing(
            partial(
                record_delivery,
                notice_id=notice_id,
                delivered_on=delivered_on,
                delivered_by=str(form.delivered_by.data),
                by=current().actor,
            )
        )
    except ForbiddenError:
        return answer(403, OWN_RECORD)
    except InvalidError as error:
        form[str(error.facts["field"])].errors = [str(error.facts["reason"])]
        return _page(found, form), 422
    flash("Recorded.", "good")
    return redirect(url_for("training_unit.desk_notice", notice_id=notice_id), code=303)


@blueprint.get("/desk/notices/<int:notice_id>.pdf")
@requires(Permission.NOTICE_MANAGE)
def desk_notice_pdf(notice_id: int) -> ResponseReturnValue:
    """The notice on paper, to be handed over."""
    found, department, day = _found(notice_id), settings(), today()
    with reading() as session:
        decision = counsel_said(session, found.placed_on)
    note_view("notice as PDF", member_id=found.member_id)
    note_export("notice as PDF")
    paper = NoticePaper(
        department=department.department if department else "",
        demonstration=bool(department and department.demonstration),
        name=found.name,
        badge_number=found.badge_number,
        entered=found.entered,
        placed_on=found.placed_on,
        last_day=found.last_day,
        source=decision.source if decision else "",
        page=url_for("learning.notice", notice_id=found.id, _external=True),
        made_on=day,
    )
    name = f"notice-{found.badge_number}-{found.placed_on.isoformat()}.pdf"
    return Response(
        notice_pdf(paper),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def _found(notice_id: int) -> NoticeRow:
    with reading() as session:
        return notice(session, notice_id, day=today()) or abort(404)


def _page(found: NoticeRow, form: DeliveryForm) -> str:
    with reading() as session:
        said = statements_about(session, matter=found.matter, subject_id=found.subject_id)
        decision = counsel_said(session, found.placed_on)
    note_view("notice", member_id=found.member_id)
    return render_template(
        "training_unit/notice.html",
        notice=found,
        standing=STANDINGS[found.standing(today())],
        letter=LETTERS[found.letter],
        own=found.member_id == current().member_id,
        said=said,
        decision=decision,
        form=form,
        law=LAW,
        sends_mail=sends_mail(),
    )
