"""Who is somebody's supervisor on a day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.models import ServiceRecord
from lms.queries.roster import holds_on, serving_on


def supervisor_ids(session: Session, *, day: date) -> frozenset[int]:
    """The members to whom somebody who serves on ``day`` reports."""
    rows = session.execute(
        select(ServiceRecord.supervisor_id)
        .where(holds_on(day), serving_on(day), ServiceRecord.supervisor_id.is_not(None))
        .distinct()
    )
    return frozenset(row for row in rows.scalars() if row is not None)
