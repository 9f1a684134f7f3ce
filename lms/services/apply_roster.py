"""Taking in a roster file that was staged and looked at."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.errors import ConflictError, NotFoundError
from lms.domain.roster_document import changes_digest
from lms.models import StagedImport
from lms.queries.local_day import local_day
from lms.queries.staged_rosters import compared, staged_roster
from lms.services.import_roster import RosterCounts, import_roster


def apply_roster(
    session: Session, *, staged_id: int, shown: str, by: Actor, now: datetime
) -> RosterCounts:
    """Take in a staged file as a whole, once, if it still does what was shown.

    Args:
        shown: ``changes_digest`` of what the person looked at.

    Raises:
        NotFoundError: there is no such file.
        ConflictError: it was taken in before, or it would do something else by now.
        InvalidError: a row is in doubt.
        TakesTwoPeopleError: it ends the service of more than a tenth of the department.
    """
    session.execute(
        select(StagedImport.id).where(StagedImport.id == staged_id).with_for_update()
    ).all()
    staged = staged_roster(session, staged_id)
    if staged is None:
        raise NotFoundError(staged=staged_id)
    if staged.applied_at is not None:
        raise ConflictError(staged=staged_id, reason="it was taken in before")
    seen = compared(session, staged, local_day(session, now))
    if changes_digest(seen) != shown:
        raise ConflictError(staged=staged_id, reason="the roster has changed since it was shown")
    counts = import_roster(session, difference=seen, file_sha256=staged.file_sha256, by=by, now=now)
    session.execute(
        update(StagedImport).where(StagedImport.id == staged_id).values(confirmed_at=now)
    )
    return counts
