"""One's own training record as of a day: the same document that the department gets."""

from __future__ import annotations

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.training_record import TrainingRecord, foot_lines
from lms.web.access import own_member_id, requires
from lms.web.asked_record import asked_record, record_document
from lms.web.learning.blueprint import blueprint
from lms.web.local_day import today
from lms.web.plant import reading


@blueprint.get("/minutes/record")
@requires(Permission.MINUTES_VIEW)
def training_record_page() -> ResponseReturnValue:
    """Show the record of the day that the address names."""
    made = _made()
    return render_template(
        "learning/training_record.html",
        made=made,
        foot=tuple(foot_lines(made)),
        latest=today(),
        page_url=url_for("learning.training_record_page"),
        pdf_url=url_for(
            "learning.training_record_document", on=made.as_of.isoformat(), entry=made.position
        ),
    )


@blueprint.get("/minutes/record.pdf")
@requires(Permission.MINUTES_VIEW)
def training_record_document() -> ResponseReturnValue:
    """The same as one document."""
    return record_document(_made())


def _made() -> TrainingRecord:
    with reading() as session:
        return asked_record(session, own_member_id())
