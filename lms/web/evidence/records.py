"""A member's training record as of a day, for the department; the member gets the same one."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.training_record import TrainingRecord, foot_lines
from lms.web.access import recently_confirmed, requires
from lms.web.access_log import note_export, note_view
from lms.web.asked_record import asked_record, record_document
from lms.web.evidence.blueprint import blueprint
from lms.web.local_day import today
from lms.web.plant import reading


@blueprint.get("/evidence/members/<int:member_id>/record")
@requires(Permission.TRAINING_RECORD_VIEW)
def record(member_id: int) -> ResponseReturnValue:
    """Show the record of the day that the address names."""
    made = _made(member_id)
    note_view("training record as of a day", member_id=member_id)
    return render_template(
        "evidence/record.html",
        made=made,
        foot=tuple(foot_lines(made)),
        latest=today(),
        page_url=url_for("evidence.record", member_id=member_id),
        pdf_url=url_for(
            "evidence.record_pdf",
            member_id=member_id,
            on=made.as_of.isoformat(),
            entry=made.position,
        ),
    )


@blueprint.get("/evidence/members/<int:member_id>/record.pdf")
@requires(Permission.TRAINING_RECORD_VIEW)
@recently_confirmed
def record_pdf(member_id: int) -> ResponseReturnValue:
    """The same as one document."""
    made = _made(member_id)
    note_view("training record as of a day, as PDF", member_id=member_id)
    note_export(f"training record of member {member_id} as of {made.as_of.isoformat()}")
    return record_document(made)


def _made(member_id: int) -> TrainingRecord:
    with reading() as session:
        return asked_record(session, member_id)
