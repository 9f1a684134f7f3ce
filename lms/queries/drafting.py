"""The drafting questions of a policy in their newest version, approved or not."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from lms.domain.drafting import DraftingQuestions
from lms.models import ContentKind
from lms.queries.content import thing
from lms.queries.content_list import ContentRow, content_list


@dataclass(frozen=True, slots=True)
class AskedOfOwner:
    """Questions with the version they stand in and whether that one is approved."""

    row: ContentRow
    asked: DraftingQuestions


def asked_of_owner(session: Session, *, policy: str) -> AskedOfOwner | None:
    """The questions about a policy's text, or None where nobody has written any."""
    rows = [
        row for row in content_list(session, ContentKind.QUESTIONS) if row.version.policy == policy
    ]
    if not rows:
        return None
    return AskedOfOwner(rows[0], thing(session, rows[0].version, DraftingQuestions))
