"""A member's statement of time for the department; the member gets the same one."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.statement import MEASURED, Statement
from lms.queries.statements import year_statement
from lms.rendering.statement import foot_lines
from lms.web.access import requires
from lms.web.access_log import note_export, note_view
from lms.web.owed_year import owed_in
from lms.web.plant import now, reading
from lms.web.statement_pdf import as_pdf
from lms.web.training_unit.blueprint import blueprint


@blueprint.get("/desk/members/<int:member_id>/statement")
@requires(Permission.STATEMENT_VIEW)
def statement(member_id: int) -> ResponseReturnValue:
    """A member's statement for a year; the view is noted in the access log."""
    made = _made(member_id)
    note_view("statement of time", member_id=member_id)
    year = request.args.get("year", type=int)
    return render_template(
        "training_unit/statement.html",
        made=made,
        measured=MEASURED,
        foot=tuple(foot_lines(made)),
        member_id=member_id,
        pdf_url=url_for("training_unit.statement_document", member_id=member_id, year=year),
    )


@blueprint.get("/desk/members/<int:member_id>/statement.pdf")
@requires(Permission.STATEMENT_VIEW)
def statement_document(member_id: int) -> ResponseReturnValue:
    """The same as a document of one page."""
    made = _made(member_id)
    note_view("statement of time as PDF", member_id=member_id)
    note_export(f"statement of time of member {member_id}")
    return as_pdf(made, f"statement-{made.badge_number}-{made.made_on}")


def _made(member_id: int) -> Statement:
    with reading() as session:
        owed = owed_in(session, request.args.get("year", type=int))
        return year_statement(session, member_id=member_id, owed=owed, now=now())
