"""One handover: what was frozen, what was written, and how its successor answers."""

from __future__ import annotations

from functools import partial

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.errors import ConflictError, InvalidError
from lms.domain.handover import HandoverOutcome, may_withdraw
from lms.domain.open_matter import AREAS
from lms.queries.handovers import WholeHandover, handover_by_id, holders
from lms.rendering.report import report_pdf
from lms.services.hand_over import answer_handover, withdraw_handover
from lms.web.access import current, recently_confirmed, requires
from lms.web.access_log import note_export, note_view
from lms.web.department import settings
from lms.web.handover import places, words
from lms.web.handover.blueprint import blueprint
from lms.web.handover.forms import AnswerForm
from lms.web.handover.overview import as_document, desks_seen, may_manage_accounts
from lms.web.handover.paper import handover_report
from lms.web.local_day import today
from lms.web.plant import now, reading, writing


@blueprint.get("/desk/handover/<int:handover_id>")
@requires(Permission.HANDOVER_VIEW)
def page(handover_id: int) -> ResponseReturnValue:
    """Show a handover as it was frozen."""
    return _page(_found(handover_id), AnswerForm())


@blueprint.get("/desk/handover/<int:handover_id>.pdf")
@requires(Permission.HANDOVER_VIEW)
@recently_confirmed
def page_pdf(handover_id: int) -> ResponseReturnValue:
    """The same on paper; of what was frozen, always the same."""
    found = _found(handover_id)
    note_view("handover of a desk, as PDF")
    note_export(f"handover {handover_id}")
    department = settings() or abort(404)
    report = handover_report(
        found, department=department.department, demonstration=department.demonstration
    )
    return as_document(report_pdf(report), f"handover-{handover_id}")


@blueprint.post("/desk/handover/<int:handover_id>/answer")
@requires(Permission.HANDOVER_MAKE)
def answer(handover_id: int) -> ResponseReturnValue:
    """Accept the desk, or return it with a reason."""
    found = _found(handover_id)
    if found.row.successor_id != current().account_id:
        abort(403)
    form = AnswerForm()
    if not form.validate_on_submit():
        return _page(found, form), 422
    outcome = HandoverOutcome(form.outcome.data)
    try:
        writing(
            partial(
                answer_handover,
                handover_id=handover_id,
                outcome=outcome,
                words=form.words.data or "",
                by=current().actor,
            )
        )
    except InvalidError as error:
        form.words.errors = [str(error.facts["reason"])]
        return _page(found, form), 422
    except ConflictError:
        flash("Nothing was recorded: it had ended before.", "info")
        return _back(handover_id)
    said = "You accepted the desk." if outcome is HandoverOutcome.ACCEPTED else "It is returned."
    flash(f"{said} That is recorded; no role changed by it.", "good")
    return _back(handover_id)


@blueprint.post("/desk/handover/<int:handover_id>/withdrawal")
@requires(Permission.HANDOVER_MAKE)
def withdraw(handover_id: int) -> ResponseReturnValue:
    """Take the offer back."""
    found = _found(handover_id)
    if not _may_withdraw(found):
        abort(403)
    try:
        writing(partial(withdraw_handover, handover_id=handover_id, words="", by=current().actor))
        flash("It is taken back. What was frozen stays readable.", "good")
    except ConflictError:
        flash("Nothing was recorded: it had ended before.", "info")
    return _back(handover_id)


def _back(handover_id: int) -> ResponseReturnValue:
    return redirect(url_for("handover.page", handover_id=handover_id), code=303)


def _found(handover_id: int) -> WholeHandover:
    with reading() as session:
        found = handover_by_id(session, handover_id)
    return found if found and found.row.desk in desks_seen() else abort(404)


def _may_withdraw(found: WholeHandover) -> bool:
    row = found.row
    with reading() as session:
        held = holders(session, row.desk, now=now(), day=today())
    holds = any(each.account_id == row.leaver_id for each in held)
    by = current().actor
    return may_withdraw(by, leaver_id=row.leaver_id, leaver_holds=holds, desk=row.desk)


def _page(found: WholeHandover, form: AnswerForm) -> str:
    row = found.row
    note_view("handover of a desk")
    return render_template(
        "handover/handover.html",
        found=found,
        row=row,
        state=found.state,
        name=words.desk_name(row.desk),
        areas=AREAS,
        status=words.outcome_words(row),
        form=form,
        answers=row.is_open and row.successor_id == current().account_id,
        withdraws=row.is_open and _may_withdraw(found),
        rule=words.NO_RIGHTS,
        may_manage=may_manage_accounts(),
        places=places,
        words=words,
    )
