"""A training record as an address asks for it: the day, and how far the journal is read."""

from __future__ import annotations

from datetime import date

from flask import Response, request
from sqlalchemy.orm import Session

from lms.domain.errors import NotFoundError
from lms.domain.invitation import Scope
from lms.domain.training_record import TrainingRecord
from lms.queries.training_records import training_record
from lms.rendering.training_record import training_record_pdf
from lms.web.local_day import today


def asked_record(session: Session, member_id: int) -> TrainingRecord:
    """The record of the day that the address names, of today where it names none.

    Raises:
        NotFoundError: the day is none or has not come, there is no such journal entry, or
            nothing of this member holds on the day.
    """
    return training_record(
        session,
        member_id=member_id,
        day=_day(),
        position=request.args.get("entry", type=int),
    )


def opened_day(scope: Scope) -> date:
    """The day that the address names where an invitation opens it, or the last one it opens.

    Raises:
        NotFoundError: it is none, or not open.
    """
    text, latest = request.args.get("on", ""), today()
    if not text:
        return scope.last_day(latest)
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise NotFoundError(day=text) from error
    if not scope.opens_day(day, latest):
        raise NotFoundError(day=text)
    return day


def _day() -> date:
    text = request.args.get("on", "")
    if not text:
        return today()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = date.max
    if day > today():
        raise NotFoundError(day=text)
    return day


def record_document(made: TrainingRecord) -> Response:
    """The record as a document that a browser shows or keeps."""
    name = f"training-record-{made.badge_number}-{made.as_of.isoformat()}-{made.position}.pdf"
    return Response(
        training_record_pdf(made),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )
