"""What sections of the policy are called, by the code under which records keep them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy.orm import Session

from lms.queries.provisions import provisions, revision_in_force


def section_labels(
    session: Session, *, policy: str, codes: Collection[str], day: date
) -> dict[str, str]:
    """The labels of some sections in the revision in force, by code, in the order of the text."""
    revision = revision_in_force(session, policy=policy, day=day) if codes else None
    if revision is None:
        return {}
    rows = provisions(session, revision_id=revision.id, day=day, codes=codes)
    return {row.code: row.label for row in rows}
